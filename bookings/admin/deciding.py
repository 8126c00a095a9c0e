"""The addresses at which staff decide: some only take a post, some are pages that show the message first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from bookings import lifecycle, records, slots
from bookings.admin import pages, times, wording
from bookings.admin.pages import PAGES, Page
from bookings.admin.preview import preview
from bookings.admin.read_only import ReadOnly, member_of_staff, only_by_post
from bookings.admin.stamps import Changed, is_changed, stamp_sent
from bookings.admin.verbs import SAYINGS, has_begun, who_tells
from bookings.lifecycle.shared import lock
from bookings.models import Access, Actor, Consultation, Status
from bookings.steps import STEPS, step
from clinic import words

PRESSED = [verb for verb in SAYINGS if verb not in PAGES]
CHANGED = "This has changed since you opened it."


class Deciding(ReadOnly, admin.ModelAdmin):
    """A status is never typed: it follows from what staff say, by the verbs of `lifecycle`."""

    actions = ["release", "decline"]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Who may decide."""
        return request.user.has_perm("bookings.change_consultation")

    # ---- from the list ----------------------------------------------------------------------------

    @admin.action(description="Release what was set aside", permissions=["answer"])
    def release(self, request: HttpRequest, queryset: Any) -> None:
        for consultation in queryset:
            self._act(request, "release", consultation)

    @admin.action(description="Decline what was set aside", permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: Any) -> None:
        """Only what tells nobody: every other message is seen before it goes."""
        for consultation in queryset:
            if consultation.is_aside:
                self._act(request, "decline", consultation)
            else:
                said = f"{consultation.reference} is not set aside. Open it to see what the patient is told."
                self.message_user(request, said, messages.ERROR)

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
        """Show the message, and say the verb.

        409 for a time that somebody has, and for a consultation that is not as it was shown; 422 for any
        other refusal.
        """
        refusal = self._no_business(request)
        if refusal:
            return refusal
        page, now, by = PAGES[name], timezone.now(), member_of_staff(request)
        consultation = self._find(request, object_id)
        elsewhere = self._elsewhere(request, name, consultation)
        if elsewhere:
            return elsewhere
        data, only_to_show = times.sent(request.POST) if request.method == "POST" else (None, True)
        stamp = stamp_sent(request.POST, consultation)
        has_changed = is_changed(consultation, stamp)
        form = pages.form_of(page, consultation, data, wish=request.GET.get("time", ""), now=now)
        if consultation.is_aside:
            del form.fields["note"]  # nobody would read it
        status, message, is_silent, why = 422 if form.is_bound else 200, None, False, ""
        given = page.given(form) if form.is_valid() or not form.is_bound else None
        if given is not None:
            try:
                if not only_to_show and not has_changed:
                    return self._said(request, page, consultation, now=now, stamp=stamp, **given)
                message, status = preview(page.verb, consultation, by=by, now=now, **given), 200
                is_silent = message is None
            except Changed:  # between the look and the lock: now it is seen at once
                return self.page_view(request, object_id, name)
            except lifecycle.NotOffered as refused:
                why = "One of these times is not free any more."
                if form.is_bound:
                    status = 409 if isinstance(refused, lifecycle.SlotTaken) else 422
                    pages.refuse_times(form, page, consultation, now=now)
            except lifecycle.NotAllowed as refused:
                consultation.refresh_from_db()
                if not page.applies(consultation):
                    return self._too_late(request, page.verb, consultation)
                why = str(refused)
                if form.is_bound:
                    form.add_error(None, why)
        status = 409 if has_changed else status
        context = {
            **self.about(request, page.title, consultation),
            "lead": page.lead,
            "button": "Decline" if consultation.is_aside else page.button,
            "form": form,
            "message": message,
            "is_silent": is_silent,
            "why": why,
            "changed": f"{CHANGED} {wording.decided(consultation)}" if has_changed else "",
            "instead": _instead(consultation, now=now) if why else [],
            "warnings": pages.warnings(page, consultation, now=now),
        }
        return TemplateResponse(request, "admin/bookings/consultation/answer.html", context, status=status)

    def _said(
        self, request: HttpRequest, page: Page, consultation: Consultation, *, now: datetime, **given: Any
    ) -> HttpResponse:
        now_is = say(page.verb, consultation, by=member_of_staff(request), now=now, **given)
        self._tell(request, page.verb, now_is)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _elsewhere(self, request: HttpRequest, name: str, consultation: Consultation) -> HttpResponse | None:
        """Where to go if the page has nothing to ask about the consultation as it stands."""
        page, has_time = PAGES[name], consultation.starts_at is not None
        if not page.applies(consultation):
            return self._too_late(request, page.verb, consultation)
        if name == "confirm" and not has_time:
            if request.method == "POST":
                said = "No time is chosen yet. Agree on one with the patient, then confirm it here."
                self.message_user(request, said, messages.ERROR)
            return redirect("admin:bookings_consultation_confirm_at", consultation.pk)
        if name == "confirm_at" and has_time:
            self.message_user(request, f"{consultation.reference} has a time already.", messages.ERROR)
            return redirect("admin:bookings_consultation_confirm", consultation.pk)
        return None

    def _too_late(self, request: HttpRequest, verb: str, consultation: Consultation) -> HttpResponse:
        """Somebody else decided: say who, what and when. That it was this very thing is no error."""
        is_done = Status(consultation.status) in {each.after for each in STEPS if each.verb == verb}
        said = f"{lifecycle.already(consultation)} {wording.decided(consultation)}"
        self.message_user(request, said, messages.INFO if is_done else messages.ERROR)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def about(self, request: HttpRequest, title: str, consultation: Consultation) -> dict[str, Any]:
        """What every page about one consultation says on top."""
        return {
            **self.admin_site.each_context(request),
            "title": f"{title}: {consultation.reference}",
            "opts": self.opts,
            "consultation": consultation,
            "wants": wording.time_wanted(consultation),
            "reach": wording.reach(consultation),
        }

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
        by, stamp = member_of_staff(request), stamp_sent(request.POST, consultation)
        try:
            now_is = say(verb, consultation, by=by, now=timezone.now(), stamp=stamp, **more)
        except (Changed, lifecycle.NotAllowed) as refusal:
            consultation.refresh_from_db()
            if step(verb, Status(consultation.status), Actor.STAFF) is None:
                self._too_late(request, verb, consultation)
            elif isinstance(refusal, Changed):
                said = f"{consultation.reference}: {CHANGED} {wording.decided(consultation)}"
                self.message_user(request, said, messages.ERROR)
            else:
                self.message_user(request, str(refusal), messages.ERROR)
        except lifecycle.NotOffered:
            self.message_user(request, "That time is not among those proposed any more.", messages.ERROR)
        else:
            self._tell(request, verb, now_is)

    def _tell(self, request: HttpRequest, verb: str, now_is: Consultation) -> None:
        done = f"{now_is.reference} is {SAYINGS[verb].done}. {who_tells(now_is)}"
        self.message_user(request, done, messages.SUCCESS)


@transaction.atomic
def say(
    verb: str, consultation: Consultation, *, by: User, now: datetime, stamp: str = "", **given: Any
) -> Consultation:
    """Say it and log who did. Raises what the verb raises; then neither is done.

    Raises Changed if `stamp` is not the one that the consultation has now, under the office's lock.
    """
    if stamp:
        lock(consultation.office_id)
        if is_changed(consultation, stamp):
            raise Changed
    said: Callable[..., Consultation] = getattr(lifecycle, verb)
    now_is = said(consultation, by=by, now=now, **given)
    records.log(Access.Action.CHANGED, now_is.reference, by=by, now=now, fields=verb)
    return now_is


def _instead(consultation: Consultation, *, now: datetime) -> list[tuple[str, str]]:
    """Three free times for a request whose own has passed: where to propose each, and when it is."""
    if consultation.status != Status.REQUESTED or not has_begun(consultation, now=now):
        return []
    free = times.drafts(pages.free_others(PAGES["propose"], consultation, now=now), near=now)
    address = reverse("admin:bookings_consultation_propose", args=[consultation.pk])
    return [
        (f"{address}?time={slots.iso(slot.starts_at)}", words.when(slot.starts_at, consultation.office))
        for slot in free
    ]
