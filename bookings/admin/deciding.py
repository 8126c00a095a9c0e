"""The addresses at which staff decide: some only take a post, some are short pages that ask for a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from bookings import lifecycle, records, slots
from bookings.admin import times, wording
from bookings.admin.read_only import ReadOnly, member_of_staff, only_by_post
from bookings.admin.verbs import SAYINGS, who_tells
from bookings.models import Access, Actor, Consultation, Status
from bookings.steps import step


@dataclass(frozen=True)
class Page:
    """A short page on which staff choose times for one verb."""

    verb: str
    form: type[times.FreeTimesForm]
    title: str
    lead: str
    button: str

    def given(self, form: times.FreeTimesForm) -> dict[str, Any]:
        """What the verb takes, from a valid form."""
        return {"times": form.times} if self.verb == "propose" else {"starts_at": form.times[0]}


PRESSED = [verb for verb in SAYINGS if verb not in ("move", "propose")]
PAGES = {
    "propose": Page(
        "propose",
        times.ProposalForm,
        "Propose other times",
        "The patient chooses one of up to three times. All of them are held until then.",
        "Propose and tell the patient",
    ),
    "move": Page(
        "move",
        times.OneTimeForm,
        "Move",
        "Move it to a time that you agreed on with the patient. The time it has now is free afterwards.",
        "Move and tell the patient",
    ),
    "confirm_at": Page(
        "confirm",
        times.OneTimeForm,
        "Confirm",
        "Agree on a time with the patient, then confirm it here.",
        "Confirm this time and tell the patient",
    ),
}


class Deciding(ReadOnly, admin.ModelAdmin):
    """A status is never typed: it follows from what staff say, by the verbs of `lifecycle`."""

    actions = ["confirm", "decline", "release"]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Who may decide."""
        return request.user.has_perm("bookings.change_consultation")

    # ---- from the list ----------------------------------------------------------------------------

    @admin.action(description="Confirm and tell the patient", permissions=["answer"])
    def confirm(self, request: HttpRequest, queryset: Any) -> None:
        for consultation in queryset:
            self._act(request, "confirm", consultation)

    @admin.action(description="Decline and tell the patient", permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: Any) -> None:
        for consultation in queryset:
            self._act(request, "decline", consultation)

    @admin.action(description="Release what was set aside", permissions=["answer"])
    def release(self, request: HttpRequest, queryset: Any) -> None:
        for consultation in queryset:
            self._act(request, "release", consultation)

    # ---- addresses --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views: list[tuple[str, Callable[..., HttpResponse]]] = [
            *((verb, self.press_view) for verb in PRESSED),
            *((name, self.page_view) for name in PAGES),
        ]
        return [
            path(
                f"<path:object_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                {"name": name},
                name=f"bookings_consultation_{name}",
            )
            for name, view in views
        ] + super().get_urls()

    def press_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        refusal = only_by_post(request) or self._no_business(request)
        if refusal:
            return refusal
        consultation = self._find(request, object_id)
        more = {"starts_at": slots.read_iso(request.POST.get("starts_at", ""))} if name == "pick" else {}
        self._act(request, name, consultation, **more)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def page_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for times, and say the verb. 409 for a time that somebody has, 422 for any other refusal."""
        refusal = self._no_business(request)
        if refusal:
            return refusal
        page, now = PAGES[name], timezone.now()
        consultation = self._find(request, object_id)
        if not _applies(page, consultation):
            is_now = consultation.get_status_display().lower()
            self.message_user(request, f"{consultation.reference} is {is_now}.", messages.ERROR)
            return redirect("admin:bookings_consultation_change", consultation.pk)
        form, status = _form(request, page, consultation, now=now), 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    now_is = say(
                        page.verb, consultation, by=member_of_staff(request), now=now, **page.given(form)
                    )
                except lifecycle.NotOffered as refused:
                    status = 409 if isinstance(refused, lifecycle.SlotTaken) else 422
                    _refuse(form, page, consultation, now=now)
                except lifecycle.NotAllowed as refused:
                    consultation.refresh_from_db()
                    if not _applies(page, consultation):  # somebody else decided meanwhile
                        self.message_user(request, str(refused), messages.ERROR)
                        return redirect("admin:bookings_consultation_change", consultation.pk)
                    form.add_error(None, str(refused))
                else:
                    self._tell(request, page.verb, now_is)
                    return redirect("admin:bookings_consultation_change", consultation.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{page.title}: {consultation.reference}",
            "opts": self.opts,
            "consultation": consultation,
            "wants": wording.time_wanted(consultation),
            "reach": wording.reach(consultation),
            "lead": page.lead,
            "button": page.button,
            "form": form,
        }
        return TemplateResponse(request, "admin/bookings/consultation/step.html", context, status=status)

    # ---- steps that they share --------------------------------------------------------------------

    def _no_business(self, request: HttpRequest) -> HttpResponse | None:
        if self.has_answer_permission(request):
            return None
        return HttpResponse("Your account may not answer requests.", status=403)

    def _find(self, request: HttpRequest, object_id: str) -> Consultation:
        consultation: Consultation | None = self.get_object(request, unquote(object_id))
        if consultation is None:
            raise Http404
        return consultation

    def _act(self, request: HttpRequest, verb: str, consultation: Consultation, **more: Any) -> None:
        """Say one verb and tell, in staff's words, what came of it."""
        try:
            now_is = say(verb, consultation, by=member_of_staff(request), now=timezone.now(), **more)
        except lifecycle.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        except lifecycle.NotOffered:
            self.message_user(request, "That time is not among those proposed any more.", messages.ERROR)
        else:
            self._tell(request, verb, now_is)

    def _tell(self, request: HttpRequest, verb: str, now_is: Consultation) -> None:
        done = f"{now_is.reference} is {SAYINGS[verb].done}. {who_tells(now_is)}"
        self.message_user(request, done, messages.SUCCESS)


@transaction.atomic
def say(verb: str, consultation: Consultation, *, by: User, now: datetime, **given: Any) -> Consultation:
    """Say it and log who did. Raises what the verb raises; then neither is done."""
    said: Callable[..., Consultation] = getattr(lifecycle, verb)
    now_is = said(consultation, by=by, now=now, **given)
    records.log(Access.Action.CHANGED, now_is.reference, by=by, now=now, fields=verb)
    return now_is


def _applies(page: Page, consultation: Consultation) -> bool:
    if page.verb == "confirm" and consultation.starts_at is not None:
        return False  # its time is chosen: a press confirms it
    return step(page.verb, Status(consultation.status), Actor.STAFF) is not None


def _form(
    request: HttpRequest, page: Page, consultation: Consultation, *, now: datetime
) -> times.FreeTimesForm:
    near = consultation.starts_at or now
    free = _others(consultation, times.free_for(consultation, page.verb, now=now).slots)
    drafted = times.drafts(free, near=near, suits=times.suits(consultation))
    initial = times.ProposalForm.drafted(drafted) if page.verb == "propose" else {}
    form = page.form(request.POST if request.method == "POST" else None, initial=initial)
    form.offer_times(consultation.office, free, near=near, suits=times.suits(consultation))
    return form


def _refuse(form: times.FreeTimesForm, page: Page, consultation: Consultation, *, now: datetime) -> None:
    offer = times.free_for(consultation, page.verb, now=now)
    free = _others(consultation, offer.slots)
    form.refuse_times(consultation.office, offer, near_by=free, holder=consultation)
    wanted = next((form[name].value() for name in form.errors if name in form.time_fields), "")
    form.offer_times(consultation.office, free, near=slots.read_iso(wanted or ""))


def _others(consultation: Consultation, free: list[slots.Slot]) -> list[slots.Slot]:
    return [slot for slot in free if slot.starts_at != consultation.starts_at]
