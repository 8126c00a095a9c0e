"""Hours: of consultations in one week, and opening hours with those of consultations for good.

Each page saves its week with one press. Before it does, it says which consultations would be
outside of the new hours; and what somebody else saved meanwhile is not written over in silence.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from bookings import blocks
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.admin.week.hours_forms import EveryWeekForm, HoursForm, OneWeekForm
from bookings.admin.week.table import week_address, week_of
from bookings.models import Hold
from clinic.office import formats
from clinic.office.hours import Offered, monday_of, offered
from clinic.office.models import Office

OVER = "That week is over, or is none. This is the present one."
USUAL, LEAVE, EDIT = "usual", "leave", "edit"  # what is pressed beside the first button
OURS = {"csrfmiddlewaretoken", "decision", "met"}  # of the page that asks, not of the form
CHANGE_OPENING = "clinic.change_openinghours"
CHANGE_CONSULTATIONS = "clinic.change_consultationhours"


class HoursPages(DeskPages):
    """One week is for those who may answer requests; every week, for those who may change the
    hours.
    """

    def urls(self) -> list[URLPattern]:
        return [
            self.url("week/hours/", self.hours_view, "hours"),
            self.url("hours/", self.every_week_view, "every_week"),
        ]

    # ---- one week --------------------------------------------------------------------------------
    def hours_view(self, request: HttpRequest) -> HttpResponse:
        """The hours of this week, else of that of the day `?week=`; 422 for what cannot be.

        A sent form says itself which week it means: at midnight "this week" is another one.
        """
        for_good = request.user.has_perm(CHANGE_CONSULTATIONS)
        if not for_good and not request.user.has_perm("bookings.change_consultation"):
            raise PermissionDenied
        office, now = Office.objects.current(), timezone.now()
        monday, is_over = _week_asked_for(request, office, now=now)
        is_usual = request.method == "POST" and request.POST.get("scope") == USUAL
        if is_over and (is_usual or request.method != "POST"):
            self.tell(request, OVER, messages.ERROR)
            return redirect(request.path)
        week = f"{monday:%B} {monday.day}"
        with transaction.atomic():
            if request.method == "POST":
                Office.objects.locked(office.pk)
            if is_usual:
                return self._as_usual(request, office, monday, now=now)
            counts = offered(office, monday, monday)
            form = OneWeekForm(_sent(request), hours=counts.on(monday))
            if is_over:
                form.add_error(
                    None, f"{OVER} Save once more, and these hours count in the week of {week}."
                )

            def save() -> HttpResponse:
                by = member_of_staff(request)
                outside = blocks.offer_in_week(office, monday, form.wanted, by=by, now=now)
                said = f"The hours of the week of {week} are saved, and count at once."
                return self._saved(request, said, outside, week_address(monday))

            def will_count() -> Offered:
                return Offered(counts.usual, {**counts.special, monday: form.wanted})

            answer = self._judge(request, office, form, counts, will_count, save, now=now)
        if isinstance(answer, HttpResponse):
            return answer
        context = {
            **self.context(request, f"Consultation hours, week of {week}, {monday.year}"),
            "office": office,
            "form": form,
            "monday": monday,
            "is_special": monday in counts.special,
            "for_good": for_good,
            "back": week_address(monday),
        }
        template = "admin/bookings/consultation/hours.html"
        return TemplateResponse(request, template, context, status=answer)

    def _as_usual(
        self, request: HttpRequest, office: Office, monday: date, *, now: datetime
    ) -> HttpResponse:
        outside = blocks.offer_as_usual(office, monday, by=member_of_staff(request), now=now)
        said = "The usual hours count in this week."
        return self._saved(request, said, outside or 0, week_address(monday))

    # ---- every week ------------------------------------------------------------------------------
    def every_week_view(self, request: HttpRequest) -> HttpResponse:
        """Opening hours and consultation hours of every week; 422 for what cannot be."""
        may_open = request.user.has_perm(CHANGE_OPENING)
        may_consult = request.user.has_perm(CHANGE_CONSULTATIONS)
        if not may_open and not may_consult:
            raise PermissionDenied
        office, now = Office.objects.current(), timezone.now()
        today = office.local_day(now)
        with transaction.atomic():
            if request.method == "POST":
                Office.objects.locked(office.pk)
            counts = offered(office, today, today + blocks.FURTHEST)
            opening = list(office.opening_hours.all()) if may_open else None
            form = EveryWeekForm(
                _sent(request), opening=opening, hours=counts.usual if may_consult else None
            )

            def save() -> HttpResponse:
                by, outside = member_of_staff(request), 0
                if may_open:
                    blocks.open_every_week(office, form.opening, by=by, now=now)
                if may_consult:
                    outside = blocks.offer_every_week(office, form.wanted, by=by, now=now)
                said = "The hours of every week are saved, and count at once."
                return self._saved(request, said, outside, request.path)

            def will_count() -> Offered:
                return Offered(form.wanted if may_consult else counts.usual, counts.special)

            answer = self._judge(request, office, form, counts, will_count, save, now=now)
        if isinstance(answer, HttpResponse):
            return answer
        context = {
            **self.context(request, "Hours of every week"),
            "office": office,
            "form": form,
            "special": sorted(counts.special),
            "back": reverse("admin:index"),
        }
        template = "admin/bookings/consultation/every_week.html"
        return TemplateResponse(request, template, context, status=answer)

    # ---- steps that they share -------------------------------------------------------------------
    def _judge(
        self,
        request: HttpRequest,
        office: Office,
        form: HoursForm,
        counts: Offered,
        will_count: Callable[[], Offered],
        save: Callable[[], HttpResponse],
        *,
        now: datetime,
    ) -> HttpResponse | int:
        """What a sent form is answered, under the office's lock; the status with which its page is
        shown if it is not saved.
        """
        if not form.is_bound:
            return 200
        if not form.is_valid():
            return 422
        if form.changed_meanwhile():
            return 409
        decision = request.POST.get("decision")
        if decision == EDIT:
            return 200
        met = blocks.left_outside(office, counts, will_count(), now=now)
        seen = set(request.POST.getlist("met"))
        if met and not (decision == LEAVE and seen.issuperset(str(hold.pk) for hold in met)):
            return self._ask(request, office, met)
        return save()

    def _ask(self, request: HttpRequest, office: Office, met: list[Hold]) -> HttpResponse:
        many = len({hold.consultation_id for hold in met})
        title = f"{many} consultation{' is' if many == 1 else 's are'} outside of these hours"
        context = {
            **self.context(request, title),
            "office": office,
            "met": [(hold, formats.desk_when(hold.starts_at, office)) for hold in met],
            "may_see": self.desk.has_view_permission(request),
            "typed": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name not in OURS
            ],
        }
        return TemplateResponse(request, "admin/bookings/consultation/hours_meet.html", context)

    def _saved(self, request: HttpRequest, said: str, outside: int, address: str) -> HttpResponse:
        if outside == 1:
            said += " 1 consultation is outside of them and stays."
        elif outside:
            said += f" {outside} consultations are outside of them and stay."
        self.tell(request, said, messages.WARNING if outside else messages.SUCCESS)
        return redirect(address)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _week_asked_for(request: HttpRequest, office: Office, *, now: datetime) -> tuple[date, bool]:
    """The Monday of the week that is meant, and whether this one stands in for one that is over."""
    this_week = monday_of(office.local_day(now))
    asked_for = request.POST.get("week") or request.GET.get("week", "")
    if not asked_for:
        return this_week, False
    monday = week_of(asked_for)
    if monday is None or monday < this_week:
        return this_week, True
    return monday, False
