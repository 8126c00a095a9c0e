"""Phone booking: staff enter what was agreed, at once a confirmed consultation.

An open time of the week leads here with `?at=`, so that all there is to do is to type and to press.
Nothing is changed by that look: whether the time can be had is judged again when it is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from bookings import availability, lifecycle, questions
from bookings.admin.consultation import book_again, from_question, status_words
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.consultation.actions import BOOK, perform, who_tells
from bookings.admin.consultation.language import LanguageField
from bookings.admin.consultation.time_choice import time_choice
from bookings.admin.consultation.times import TimeField
from bookings.admin.dates import DayField
from bookings.admin.read_only import member_of_staff
from bookings.availability import Obstacle, Offer, Slot
from bookings.forms.one_request import OneRequestForm
from bookings.models import (
    CONSENT_WORDING_OF_STAFF,
    Consent,
    Consultation,
    ReachBy,
    ReaderQuestion,
)
from clinic import languages
from clinic.office import formats, hours, phones
from clinic.office.clock import ClockField
from clinic.office.emails import EmailField
from clinic.office.formats import plain_text
from clinic.office.forms import LengthFirst
from clinic.office.models import Concern, Office
from clinic.protection.form_keys import FormKey

AGAIN = "That time was taken a moment ago and is free again. Please try once more."
NO_TIME = "That is not a time that we can show. Choose one below."


class BookingForm(OneRequestForm, LengthFirst, forms.Form):
    """What the desk asks somebody who calls or stands at the door. Saves nothing itself.

    That they are old enough and may be contacted is asked in words, and noted by the press: there
    is no box to tick for what nobody is booked without.
    """

    use_required_attribute = False  # the server says better what is missing
    page_changed = "This page was changed on its way. Please look and press once more."
    digest_salt = "bookings.desk"
    consent_wording = CONSENT_WORDING_OF_STAFF

    time = TimeField(label="Time", required=False)
    at_once = forms.BooleanField(label="They are at the door right now", required=False)
    day = DayField(label="Day", required=False)
    clock = ClockField(label="From", required=False, help_text="On the office’s clock.")
    reason = forms.CharField(
        label="Why it is an exception",
        max_length=200,
        required=False,
        validators=[plain_text],
        help_text="Only staff read it. Not needed for a time that we offer.",
    )
    first_name = forms.CharField(
        max_length=80,
        validators=[plain_text],
        error_messages={"required": "Enter their first name."},
    )
    last_name = forms.CharField(
        label="Last name (optional)", max_length=80, required=False, validators=[plain_text]
    )
    phone = phones.PhoneField(required=False, help_text="Needed for call and text.")
    reach_by = forms.ChoiceField(label="How to reach them", choices=ReachBy.choices)
    language = LanguageField()
    email = EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        validators=[plain_text],
        help_text="Needed for e-mail. Without it you will be asked to call the day before.",
    )
    concern = forms.ModelChoiceField(
        Concern.objects.all(),
        label="What they would like to talk about",
        error_messages={"required": "Choose what they would like to talk about."},
    )
    texts = forms.BooleanField(
        label=CONSENT_WORDING_OF_STAFF[Consent.Kind.TEXTS],
        required=False,
        help_text="Needed for text only.",
    )
    told = forms.BooleanField(
        label="Told while booking",
        label_suffix="",
        required=False,
        help_text=(
            "They know the time, so nobody has to call them about it. An e-mail confirms it all the"
            " same, if there is an address."
        ),
    )
    form_key = forms.CharField(widget=forms.HiddenInput)
    another = ("at_once", "day", "clock")  # the fields of a time that is not in the list

    def __init__(
        self, data: QueryDict | None, *, office: Office, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.office, self.now = office, now
        self.near: datetime | None = None  # what free times are offered instead of
        own = self.initial.get("language", languages.ENGLISH)
        cast(LanguageField, self.fields["language"]).offer(office, own)

    @property
    def another_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.another]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """What is asked about the person."""
        ours = ("time", "reason", *self.another)
        return [field for field in self.visible_fields() if field.name not in ours]

    @property
    def has_another(self) -> bool:
        """Whether something stands in the fields for another time."""
        return self.is_bound and any(self[name].value() for name in self.another)

    def offer_times(self, free: Sequence[Slot]) -> None:
        """What there is to choose from; without a time the next ones are in view."""
        chosen = availability.read_iso(self["time"].value() or "")
        near = self.near or (None if chosen or self.has_another else self.now)
        self.choice = time_choice(self.office, free, chosen=chosen, near=near)
        if chosen and not self.is_bound:
            self.fields["first_name"].widget.attrs["autofocus"] = True

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
        if time and self.data.get("was_chosen", self.data["time"]) != self.data["time"]:
            assert isinstance(time, datetime)
            return time  # pressed since the page was shown: what stands in other fields is left
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
        return Consultation(
            **self.person(),
            office=office,
            language=self.cleaned_data["language"] or languages.ENGLISH,
            concern=self.cleaned_data["concern"],
        )

    def consents(self) -> dict[str, str]:
        """Those that pressing the button says were given; texts only if that box is ticked."""
        given = [Consent.Kind.ADULT, Consent.Kind.CONTACT]
        if self.cleaned_data["texts"]:
            given.append(Consent.Kind.TEXTS)
        return {kind.value: str(self.consent_wording[kind]) for kind in given}


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
        question = from_question.asked_for(request)
        if question and from_question.why_not(question):
            return self._lead_to_question(request, question)
        data = request.POST if request.method == "POST" else None
        initial = _initial(request, now) | (again.initial if again else {})
        if question:
            initial |= from_question.initial(question, by=member_of_staff(request), now=now)
        form = BookingForm(data, office=office, now=now, initial=initial)
        offer = availability.offer(office, now=now, online=False)
        status, judged = 200, Judged()
        if form.is_bound:
            status = 422
            if form.is_valid():
                try:
                    return self._booked(request, form, again, question)
                except questions.NotAllowed:
                    return self._lead_to_question(request, question)
                except lifecycle.NotOffered as refused:
                    if isinstance(refused, lifecycle.SlotTaken):
                        status = 409
                    judged = _refuse(form, offer)
                except lifecycle.AlreadySent as before:
                    if form.is_same_request(before.consultation):
                        return self._booked_before(request, before.consultation)
                    status = 409
                    form.renew_key(instead_of=before.consultation)
                except lifecycle.BookedAgain as before_us:
                    return self._lead(request, *book_again.booked_already(before_us.consultation))
        elif "at" in request.GET:
            wanted = availability.read_iso(form.initial["time"])
            status = 200 if wanted else 422
            judged = _look(form, offer, wanted) if wanted else Judged(NO_TIME)
        form.offer_times(offer.slots)
        context = {
            **self.admin_site.each_context(request),
            "title": "Book by phone or at the door",
            "opts": self.opts,
            "lead": "It is confirmed at once, by the rules that hold online.",
            "button": "Book",
            "form": form,
            "judged": judged,
            "to_ask": book_again.to_ask(again),
            "asked_anew": [from_question.lead(question)] if question else [],
        }
        if again:
            again.note_consents(form.visible_fields())
            context |= {
                "title": f"Book again: {again.consultation.reference}",
                "consultation": again.consultation,
                "wants": status_words.decided(again.consultation).rstrip("."),
                "reach": status_words.reach(again.consultation),
                "agreed": again.agreed,
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

    def _lead_to_question(
        self, request: HttpRequest, question: ReaderQuestion | None
    ) -> HttpResponse:
        assert question is not None
        question.refresh_from_db()
        self.message_user(request, from_question.why_not(question), messages.WARNING)
        return redirect(from_question.address(question))

    @transaction.atomic
    def _booked(
        self,
        request: HttpRequest,
        form: BookingForm,
        again: book_again.Again | None,
        question: ReaderQuestion | None,
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
        if question:
            consultation.article_id = question.article_id
        booked = perform(
            BOOK,
            consultation,
            starts_at=starts_at,
            consents=consents,
            consents_before=before,
            reason=form.cleaned_data["reason"],
            told=form.cleaned_data["told"],
            by=member_of_staff(request),
            now=form.now,
        )
        if question:
            questions.book(question, booked, by=member_of_staff(request), now=form.now)
        excepted = availability.reasons_against(form.office, starts_at, now=form.now, holder=booked)
        said = " ".join(
            [f"{booked.reference} is booked and confirmed.", *(why.sentence for why in excepted)]
        )
        self.message_user(request, f"{said} {who_tells(booked)}", messages.SUCCESS)
        return redirect("admin:bookings_consultation_change", booked.pk)


class Judged(NamedTuple):
    """What stands against a time: that nobody can have it, or what a reason would overcome."""

    refusal: str = ""
    warnings: Sequence[str] = ()


def _initial(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """How the form is opened: for a call, at the time that was pressed."""
    at = availability.read_iso(request.GET.get("at", ""))
    return {
        "form_key": FormKey.new(now=now).signed(),
        "time": availability.iso(at) if at else "",
        "reach_by": ReachBy.CALL,
        "concern": Concern.objects.filter(slug=Concern.ANYTHING_ELSE).first(),
        "told": True,
    }


def _look(form: BookingForm, offer: Offer, wanted: datetime) -> Judged:
    """What stands against a time, which is said before anything is typed."""
    if offer.at(wanted):
        return Judged()
    form.near = wanted
    judged = _judge(form, wanted)
    if judged.refusal:
        return judged._replace(refusal=f"{judged.refusal} {_instead(offer)}")
    return judged


def _refuse(form: BookingForm, offer: Offer) -> Judged:
    """Mark what stands against the time, and offer the three nearest that are free."""
    office, wanted, own = form.office, form.cleaned_data["starts_at"], form.own
    form.near = wanted
    if (
        own
        and availability.is_taken(office, wanted)
        and not availability.is_taken(office, wanted, holder=own)
    ):
        said = f"{own.reference}, which you booked with this form before, has this time."
        form.add_error("time", f"{said} {_instead(offer)}")
        return Judged()
    judged = _judge(form, wanted)
    if judged.refusal:
        form.add_error("time", f"{judged.refusal} {_instead(offer)}")
    elif judged.warnings:
        form.add_error("reason", "Say why you book it all the same, or choose another time.")
    else:
        form.add_error(None, AGAIN)
    return Judged(warnings=judged.warnings)


def _judge(form: BookingForm, wanted: datetime) -> Judged:
    reasons = availability.reasons_against(form.office, wanted, now=form.now)
    never = {Obstacle.TAKEN, Obstacle.TOO_FAR} | (
        {Obstacle.PASSED} if wanted < form.now - lifecycle.WALKED_IN else set()
    )
    absolute = " ".join(why.sentence for why in reasons if why.bar in never)
    if absolute:
        return Judged(f"{formats.desk_when(wanted, form.office)}: {absolute}")
    return Judged(warnings=[why.sentence for why in reasons])


def _instead(offer: Offer) -> str:
    if offer.slots:
        return "These are free:"
    return "No other time is free."
