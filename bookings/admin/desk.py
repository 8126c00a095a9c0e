"""Front desk dashboard: who waits, who comes, whom to call, whether mail goes out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, IntegerField, OuterRef, Subquery, prefetch_related_objects
from django.utils.html import format_html

from bookings import week
from bookings.admin.consultation import status_words
from bookings.admin.consultation.actions import Button, buttons, has_begun
from bookings.admin.consultation.optimistic_lock import with_revision
from bookings.admin.earlier_times import EarlierTimes, earlier_times
from bookings.admin.reports.notifications import Task
from bookings.admin.week.table import BlockForm, block_form, week_title
from bookings.availability import Slot, free_slots
from bookings.models import (
    Consent,
    Consultation,
    Event,
    Notification,
    QuestionMessage,
    ReaderQuestion,
    Status,
    Wait,
)
from clinic.office import formats
from clinic.office.holiday_closures import NextHolidays, known_beyond, next_holidays
from clinic.office.hours import monday_of
from clinic.office.models import Closure, MailWorker, Office, OfficeAddress, Problem

SHOWN = 20
MOST_A_DAY = 48  # who come on one day: one every half hour of it
TASKS_SHOWN = 10  # the words of each are written anew from its rows
Channel = Notification.Channel
EXPECTED = [Status.CONFIRMED, Status.PROPOSED]  # proposed: those whose old time is kept
SETTLED = {Status.COMPLETED: "Came", Status.NO_SHOW: "Did not come"}

May = Callable[[Consultation], list[Button]]  # the buttons that somebody may press


class Line(NamedTuple):
    """A consultation as a line of the desk."""

    consultation: Consultation
    stands: str
    wants: str
    reach: str
    buttons: list[Button]


class Section(NamedTuple):
    """Consultations that want the same of the desk."""

    name: str
    title: str
    note: str
    first_heading: str
    lines: list[Line]
    nobody: str = ""  # what stands there without lines; empty: the section is left out


class Coming(NamedTuple):
    """A consultation of today's, or of the next day on which somebody comes."""

    clock: str
    consultation: Consultation
    stands: str
    is_next: bool
    buttons: list[Button]


class NextDay(NamedTuple):
    """The next day on which somebody comes."""

    day: str
    coming: list[Coming]


class Asked(NamedTuple):
    """Readers' questions that wait, in figures."""

    waiting: int
    overdue: int
    aside: int
    failed: int  # mails about them
    first_by: str  # the oldest promise; empty where none waits


class Board(NamedTuple):
    """All of the first page."""

    office: Office
    now: datetime
    day: str
    waiting: int
    worker: MailWorker
    worker_is_silent: bool
    problems: list[Problem]
    tasks: list[Task]
    asked: Asked | None  # for those who may see them
    sections: list[Section]
    today: list[Coming]
    next_day: NextDay | None
    next_free: Slot | None  # for those who may answer
    earlier: EarlierTimes
    week: week.Week
    week_title: str
    block_form: BlockForm
    may_answer: bool
    may_tell: bool
    asks_for_retention: bool  # not started yet, and this person may
    may_release: bool
    holidays: NextHolidays | None  # to be entered soon, and this person may


class _CountOf(Subquery):
    """How many rows a queryset has, as a column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def board(user: User | AnonymousUser, *, now: datetime) -> Board | None:
    """The desk as `user` may see it; None without an office. Eight queries, however much there is
    to do; four more for whoever may give times, one for whoever is shown what the doctor finds,
    three in the weeks before holidays run out, and two if anybody waits for an earlier time (six
    for whoever may only look).
    """
    office = _office(now)
    if office is None:
        return None
    may_answer = user.has_perm("bookings.change_consultation")
    may_tell = user.has_perm("bookings.change_notification")
    found = _consultations(office, now)
    tasks = list(_tasks(now))
    prefetch_related_objects([*found, *(task.consultation for task in tasks)], "holds")

    def may(consultation: Consultation) -> list[Button]:
        if may_answer:
            return buttons(consultation, now=now, short=True)
        return []

    free = free_slots(office, now=now) if may_answer else None
    worker = _worker(office)
    today, next_day = _next_days(found, office, may, now=now)
    coming_week = week.coming_week(office, found, now=now)
    return Board(
        office=office,
        now=now,
        day=formats.day(office.local_day(now)),
        waiting=_total(found, "waiting"),
        worker=worker,
        worker_is_silent=worker.is_silent(now=now),
        problems=_problems(user),
        asked=_asked(office, now) if user.has_perm("bookings.view_readerquestion") else None,
        tasks=[Task.of(task, now=now, may_text=task.may_text, may_tell=may_tell) for task in tasks],
        sections=_sections(found, office, may, now=now),
        earlier=earlier_times(office, may_answer, free, now=now),
        today=today,
        next_day=next_day,
        next_free=free[0] if free else None,
        week=coming_week,
        week_title=week_title(coming_week.monday, monday_of(office.local_day(now))),
        block_form=block_form(office, now=now),
        may_answer=may_answer,
        may_tell=may_tell,
        asks_for_retention=(
            office.retention_started_at is None and user.has_perm("clinic.change_retentionrule")
        ),
        may_release=user.has_perm("clinic.release_mailworker"),
        holidays=_holidays(office, user, now=now),
    )


# ---- one query: the office, and whether mail goes out ------------------------------------------
def _office(now: datetime) -> Any:
    """The office with the figures that the page's red lines tell, and its mail worker's row."""
    late = Notification.objects.late(now)
    worker = MailWorker.objects.filter(pk=1)
    closures = Closure.objects.filter(office=OuterRef("pk"))
    questions = ReaderQuestion.objects.waiting()
    return Office.objects.annotate(
        nobody_hears=~Exists(OfficeAddress.objects.filter(office=OuterRef("pk")).that_hear()),
        failed=_count(Notification.objects.failed()),
        late_mails=_count(late.filter(channel=Channel.MAIL)),
        late_tasks=_count(late.filter(channel=Channel.DESK)),
        task_count=_count(Notification.objects.to_tell(now)),
        asked_waiting=_count(questions),
        asked_overdue=_count(questions.filter(reply_by__lt=now)),
        asked_aside=_count(ReaderQuestion.objects.aside()),
        asked_failed=_count(QuestionMessage.objects.failed()),
        asked_first=Subquery(questions.order_by("reply_by").values("reply_by")[:1]),
        waits=Exists(Wait.objects.at(OuterRef("pk"), now)),
        beat_at=Subquery(worker.values("beat_at")),
        paused_because=Subquery(worker.values("paused_because")),
        restored_from=Subquery(worker.values("restored_from")),
        knows_holidays=Exists(closures.filter(known_beyond(now.date()))),
    ).first()


def _asked(office: Any, now: datetime) -> Asked:
    first = office.asked_first
    return Asked(
        office.asked_waiting,
        office.asked_overdue,
        office.asked_aside,
        office.asked_failed,
        formats.desk_reply_by(first, office, now=now) if first else "",
    )


def _holidays(office: Any, user: User | AnonymousUser, *, now: datetime) -> NextHolidays | None:
    """Three queries, for whoever may enter them while they run out."""
    if office.knows_holidays or not user.has_perm("clinic.add_closure"):
        return None
    return next_holidays(office, now=now)


def _count(rows: Any) -> _CountOf:
    return _CountOf(rows.order_by().values("pk"))


def _worker(office: Any) -> MailWorker:
    return MailWorker(
        beat_at=office.beat_at,
        paused_because=office.paused_because or "",
        restored_from=office.restored_from,
    )


# ---- one query, for whoever runs the site: what the doctor finds red -----------------------------
def _problems(user: User | AnonymousUser) -> list[Problem]:
    """Each once, whichever machines have it. The worker keeps them up to date."""
    if not user.has_perm("clinic.change_office"):
        return []
    return list({problem.key: problem for problem in Problem.objects.all()}.values())


# ---- one query: consultations ------------------------------------------------------------------
_GIVE_A_TIME = [Event.Kind.BOOKED, Event.Kind.CONFIRMED, Event.Kind.PICKED, Event.Kind.MOVED]
# By what each section is in order.
_ORDER = {
    "waiting": "reply_by",
    "aside": "reply_by",
    "proposed": "lapses_at",
    "unsettled": "starts_at",
}


def _consultations(office: Office, now: datetime) -> list[Any]:
    """The first of every section, and all who have a time in this week or the next, or first after
    them, each with every section's `total_…`.

    Each part is found by an index, so that neither the years behind nor what nobody settled is
    read.
    """
    today = office.local_day(now)
    begins, ends = week.bounds(office, monday_of(today), weeks=week.COMING)
    every = Consultation.objects.all()  # of the one office: so PostgreSQL counts in its index alone
    sections = {
        "waiting": every.filter(status=Status.REQUESTED),
        "aside": every.filter(status=Status.ASIDE),
        "proposed": every.filter(status=Status.PROPOSED),
        "unsettled": every.filter(
            status=Status.CONFIRMED, starts_at__lt=week.bounds(office, today)[0]
        ),
    }
    parts = []
    for name, rows in sections.items():
        first = rows.order_by(_ORDER[name], "pk").values("pk")[:SHOWN]
        parts.append(every.filter(pk__in=first))  # in SQLite no union of slices
    held = office.holds.overlapping(begins, ends)
    parts.append(every.filter(status__in=week.VISITS, starts_at__gte=begins, starts_at__lt=ends))
    parts.append(every.filter(pk__in=held.values("consultation")))
    later = every.filter(status__in=EXPECTED, starts_at__gte=ends)
    first_later = later.order_by("starts_at", "pk").values("pk")[:MOST_A_DAY]
    parts.append(every.filter(pk__in=first_later))
    first_keys, *other_keys = [rows.order_by().values("pk") for rows in parts]
    totals = {f"total_{name}": _count(rows) for name, rows in sections.items()}
    found = list(
        with_revision(Consultation.objects.filter(pk__in=first_keys.union(*other_keys)))
        .annotate(reminded=Subquery(_reminders().values("channel")[:1]), **totals)
        .select_related("concern")
        .defer("answers", "note")
        .order_by("pk")
    )
    for each in found:
        each.office = office
    return found


def _reminders() -> Any:
    """A consultation's reminders of the time that it has now."""
    timed = Event.objects.filter(consultation=OuterRef("consultation"), kind__in=_GIVE_A_TIME)
    return Notification.objects.filter(
        consultation=OuterRef("pk"),
        kind=Notification.Kind.REMINDER,
        sent_at__gte=Subquery(timed.order_by("-pk").values("at")[:1]),
    )


def _by_section(found: Iterable[Any], office: Office, now: datetime) -> dict[str, list[Any]]:
    """The first of each section, in its order."""
    today = office.local_day(now)
    names = {Status.REQUESTED: "waiting", Status.ASIDE: "aside", Status.PROPOSED: "proposed"}
    rows: dict[str, list[Any]] = {name: [] for name in _ORDER}
    for each in found:
        name = names.get(Status(each.status), "")
        if each.status == Status.CONFIRMED and office.local_day(each.starts_at) < today:
            name = "unsettled"
        if name:
            rows[name].append(each)
    return {
        name: sorted(of_name, key=lambda each: (getattr(each, _ORDER[name]), each.pk))[:SHOWN]
        for name, of_name in rows.items()
    }


def _total(found: list[Any], section: str) -> int:
    return int(getattr(found[0], f"total_{section}")) if found else 0


def _sections(found: list[Any], office: Office, may: May, *, now: datetime) -> list[Section]:
    lines: dict[str, list[Line]] = {name: [] for name in _ORDER}
    for name, rows in _by_section(found, office, now).items():
        for each in rows:
            wants, reach = status_words.time_wanted(each), status_words.reach(each)
            lines[name].append(Line(each, _stands(each, now=now), wants, reach, may(each)))
    totals = {name: _total(found, name) for name in _ORDER}
    waiting = totals["waiting"]
    return [
        Section(
            "waiting",
            "Waiting for an answer",
            f"{waiting} request{'' if waiting == 1 else 's'}, oldest promise first. "
            "Each patient was told when we answer by." + _more(totals["waiting"]),
            "Answer by",
            lines["waiting"],
            "Nobody is waiting.",
        ),
        Section(
            "aside",
            "Set aside",
            "A machine may have sent these. They hold no time until you release them."
            + _more(totals["aside"]),
            "Answer by",
            lines["aside"],
        ),
        Section(
            "proposed",
            "Waiting for the patient’s choice",
            "Times that we proposed. If the patient calls, choose here for them."
            + _more(totals["proposed"]),
            "They may choose until",
            lines["proposed"],
        ),
        Section(
            "unsettled",
            "Did they come?",
            "Consultations of earlier days." + _more(totals["unsettled"]),
            "State",
            lines["unsettled"],
        ),
    ]


def _more(total: int) -> str:
    if total > SHOWN:
        return f" The first {SHOWN} of {total} are here."
    return ""


def _stands(consultation: Consultation, *, now: datetime) -> str:
    if consultation.lapses_at and consultation.status == Status.PROPOSED:
        return formats.desk_when(consultation.lapses_at, consultation.office)
    if consultation.status == Status.CONFIRMED:
        return format_html('<span class="acu-age soon">{}</span>', "Did they come?")
    return status_words.answer_by(consultation, now=now)


def _next_days(
    found: Iterable[Any], office: Office, may: May, *, now: datetime
) -> tuple[list[Coming], NextDay | None]:
    """Who comes today, and who on the next day on which somebody comes, in order."""
    today = office.local_day(now)
    by_day: dict[date, list[Any]] = defaultdict(list)
    for each in found:
        if each.starts_at and each.status in (*EXPECTED, *SETTLED):
            by_day[office.local_day(each.starts_at)].append(each)
    of_today = list(_coming(by_day[today], may, now=now, has_next=False))
    next_day = min((day for day in by_day if day > today), default=None)
    if next_day is None:
        return of_today, None
    has_next = any(each.is_next for each in of_today)
    coming = list(_coming(by_day[next_day], may, now=now, has_next=has_next))
    return of_today, NextDay(formats.day(next_day), coming)


def _coming(rows: list[Any], may: May, *, now: datetime, has_next: bool) -> Iterator[Coming]:
    """Those of one day. Unless somebody comes earlier, the first who is to come is marked."""
    for each in sorted(rows, key=lambda each: (each.starts_at, each.pk)):
        is_next = False
        if each.status in SETTLED:
            stands = SETTLED[each.status]
        elif each.status == Status.PROPOSED:
            stands = status_words.KEPT
        elif has_begun(each, now=now):
            stands = "Did they come?"
        else:
            is_next, has_next = not has_next, True
            stands = "Next" if is_next else _before(each)
        clock = formats.clock(each.starts_at.astimezone(each.office.zone))
        pressed = may(each) if each.status == Status.CONFIRMED else []
        yield Coming(clock, each, stands, is_next, pressed)


def _before(each: Any) -> str:
    """What is known of one who has yet to come."""
    return {Channel.MAIL: "Reminded by email", Channel.DESK: "Reminded by phone"}.get(
        each.reminded, "Confirmed"
    )


# ---- three queries: what to tell ---------------------------------------------------------------
def _tasks(now: datetime) -> Any:
    """The oldest open tasks, with all that the words of each are written from."""
    to_texts = Consent.objects.filter(
        consultation=OuterRef("consultation"), kind=Consent.Kind.TEXTS
    )
    return (
        Notification.objects.to_tell(now)
        .annotate(may_text=Exists(to_texts))
        .select_related("consultation__office", "event__earlier_offer")
        .prefetch_related("consultation__events__notifications")
        .oldest_first()[:TASKS_SHOWN]
    )
