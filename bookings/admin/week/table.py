"""Week table, and blocking times in it by one press."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from bookings import availability, blocks
from bookings.admin.dates import FIRST, LAST, LEFT_OUT, DayField, from_until
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff, only_by_post
from bookings.models import Block
from bookings.week import A_WEEK, coming_week, consultations_of, week
from bookings.week import COMING as COMING_WEEKS
from clinic.office import formats
from clinic.office.clock import ClockField
from clinic.office.formats import plain_text
from clinic.office.forms import LengthFirst
from clinic.office.hours import monday_of, wall_clock
from clinic.office.models import Office, SpecialWeek

BOTH_TIMES = "Choose a time, or leave both empty: for the rest of today, or all of another day."
DESK, COMING = "desk", "coming"  # where to go back to: the first page, or the week from today on
UNDO = "“Unblock” in the week offers it again."


class BlockForm(LengthFirst, forms.Form):
    """A stretch of one day to keep free; without times, all that is left of it."""

    use_required_attribute = False  # the server says better what is missing

    day = DayField(label="Day")
    starts = ClockField(label="From", required=False)
    ends = ClockField(label="Until", required=False)
    note = forms.CharField(
        label="Note for the office (optional)",
        max_length=60,
        required=False,
        validators=[plain_text],
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, other in (("starts", "ends"), ("ends", "starts")):
            if name in data and data[name] is None and (data.get(other) or other in self.errors):
                self.add_error(name, BOTH_TIMES)
        return data

    def stretch(self, office: Office, *, now: datetime) -> tuple[datetime, datetime] | None:
        """The instants between which to block; None, with the error said, if the clocks leave one
        out.
        """
        day, data = self.cleaned_data["day"], self.cleaned_data
        if data["starts"] is None:
            if day == office.local_day(now):
                return blocks.rest_of_day(office, now=now)
            return from_until(office, day, day)
        found = []
        for name in ("starts", "ends"):
            moment = wall_clock(day, data[name], office.zone)
            if moment is None:
                self.add_error(name, LEFT_OUT)
            else:
                found.append(moment)
        if len(found) == 2:
            return (found[0], found[1])
        return None


def block_form(office: Office, data: Any = None, *, now: datetime) -> BlockForm:
    """Opened, it is about the rest of today, with nothing left to type."""
    initial = {"day": office.local_day(now)}
    return BlockForm(data, initial=initial, auto_id="block-%s", label_suffix="")


class WeekPages(DeskPages):
    """Addresses of their own, for those who may see consultations; blocking is for those who may
    answer.
    """

    def urls(self) -> list[URLPattern]:
        return [
            self.url("week/", self.week_view, "week"),
            self.url("week/block/", self.block_view, "block"),
            self.url("week/unblock/", self.unblock_view, "unblock"),
        ]

    def week_view(self, request: HttpRequest) -> HttpResponse:
        """What is left of this week, else the whole week of the day `?week=`; 422 and a sentence
        for what is no day.
        """
        self.check_may_see(request)
        office, now = Office.objects.current(), timezone.now()
        wanted = request.GET.get("week", "")
        monday = week_of(wanted)
        is_no_week = bool(wanted) and monday is None
        return self._week_page(
            request,
            office,
            monday,
            block_form(office, now=now),
            now=now,
            status=422 if is_no_week else 200,
            is_no_week=is_no_week,
        )

    def block_view(self, request: HttpRequest) -> HttpResponse:
        """Block what was pressed, else what the form names; 422, its words kept, if it cannot
        be.
        """
        refusal = only_by_post(request) or self._may_not_block(request)
        if refusal:
            return refusal
        office, now, note = Office.objects.current(), timezone.now(), ""
        form = block_form(office, request.POST, now=now)
        pressed = "starts_at" in request.POST or "rest" in request.POST
        try:
            if pressed:
                stretch = _pressed(office, request.POST, now=now)
            else:
                named = form.stretch(office, now=now) if form.is_valid() else None
                if named is None:
                    return self._block_refused(request, office, form, now=now)
                stretch, note = named, form.cleaned_data["note"]
            met = blocks.block(office, *stretch, note=note, by=member_of_staff(request), now=now)
        except blocks.BlockedAlready as already:
            self.tell(request, str(already), messages.WARNING)
        except blocks.NotBlocked as refused:
            if not pressed:
                form.add_error(None, str(refused))
                return self._block_refused(request, office, form, now=now)
            self.tell(request, str(refused), messages.ERROR)
            return self._back_to_week(request, office.local_day(now))
        else:
            said = f"{_stretch(office, *stretch)} is blocked."
            if met:
                if met == 1:
                    stay = "1 consultation is in it and stays"
                else:
                    stay = f"{met} consultations are in it and stay"
                said += f" {stay}."
            self.tell(request, f"{said} {UNDO}", messages.SUCCESS)
        return self._back_to_week(request, office.local_day(stretch[0]))

    def unblock_view(self, request: HttpRequest) -> HttpResponse:
        refusal = only_by_post(request) or self._may_not_block(request)
        if refusal:
            return refusal
        office, now = Office.objects.current(), timezone.now()
        pk = request.POST.get("block", "")
        by = member_of_staff(request)
        found: Block | None = (
            blocks.unblock(office, int(pk), by=by, now=now) if is_key(pk) else None
        )
        if found is None:
            self.tell(request, "It was not blocked any more.", messages.WARNING)
            return self._back_to_week(request, office.local_day(now))
        said = f"{_stretch(office, found.starts_at, found.ends_at)} is not blocked any more."
        self.tell(request, said, messages.SUCCESS)
        return self._back_to_week(request, office.local_day(found.starts_at))

    # ---- steps that they share -------------------------------------------------------------------

    def _may_not_block(self, request: HttpRequest) -> HttpResponse | None:
        if request.user.has_perm("bookings.change_consultation"):
            return None
        return HttpResponse("Your account may not block times.", status=403)

    def _back_to_week(self, request: HttpRequest, day: date) -> HttpResponse:
        """To where it was pressed: the first page, or the week that was looked at."""
        back = request.POST.get("back")
        if back == DESK:
            return redirect(f"{reverse('admin:index')}#week")
        if back == COMING:
            return redirect("admin:bookings_consultation_week")
        monday = week_of(request.POST.get("week", "")) or monday_of(day)
        return redirect(week_address(monday))

    def _block_refused(
        self, request: HttpRequest, office: Office, form: BlockForm, *, now: datetime
    ) -> HttpResponse:
        is_coming = request.POST.get("back") in (DESK, COMING)
        monday = None if is_coming else week_of(request.POST.get("week", ""))
        return self._week_page(request, office, monday, form, now=now, status=422)

    def _week_page(
        self,
        request: HttpRequest,
        office: Office,
        monday: date | None,
        form: BlockForm,
        *,
        now: datetime,
        status: int = 200,
        is_no_week: bool = False,
    ) -> HttpResponse:
        """The week of `monday`, or the coming one."""
        today = office.local_day(now)
        this_week = monday_of(today)
        if monday is None:
            consultations = consultations_of(office, this_week, weeks=COMING_WEEKS)
            shown = coming_week(office, consultations, now=now)
        else:
            shown = week(office, monday, consultations_of(office, monday), now=now)
        before, after = shown.monday - A_WEEK, shown.monday + A_WEEK
        may_answer = request.user.has_perm("bookings.change_consultation")
        context = {
            **self.context(request, week_title(shown.monday, this_week)),
            "office": office,
            "week": shown,
            "this_week": this_week,
            "is_coming": monday is None,
            "back": COMING if monday is None else "",
            "before": before if before >= FIRST else None,
            "after": after if after <= LAST else None,
            "is_special": SpecialWeek.objects.filter(office=office, monday=shown.monday).exists(),
            "is_no_week": is_no_week,
            "may_answer": may_answer,
            "next_free": availability.next_free(office, now=now) if may_answer else None,
            "block_form": form,
        }
        return TemplateResponse(
            request, "admin/bookings/consultation/week.html", context, status=status
        )


def week_title(monday: date, this_week: date) -> str:
    """This week; Next week; Week of December 7, 2026"""
    if monday == this_week:
        return "This week"
    if monday == this_week + A_WEEK:
        return "Next week"
    return f"Week of {monday:%B} {monday.day}, {monday.year}"


def _pressed(office: Office, data: Any, *, now: datetime) -> tuple[datetime, datetime]:
    """The open time, or the rest of today, whose button was pressed. Raises NotBlocked."""
    if "rest" in data:
        if data["rest"] != office.local_day(now).isoformat():
            raise blocks.NotBlocked("That day is over. Press “Rest of the day” again for today.")
        return blocks.rest_of_day(office, now=now)
    starts_at = availability.read_iso(data["starts_at"])
    if starts_at is None:
        raise blocks.NotBlocked("That is not a time that can be blocked.")
    return starts_at, starts_at + timedelta(minutes=office.consultation_minutes)


def week_of(value: str) -> date | None:
    """The Monday of the week of a day as in 2026-11-30; None for what is no day."""
    try:
        day = DayField().clean(value)
    except forms.ValidationError:
        return None
    if day:
        return monday_of(day)
    return None


def week_address(monday: date) -> str:
    return f"{reverse('admin:bookings_consultation_week')}?week={monday}"


def is_key(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _stretch(office: Office, starts_at: datetime, ends_at: datetime) -> str:
    """Tuesday, November 24, 2:00 pm to 3:00 pm; a whole day is named alone"""
    starts, ends = starts_at.astimezone(office.zone), ends_at.astimezone(office.zone)
    if from_until(office, starts.date(), starts.date()) == (starts, ends):
        return formats.day(starts)
    if starts.date() == ends.date():
        until = formats.clock(ends)
    else:
        until = f"{formats.day(ends)}, {formats.clock(ends)}"
    return f"{formats.day(starts)}, {formats.clock(starts)} to {until}"
