"""The week as the desk sees it, and what staff change in it: blocks, and the hours of one week or
all.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import availability, blocks, lifecycle
from bookings.models import Access, Block, Hold, Status
from bookings.week import COMING, coming_week, consultations_of, week
from clinic.office.hours import Hours, monday_of
from clinic.office.models import ConsultationHours, SpecialWeek
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, in_status
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
THIS_MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, SUNDAY = (THIS_MONDAY + timedelta(days=days) for days in (1, 2, 6))


def looked_at(office, monday=THIS_MONDAY, now=MONDAY):
    return week(office, monday, consultations_of(office, monday), now=now)


def cells(shown, day):
    """What the column of a day says, by its rows' times; nothing where a cell is empty."""
    said = {}
    for row in shown.rows:
        for cell in row.cells:
            if cell.day == day and cell.entries:
                who = [
                    f"{each.consultation.first_name}: " if each.consultation else ""
                    for each in cell.entries
                ]
                words = [name + each.said for name, each in zip(who, cell.entries, strict=True)]
                said[row.clock] = "; ".join(words)
    return said


def block(
    office,
    ines,
    starts_at=TUESDAY_AT_TWO,
    ends_at=TUESDAY_AT_TWO + HALF_AN_HOUR,
    note="",
    now=MONDAY,
):
    return blocks.block(office, starts_at, ends_at, note=note, by=ines, now=now)


def offered(office):
    return [slot.starts_at for slot in availability.offer(office, now=MONDAY).slots]


# ---- what stands in it ---------------------------------------------------------------------------
def test_days_with_hours_are_columns_and_their_times_are_open(office):
    shown = looked_at(office)

    assert [column.day.isoweekday() for column in shown.columns] == [2, 3, 4, 5, 6]
    assert shown.span == "November 24 to 28"
    assert [row.clock for row in shown.rows][:2] == ["10:00 am", "10:30 am"]
    assert set(cells(shown, TUESDAY).values()) == {"Open"}
    assert len(cells(shown, TUESDAY)) == 12


def test_past_times_are_open_no_more(office):
    shown = looked_at(office, now=TUESDAY_AT_TWO)

    assert list(cells(shown, TUESDAY)) == ["2:30 pm", "3:00 pm", "3:30 pm"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.REQUESTED, "Maya: To confirm"),
        (Status.CONFIRMED, "Maya: Confirmed"),
        (Status.COMPLETED, "Maya: Came"),
        (Status.NO_SHOW, "Maya: Did not come"),
        (Status.ASIDE, "Open"),
        (Status.DECLINED, "Open"),
        (Status.CANCELED, "Open"),
    ],
)
def test_a_consultation_says_how_it_stands(office, status, said):
    in_status(status, office)

    assert cells(looked_at(office), TUESDAY)["2:00 pm"] == said


def test_one_that_has_begun_asks_whether_they_came(office):
    in_status(Status.CONFIRMED, office)

    assert (
        cells(looked_at(office, now=TUESDAY_AT_TWO), TUESDAY)["2:00 pm"] == "Maya: Did they come?"
    )


def test_while_others_are_proposed_each_time_says_so_and_the_old_one_is_kept(office, ines):
    confirmed = in_status(Status.CONFIRMED, office)
    lifecycle.propose(confirmed, times=PROPOSALS[:2], by=ines, now=MONDAY)

    shown = looked_at(office)

    assert cells(shown, TUESDAY)["2:00 pm"] == "Maya: Kept until they choose"
    assert cells(shown, WEDNESDAY)["2:00 pm"] == "Maya: Proposed"


def test_an_exception_beside_the_hours_has_a_row_and_a_column_of_its_own(office, ines):
    sunday = datetime(2026, 11, 29, 20, 10, tzinfo=UTC)  # ten past noon
    consultation = lifecycle.confirm(ask(office), by=ines, now=MONDAY)
    Hold.objects.update(starts_at=sunday, ends_at=sunday + HALF_AN_HOUR)
    consultation.starts_at, consultation.ends_at = sunday, sunday + HALF_AN_HOUR
    consultation.save()

    shown = looked_at(office)

    assert cells(shown, SUNDAY) == {"12:10 pm": "Maya: Confirmed"}
    assert "12:10 pm" not in cells(shown, TUESDAY)


def test_what_lies_across_two_times_leaves_neither_open(office, ines):
    consultation = lifecycle.confirm(ask(office), by=ines, now=MONDAY)
    quarter_past = TUESDAY_AT_TWO + HALF_AN_HOUR / 2
    Hold.objects.update(starts_at=quarter_past, ends_at=quarter_past + HALF_AN_HOUR)
    consultation.starts_at, consultation.ends_at = quarter_past, quarter_past + HALF_AN_HOUR
    consultation.save()

    said = cells(looked_at(office), TUESDAY)

    assert said["2:15 pm"] == "Maya: Confirmed"
    assert not {"2:00 pm", "2:30 pm"} & set(said)


def test_a_closure_says_its_reason_once_and_closes_every_time_that_it_touches(office):
    office.closures.create(
        starts_at=TUESDAY_AT_TWO - HALF_AN_HOUR / 2,
        ends_at=TUESDAY_AT_TWO + HALF_AN_HOUR,
        reason="training",
    )

    said = cells(looked_at(office), TUESDAY)

    assert {clock: words for clock, words in said.items() if words != "Open"} == {
        "1:30 pm": "Closed, training",
        "2:00 pm": "Closed",
    }


def test_a_block_says_its_note_once_in_a_row_of_its_own(office, ines):
    begins = TUESDAY_AT_TWO + timedelta(minutes=10)
    block(office, ines, begins, begins + timedelta(hours=1), note="a facial")

    said = cells(looked_at(office), TUESDAY)

    assert {clock: words for clock, words in said.items() if words != "Open"} == {
        "2:00 pm": "Blocked",
        "2:10 pm": "Blocked, a facial",
        "2:30 pm": "Blocked",
        "3:00 pm": "Blocked",
    }


def test_a_week_of_its_own_hours_shows_those(office):
    special = SpecialWeek.objects.create(office=office, monday=THIS_MONDAY)
    special.hours.create(weekday=6, opens=time(9), closes=time(10))

    shown = looked_at(office)

    assert [column.day for column in shown.columns] == [SUNDAY]
    assert list(cells(shown, SUNDAY)) == ["9:00 am", "9:30 am"]
    assert len(looked_at(office, THIS_MONDAY + timedelta(days=7)).columns) == 5


def test_a_week_with_nothing_in_it_has_no_rows(office):
    ConsultationHours.objects.all().delete()

    assert looked_at(office).rows == []


@pytest.mark.parametrize("change", [date(2027, 3, 14), date(2026, 11, 1)])
def test_where_the_clocks_change_rows_are_still_the_offices(office, change):
    office.consultation_hours.create(weekday=6, opens=time(1), closes=time(4))
    monday = change - timedelta(days=6)

    said = cells(looked_at(office, monday, now=MONDAY - timedelta(days=60)), change)

    assert {"1:00 am", "3:30 am"} <= set(said)


def test_a_week_asks_no_more_for_three_than_for_one(office, ines):
    queries = []
    for number in range(3):
        at = TUESDAY_AT_TWO + number * HALF_AN_HOUR
        ask(office, starts_at=at, email=f"{number}@example.com")
        proposed = ask(office, starts_at=None, email=f"p{number}@example.com")
        lifecycle.propose(proposed, times=[at + timedelta(days=1)], by=ines, now=MONDAY)
        block(office, ines, at + timedelta(days=2), at + timedelta(days=2) + HALF_AN_HOUR)
        with CaptureQueriesContext(connection) as asked:
            looked_at(office)
        queries.append(len(asked))

    assert queries == [4, 4, 4]


# ---- the coming week -------------------------------------------------------------------------------
def coming(office, now):
    monday = monday_of(office.local_day(now))
    return coming_week(office, consultations_of(office, monday, weeks=COMING), now=now)


def days_of(shown):
    return [column.day for column in shown.columns]


def test_the_coming_week_begins_with_today(office):
    shown = coming(office, TUESDAY_AT_TWO + timedelta(days=1))

    assert (shown.monday, days_of(shown)[0], len(days_of(shown))) == (THIS_MONDAY, WEDNESDAY, 4)
    assert [column.is_today for column in shown.columns] == [True, False, False, False]


SATURDAY_AT_FOUR = TUESDAY_AT_TWO + timedelta(days=4, hours=2)


def test_once_nothing_of_a_week_is_ahead_the_next_one_is_coming(office, ines):
    late = TUESDAY_AT_TWO + timedelta(days=4, hours=1.5)
    lifecycle.confirm(ask(office, starts_at=late), by=ines, now=MONDAY)

    assert coming(office, SATURDAY_AT_FOUR - timedelta(minutes=1)).monday == THIS_MONDAY
    assert coming(office, SATURDAY_AT_FOUR).monday == THIS_MONDAY + timedelta(days=7)
    assert coming(office, SATURDAY_AT_FOUR + timedelta(days=1)).columns[0].day.weekday() == 1


def test_what_is_closed_for_the_rest_of_a_week_is_not_ahead_and_what_is_blocked_is(office, ines):
    rest = {"starts_at": TUESDAY_AT_TWO, "ends_at": TUESDAY_AT_TWO + timedelta(days=6)}
    block(office, ines, **rest)
    assert coming(office, TUESDAY_AT_TWO).monday == THIS_MONDAY

    office.closures.create(**rest)

    assert coming(office, TUESDAY_AT_TWO).monday == THIS_MONDAY + timedelta(days=7)


def test_today_is_left_out_once_nothing_stands_in_it(office):
    after_hours = TUESDAY_AT_TWO + timedelta(hours=2)

    assert days_of(coming(office, after_hours))[0] == WEDNESDAY
    ask(office)
    assert days_of(coming(office, after_hours))[0] == TUESDAY


def test_the_coming_week_asks_no_more_than_a_whole_one(office, ines):
    ask(office)
    with CaptureQueriesContext(connection) as asked:
        coming(office, MONDAY)

    assert len(asked) == 4


# ---- blocks --------------------------------------------------------------------------------------
def test_a_blocked_time_is_offered_to_nobody_until_it_is_unblocked(office, ines):
    assert block(office, ines) == 0
    assert TUESDAY_AT_TWO not in offered(office)

    found = blocks.unblock(office, Block.objects.get().pk, by=ines, now=MONDAY)

    assert (found.starts_at, found.ends_at) == (TUESDAY_AT_TWO, TUESDAY_AT_TWO + HALF_AN_HOUR)
    assert TUESDAY_AT_TWO in offered(office)
    assert [(line.reference, line.fields) for line in Access.objects.order_by("pk")] == [
        ("times of 2026-11-24", "block"),
        ("times of 2026-11-24", "unblock"),
    ]


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        (TUESDAY_AT_TWO + timedelta(seconds=42), TUESDAY_AT_TWO + timedelta(hours=3)),
        (TUESDAY_AT_TWO + timedelta(hours=3), TUESDAY_AT_TWO + timedelta(hours=10)),
        (TUESDAY_AT_TWO + timedelta(days=5), TUESDAY_AT_TWO + timedelta(days=5, hours=10)),
    ],
    ids=["until it closes", "after hours, until midnight", "on a day without hours"],
)
def test_the_rest_of_a_day_is_from_this_minute_on(office, now, closes):
    assert blocks.rest_of_day(office, now=now) == (now.replace(second=0), closes)


def test_consultation_hours_beyond_the_opening_hours_belong_to_the_rest_of_a_day(office):
    office.consultation_hours.create(weekday=1, opens=time(17), closes=time(18))

    assert blocks.rest_of_day(office, now=TUESDAY_AT_TWO)[1] == TUESDAY_AT_TWO + timedelta(hours=4)


def test_consultations_in_a_block_stay_and_are_counted(office, ines):
    consultation = ask(office)

    assert block(office, ines, ends_at=TUESDAY_AT_TWO + 3 * HALF_AN_HOUR) == 1
    consultation.refresh_from_db()
    assert (consultation.status, consultation.starts_at) == ("requested", TUESDAY_AT_TWO)


def test_what_is_blocked_already_is_not_blocked_twice(office, ines):
    block(office, ines, ends_at=TUESDAY_AT_TWO + 2 * HALF_AN_HOUR)

    with pytest.raises(blocks.BlockedAlready):
        block(office, ines)

    assert Block.objects.count() == Access.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "why"),
    [
        (TUESDAY_AT_TWO, TUESDAY_AT_TWO, "“Until” must be later than “from”."),
        (MONDAY - timedelta(hours=2), MONDAY, "That time has passed."),
        (
            TUESDAY_AT_TWO,
            TUESDAY_AT_TWO + timedelta(days=14, minutes=1),
            "Block up to 14 days at once.",
        ),
        (
            MONDAY + timedelta(days=401),
            MONDAY + timedelta(days=402),
            "That is more than a year ahead.",
        ),
    ],
)
def test_what_cannot_be_blocked_is_refused_in_words(office, ines, starts_at, ends_at, why):
    with pytest.raises(blocks.NotBlocked, match=why):
        block(office, ines, starts_at, ends_at)

    assert not Block.objects.exists()


def test_unblocking_twice_does_no_harm(office, ines):
    block(office, ines)
    pk = Block.objects.get().pk
    blocks.unblock(office, pk, by=ines, now=MONDAY)

    assert blocks.unblock(office, pk, by=ines, now=MONDAY) is None


def test_a_request_released_into_a_block_loses_its_time(office, ines):
    aside = ask(office, suspect=True)
    block(office, ines)

    released = lifecycle.release(aside, by=ines, now=MONDAY)

    assert (released.status, released.starts_at) == ("requested", None)
    assert released.events.last().was_at == TUESDAY_AT_TWO
    assert not Hold.objects.exists()


# ---- consultation hours --------------------------------------------------------------------------
ON_SUNDAY = [Hours(6, time(9), time(10))]


def test_hours_of_one_week_count_in_that_week_alone(office, ines):
    consultation = ask(office)
    others = [at for at in offered(office) if at > MONDAY + timedelta(days=7)]

    assert blocks.offer_in_week(office, THIS_MONDAY, ON_SUNDAY, by=ines, now=MONDAY) == 1

    now_offered = offered(office)
    nine = datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert now_offered == [nine, nine + HALF_AN_HOUR, *others]
    consultation.refresh_from_db()
    assert consultation.starts_at == TUESDAY_AT_TWO
    assert [(line.reference, line.fields) for line in Access.objects.all()] == [
        ("times of 2026-11-23", "consultation hours")
    ]


def test_a_week_without_hours_offers_nothing(office, ines):
    blocks.offer_in_week(office, THIS_MONDAY, [], by=ines, now=MONDAY)

    assert min(offered(office)) > MONDAY + timedelta(days=7)


def test_back_to_the_usual_hours(office, ines):
    before = offered(office)
    blocks.offer_in_week(office, THIS_MONDAY, ON_SUNDAY, by=ines, now=MONDAY)

    assert blocks.offer_as_usual(office, THIS_MONDAY, by=ines, now=MONDAY) == 0
    assert offered(office) == before
    assert blocks.offer_as_usual(office, THIS_MONDAY, by=ines, now=MONDAY) is None
    assert Access.objects.count() == 2


def test_hours_for_good_count_every_week_but_in_weeks_with_their_own(office, ines):
    in_two_weeks = THIS_MONDAY + timedelta(days=14)
    blocks.offer_in_week(office, in_two_weeks, [], by=ines, now=MONDAY)
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=7))

    outside = blocks.offer_every_week(office, ON_SUNDAY, by=ines, now=MONDAY)

    assert outside == 1
    assert sorted({office.local_day(at) for at in offered(office)}) == [
        date(2026, 11, 29),
        date(2026, 12, 6),
        date(2026, 12, 20),
    ]
