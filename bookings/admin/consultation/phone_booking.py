"""Phone booking: staff enter what was agreed, at once a confirmed consultation."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from bookings import availability, lifecycle
from bookings.admin.consultation import book_again, status_words
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.consultation.actions import BOOK, perform, who_tells
from bookings.admin.consultation.times import FreeTimesForm, TimeField, sent
from bookings.admin.dates import DayField
from bookings.admin.read_only import member_of_staff
from bookings.availability import Obstacle
from bookings.forms.one_request import OneRequestForm
from bookings.models import CONSENT_WORDING_OF_STAFF, Consent, Consultation, ReachBy
from clinic.office import hours, phones
from clinic.office.emails import EmailField
from clinic.office.formats import plain_text, when
from clinic.office.models import Concern, Office
from clinic.protection.form_keys import FormKey


class BookingForm(OneRequestForm, FreeTimesForm):
    """What the desk asks somebody who calls or stands at the door. Saves nothing itself."""

    page_changed = "This page was changed on its way. Please look and press once more."
    digest_salt = "bookings.desk"
    consent_wording = CONSENT_WORDING_OF_STAFF

    time = TimeField(label="Time", required=False)
    at_once = forms.BooleanField(label="They are at the door right now", required=False)
    day = DayField(label="Day", required=False)
    clock = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={"invalid": "Write the time as in 14:30."},
        help_text="On the office’s clock.",
    )
    reason = forms.CharField(
        label="Why it is an exception",
        max_length=200,
        required=False,
        validators=[plain_text],
        help_text="Only staff read it. Not needed for a time that we offer.",
    )
    concern = forms.ModelChoiceField(
        Concern.objects.all(),
        label="What they would like to talk about",
        error_messages={"required": "Choose what they would like to talk about."},
    )
    first_name = forms.CharField(
        max_length=80,
        validators=[plain_text],
        error_messages={"required": "Enter their first name."},
    )
    last_name = forms.CharField(
        label="Last name (optional)", max_length=80, required=False, validators=[plain_text]
    )
    reach_by = forms.ChoiceField(label="How to reach them", choices=ReachBy.choices)
    phone = phones.PhoneField(required=False, help_text="Needed for call and text.")
    email = EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        validators=[plain_text],
        help_text=(
            "Needed for e-mail. Without it nobody is reminded by mail: you will be asked to call."
        ),
    )
    adult = forms.BooleanField(
        label=CONSENT_WORDING_OF_STAFF[Consent.Kind.ADULT],
        error_messages={
            "required": "Ask whether they are 18 or older, or a parent or guardian is with them."
        },
    )
    contact = forms.BooleanField(
        label=CONSENT_WORDING_OF_STAFF[Consent.Kind.CONTACT],
        error_messages={"required": "Ask whether we may contact them about this consultation."},
    )
    texts = forms.BooleanField(
        label=CONSENT_WORDING_OF_STAFF[Consent.Kind.TEXTS],
        required=False,
        help_text="Needed for text only.",
    )
    form_key = forms.CharField(widget=forms.HiddenInput)
    another = ("at_once", "day", "clock", "reason")  # the fields of a time that is not in the list

    def __init__(
        self, data: QueryDict | None, *, office: Office, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.office, self.now = office, now

    @property
    def another_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.another]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """What is asked about the person."""
        return [
            field for field in self.visible_fields() if field.name not in ("time", *self.another)
        ]

    @property
    def is_unfolded(self) -> bool:
        """Whether something stands in the fields for another time."""
        return self.is_bound and any(self[name].value() for name in self.another)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = {
            "phone": f"Enter a phone number, so that we can {data.get('reach_by')} them.",
            "email": "Enter an e-mail address, so that we can write to them.",
            "texts": "Ask whether we may text them, or choose call or e-mail.",
        }
        self.say_what_is_missing(words)
        self.ask_about_email()
        if not self.errors.keys() & {"time", "day", "clock"}:
            data["starts_at"] = self._wanted(data)
        return data

    def _wanted(self, data: dict[str, Any]) -> datetime | None:
        """The one time that was named, in whichever of the three ways."""
        time, day, clock = data.get("time"), data.get("day"), data.get("clock")
        if bool(time) + bool(data.get("at_once")) + bool(day or clock) > 1:
            self.add_error(
                "time", "Choose only one: a time in the list, right now, or another day."
            )
        elif data.get("at_once"):
            return self.now.replace(second=0, microsecond=0)
        elif bool(day) != bool(clock):
            self.add_error(
                "day" if clock else "clock",
                "Choose the day too." if clock else "Choose the time too.",
            )
        elif day and clock:
            moment = hours.wall_clock(day, clock, self.office.zone)
            if moment is None:
                self.add_error("clock", "The clocks skip this time on that day.")
            return moment
        elif time:
            moment = data["time"]
            assert isinstance(moment, datetime)
            return moment
        else:
            self.add_error("time", "Choose a time.")
        return None

    def typed(self) -> dict[str, Any]:
        ours = {"form_key", *self.question}
        return {name: self.data.get(name) for name in self.fields if name not in ours}

    @property
    def own(self) -> Consultation | None:
        """What was booked with this very form before."""
        return Consultation.objects.sent_with(self.sent_key)

    def renew_key(self, *, instead_of: Consultation) -> None:
        """Let the next press book, since this form has booked somebody with other words before."""
        name, reference = instead_of.first_name, instead_of.reference
        said = f"{name} was booked with this form already ({reference}). Press once more to book"
        self.add_error(None, f"{said} {self.cleaned_data['first_name']}.")
        self.give_key(self.new_key()._replace(before=instead_of.form_key))

    def consultation(self, office: Office) -> Consultation:
        """What was agreed, not yet saved."""
        return Consultation(**self.person(), office=office, concern=self.cleaned_data["concern"])


class PhoneBookingMixin(ActionPagesMixin):
    """ "Add consultation" in the admin."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # type: ignore[override]
        return self.has_answer_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Book at once. 422 for a time that needs a reason, and says why.

        409 for a time that somebody has, and for a form that has booked with other words before.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        now, office = timezone.now(), Office.objects.current()
        again = book_again.asked_for(request)
        if again and again.elsewhere:
            return self._lead(request, *again.elsewhere)
        data, only_to_show = _sent(request.POST) if request.method == "POST" else (None, True)
        initial = {"form_key": FormKey.new(now=now).signed(), "reach_by": ReachBy.CALL}
        initial |= again.initial if again else {}
        form = BookingForm(data, office=office, now=now, initial=initial)
        form.offer_times(office, availability.offer(office, now=now, online=False).slots)
        status, warnings = 200, []
        if form.is_bound and not (form.is_valid() and only_to_show):
            status = 422
            if form.is_valid():
                try:
                    return self._booked(request, form, again)
                except lifecycle.NotOffered as refused:
                    if isinstance(refused, lifecycle.SlotTaken):
                        status = 409
                    else:
                        status = 422
                    warnings = _refuse(form)
                except lifecycle.AlreadySent as before:
                    if form.is_same_request(before.consultation):
                        return self._booked_before(request, before.consultation)
                    status = 409
                    form.renew_key(instead_of=before.consultation)
                except lifecycle.BookedAgain as before_us:
                    return self._lead(request, *book_again.booked_already(before_us.consultation))
        context = {
            **self.admin_site.each_context(request),
            "title": "Book by phone or at the door",
            "opts": self.opts,
            "lead": "It is confirmed at once, by the rules that hold online.",
            "button": "Book and tell the patient",
            "form": form,
            "warnings": warnings,
        }
        if again:
            again.note_consents(form.visible_fields())
            context |= {
                "title": f"Book again: {again.consultation.reference}",
                "consultation": again.consultation,
                "wants": status_words.decided(again.consultation).rstrip("."),
                "reach": status_words.reach(again.consultation),
                "asked_anew": book_again.asked_anew(again),
            }
        return TemplateResponse(
            request, "admin/bookings/consultation/book.html", context, status=status
        )

    def _booked_before(self, request: HttpRequest, consultation: Consultation) -> HttpResponse:
        said = f"{consultation.reference} had been entered by this form already."
        self.message_user(request, said, messages.WARNING)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _lead(self, request: HttpRequest, said: str, consultation: Consultation) -> HttpResponse:
        self.message_user(request, said, messages.WARNING)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _booked(
        self, request: HttpRequest, form: BookingForm, again: book_again.Again | None
    ) -> HttpResponse:
        starts_at = form.cleaned_data["starts_at"]
        consultation, consents, before = form.consultation(form.office), form.consents(), []
        if again:
            consultation.again_for = again.consultation
            consultation.article_id = again.consultation.article_id
            before = again.kept(consents, consultation.phone)
            consents = {
                kind: words
                for kind, words in consents.items()
                if kind not in {given.kind for given in before}
            }
        booked = perform(
            BOOK,
            consultation,
            starts_at=starts_at,
            consents=consents,
            consents_before=before,
            reason=form.cleaned_data["reason"],
            by=member_of_staff(request),
            now=form.now,
        )
        excepted = availability.reasons_against(form.office, starts_at, now=form.now, holder=booked)
        said = " ".join(
            [f"{booked.reference} is booked and confirmed.", *(why.sentence for why in excepted)]
        )
        self.message_user(request, f"{said} {who_tells(booked)}", messages.SUCCESS)
        return redirect("admin:bookings_consultation_change", booked.pk)


def _sent(data: QueryDict) -> tuple[QueryDict, bool]:
    """What came; a free time that was pressed takes the place of the one that was refused."""
    sent_data, only_to_show = sent(data)
    if only_to_show and sent_data is not data:
        for name in BookingForm.another:
            sent_data.pop(name, None)
    return sent_data, only_to_show


def _refuse(form: BookingForm) -> list[str]:
    """Mark what stands against the time, and return what a reason would overcome.

    Three free ones are offered instead of a time that nobody can have.
    """
    office, wanted = form.office, form.cleaned_data["starts_at"]
    own = form.own
    if (
        own
        and availability.is_taken(office, wanted)
        and not availability.is_taken(office, wanted, holder=own)
    ):
        said = f"{own.reference}, which you booked with this form before, has this time."
        free = availability.offer(office, now=form.now, online=False).slots
        form.add_error("time", f"{said} {form.offer_near('time', office, free, wanted)}")
        form.offer_times(office, free, near=wanted)
        return []
    offer = availability.offer(office, now=form.now, online=False)
    if form.cleaned_data["time"]:
        form.refuse_times(office, offer, near_by=offer.slots)
        form.offer_times(office, offer.slots, near=wanted)
        return []
    reasons = availability.reasons_against(office, wanted, now=form.now)
    never = {Obstacle.TAKEN, Obstacle.TOO_FAR} | (
        {Obstacle.PASSED} if wanted < form.now - lifecycle.WALKED_IN else set()
    )
    absolute = [why.sentence for why in reasons if why.bar in never]
    if absolute:
        said = f"{when(wanted, office)}: {' '.join(absolute)}"
        form.add_error("time", f"{said} {form.offer_near('time', office, offer.slots, wanted)}")
        return []
    form.add_error("reason", "Say why you book it all the same, or choose another time.")
    return [why.sentence for why in reasons]
