"""What was agreed by phone or at the door, entered by staff: at once a confirmed consultation."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from phonenumber_field.formfields import PhoneNumberField

from bookings import lifecycle, slots
from bookings.admin.deciding import Deciding, say
from bookings.admin.read_only import member_of_staff
from bookings.admin.times import FreeTimesForm, TimeField
from bookings.admin.verbs import who_tells
from bookings.forms.fields import missing_to_reach
from bookings.models import Consent, Consultation, ReachBy
from clinic.guard import FormKey
from clinic.models import Concern, Office
from clinic.words import plain_text

ASKED_BY_US = "Asked by phone or at the door: "
WORDING = {
    Consent.Kind.ADULT: f"{ASKED_BY_US}they are 18 or older, or a parent or guardian is with them.",
    Consent.Kind.CONTACT: f"{ASKED_BY_US}we may contact them about this consultation.",
    Consent.Kind.TEXTS: f"{ASKED_BY_US}we may text them about this consultation at this number.",
}


class BookingForm(FreeTimesForm):
    """What the desk asks somebody who calls or stands at the door. Saves nothing itself."""

    time = TimeField(label="Time", error_messages={"required": "Choose a time."})
    concern = forms.ModelChoiceField(
        Concern.objects.all(),
        label="What they would like to talk about",
        error_messages={"required": "Choose what they would like to talk about."},
    )
    first_name = forms.CharField(
        max_length=80, validators=[plain_text], error_messages={"required": "Enter their first name."}
    )
    last_name = forms.CharField(
        label="Last name (optional)", max_length=80, required=False, validators=[plain_text]
    )
    reach_by = forms.ChoiceField(label="How to reach them", choices=ReachBy.choices)
    phone = PhoneNumberField(
        region="US",
        required=False,
        help_text="Needed for call and text.",
        error_messages={"invalid": "Enter a phone number with its area code, for example (424) 555-0134."},
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        help_text="Needed for e-mail. Without it nobody is reminded by mail: you will be asked to call.",
    )
    adult = forms.BooleanField(
        label=WORDING[Consent.Kind.ADULT],
        error_messages={
            "required": "Ask whether they are 18 or older, or a parent or guardian is with them."
        },
    )
    contact = forms.BooleanField(
        label=WORDING[Consent.Kind.CONTACT],
        error_messages={"required": "Ask whether we may contact them about this consultation."},
    )
    texts = forms.BooleanField(
        label=WORDING[Consent.Kind.TEXTS], required=False, help_text="Needed for text only."
    )
    form_key = forms.CharField(widget=forms.HiddenInput)

    def clean_form_key(self) -> FormKey:
        key = FormKey.read(self.cleaned_data["form_key"])
        if key is None:
            raise forms.ValidationError("This page was changed on its way. Please open it anew.")
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = {
            "phone": f"Enter a phone number, so that we can {data.get('reach_by')} them.",
            "email": "Enter an e-mail address, so that we can write to them.",
            "texts": "Ask whether we may text them, or choose call or e-mail.",
        }
        for name in missing_to_reach(data):
            if name not in self.errors:
                self.add_error(name, words[name])
        return data

    def consultation(self, office: Office) -> Consultation:
        """What was agreed, not yet saved."""
        data = self.cleaned_data
        typed = json.dumps({name: self.data.get(name) for name in self.fields if name != "form_key"})
        return Consultation(
            office=office,
            form_key=data["form_key"].key,
            form_digest=salted_hmac("bookings.desk", typed, algorithm="sha256").hexdigest(),
            concern=data["concern"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            reach_by=data["reach_by"],
            phone=data["phone"].as_e164 if data["phone"] else "",
            email=data["email"],
        )

    def consents(self) -> dict[str, str]:
        return {kind: wording for kind, wording in WORDING.items() if self.cleaned_data[kind]}


class Booking(Deciding):
    """ "Add consultation" in the admin."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # type: ignore[override]
        return self.has_answer_permission(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        now, office = timezone.now(), Office.objects.current()
        initial = {"form_key": FormKey.new(now=now).signed(), "reach_by": ReachBy.CALL}
        form = BookingForm(request.POST if request.method == "POST" else None, initial=initial)
        form.offer_times(office, slots.offer(office, now=now, online=False).slots)
        status = 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                try:
                    booked = say(
                        "book",
                        form.consultation(office),
                        starts_at=form.cleaned_data["time"],
                        consents=form.consents(),
                        by=member_of_staff(request),
                        now=now,
                    )
                except lifecycle.NotOffered as refused:
                    status = 409 if isinstance(refused, lifecycle.SlotTaken) else 422
                    offer = slots.offer(office, now=now, online=False)
                    form.refuse_times(office, offer, near_by=offer.slots)
                    form.offer_times(office, offer.slots, near=slots.read_iso(form["time"].value()))
                except lifecycle.AlreadySent as before:
                    said = f"{before.consultation.reference} had been entered by this form already."
                    self.message_user(request, said, messages.WARNING)
                    return redirect("admin:bookings_consultation_change", before.consultation.pk)
                else:
                    said = f"{booked.reference} is booked and confirmed. {who_tells(booked)}"
                    self.message_user(request, said, messages.SUCCESS)
                    return redirect("admin:bookings_consultation_change", booked.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Book by phone or at the door",
            "opts": self.opts,
            "lead": "It is confirmed at once, by the rules that hold online.",
            "button": "Book and tell the patient",
            "form": form,
        }
        return TemplateResponse(request, "admin/bookings/consultation/step.html", context, status=status)
