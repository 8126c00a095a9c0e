"""Statistics page: a small chart, and tables that say the same."""

from datetime import date, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import statistics
from bookings.admin.pages import DeskPages
from clinic.office.models import Office

# Of the drawing, in its own units; on a phone they are about pixels.
WIDTH, HEIGHT, TOP, FOOT = 336, 190, 18, 20
STEP, BAR = WIDTH // statistics.MONTHS, 18


class Bar(NamedTuple):
    """A month as it is drawn: all who asked, and in front of them those whose consultation came to
    be.
    """

    first: date
    left: int
    middle: int
    top: int
    height: int
    part_top: int
    part_height: int
    number: int


def bars(months: list[statistics.Month]) -> list[Bar]:
    most = max(1, *(month.asked for month in months))
    room, ground = HEIGHT - TOP - FOOT, HEIGHT - FOOT
    drawn = []
    for number, month in enumerate(months):
        height, part = (round(room * count / most) for count in (month.asked, month.came_to_be))
        middle = number * STEP + STEP // 2
        drawn.append(
            Bar(
                month.first,
                middle - BAR // 2,
                middle,
                ground - height,
                height,
                ground - part,
                part,
                month.asked,
            )
        )
    return drawn


def in_words(waited: timedelta) -> str:
    """How long, in hours and minutes, by the clock: "3 hours 20 minutes"."""
    hours, minutes = divmod(round(waited.total_seconds() / 60), 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "less than a minute"


class StatisticsPages(DeskPages):
    """An address of its own. It shows counts alone, so that a look at it is not logged."""

    def urls(self) -> list[URLPattern]:
        return [self.url("numbers/", self.numbers_view, "numbers")]

    def numbers_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_see(request)
        office = Office.objects.current()
        found = statistics.of_last_year(office, now=timezone.now())
        context = {
            **self.context(request, "Numbers"),
            "office": office,
            "numbers": found,
            "bars": bars(found.months),
            "size": {
                "width": WIDTH,
                "height": HEIGHT,
                "ground": HEIGHT - FOOT,
                "letters": HEIGHT - 6,
                "bar": BAR,
            },
            "median": in_words(found.answers.median),
        }
        return TemplateResponse(request, "admin/bookings/consultation/numbers.html", context)
