"""Statistics of the last twelve months, counted from consultations alone.

Nobody is followed for them: no cookie, no address, no visit is in them. What was set aside as a
machine's counts only once staff have released it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import (
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from bookings.models import Actor, Consultation, Event, Status
from clinic.office.models import Office

MONTHS = 12
MOST_ARTICLES = 10
_Kind = Event.Kind
_BEGINNINGS = [_Kind.ASKED, _Kind.RELEASED, _Kind.BOOKED]  # of these each consultation has one
_ANSWERS = [_Kind.CONFIRMED, _Kind.PROPOSED, _Kind.DECLINED, _Kind.CANCELED]  # if staff said it
_CAME_TO_BE = [Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW]


class Month(NamedTuple):
    """Those who asked in it, and what became of them; those who were expected in it, and came or
    did not.
    """

    first: date
    asked: int = 0
    by_phone: int = 0  # of those who asked, by phone or at the door
    came_to_be: int = 0  # of those who asked, confirmed by now or over
    completed: int = 0
    no_shows: int = 0


class Share(NamedTuple):
    name: str
    number: int


class Answers(NamedTuple):
    """How long those who asked online waited for a first answer, and whether the promise was
    kept.
    """

    number: int
    median: timedelta  # zero if nobody was answered
    judged: int  # whose promise has passed, as far as we know it, with an answer or without
    in_time: int
    lapsed: int  # without any answer

    @property
    def percent_in_time(self) -> int:
        """Rounded down: 100 is said only if all were in time."""
        if self.judged:
            return self.in_time * 100 // self.judged
        return 0


class Numbers(NamedTuple):
    months: list[Month]  # twelve, this one last
    concerns: list[Share]
    articles: list[Share]  # the ten that led most people here
    other_articles: int
    no_article: int
    answers: Answers

    @property
    def total(self) -> Month:
        sums = [sum(numbers) for numbers in list(zip(*self.months, strict=True))[1:]]
        return Month(self.months[0].first, *sums)


def of_last_year(office: Office, *, now: datetime) -> Numbers:
    """The twelve months on the office's calendar that end with this one. Three queries."""
    firsts = _last_months(office.local_day(now))
    since = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=office.zone)
    asked = _asked(office, since=since)
    concerns: Counter[str] = Counter()
    articles: Counter[tuple[str, int | None]] = Counter()
    for row in asked:
        concerns[row.concern] += row.asked
        articles[row.title or "", row.article] += row.asked - row.by_phone
    no_article = articles.pop(("", None), 0)
    by_article = _most_first(
        Share(title, number) for (title, _), number in articles.items() if number
    )
    return Numbers(
        months=_months(asked, _expected(office, since=since), firsts),
        concerns=_most_first(Share(name, number) for name, number in concerns.items()),
        articles=by_article[:MOST_ARTICLES],
        other_articles=sum(article.number for article in by_article[MOST_ARTICLES:]),
        no_article=no_article,
        answers=_answers(office, since=since, now=now),
    )


def _most_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.number, share.name))


def _last_months(today: date) -> list[date]:
    """The first days of the months up to that of `today`."""
    this = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(this - MONTHS + 1, this + 1)]


class _Asked(NamedTuple):
    """How many asked in one month, with one concern, coming from one article."""

    first: date
    concern: str
    article: int | None
    title: str | None
    asked: int
    by_phone: int
    came_to_be: int


def _asked(office: Office, *, since: datetime) -> list[_Asked]:
    """All that is counted of those who asked, grouped by all of it: to find their rows once is
    enough.
    """
    beginnings = Event.objects.filter(
        kind__in=_BEGINNINGS,
        at__gte=since,
        consultation__office=office,
        consultation__asked_at__gte=since,
    )
    grouped = beginnings.annotate(
        first=_month(office, "consultation__asked_at"),
        concern=F("consultation__concern__name"),
        article=F("consultation__article"),
        title=F("consultation__article__title"),
    ).values("first", "concern", "article", "title")
    counted = grouped.annotate(
        asked=Count("at"),
        by_phone=Count("at", filter=Q(kind=_Kind.BOOKED)),
        came_to_be=Count("at", filter=Q(consultation__status__in=_CAME_TO_BE)),
    )
    return [_Asked(*row) for row in counted.order_by().values_list(*_Asked._fields)]


def _expected(office: Office, *, since: datetime) -> dict[date, tuple[int, int]]:
    """How many came, and how many did not, by the month of the consultation."""
    over = Consultation.objects.filter(
        office=office, status__in=[Status.COMPLETED, Status.NO_SHOW], starts_at__gte=since
    )
    counted = over.annotate(first=_month(office, "starts_at")).values("first").order_by()
    counted = counted.annotate(
        completed=Count("pk", filter=Q(status=Status.COMPLETED)),
        no_shows=Count("pk", filter=Q(status=Status.NO_SHOW)),
    )
    rows = counted.values_list("first", "completed", "no_shows")
    return {first: (completed, no_shows) for first, completed, no_shows in rows}


def _month(office: Office, field: str) -> TruncMonth:
    """The first day of the month that the office's calendar shows."""
    return TruncMonth(field, output_field=DateField(), tzinfo=office.zone)


def _months(
    asked: list[_Asked], expected: dict[date, tuple[int, int]], firsts: list[date]
) -> list[Month]:
    months = []
    for first in firsts:
        rows = [row for row in asked if row.first == first]
        completed, no_shows = expected.get(first, (0, 0))
        months.append(
            Month(
                first,
                asked=sum(row.asked for row in rows),
                by_phone=sum(row.by_phone for row in rows),
                came_to_be=sum(row.came_to_be for row in rows),
                completed=completed,
                no_shows=no_shows,
            )
        )
    return months


def _answers(office: Office, *, since: datetime, now: datetime) -> Answers:
    """From the moment they asked to the first answer, by the clock.

    A promise is judged once it has passed: also that to somebody who still waits, or for whom it
    lapsed. Who took the request back before that is owed nothing. Who turned proposed times down
    was promised another answer, and so may be who was set aside at first: the first promise is
    known no more.
    """
    events = Event.objects.filter(
        at__gte=since, consultation__office=office, consultation__asked_at__gte=since
    )
    asked_at, reply_by = "consultation__asked_at", "consultation__reply_by"
    lives = events.values("consultation", asked_at, reply_by).annotate(
        online=Count("at", filter=Q(kind__in=[_Kind.ASKED, _Kind.RELEASED])),
        promised_anew=Count("at", filter=Q(kind__in=[_Kind.TURNED_DOWN, _Kind.RELEASED])),
        answered_at=Min("at", filter=Q(kind__in=_ANSWERS, actor=Actor.STAFF)),
        withdrawn_at=Min("at", filter=Q(kind=_Kind.CANCELED, actor=Actor.PATIENT)),
        lapses=Count("at", filter=Q(kind=_Kind.LAPSED)),
    )
    owed = Q(answered_at__isnull=False) | Q(withdrawn_at=None) | Q(withdrawn_at__gt=F(reply_by))
    # A wait and three answers of yes or no: a year of whole rows takes longer to hand over than to
    # find.
    lives = lives.filter(online=1).annotate(
        waited=ExpressionWrapper(F("answered_at") - F(asked_at), DurationField()),
        judged=_whether(owed & Q(promised_anew=0, consultation__reply_by__lte=now)),
        in_time=_whether(Q(answered_at__lte=F(reply_by))),
        lapsed=_whether(Q(answered_at=None, lapses__gt=0)),
    )
    rows = list(lives.order_by().values_list("waited", "judged", "in_time", "lapsed"))
    waits = [waited for waited, *_ in rows if waited is not None]
    return Answers(
        number=len(waits),
        median=median(waits) if waits else timedelta(),
        judged=sum(judged for _, judged, _, _ in rows),
        in_time=sum(judged and in_time for _, judged, in_time, _ in rows),
        lapsed=sum(lapsed for *_, lapsed in rows),
    )


def _whether(condition: Q) -> Case:
    """True or False, never unknown."""
    return Case(When(condition, then=Value(True)), default=Value(False))
