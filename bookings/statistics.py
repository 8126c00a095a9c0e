"""Statistics of the last twelve months, counted from consultations alone.

Nobody is followed for them: no cookie, no address, no visit is in them. What was set aside as a
machine's counts only once staff have released it. What was erased goes on to count: before it goes,
`keep` adds it to sums that name nobody.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from bookings.models import (
    Actor,
    AnswerCount,
    Consultation,
    ConsultationQuerySet,
    EarlierOffer,
    Event,
    MonthlyCount,
    Status,
)
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


class EarlierTimes(NamedTuple):
    """How many earlier times were offered to whoever waited for one, and how many were taken."""

    offered: int = 0
    accepted: int = 0


class Numbers(NamedTuple):
    months: list[Month]  # twelve, this one last
    concerns: list[Share]
    articles: list[Share]  # the ten that led most people here
    other_articles: int
    no_article: int
    answers: Answers
    earlier: EarlierTimes

    @property
    def total(self) -> Month:
        sums = [sum(numbers) for numbers in list(zip(*self.months, strict=True))[1:]]
        return Month(self.months[0].first, *sums)


def of_last_year(office: Office, *, now: datetime) -> Numbers:
    """The twelve months on the office's calendar that end with this one. Six queries."""
    firsts = _last_months(office.local_day(now))
    since = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=office.zone)
    kept = list(_kept(office, firsts[0]))
    asked = [
        *_asked(_since(since, office).filter(kind__in=_BEGINNINGS), office),
        *(row for row in kept if row.asked),
    ]
    over = Consultation.objects.filter(office=office, starts_at__gte=since)
    expected = _expected(over, office)
    for row in kept:
        completed, no_shows = expected.get(row.first, (0, 0))
        expected[row.first] = completed + row.completed, no_shows + row.no_shows
    offers = [*_offers(office, since=since).values(), *_kept_offers(kept)]
    lives = Counter(_lives(_since(since, office), now=now))
    for life, number in _kept_lives(office, firsts[0]):
        lives[life] += number
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
        months=_months(asked, expected, firsts),
        concerns=_most_first(Share(name, number) for name, number in concerns.items()),
        articles=by_article[:MOST_ARTICLES],
        other_articles=sum(article.number for article in by_article[MOST_ARTICLES:]),
        no_article=no_article,
        answers=_answers(lives),
        earlier=EarlierTimes(
            sum(each.offered for each in offers), sum(each.accepted for each in offers)
        ),
    )


def _since(since: datetime, office: Office) -> QuerySet[Event]:
    """The events of all who asked since then."""
    return Event.objects.filter(
        at__gte=since, consultation__office=office, consultation__asked_at__gte=since
    )


def _most_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.number, share.name))


def _last_months(today: date) -> list[date]:
    """The first days of the months up to that of `today`."""
    this = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(this - MONTHS + 1, this + 1)]


class _Sum(NamedTuple):
    """How many asked in one month, with one concern, coming from one article.

    Of what was erased also, in rows without a concern: how many came in that month or did not, and
    how many earlier times were offered in it.
    """

    first: date
    concern_pk: int
    concern: str
    article: int | None
    title: str | None
    asked: int
    by_phone: int
    came_to_be: int
    completed: int = 0
    no_shows: int = 0
    offered: int = 0
    accepted: int = 0


_COUNTS = ("asked", "by_phone", "came_to_be")


def _asked(beginnings: QuerySet[Event], office: Office) -> list[_Sum]:
    """All that is counted of those who asked, grouped by all of it: to find their rows once is
    enough.
    """
    grouped = beginnings.annotate(
        first=_month(office, "consultation__asked_at"),
        concern_pk=F("consultation__concern"),
        concern=F("consultation__concern__name"),
        article=F("consultation__article"),
        title=F("consultation__article__title"),
    ).values("first", "concern_pk", "concern", "article", "title")
    counted = grouped.annotate(
        asked=Count("at"),
        by_phone=Count("at", filter=Q(kind=_Kind.BOOKED)),
        came_to_be=Count("at", filter=Q(consultation__status__in=_CAME_TO_BE)),
    )
    columns = (*_Sum._fields[:5], *_COUNTS)
    return [_Sum(*row) for row in counted.order_by().values_list(*columns)]


def _expected(consultations: QuerySet[Consultation], office: Office) -> dict[date, tuple[int, int]]:
    """How many came, and how many did not, by the month of the consultation."""
    over = consultations.filter(status__in=[Status.COMPLETED, Status.NO_SHOW])
    counted = over.annotate(first=_month(office, "starts_at")).values("first").order_by()
    counted = counted.annotate(
        completed=Count("pk", filter=Q(status=Status.COMPLETED)),
        no_shows=Count("pk", filter=Q(status=Status.NO_SHOW)),
    )
    rows = counted.values_list("first", "completed", "no_shows")
    return {first: (completed, no_shows) for first, completed, no_shows in rows}


def _offers(
    office: Office,
    *,
    since: datetime | None = None,
    consultations: QuerySet[Consultation] | None = None,
) -> dict[date, EarlierTimes]:
    """How many earlier times were offered, and how many of those taken, by the month of the
    offer.
    """
    offers = EarlierOffer.objects.filter(consultation__office=office)
    if since:
        offers = offers.filter(event__at__gte=since)
    if consultations is not None:
        offers = offers.filter(consultation__in=consultations.order_by().values("pk"))
    accepted = Q(outcome=EarlierOffer.Outcome.ACCEPTED)
    counted = offers.annotate(first=_month(office, "event__at")).values("first").order_by()
    counted = counted.annotate(offered=Count("pk"), accepted=Count("pk", filter=accepted))
    rows = counted.values_list("first", "offered", "accepted")
    return {first: EarlierTimes(*numbers) for first, *numbers in rows}


def _kept_offers(kept: Iterable[_Sum]) -> list[EarlierTimes]:
    return [EarlierTimes(row.offered, row.accepted) for row in kept]


def _month(office: Office, field: str) -> TruncMonth:
    """The first day of the month that the office's calendar shows."""
    return TruncMonth(field, output_field=DateField(), tzinfo=office.zone)


def _months(
    asked: list[_Sum], expected: dict[date, tuple[int, int]], firsts: list[date]
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


class _Life(NamedTuple):
    """How long somebody who asked online waited for a first answer, and what came of the
    promise.
    """

    waited_minutes: int | None  # None without an answer
    judged: bool
    in_time: bool
    lapsed: bool


def _lives(events: QuerySet[Event], *, now: datetime) -> list[_Life]:
    """From the moment they asked to the first answer, by the clock. One query.

    A promise is judged once it has passed: also that to somebody who still waits, or for whom it
    lapsed. Who took the request back before that is owed nothing. Who turned proposed times down
    was promised another answer, and so may be who was set aside at first: the first promise is
    known no more.
    """
    return [_life(*row[1:]) for row in _dated_lives(events, None, now=now)]


def _dated_lives(
    events: QuerySet[Event], office: Office | None, *, now: datetime
) -> list[tuple[Any, ...]]:
    """The month in which each asked, if it is wanted for an office, and what `_life` takes."""
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
    columns = ("waited", "judged", "in_time", "lapsed")
    if office is None:
        return [(None, *row) for row in lives.order_by().values_list(*columns)]
    dated = lives.annotate(first=_month(office, asked_at))
    return list(dated.order_by().values_list("first", *columns))


def _life(waited: timedelta | None, judged: bool, in_time: bool, lapsed: bool) -> _Life:
    """To the minute: what is kept of it when it is erased must be the same."""
    minutes = None if waited is None else round(waited.total_seconds() / 60)
    return _Life(minutes, judged, in_time, lapsed)


def _answers(lives: Counter[_Life]) -> Answers:
    waits = sorted(
        (life.waited_minutes, number)
        for life, number in lives.items()
        if life.waited_minutes is not None
    )
    minutes = [minute for minute, number in waits for _ in range(number)]
    judged = {life: number for life, number in lives.items() if life.judged}
    return Answers(
        number=len(minutes),
        median=timedelta(minutes=median(minutes)) if minutes else timedelta(),
        judged=sum(judged.values()),
        in_time=sum(number for life, number in judged.items() if life.in_time),
        lapsed=sum(number for life, number in lives.items() if life.lapsed),
    )


def _whether(condition: Q) -> Case:
    """True or False, never unknown."""
    return Case(When(condition, then=Value(True)), default=Value(False))


# ---- what was erased ---------------------------------------------------------------------------
def _kept(office: Office, first: date) -> Iterable[_Sum]:
    rows = MonthlyCount.objects.filter(office=office, first__gte=first).order_by()
    columns = ["first", "concern", "concern__name", "article", "article__title", *_Sum._fields[5:]]
    return (_Sum(*row) for row in rows.values_list(*columns))


def _kept_lives(office: Office, first: date) -> Iterable[tuple[_Life, int]]:
    rows = AnswerCount.objects.filter(office=office, first__gte=first).order_by()
    return ((_Life(*life), number) for *life, number in rows.values_list(*_Life._fields, "number"))


def keep(consultations: ConsultationQuerySet, office: Office, *, now: datetime) -> None:
    """Add these consultations of `office` to the sums, before they are erased.

    To be called under the office's lock, or two might add to one sum at a time.
    """
    events = Event.objects.filter(consultation__in=consultations.order_by().values("pk"))
    for row in _asked(events.filter(kind__in=_BEGINNINGS), office):
        of = {"first": row.first, "concern_id": row.concern_pk, "article_id": row.article}
        _add(MonthlyCount, office, of, **{name: getattr(row, name) for name in _COUNTS})
    for first, (completed, no_shows) in _expected(consultations, office).items():
        of = {"first": first, "concern_id": None, "article_id": None}
        _add(MonthlyCount, office, of, completed=completed, no_shows=no_shows)
    for first, offers in _offers(office, consultations=consultations).items():
        of = {"first": first, "concern_id": None, "article_id": None}
        _add(MonthlyCount, office, of, **offers._asdict())
    lives = Counter((first, _life(*life)) for first, *life in _dated_lives(events, office, now=now))
    for (first, life), number in lives.items():
        _add(AnswerCount, office, {"first": first, **life._asdict()}, number=number)


def _add(
    model: type[MonthlyCount] | type[AnswerCount],
    office: Office,
    of: dict[str, Any],
    **more: int,
) -> None:
    rows: Any = model._default_manager
    same = {name: value for name, value in of.items() if value is not None}
    empty = {f"{name}__isnull": True for name, value in of.items() if value is None}
    row = rows.filter(office=office, **same, **empty).first()
    if row is None:
        rows.create(office=office, **of, **more)
    else:
        rows.filter(pk=row.pk).update(**{name: F(name) + number for name, number in more.items()})
