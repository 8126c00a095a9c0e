"""Numbers without tracking: what is counted, in which month, and what is told of nobody."""

import random
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings import lifecycle, statistics
from bookings.admin.reports.statistics import bars, in_words
from bookings.models import Actor, Consultation, Event, Status, new_reference
from tests.articles.factories import make_article
from tests.bookings.lives import PROPOSALS, desk
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern, request_for

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_THREE = TUESDAY_AT_TWO + HOUR
PAGE = "/admin/bookings/consultation/numbers/"


def asked(office, number=0, now=MONDAY, **fields):
    return ask(
        office, **{"now": now, "email": f"maya{number}@example.com", "starts_at": None} | fields
    )


def count(office, now=MONDAY + 2 * DAY):
    return statistics.of_last_year(office, now=now)


def this_month(office):
    return count(office).months[-1]


# ---- by month ----------------------------------------------------------------------------------
def test_twelve_months_on_the_offices_calendar_this_one_last(office):
    months = [month.first for month in count(office).months]

    assert [f"{first:%Y-%m-%d}" for first in months] == [
        "2025-12-01",
        *[f"2026-{month:02}-01" for month in range(1, 12)],
    ]


def test_requests_those_by_phone_and_those_confirmed_are_counted_by_the_day_they_asked(office):
    asked(office, 1)
    lifecycle.confirm(asked(office, 2, starts_at=TUESDAY_AT_TWO), by=desk(), now=MONDAY)
    lifecycle.book(request_for(office), starts_at=AT_THREE, consents={}, by=desk(), now=MONDAY)

    assert this_month(office) == statistics.Month(datetime(2026, 11, 1).date(), 3, 1, 2, 0, 0)
    assert count(office).total[1:] == (3, 1, 2, 0, 0)


def test_who_came_and_who_did_not_are_counted_by_the_day_of_the_consultation(office):
    for number, verb in enumerate([lifecycle.complete, lifecycle.miss, lifecycle.complete]):
        starts_at = PROPOSALS[0] + number * HOUR / 2
        row = lifecycle.confirm(asked(office, number, starts_at=starts_at), by=desk(), now=MONDAY)
        verb(row, by=desk(), now=PROPOSALS[0] + 3 * HOUR)
    Consultation.objects.update(asked_at=MONDAY - 30 * DAY)

    *_, october, november = count(office, PROPOSALS[0] + DAY).months

    assert (october.asked, october.came_to_be, october.completed) == (3, 3, 0)
    assert (november.asked, november.completed, november.no_shows) == (0, 2, 1)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 11, 1, 6, 59, tzinfo=UTC), 10),  # October's last minute in Santa Monica
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), 11),
        (datetime(2025, 12, 1, 8, 0, tzinfo=UTC), 12),  # the first minute of the twelve months
        (datetime(2025, 12, 1, 7, 59, tzinfo=UTC), None),
    ],
)
def test_a_month_begins_at_midnight_of_the_office(office, moment, month):
    asked(office)
    Consultation.objects.update(asked_at=moment)

    assert [each.first.month for each in count(office).months if each.asked] == (
        [month] if month else []
    )
    assert [each.number for each in count(office).concerns] == ([1] if month else [])


def test_what_was_set_aside_counts_only_once_it_was_released(office):
    lifecycle.decline(asked(office, 1, suspect=True), by=desk(), now=MONDAY)
    released = asked(office, 2, suspect=True)
    assert this_month(office).asked == 0

    lifecycle.confirm(
        lifecycle.release(released, by=desk(), now=MONDAY),
        by=desk(),
        now=MONDAY,
        starts_at=TUESDAY_AT_TWO,
    )

    assert (this_month(office).asked, this_month(office).came_to_be) == (1, 1)
    assert count(office).answers[:3] == (
        1,
        timedelta(),
        0,
    )  # by a promise that may be another one now


# ---- by article and concern --------------------------------------------------------------------
def test_ten_articles_are_named_the_most_first_and_the_rest_is_a_number(office):
    articles = [make_article(title=f"Article {letter}") for letter in "ABCDEFGHIJKL"]
    for number, article in enumerate([*articles, articles[3], None, None]):
        asked(office, number, article=article)

    found = count(office)

    names = [(article.name, article.number) for article in found.articles]
    assert names == [("Article D", 2), *[(f"Article {letter}", 1) for letter in "ABCEFGHIJ"]]
    assert (found.other_articles, found.no_article) == (2, 2)


def test_concerns_are_counted_the_most_first(office):
    lines = make_concern(name="Fine lines", slug="lines")
    for number, concern in enumerate([make_concern(), lines, lines]):
        asked(office, number, concern=concern)

    assert count(office).concerns == [("Fine lines", 2), ("Visible pores", 1)]


# ---- time to answer ----------------------------------------------------------------------------
def test_the_first_answer_counts_by_the_clock_and_against_the_promise(office):
    late = asked(office, 1, starts_at=PROPOSALS[0])
    lifecycle.confirm(late, by=desk(), now=late.reply_by + timedelta(seconds=1))
    proposed = lifecycle.propose(
        asked(office, 2), times=PROPOSALS[1:2], by=desk(), now=MONDAY + HOUR
    )
    lifecycle.pick(proposed, starts_at=PROPOSALS[1], by=None, now=MONDAY + 9 * HOUR)
    declined = asked(office, 3)
    lifecycle.decline(declined, by=desk(), now=declined.reply_by)
    lifecycle.cancel(asked(office, 4), by=None, now=MONDAY)  # nobody answered, and nobody had to

    answers = count(office).answers

    assert late.reply_by == declined.reply_by == MONDAY + 4 * HOUR
    assert answers == statistics.Answers(number=3, median=4 * HOUR, judged=3, in_time=2, lapsed=0)
    assert answers.percent_in_time == 66


def test_what_staff_booked_themselves_was_no_answer(office):
    booked = lifecycle.book(
        request_for(office), starts_at=AT_THREE, consents={}, by=desk(), now=MONDAY
    )
    lifecycle.propose(booked, times=PROPOSALS[:1], by=desk(), now=MONDAY + HOUR)

    assert count(office).answers == statistics.Answers(0, timedelta(), 0, 0, 0)


def test_a_promise_that_passed_without_an_answer_was_not_kept(office):
    lifecycle.decline(asked(office, 1), by=desk(), now=MONDAY + HOUR)
    for number in (2, 3):
        lapsing = asked(office, number)
        lifecycle.lapse(lapsing, now=lapsing.lapses_at)
    withdrawn = asked(office, 4)
    lifecycle.cancel(withdrawn, by=None, now=withdrawn.reply_by + HOUR)
    asked(office, 5)
    asked(office, 6, suspect=True)  # promised nothing that anybody broke

    answers = count(office, MONDAY + 30 * DAY).answers

    assert answers == statistics.Answers(number=1, median=HOUR, judged=5, in_time=1, lapsed=2)
    assert (
        count(office, MONDAY + 2 * HOUR).answers.judged == 0
    )  # it has yet to pass, for all of them alike


def test_what_staff_cancel_is_answered(office):
    lifecycle.cancel(asked(office), by=desk(), now=MONDAY + HOUR)

    assert count(office).answers == statistics.Answers(1, HOUR, 1, 1, 0)


def test_who_turned_times_down_is_not_judged_by_the_second_promise(office):
    row = asked(office)
    row = lifecycle.propose(
        row, times=PROPOSALS[2:], by=desk(), now=row.reply_by + timedelta(minutes=1)
    )
    lifecycle.turn_down(row, by=None, now=row.asked_at + 5 * HOUR)

    answers = count(office).answers

    assert (answers.number, answers.judged, answers.in_time) == (1, 0, 0)


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3, minutes=20), "3 hours 20 minutes"),
        (timedelta(days=2, hours=1), "49 hours"),
    ],
)
def test_a_wait_is_said_in_hours_and_minutes(waited, said):
    assert in_words(waited) == said


# ---- the same, counted plainly -----------------------------------------------------------------
def any_lives(office, chance):
    """Histories of any kind, most of which no verb would write: who counts must not rely on it."""
    events = []
    for hours in chance.sample(range(-24 * 400, 24 * 4), 200):
        row, asked_at = request_for(office), MONDAY + hours * HOUR
        row.asked_at, row.reply_by = asked_at, asked_at + chance.randint(1, 60) * HOUR
        row.reference, row.status = new_reference(), Status.DECLINED
        row.save()
        for kind in chance.choices(list(Event.Kind), k=chance.randint(0, 7)):
            at, actor = asked_at + chance.randint(-1, 80) * HOUR, chance.choice(list(Actor))
            events.append(Event(consultation=row, kind=kind, at=at, actor=actor))
        if chance.random() < 0.8:
            begun = chance.choice([Event.Kind.ASKED, Event.Kind.BOOKED])
            events.append(Event(consultation=row, kind=begun, at=asked_at, actor=Actor.PATIENT))
    Event.objects.bulk_create(events)


def plain_answers(since, now):
    """`statistics.Answers`, one consultation after the other, in words that Python has."""
    patient, staff = Actor.PATIENT, Actor.STAFF
    kind, waits, judged, in_time, lapsed = Event.Kind, [], 0, 0, 0
    answers = {kind.CONFIRMED, kind.PROPOSED, kind.DECLINED, kind.CANCELED}
    for row in Consultation.objects.filter(asked_at__gte=since).prefetch_related("events"):
        said = [(each.kind, each.actor, each.at) for each in row.events.all() if each.at >= since]
        if sum(what in (kind.ASKED, kind.RELEASED) for what, _, _ in said) != 1:
            continue
        first = min(
            (at for what, who, at in said if what in answers and who == staff), default=None
        )
        withdrawn = min(
            (at for what, who, at in said if what == kind.CANCELED and who == patient), default=None
        )
        if first:
            waits.append(first - row.asked_at)
        elif any(what == kind.LAPSED for what, _, _ in said):
            lapsed += 1
        if any(what in (kind.TURNED_DOWN, kind.RELEASED) for what, _, _ in said):
            continue
        if row.reply_by <= now and (first or not withdrawn or withdrawn > row.reply_by):
            judged += 1
            in_time += bool(first and first <= row.reply_by)
    return statistics.Answers(
        len(waits), median(waits) if waits else timedelta(), judged, in_time, lapsed
    )


@pytest.mark.parametrize("seed", range(3))
def test_answers_of_any_lives_are_those_that_are_counted_one_by_one(office, seed):
    any_lives(office, random.Random(seed))
    now = MONDAY + 5 * DAY
    since = datetime(2025, 12, 1, tzinfo=office.zone)

    found = count(office, now).answers

    assert found == plain_answers(since, now)
    assert min(found.number, found.judged, found.in_time, found.lapsed) > 0


# ---- the page ----------------------------------------------------------------------------------
@pytest.fixture
def page(client):
    """A function that opens the page at MONDAY, as somebody who may."""
    client.force_login(User.objects.create_superuser("owner"))

    def get():
        with time_machine.travel(MONDAY + DAY, tick=False):
            return client.get(PAGE)

    return get


def test_the_chart_draws_what_the_table_says(office):
    months = [
        statistics.Month(first, asked=number * 2, came_to_be=number)
        for number, first in enumerate(month.first for month in count(office).months)
    ]

    drawn = bars(months)

    assert [bar.number for bar in drawn] == [month.asked for month in months]
    assert drawn[0].height == drawn[0].part_height == 0
    assert max(bar.height for bar in drawn) == drawn[-1].height == 2 * drawn[-1].part_height
    assert (
        len(
            {bar.top + bar.height for bar in drawn}
            | {bar.part_top + bar.part_height for bar in drawn}
        )
        == 1
    )
    assert all(bar.top >= 0 for bar in drawn)


def test_an_empty_year_says_so(office, page):
    text = page().text

    for said in (
        "Nobody who asked online in these months has been answered yet.",
        "Nobody has asked online yet.",
    ):
        assert said in text
    assert text.count("<rect") == 24


def test_a_year_of_silence_is_said_to_be_one(office, page):
    for number in range(2):
        asked(office, number, now=MONDAY - 20 * DAY)
        row = Consultation.objects.latest("pk")
        lifecycle.lapse(row, now=row.lapses_at)

    text = page().text

    assert "Nobody who asked online in these months has been answered yet." in text
    assert "<b>0%</b> (0 of 2)" in text
    assert "2 requests lapsed without any answer." in text


def test_it_says_how_many_and_never_who(office, page):
    article = make_article(title="<b>Pores</b>")
    sealed = {
        "phone": "+14245550134",
        "note": "keloid",
        "first_name": "<i>Wilhelmina",
        "last_name": "Quux",
    }
    row = asked(office, starts_at=TUESDAY_AT_TWO, article=article, **sealed)
    lifecycle.confirm(row, by=desk(), now=MONDAY + HOUR)

    response = page()

    assert "Half of them had it within <b>1 hour</b>" in response.text
    assert "<b>100%</b> (1 of 1)" in response.text
    assert "&lt;b&gt;Pores&lt;/b&gt;" in response.text
    for unsaid in ("Wilhelmina", "Quux", "maya0", "5550134", "keloid", row.reference, "<b>Pores"):
        assert unsaid not in response.text
    assert "style=" not in response.text.split('id="content"')[1]


def test_it_takes_as_many_queries_for_three_as_for_one(office, page):
    counts = []
    for number in range(3):
        row = asked(office, number, article=make_article(title=f"Article {number}"))
        lifecycle.decline(row, by=desk(), now=MONDAY)
        with CaptureQueriesContext(connection) as sent:
            page()
        counts.append(len(sent))

    assert len(set(counts)) == 1
    with CaptureQueriesContext(connection) as sent:
        count(office)
    assert len(sent) == 6


def test_the_admins_clock_does_not_move_a_month(office):
    asked(office)
    Event.objects.update(at=MONDAY)
    Consultation.objects.update(asked_at=datetime(2026, 11, 1, 6, 59, tzinfo=UTC))

    with timezone.override("Asia/Tokyo"):
        assert [each.first.month for each in count(office).months if each.asked] == [10]
