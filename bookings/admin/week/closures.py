"""ModelAdmin of closures: before one is saved, staff decide about everybody it meets."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from bookings import availability, lifecycle
from bookings.admin.consultation import status_words
from bookings.admin.consultation.action_pages import CHANGED
from bookings.admin.consultation.actions import PROPOSE, perform, who_tells
from bookings.admin.consultation.dry_run import Message, dry_run
from bookings.admin.consultation.optimistic_lock import Changed, revision_sent
from bookings.admin.consultation.times import drafts, suits
from bookings.admin.dates import (
    LEFT_OUT,
    DayAndTimeField,
    as_begin,
    as_end,
    begins,
    ends,
    in_words,
)
from bookings.admin.read_only import member_of_staff
from bookings.admin.week.conflicts import consultations_met
from bookings.admin.week.holidays import NextHolidays
from bookings.models import Consultation
from clinic.office import formats
from clinic.office.models import Closure, Office
from clinic.office.optimistic_lock import OptimisticLock

DECISIONS = ("propose", "leave")
TIMES = {"office", "starts_at", "ends_at"}
OURS = {
    "csrfmiddlewaretoken",
    "decision",
    "met",
    "propose",
}  # of the page that asks, not of the closure's form


class Met(NamedTuple):
    """A consultation that lies in a closure, the times drafted for it, and what its patient would
    read.
    """

    consultation: Consultation
    wants: str
    drafts: list[tuple[str, str]]  # value and words; empty if nothing can be proposed
    message: Message | None = None


class ClosureForm(forms.ModelForm):
    """Whole days by the first and the last of them; stored are the instants, the end excluded."""

    starts_at = DayAndTimeField(
        label="First day",
        time_label="from (optional)",
        help_text="Leave both times empty to close whole days.",
    )
    ends_at = DayAndTimeField(
        label="Last day",
        time_label="until (optional)",
        help_text="This day is closed, too. With a time you are there again from that time on.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closure = self.instance
        if closure.pk:
            self.initial["starts_at"] = list(as_begin(closure.office, closure.starts_at))
            self.initial["ends_at"] = list(as_end(closure.office, closure.ends_at))

    @property
    def stored_in_words(self) -> dict[str, str]:
        """Both ends as the form shows them, for whoever is told that somebody changed them."""
        closure = self.instance
        ends = {
            "starts_at": as_begin(closure.office, closure.starts_at),
            "ends_at": as_end(closure.office, closure.ends_at),
        }
        return {name: in_words(*end) for name, end in ends.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # without one, an error of its own is said
        office = data.get("office") or Office.objects.first()
        for name, instant in (("starts_at", begins), ("ends_at", ends)):
            if name not in data:
                continue
            if office is None:
                self.add_error(name, "Add the office first.")
                continue
            if self.instance.pk and not {name, "office"} & set(self.changed_data):
                data[name] = getattr(
                    self.instance, name
                )  # also the second 1:30 of a night in November
                continue
            data[name] = instant(office, *data[name])
            if data[name] is None:
                self.add_error(name, LEFT_OUT)
        return data


class ConflictConfirmation(admin.ModelAdmin):
    """Before a closure is stored, staff see which consultations lie in it, and decide."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Save at once what meets nobody; else ask first, and again if somebody came on top
        meanwhile.
        """
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        now = timezone.now()
        with transaction.atomic():
            closure = self._wanted(request, object_id)
            met = list(consultations_met(closure, now=now)) if closure else []
            seen = set(request.POST.getlist("met"))
            decision = request.POST.get("decision")
            if (
                closure
                and met
                and not (decision in DECISIONS and seen.issuperset(str(each.pk) for each in met))
            ):
                return self._ask(request, closure, met, now=now)
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if met and decision == "propose" and request.user.has_perm("bookings.change_consultation"):
            self._propose(request, met)
        return response

    def _wanted(self, request: HttpRequest, object_id: str | None) -> Closure | None:
        """The closure as the sent form has it, under the office's lock, so that nobody asks for one
        of its times before it is stored. None if the form will not be stored, or does not touch the
        times.
        """
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and stored is None:
            return None
        if stored:
            may = self.has_change_permission(request, stored)
        else:
            may = self.has_add_permission(request)
        form_class = self.get_form(request, stored, change=stored is not None)
        form = form_class(request.POST, request.FILES, instance=stored)
        if not may or not form.is_valid() or (stored and not TIMES & set(form.changed_data)):
            return None
        closure: Closure = form.instance
        Office.objects.locked(closure.office_id)
        return closure

    def _ask(
        self, request: HttpRequest, closure: Closure, met: list[Consultation], *, now: datetime
    ) -> HttpResponse:
        may_propose = request.user.has_perm("bookings.change_consultation")
        if may_propose:
            by = member_of_staff(request)
            rows = [_with_message(row, by=by, now=now) for row in draft_for(closure, met, now=now)]
        else:
            rows = [_undrafted(each) for each in met]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{len(met)} consultation{'' if len(met) == 1 else 's'} in this closure",
            "opts": self.opts,
            "closed": formats.closure(closure, closure.office),
            "met": rows,
            "may_see": request.user.has_perm("bookings.view_consultation"),
            "may_propose": any(row.drafts for row in rows),
            "typed": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name not in OURS and not name.startswith(("times-", "revision-"))
            ],
        }
        return TemplateResponse(request, "admin/bookings/closure_meets.html", context)

    def _propose(self, request: HttpRequest, met: list[Consultation]) -> None:
        """Propose the drafted times to those who were ticked, each by itself."""
        ticked = set(request.POST.getlist("propose"))
        for consultation in (each for each in met if str(each.pk) in ticked):
            times = [
                availability.read_iso(value)
                for value in request.POST.getlist(f"times-{consultation.pk}")
            ]
            try:
                now_is = perform(
                    PROPOSE,
                    consultation,
                    times=[time for time in times if time],
                    by=member_of_staff(request),
                    now=timezone.now(),
                    revision=revision_sent(request.POST, consultation),
                )
            except (lifecycle.NotAllowed, lifecycle.NotOffered, Changed) as refused:
                why = str(refused) or "One of these times is not free any more."
                if isinstance(refused, Changed):
                    why = f"{CHANGED} {status_words.decided(consultation)}"
                address = reverse("admin:bookings_consultation_change", args=[consultation.pk])
                link = format_html('<a href="{}">{}</a>', address, consultation)
                said = format_html("Nothing was proposed to {}. {}", link, why)
                self.message_user(request, said, messages.ERROR)
            else:
                done = f"{consultation} is {PROPOSE.done}. {who_tells(now_is)}"
                self.message_user(request, done, messages.SUCCESS)


@admin.register(Closure)
class ClosureAdmin(OptimisticLock, ConflictConfirmation, NextHolidays):
    form = ClosureForm
    list_display = ["when", "reason"]
    list_display_links = ["when"]
    list_select_related = ["office"]
    date_hierarchy = "starts_at"
    search_fields = ["reason"]
    ordering = ["-starts_at"]

    @admin.display(description="closed", ordering="starts_at")
    def when(self, closure: Closure) -> str:
        said, zone = formats.closure(closure, closure.office), closure.office.zone
        ends = closure.ends_at.astimezone(zone) - timedelta(microseconds=1)
        if ends.year == timezone.now().astimezone(zone).year:
            return said
        return f"{said}, {ends.year}"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        office = Office.objects.first()
        if office:
            return {"office": office.pk}
        return {}


def draft_for(closure: Closure, met: Iterable[Consultation], *, now: datetime) -> list[Met]:
    """Up to three times for each: free, outside the closure, and outside what is drafted for the
    others.
    """
    free = [
        slot
        for slot in availability.offer(closure.office, now=now, online=False).slots
        if not slot.meets(closure)
    ]
    given: list[availability.Slot] = []
    rows = []
    for consultation in met:
        row = _undrafted(consultation)
        if PROPOSE.applies(consultation) and consultation.starts_at:
            drafted = drafts(
                free, near=consultation.starts_at, besides=given, suits=suits(consultation)
            )
            given += drafted
            office = closure.office
            said = [
                (availability.iso(slot.starts_at), formats.desk_when(slot.starts_at, office))
                for slot in drafted
            ]
            row = row._replace(drafts=said)
        rows.append(row)
    return rows


def _with_message(row: Met, *, by: User, now: datetime) -> Met:
    """With the message that proposing the drafts would send; without the drafts if that is
    refused.
    """
    if not row.drafts:
        return row
    times = [availability.read_iso(value) for value, _ in row.drafts]
    try:
        message = dry_run(PROPOSE, row.consultation, times=times, by=by, now=now)
    except (lifecycle.NotAllowed, lifecycle.NotOffered):
        return row._replace(drafts=[])
    return row._replace(message=message)


def _undrafted(consultation: Consultation) -> Met:
    return Met(consultation, status_words.time_wanted(consultation), [])
