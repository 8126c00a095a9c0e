"""Action pages: each action's URL; some show the message before it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from bookings import availability, lifecycle
from bookings.admin.consultation import action_forms, status_words, times
from bookings.admin.consultation.actions import (
    ACCEPT,
    ACTIONS,
    CANCEL,
    CONFIRM,
    CONFIRM_AT,
    DECLINE,
    KEEP,
    OFFER_EARLIER,
    PICK,
    PROPOSE,
    RELEASE,
    STOP_WAITING,
    WAIT,
    Action,
    has_begun,
    perform,
    who_tells,
)
from bookings.admin.consultation.dry_run import Message, dry_run
from bookings.admin.consultation.optimistic_lock import Changed, is_changed, revision_sent
from bookings.admin.read_only import ReadOnly, member_of_staff, only_by_post
from bookings.models import Consultation, Status
from bookings.transitions import TRANSITIONS
from clinic.office import formats

CHANGED = "This has changed since you opened it."
NO_TIME_YET = "No time is chosen yet. Agree on one with the patient, then confirm it here."


@dataclass(frozen=True)
class Attempt:
    """What somebody sent to the page of an action, or that they only opened it."""

    action: Action
    consultation: Consultation
    form: times.AnswerForm
    is_dry_run: bool  # it was opened, or a button asked to see the message anew
    revision: str
    has_changed: bool  # the consultation, since the form was opened

    @property
    def given(self) -> dict[str, Any] | None:
        """What goes to the action's function; None if something is missing or wrong."""
        if self.form.is_bound and not self.form.is_valid():
            return None
        return action_forms.given(self.action, self.form)


@dataclass(frozen=True)
class ActionOutcome:
    """What came of an attempt."""

    status: int
    message: Message | None = None  # that the patient would get
    is_silent: bool = False  # nobody would be told
    why: str = ""  # it was refused, in a sentence
    done: Consultation | None = None  # the row after the action
    is_too_late: bool = False  # it does not apply any more
    is_conflict: bool = False  # somebody changed the consultation between the look and the lock


class ActionPagesMixin(ReadOnly, admin.ModelAdmin):
    """A status is never typed: it follows from staff's actions, by the functions of `lifecycle`."""

    actions = ["release", "decline"]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Who may decide."""
        return request.user.has_perm("bookings.change_consultation")

    # ---- from the list ---------------------------------------------------------------------------

    @admin.action(description="Release what was set aside", permissions=["answer"])
    def release(self, request: HttpRequest, queryset: Any) -> None:
        for consultation in queryset:
            self._act(request, RELEASE, consultation)

    @admin.action(description="Decline what was set aside", permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: Any) -> None:
        """Only what tells nobody: every other message is seen before it goes."""
        for consultation in queryset:
            if consultation.is_aside:
                self._act(request, DECLINE, consultation)
            else:
                refusal = (
                    f"{consultation.reference} is not set aside. Open it to see what the patient is"
                    " told."
                )
                self.message_user(request, refusal, messages.ERROR)

    # ---- addresses -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = []
        for name, action in ACTIONS.items():
            view: Callable[..., HttpResponse] = (
                self.press_view if action.page is None else self.page_view
            )
            own.append(
                path(
                    f"<path:object_id>/{name.replace('_', '-')}/",
                    self.admin_site.admin_view(view),
                    {"action": action},
                    name=f"bookings_consultation_{name}",
                )
            )
        return own + super().get_urls()

    def press_view(self, request: HttpRequest, object_id: str, action: Action) -> HttpResponse:
        """A button that posts at once."""
        refusal = only_by_post(request) or self.may_not_answer(request)
        if refusal:
            return refusal
        consultation = self.find(request, object_id)
        given = {}
        if action in (PICK, OFFER_EARLIER, ACCEPT, KEEP):
            given["starts_at"] = availability.read_iso(request.POST.get("starts_at", ""))
        self._act(request, action, consultation, **given)
        if action is OFFER_EARLIER:  # there it is pressed, and there is the next one
            return redirect("admin:index")
        return self._back_to(consultation)

    def page_view(self, request: HttpRequest, object_id: str, action: Action) -> HttpResponse:
        """Show the message, and take the action.

        409 for a time that somebody has, and for a consultation that is not as it was shown; 422
        for any other refusal.
        """
        refusal = self.may_not_answer(request)
        if refusal:
            return refusal
        now, by = timezone.now(), member_of_staff(request)
        consultation = self.find(request, object_id)
        elsewhere = self._elsewhere(request, action, consultation)
        if elsewhere:
            return elsewhere
        attempt = _read(request, action, consultation, now=now)
        outcome = try_out(attempt, by=by, now=now)
        if outcome.done:
            self._tell(request, action, outcome.done)
            return self._back_to(consultation)
        if outcome.is_conflict:  # now it is seen at once
            return self.page_view(request, object_id, action)
        if outcome.is_too_late:
            return self._too_late(request, action, consultation)
        return self._page(request, attempt, outcome, now=now)

    def _page(
        self, request: HttpRequest, attempt: Attempt, outcome: ActionOutcome, *, now: datetime
    ) -> HttpResponse:
        action, consultation = attempt.action, attempt.consultation
        page = action_forms.page_of(action)
        context = {
            **self.about(request, page.title, consultation),
            "lead": page.lead,
            "button": "Decline" if consultation.is_aside else page.button,
            "form": attempt.form,
            "message": outcome.message,
            "is_silent": outcome.is_silent,
            "why": outcome.why,
            "changed": (
                f"{CHANGED} {status_words.decided(consultation)}" if attempt.has_changed else ""
            ),
            "instead": _instead(consultation, now=now) if outcome.why else [],
            "called_off": _called_off(action, consultation),
            "warnings": action_forms.warnings(action, consultation, now=now),
        }
        template = "admin/bookings/consultation/answer.html"
        status = 409 if attempt.has_changed else outcome.status
        return TemplateResponse(request, template, context, status=status)

    def _elsewhere(
        self, request: HttpRequest, action: Action, consultation: Consultation
    ) -> HttpResponse | None:
        """Where to go if the page has nothing to ask about the consultation as it stands."""
        has_time = consultation.starts_at is not None
        if not action.applies(consultation):
            return self._too_late(request, action, consultation)
        if action is CONFIRM and not has_time:
            if request.method == "POST":
                self.message_user(request, NO_TIME_YET, messages.ERROR)
            return redirect("admin:bookings_consultation_confirm_at", consultation.pk)
        if action is CONFIRM_AT and has_time:
            self.message_user(
                request, f"{consultation.reference} has a time already.", messages.ERROR
            )
            return redirect("admin:bookings_consultation_confirm", consultation.pk)
        return None

    def _too_late(
        self, request: HttpRequest, action: Action, consultation: Consultation
    ) -> HttpResponse:
        """Somebody else decided: say who, what and when. That it was this very thing is no
        error.
        """
        ends = {each.after for each in TRANSITIONS if each.verb == action.transition}
        if Status(consultation.status) in ends:
            level = messages.INFO
        else:
            level = messages.ERROR
        happened = f"{lifecycle.already(consultation)} {status_words.decided(consultation)}"
        self.message_user(request, happened, level)
        return self._back_to(consultation)

    def about(self, request: HttpRequest, title: str, consultation: Consultation) -> dict[str, Any]:
        """What every page about one consultation says on top."""
        return {
            **self.admin_site.each_context(request),
            "title": f"{title}: {consultation.reference}",
            "opts": self.opts,
            "consultation": consultation,
            "wants": status_words.time_wanted(consultation),
            "reach": status_words.reach(consultation),
        }

    # ---- steps that they share -------------------------------------------------------------------

    def may_not_answer(self, request: HttpRequest) -> HttpResponse | None:
        if self.has_answer_permission(request):
            return None
        return HttpResponse("Your account may not answer requests.", status=403)

    def find(self, request: HttpRequest, object_id: str) -> Consultation:
        consultation: Consultation | None = self.get_object(request, unquote(object_id))
        if consultation is None:
            raise Http404
        return consultation

    def _back_to(self, consultation: Consultation) -> HttpResponse:
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _act(
        self, request: HttpRequest, action: Action, consultation: Consultation, **given: Any
    ) -> None:
        """Take an action that has no page, and tell in staff's words what came of it."""
        by, revision = member_of_staff(request), revision_sent(request.POST, consultation)
        try:
            now_is = perform(
                action, consultation, by=by, now=timezone.now(), revision=revision, **given
            )
        except (Changed, lifecycle.NotAllowed) as refusal:
            consultation.refresh_from_db()
            if not action.applies(consultation):
                self._too_late(request, action, consultation)
            elif isinstance(refusal, Changed):
                changed = (
                    f"{consultation.reference}: {CHANGED} {status_words.decided(consultation)}"
                )
                self.message_user(request, changed, messages.ERROR)
            else:
                self.message_user(request, str(refusal), messages.ERROR)
        except lifecycle.NotOffered as refusal:
            said = "That time is not among those proposed any more."
            if isinstance(refusal, lifecycle.SlotTaken):
                said = f"Somebody else has that time by now. {consultation.reference} was not told."
            elif action is OFFER_EARLIER:
                said = f"That time is no longer on offer. {consultation.reference} was not told."
            self.message_user(request, said, messages.ERROR)
        else:
            self._tell(request, action, now_is)

    def _tell(self, request: HttpRequest, action: Action, now_is: Consultation) -> None:
        is_no_event = action in (WAIT, STOP_WAITING)
        tells = "Nobody needs to be told." if is_no_event else who_tells(now_is)
        done = f"{now_is.reference} is {action.done}. {tells}"
        self.message_user(request, done, messages.SUCCESS)


def _read(
    request: HttpRequest, action: Action, consultation: Consultation, *, now: datetime
) -> Attempt:
    data, is_dry_run = times.sent(request.POST) if request.method == "POST" else (None, True)
    revision = revision_sent(request.POST, consultation)
    has_changed = is_changed(consultation, revision)
    form = action_forms.form_of(
        action, consultation, data, wish=request.GET.get("time", ""), now=now
    )
    return Attempt(action, consultation, form, is_dry_run, revision, has_changed)


def try_out(attempt: Attempt, *, by: User, now: datetime) -> ActionOutcome:
    """Take the action, or show what it would say; a refusal is marked in the form."""
    action, consultation, form = attempt.action, attempt.consultation, attempt.form
    status = 422 if form.is_bound else 200
    given = attempt.given
    if given is None:
        return ActionOutcome(status)
    try:
        if not attempt.is_dry_run and not attempt.has_changed:
            done = perform(action, consultation, by=by, now=now, revision=attempt.revision, **given)
            return ActionOutcome(302, done=done)
        message = dry_run(action, consultation, by=by, now=now, **given)
    except Changed:
        return ActionOutcome(409, is_conflict=True)
    except lifecycle.NotOffered as refused:
        if form.is_bound:
            status = 409 if isinstance(refused, lifecycle.SlotTaken) else 422
            action_forms.refuse_times(form, action, consultation, now=now)
        return ActionOutcome(status, why="One of these times is not free any more.")
    except lifecycle.NotAllowed as refused:
        consultation.refresh_from_db()
        if not action.applies(consultation):
            return ActionOutcome(status, is_too_late=True)
        if form.is_bound:
            form.add_error(None, str(refused))
        return ActionOutcome(status, why=str(refused))
    return ActionOutcome(200, message, is_silent=message is None)


def _called_off(action: Action, consultation: Consultation) -> str:
    """Where to go from the page that declines if it is the patient who wants it no more."""
    if action is DECLINE and CANCEL.applies(consultation):
        return reverse("admin:bookings_consultation_cancel", args=[consultation.pk])
    return ""


def _instead(consultation: Consultation, *, now: datetime) -> list[tuple[str, str]]:
    """Three free times for a request whose own has passed: where to propose each, and when it
    is.
    """
    if consultation.status != Status.REQUESTED or not has_begun(consultation, now=now):
        return []
    free = times.drafts(action_forms.free_others(PROPOSE, consultation, now=now), near=now)
    address = reverse("admin:bookings_consultation_propose", args=[consultation.pk])
    return [
        (
            f"{address}?time={availability.iso(slot.starts_at)}",
            formats.desk_when(slot.starts_at, consultation.office),
        )
        for slot in free
    ]
