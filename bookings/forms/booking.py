"""Booking form: well-formed, reachable as chosen, and only for slots on offer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from crispy_forms.bootstrap import InlineCheckboxes, InlineRadios
from crispy_forms.layout import Column, Div, Row
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from bookings import availability
from bookings.availability import Offer, is_taken, read_iso
from bookings.forms import fields
from bookings.forms.fields import PatientForm, helper, text
from bookings.forms.one_request import OneRequestForm
from bookings.models import CONSENT_WORDING, Consent, Consultation, ReachBy, Suitability
from clinic import languages
from clinic.office import formats
from clinic.office.formats import plain_lines, plain_text
from clinic.office.models import Concern, Office
from clinic.office.names import plain_name
from clinic.protection.form_keys import FormKey

SLOT_TAKEN = _("That time has just been taken. Please choose another.")
SLOT_GONE = _("That time is not on offer any more. Please choose another.")
SLOT_YOURS = _("That time is yours already. Choose another one for a second request.")
PAGE_CHANGED = _("This page was changed on its way. Please check your answers and send it again.")


def _privacy_link() -> str:
    words = gettext("What we keep, and for how long")
    return format_html('<a href="{}">{}</a>', reverse("office:privacy"), words)


class SummaryLine(NamedTuple):
    """A choice as the summary above the button has it; no words: nothing was chosen yet."""

    name: str  # of the field
    label: str
    words: str


class ConsultationForm(OneRequestForm, PatientForm):
    """One page, three steps, one POST. Offers only the concerns and times it is given; saves
    nothing.
    """

    page_changed = PAGE_CHANGED
    digest_salt = "bookings.form"
    consent_wording = CONSENT_WORDING

    concern = forms.ChoiceField(
        label=_("What would you like to talk about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like to talk about")},
    )
    answers = forms.MultipleChoiceField(
        label=_("Do any of these apply right now? (optional)"),
        choices=Suitability.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None of these rules out a conversation. They help us prepare for it."),
    )
    note = fields.LinesField(
        label=_("Anything you would like us to know? (optional)"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        required=False,
        validators=[plain_lines],
        help_text=_("For an emergency call 911. Please leave out medical details."),
    )
    when = forms.ChoiceField(
        label=_("How would you like to arrange it?"),
        choices=[
            ("slot", _("Choose a day and time now")),
            ("call", _("Any time: please contact me to arrange it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would like to arrange it")},
    )
    slot = forms.CharField(required=False)
    earlier = forms.BooleanField(
        label=_("Tell me if an earlier time frees up"),
        required=False,
        help_text=_("If you chose a time. We cannot promise that one does."),
    )
    days = fields.days()
    parts = fields.parts()
    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        validators=[plain_text, plain_name],
        widget=text("given-name"),
        error_messages={"required": _("Enter your first name")},
    )
    last_name = forms.CharField(
        label=_("Last name (optional)"),
        max_length=80,
        required=False,
        validators=[plain_text],
        widget=text("family-name"),
    )
    reach_by = forms.ChoiceField(
        label=_("How should we contact you?"),
        choices=ReachBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we should contact you")},
    )
    phone = fields.phone(_("Phone number"), _("Needed if you choose call or text"))
    email = fields.email(_("Email address"), _("Needed if you choose email"))
    texts = forms.BooleanField(
        label=CONSENT_WORDING[Consent.Kind.TEXTS],
        required=False,
        help_text=_("Needed only if you choose text"),
    )
    adult = forms.BooleanField(
        label=CONSENT_WORDING[Consent.Kind.ADULT],
        error_messages={
            "required": _(
                "Tick the box if you are 18 or older, or if a parent or guardian is asking with you"
            )
        },
    )
    contact = forms.BooleanField(
        label=CONSENT_WORDING[Consent.Kind.CONTACT],
        help_text=lazy(_privacy_link, str)(),
        error_messages={"required": _("Tick the box so that we may contact you")},
    )
    keep_article = forms.BooleanField(required=False)
    leave_empty = forms.CharField(required=False)  # out of sight; whoever fills it in is no person
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        office: Office,
        offer: Offer,
        concerns: Sequence[Concern],
        now: datetime,
        article: Article | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        defaults: dict[str, Any] = {"keep_article": True, "form_key": FormKey.new(now=now).signed()}
        if data is None:
            defaults["when"] = "slot" if offer.slots else "call"
        super().__init__(data, initial=defaults | (initial or {}))
        self._sent = data or QueryDict()
        self.office, self.offer, self.article, self.now = office, offer, article, now
        self.concerns = {concern.slug: concern for concern in concerns}
        self.offer_choices("concern", [(concern.slug, concern.name) for concern in concerns])
        self.offer_choices("days", lambda: fields.weekday_choices(self.offer.weekdays))
        self.offer_choices("parts", lambda: fields.part_choices(self.offer.parts))
        self.time_is_taken = False  # somebody has the chosen time
        self.time_is_theirs = False  # and that is they themselves
        self._lay_out()

    def _lay_out(self) -> None:
        more = Div("answers", "note", template="bookings/_more.html", open=self._tells_more)
        self.concern_step = helper(Div("concern", css_class="choices two"), more)
        self.when_step = helper(Div("when", css_class="choices"))
        self.call_step = helper(InlineCheckboxes("days"), InlineCheckboxes("parts"))
        self.contact_step = helper(
            Row(
                Column("first_name", css_class="col-md-6"),
                Column("last_name", css_class="col-md-6"),
                css_class="pair",
            ),
            InlineRadios("reach_by"),
            Div("texts", css_class="texts"),
            Row(
                Column("phone", css_class="col-md-6"),
                Column("email", *self.question, css_class="col-md-6"),
            ),
            Div("earlier", css_class="earlier"),
            Div("adult", "contact", css_class="terms"),
        )

    @property
    def _tells_more(self) -> bool:
        """Whether what may stay empty was filled in: then it is not folded."""
        sent = any(self._sent.getlist("answers")) or any(self._sent.getlist("note"))
        return sent or self.has_wish

    @property
    def has_wish(self) -> bool:
        """Whether it came with a sentence of their own in the note, not yet sent."""
        return not self.is_bound and bool(self.initial.get("note"))

    # ---- is it well-formed, and is the time on offer? --------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = {
            "phone": fields.phone_is_missing(data.get("reach_by", "")),
            "email": gettext("Enter an email address, so that we can write to you"),
            "texts": gettext("Tick the box so that we may text you, or choose call or e-mail"),
        }
        self.say_what_is_missing(words)
        self.ask_about_email()
        data["starts_at"] = self._read_time() if data.get("when") == "slot" else None
        return data

    def _read_time(self) -> datetime | None:
        """The chosen time; None with an error beside the times if it cannot be had.

        Where nothing else needs mending, `lifecycle.submit` judges it.
        """
        wanted = self.wanted_at
        if not self.cleaned_data.get("slot"):
            self.add_error("slot", gettext("Choose a day and time, or choose “Any time”"))
        elif wanted is None:
            self.refuse_time(taken=False)
        elif self.errors and not self._is_on_offer(wanted):
            self.refuse_time(taken=is_taken(self.office, wanted, holder=self.own))
        else:
            return wanted
        return None

    def _is_on_offer(self, wanted: datetime) -> bool:
        """Whether it is, but for what a request holds that was made of this very form."""
        return (
            availability.offer(self.office, now=self.now, around=wanted, holder=self.own).at(wanted)
            is not None
        )

    def refuse_time(self, *, taken: bool) -> None:
        """Say that the chosen time cannot be had: somebody has it, or it was never on offer."""
        self.add_error("slot", SLOT_TAKEN if taken else SLOT_GONE)
        self.time_is_taken = taken

    def refuse_own_time(self) -> bool:
        """Say that nobody but they themselves have the chosen time; False if that is not so."""
        wanted = self.wanted_at
        if self.own is None or wanted is None or not self._is_on_offer(wanted):
            return False
        self.add_error("slot", SLOT_YOURS)
        self.time_is_taken = self.time_is_theirs = True
        return True

    @cached_property
    def own(self) -> Consultation | None:
        """The request that was made of this very form, if it was sent before."""
        return Consultation.objects.sent_with(self.sent_key)

    @property
    def wanted_at(self) -> datetime | None:
        """The time that was sent, on offer or not; None if it cannot be read."""
        return read_iso(self["slot"].value() or "")

    # ---- what the view does with it --------------------------------------------------------------

    @property
    def is_untouched(self) -> bool:
        """Whether nothing in it is one person's."""
        return not self.is_bound and not self.has_wish

    @cached_property
    def shape(self) -> str:
        """All that decides how an untouched form is drawn, apart from its times and its key."""
        concerns = [f"{slug}:{concern.name}" for slug, concern in self.concerns.items()]
        chosen = [languages.current(), self.initial.get("concern", ""), self.initial["when"]]
        weekdays = [str(day.label) for day in self.offer.weekdays]
        return "\n".join([*chosen, *weekdays, *self.offer.parts, *concerns])

    def typed(self) -> dict[str, Any]:
        """Foreign fields do not count."""
        ours = {"form_key", *self.question}
        return {name: self._sent.getlist(name) for name in sorted(self.fields) if name not in ours}

    def consultation(self) -> Consultation:
        """What was asked for, not yet saved."""
        data = self.cleaned_data
        is_call = data["when"] == "call"
        return Consultation(
            **self.person(),
            office=self.office,
            language=languages.current(),
            concern=self.concerns[data["concern"]],
            article=self.article if data["keep_article"] else None,
            answers=data["answers"],
            note=data["note"],
            preferred_days=list(dict.fromkeys(data["days"])) if is_call else [],
            preferred_parts=list(dict.fromkeys(data["parts"])) if is_call else [],
        )

    def consents(self) -> dict[str, str]:
        """Without that to texts where none are wanted: the box is out of sight then."""
        given = super().consents()
        if self.cleaned_data["reach_by"] != ReachBy.TEXT:
            given.pop(Consent.Kind.TEXTS, None)
        return given

    @property
    def summary(self) -> list[SummaryLine]:
        """What was chosen when it was drawn, as it stands above the button."""
        wanted, names = self.wanted_at, dict(ReachBy.choices)
        concern = self.concerns.get(self["concern"].value() or "")
        if self["when"].value() == "call":
            time = gettext("We will contact you")
        else:
            time = formats.when(wanted, self.office) if wanted else ""
        reach_by = str(names.get(self["reach_by"].value(), ""))
        return [
            SummaryLine("concern", gettext("About"), str(concern or "")),
            SummaryLine("slot", gettext("Time"), time),
            SummaryLine("reach_by", gettext("Contact you by"), reach_by),
        ]

    def renew_key(self) -> None:
        """Let what was typed be sent as a request of its own."""
        if self.sent_key:
            self.give_key(self.sent_key.renewed())

    def put(self, name: str, value: str) -> None:
        super().put(name, value)
        self._sent = cast(QueryDict, self.data)
