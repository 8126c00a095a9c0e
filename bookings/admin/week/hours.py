"""Consultation hours, for one week or for good."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import blocks
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.admin.week.table import week_address, week_of
from clinic.office.clock import ClockField, ClockInput
from clinic.office.hours import Hours, Offered, monday_of, offered
from clinic.office.models import Office, Weekday

STRETCHES = 2  # a day, or as many as there are already
MOST_STRETCHES = 8  # are read from a form
OVER = "That week is over, or is none. This is the present one."
ONE_WEEK_ONLY = (
    "Your account may change the hours of one week. Ask the owner to change every week’s."
)
ONE_WEEK, EVERY_WEEK, USUAL = "week", "always", "usual"


class Pair(NamedTuple):
    """The two fields of one stretch of a day."""

    number: int
    opens: BoundField
    closes: BoundField


class HoursForm(forms.Form):
    """Seven days with stretches of hours each, and for how long they count. Empty: nothing that
    day.
    """

    use_required_attribute = False

    def __init__(
        self, *args: Any, stretches: int, monday: date, may_for_good: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stretches = stretches
        for weekday, number in self._places():
            for name, label in (("opens", "from"), ("closes", "until")):
                which = f", stretch {number + 1}" if number else ""
                spoken = {"aria-label": f"{Weekday(weekday).label}{which}, {label}"}
                self.fields[f"{name}_{weekday}_{number}"] = ClockField(
                    label=label.capitalize(),
                    required=False,
                    widget=ClockInput(spoken),
                )
        scopes = [(ONE_WEEK, f"Only the week of {monday:%B} {monday.day}")]
        if may_for_good:
            scopes.append((EVERY_WEEK, "Every week from now on"))
        self.fields["scope"] = forms.ChoiceField(
            label="These hours count",
            choices=scopes,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose for how long they count."},
        )

    def _places(self) -> Iterator[tuple[int, int]]:
        for weekday in range(7):
            for number in range(self.stretches):
                yield weekday, number

    @property
    def days(self) -> list[tuple[str, list[Pair]]]:
        """For the template: each weekday with its pairs of fields."""
        return [
            (
                str(Weekday(weekday).label),
                [self._pair(weekday, number) for number in range(self.stretches)],
            )
            for weekday in range(7)
        ]

    def _pair(self, weekday: int, number: int) -> Pair:
        return Pair(number, self[f"opens_{weekday}_{number}"], self[f"closes_{weekday}_{number}"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.wanted: list[Hours] = []
        for weekday in range(7):
            until: time | None = None
            found = sorted(
                (Hours(weekday, *given), number)
                for number in range(self.stretches)
                if (given := self._given(data, weekday, number))
            )
            for row, number in found:
                if until and row.opens < until:
                    self.add_error(
                        f"opens_{weekday}_{number}",
                        f"{Weekday(weekday).label}: these hours overlap.",
                    )
                until = max(until or row.closes, row.closes)
                self.wanted.append(row)
        return data

    def _given(self, data: dict[str, Any], weekday: int, number: int) -> tuple[time, time] | None:
        """One stretch, if there is one and it can be."""
        names = [f"{name}_{weekday}_{number}" for name in ("opens", "closes")]
        if any(name in self.errors for name in names):
            return None
        opens, closes = (data.get(name) for name in names)
        day = Weekday(weekday).label
        if opens and closes:
            if opens < closes:
                return opens, closes
            self.add_error(names[1], f"{day}: “until” must be later than “from”.")
        elif opens or closes:
            self.add_error(names[1 if opens else 0], f"{day}: enter both times, or neither.")
        return None


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


def _title(monday: date) -> str:
    return f"Consultation hours, week of {monday:%B} {monday.day}, {monday.year}"


class HoursPages(DeskPages):
    """For those who may answer requests, one week at a time; for good, for those who may change the
    hours.
    """

    def urls(self) -> list[URLPattern]:
        return [self.url("week/hours/", self.hours_view, "hours")]

    def hours_view(self, request: HttpRequest) -> HttpResponse:
        """The hours of this week, else of that of the day `?week=`; 422 for what cannot be.

        A sent form says itself which week it means: at midnight "this week" is another one.
        """
        for_good = request.user.has_perm("clinic.change_consultationhours")
        if not for_good and not request.user.has_perm("bookings.change_consultation"):
            raise PermissionDenied
        office, now = Office.objects.current(), timezone.now()
        monday, is_over = _week_asked_for(request, office, now=now)
        was_typed = request.method == "POST" and request.POST.get("scope") != USUAL
        if is_over and not was_typed:
            self.tell(request, OVER, messages.ERROR)
            return redirect(request.path)
        counts = offered(office, monday, monday)
        scope = request.POST.get("scope")
        if scope == EVERY_WEEK and not for_good:
            return HttpResponse(ONE_WEEK_ONLY, status=403)
        if scope == USUAL:
            return self._as_usual(request, office, monday, now=now)
        form = _form(request, counts, monday, for_good)
        if is_over:
            week = f"{monday:%B} {monday.day}"
            form.add_error(
                None, f"{OVER} Save once more, and these hours count in the week of {week}."
            )
        elif form.is_bound and form.is_valid():
            return self._save_hours(request, office, monday, form, now=now)
        context = {
            **self.context(request, _title(monday)),
            "office": office,
            "form": form,
            "monday": monday,
            "is_special": monday in counts.special,
            "for_good": for_good,
            "week_address": week_address(monday),
        }
        template = "admin/bookings/consultation/hours.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)

    def _save_hours(
        self, request: HttpRequest, office: Office, monday: date, form: HoursForm, *, now: datetime
    ) -> HttpResponse:
        every_week = form.cleaned_data["scope"] == EVERY_WEEK
        change = blocks.offer_every_week if every_week else blocks.offer_in_week
        outside = change(office, monday, form.wanted, by=member_of_staff(request), now=now)
        if every_week:
            which = "every week"
        else:
            which = f"the week of {monday:%B} {monday.day}"
        self._tell_of_hours(request, f"The hours of {which} are saved, and count at once.", outside)
        return redirect(week_address(monday))

    def _as_usual(
        self, request: HttpRequest, office: Office, monday: date, *, now: datetime
    ) -> HttpResponse:
        outside = blocks.offer_as_usual(office, monday, by=member_of_staff(request), now=now)
        self._tell_of_hours(request, "The usual hours count in this week.", outside or 0)
        return redirect(week_address(monday))

    def _tell_of_hours(self, request: HttpRequest, said: str, outside: int) -> None:
        if outside:
            if outside == 1:
                many = "1 consultation is"
            else:
                many = f"{outside} consultations are"
            said += f" {many} outside of them and {'stays' if outside == 1 else 'stay'}."
        self.tell(request, said, messages.WARNING if outside else messages.SUCCESS)


def _form(request: HttpRequest, counts: Offered, monday: date, may_for_good: bool) -> HoursForm:
    rows = sorted(counts.on(monday))
    initial: dict[str, Any] = {"scope": ONE_WEEK}
    most = STRETCHES
    for weekday in range(7):
        of_day = [row for row in rows if row.weekday == weekday]
        most = max(most, len(of_day))
        for number, row in enumerate(of_day):
            initial |= {
                f"opens_{weekday}_{number}": row.opens,
                f"closes_{weekday}_{number}": row.closes,
            }
    data = request.POST if request.method == "POST" else None
    if data:
        most = max(most, sum(f"opens_0_{number}" in data for number in range(MOST_STRETCHES)))
    return HoursForm(
        data, initial=initial, stretches=most, monday=monday, may_for_good=may_for_good
    )
