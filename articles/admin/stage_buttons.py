"""Publishing buttons on the form of an article or question, and scheduling."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.admin.request_fields import form_key, member_of_staff, why_of
from articles.models import FAQ, Article
from articles.templatetags.review import moment
from clinic.office.clock import ClockField
from clinic.office.formats import calendar_day
from clinic.office.models import Practitioner

if TYPE_CHECKING:
    from articles.admin.editor import EditorAdmin

Row = Article | FAQ
Stage = Article.Stage
FARTHEST = timedelta(days=5 * 365)  # from today to a day that staff choose
WITHIN_YEARS = "Choose a day within the next five years."
LOSES = "Readers do not see it until it is published again."


class Transition(NamedTuple):
    """One that a button takes at once; publishing has a page of its own."""

    label: str
    apply: Callable[..., Row]
    done: str
    question: str = ""  # asked before, where readers lose something
    takes_away: bool = False  # so readers are not given what is saved with it: it comes first
    is_decision: bool = False  # whatever the row is, only who may publish takes it
    shows_the_text: bool = False  # so it is about the text that was looked at
    answers_why: bool = False  # whoever had asked for a review
    of_articles: bool = False  # a question has no reviewer of its own


TRANSITIONS: Mapping[str, Transition] = {
    "ask_for_review": Transition(
        "Ask for a review", publishing.ask_for_review, "waits for a review"
    ),
    "sign": Transition(
        "Sign it as reviewed",
        publishing.sign,
        "is signed: readers are told that you reviewed it, and when",
        is_decision=True,
        shows_the_text=True,
        of_articles=True,
    ),
    "republish": Transition(
        "Publish it again",
        publishing.republish,
        "is published again",
        is_decision=True,
        shows_the_text=True,
    ),
    "withdraw": Transition(
        "Make it a draft again",
        publishing.withdraw,
        "is a draft again",
        takes_away=True,
        answers_why=True,
    ),
    "retire": Transition(
        "Retire it",
        publishing.retire,
        "is retired",
        "Readers do not find it anymore. Here it stays, with all that is kept of it.",
        takes_away=True,
        is_decision=True,
    ),
}


# ---- a button ------------------------------------------------------------------------------------
class Button(NamedTuple):
    label: str
    address: str
    is_page: bool = False
    question: str = ""
    asks_why: bool = False


def buttons(row: Row, *, by: User, now: datetime) -> list[Button]:
    """What somebody who may change it can do with it at `now`."""
    decides = publishing.may_publish(by)
    names = _names(row, now=now, decides=decides)
    if decides and isinstance(row, Article) and _may_be_signed(row, by=by, now=now):
        names = [*names[:1], "sign", *names[1:]]
    return [_button(name, row, decides=decides) for name in names]


def _may_be_signed(article: Article, *, by: User, now: datetime) -> bool:
    can = not publishing.why_not_signed_by(by)
    return can and publishing.is_wanted(article, by=by, now=now)


def _names(row: Row, *, now: datetime, decides: bool) -> list[str]:
    at = row.published_at
    if at:
        names = ["publish", "withdraw"] if at > now else ["withdraw", "retire"]
        if decides:
            return names
        return []
    names = {
        Stage.DRAFT: ["ask_for_review", "publish"],
        Stage.REVIEW: ["publish", "withdraw"],
        Stage.RETIRED: ["republish", "withdraw"],
    }[Stage(row.stage)]
    if decides:
        return names
    return [name for name in names if name in TRANSITIONS and not TRANSITIONS[name].is_decision]


def _button(name: str, row: Row, *, decides: bool) -> Button:
    address = address_of(row, name)
    if name == "publish":
        label = "Publish it at another time" if row.published_at else "Publish it"
        return Button(label, address, is_page=True)
    transition = TRANSITIONS[name]
    question = transition.question or (LOSES if row.published_at else "")
    is_asked = row.stage == Stage.REVIEW and not row.published_at
    return Button(
        transition.label,
        address,
        question=question,
        asks_why=decides and transition.answers_why and is_asked,
    )


# ---- taking it -----------------------------------------------------------------------------------
def transition(
    admin: "EditorAdmin", request: HttpRequest, object_id: str, name: str
) -> HttpResponse:
    """The view of a button. What is in the row's form is saved on the way, if it was sent along."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = admin.found(request, object_id)
    if form_key(request):
        return admin.saved_for(request, row, name)
    refused = apply_transition(request, row, name, revision=request.POST.get("revision", ""))
    return answer(admin, request, row, name, refused)


def must_be_allowed(row: Row, name: str, *, by: User) -> None:
    """Raises PermissionDenied where `by` takes something from readers and may not, before all
    else.
    """
    transition = TRANSITIONS[name]
    from_readers = transition.takes_away and (transition.is_decision or row.published_at)
    if from_readers and not publishing.may_publish(by):
        raise PermissionDenied


def apply_transition(
    request: HttpRequest, row: Row, name: str, *, revision: str | None = None
) -> list[str]:
    """Take the transition; why it was refused, or nothing. `revision` is the one that was looked
    at.
    """
    transition = TRANSITIONS[name]
    more: dict[str, Any] = {}
    if transition.shows_the_text and revision is not None:
        more["revision"] = revision
    if transition.answers_why:
        more["why"] = why_of(request)
    try:
        transition.apply(row, by=member_of_staff(request), now=timezone.now(), **more)
    except publishing.Refused as refused:
        return refused.why
    return []


def answer(
    admin: "EditorAdmin", request: HttpRequest, row: Row, name: str, refused: list[str]
) -> HttpResponse:
    """To the row's page, which says that the transition was taken, or why not."""
    if refused:
        return admin.back(request, row, refused)
    admin.log_change(request, row, f"{TRANSITIONS[name].label}.")
    admin.message_user(request, f"“{row}” {TRANSITIONS[name].done}.")
    return redirect(change_page(row))


# ---- publishing ----------------------------------------------------------------------------------
class PublishForm(forms.Form):
    """At once, or at a time on the office's clock. `signer` may say that they reviewed it."""

    NOW, LATER = "now", "later"
    begins = forms.ChoiceField(
        label="Readers see it",
        choices=[(NOW, "at once"), (LATER, "from a day on")],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(required=False, label="Day", widget=forms.DateInput({"type": "date"}))
    clock = ClockField(required=False, label="Time", initial=time(9))

    signs = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, signer: Practitioner | None = None, is_wanted: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if signer is None:
            del self.fields["signs"]
            return
        name = ", ".join(filter(None, [signer.name, signer.credential]))
        self.fields["signs"].label = f"I reviewed it today, and sign as {name}"
        self.fields["signs"].initial = is_wanted

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("begins") == self.LATER and not self.errors:
            if not given.get("day"):
                self.add_error("day", "Say on which day.")
            elif given["day"] > timezone.localdate() + FARTHEST:
                self.add_error("day", WITHIN_YEARS)
            if not given.get("clock"):
                self.add_error("clock", "Say at what time.")
        return given

    @property
    def moment(self) -> datetime | None:
        """None: at once."""
        given = self.cleaned_data
        if given["begins"] == self.NOW:
            return None
        day: date = given["day"]
        return timezone.make_aware(datetime.combine(day, given["clock"]))


def publish(admin: "EditorAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """When readers see it, and what is missing until then."""
    row = admin.found(request, object_id)
    if not publishing.may_publish(request.user):
        raise PermissionDenied
    if request.method == "POST" and form_key(request):
        return admin.saved_for(request, row, "publish")
    now, by = timezone.now(), member_of_staff(request)
    form, row_to_be = _publish_form(request, row, by=by, now=now)
    why = [] if form.is_bound else publishing.missing(row_to_be, at=now)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        seen, signs = request.POST.get("revision", ""), form.cleaned_data.get("signs", False)
        try:
            done = publishing.publish(
                row, by=by, now=now, at=form.moment, revision=seen, signs=signs
            )
        except publishing.Changed as refused:
            why, status = refused.why, 409
            row = admin.found(request, object_id)  # whose revision the form carries now
        except publishing.Refused as refused:
            why = refused.why
        else:
            admin.log_change(request, row, f"Published: {in_words(done, now=now)}")
            admin.message_user(request, f"“{row}”: {in_words(done, now=now)}")
            return redirect(change_page(row))
    context = {
        "form": form,
        "why": why,
        "standing": in_words(row, now=now),
        "checklist": address_of(row, "checklist"),
        "signature": signature(row),
        "cannot_sign": publishing.why_not_signed_by(by) if isinstance(row, Article) else "",
    }
    return admin.page_about(request, row, "publish", "Publish", status, **context)


def _publish_form(
    request: HttpRequest, row: Row, *, by: User, now: datetime
) -> tuple[PublishForm, Row]:
    """The form, and the row as the press would leave it if the form stays as it comes."""
    data = request.POST if request.method == "POST" else None
    if isinstance(row, FAQ) or publishing.why_not_signed_by(by):
        return PublishForm(data), row
    wanted = publishing.is_wanted(row, by=by, now=now)
    form = PublishForm(data, signer=publishing.signer(by), is_wanted=wanted)
    return form, publishing.as_signed(row, by=by, now=now) if wanted else row


# ---- words and addresses -------------------------------------------------------------------------
def in_words(row: Row, *, now: datetime) -> str:
    """Where it stands, in a sentence."""
    state, at = row.state(now=now), row.published_at
    if at is None:
        return {
            Stage.DRAFT: "A draft: only staff see it.",
            Stage.REVIEW: "In review: only staff see it.",
            Stage.RETIRED: "Retired: readers do not find it anymore.",
        }[Stage(row.stage)]
    return f"{state} {'since' if at <= now else 'for'} {moment(at)}."


def signature(row: Row) -> str:
    """Who signed an article, and when, in a sentence; of a question nothing is said."""
    if isinstance(row, FAQ):
        return ""
    if row.reviewer is None or row.last_reviewed_day is None:
        return "Nobody has signed it as reviewed."
    said = f"{row.reviewer} signed it as reviewed on {calendar_day(row.last_reviewed_day)}."
    if row.changed_since_review:
        return f"{said} Its text was changed since."
    return said


def address_of(row: Row, page: str) -> str:
    """Of one of the admin's pages about a row."""
    return reverse(f"admin:articles_{row._meta.model_name}_{page}", args=[row.pk])


def change_page(row: Row) -> str:
    return address_of(row, "change")
