"""What the later verbs change, when, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from bookings import lifecycle
from bookings.models import Actor, Consultation, Hold, Notification, Status
from clinic.office.models import Weekday
from clinic.protection import rate_limits
from tests.bookings.lives import AT_THREE, PROPOSALS, VERBS, desk, in_status
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office, request_for

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)
AN_HOUR = timedelta(hours=1)


def held(consultation):
    return [hold.starts_at for hold in consultation.holds.all()]


def owed(consultation, event):
    last = consultation.events.filter(kind=event).last()
    return {(row.kind, row.audience) for row in last.notifications.all()}


# ---- proposing -----------------------------------------------------------------------------------


def test_proposing_to_whoever_asked_frees_that_time_and_holds_the_others(office):
    consultation = lifecycle.propose(ask(office), times=PROPOSALS, by=desk(), now=MONDAY)

    assert held(consultation) == PROPOSALS
    assert consultation.starts_at is None
    assert consultation.events.last().was_at == TUESDAY_AT_TWO
    assert ask(office, email="next@example.com").status == Status.REQUESTED


def test_who_must_be_moved_keeps_the_old_time_until_another_is_picked(office):
    consultation = lifecycle.propose(
        in_status(Status.CONFIRMED, office), times=PROPOSALS, by=desk(), now=MONDAY
    )
    assert held(consultation) == [TUESDAY_AT_TWO, *PROPOSALS]
    assert [hold.starts_at for hold in consultation.proposed_times] == PROPOSALS

    consultation = lifecycle.pick(consultation, starts_at=PROPOSALS[2], by=None, now=MONDAY)

    assert held(consultation) == [PROPOSALS[2]]
    assert consultation.events.last().was_at == TUESDAY_AT_TWO
    assert owed(consultation, "picked") == {
        ("confirmed", "patient"),
        ("confirmed", "office"),
        ("reminder", "patient"),
    }


@pytest.mark.parametrize(
    ("times", "refusal"),
    [
        ([], "one, two or three times"),
        ([*PROPOSALS, AT_THREE], "one, two or three times"),
    ],
)
def test_one_to_three_times_are_proposed(office, times, refusal):
    with pytest.raises(lifecycle.NotAllowed, match=refusal):
        lifecycle.propose(ask(office), times=times, by=desk(), now=MONDAY)


def test_times_that_overlap_are_not_proposed_together():
    office = make_office(slot_step_minutes=15)

    consultation = ask(office, starts_at=None)
    times = [TUESDAY_AT_TWO, TUESDAY_AT_TWO + timedelta(minutes=15)]

    with pytest.raises(lifecycle.NotAllowed, match="overlap"):
        lifecycle.propose(consultation, times=times, by=desk(), now=MONDAY)


def test_what_cannot_be_proposed_whole_is_not_proposed_at_all(office):
    consultation = ask(office)
    ask(office, starts_at=PROPOSALS[1], email="other@example.com")

    with pytest.raises(lifecycle.SlotTaken):
        lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)

    consultation.refresh_from_db()
    assert consultation.status == Status.REQUESTED
    assert held(consultation) == [TUESDAY_AT_TWO]


def test_proposed_times_are_held_for_two_opening_days_and_not_beyond_the_first_of_them(office):
    asked = ask(office, starts_at=None)
    far = [TUESDAY_AT_TWO + timedelta(days=days) for days in (7, 8)]

    near = lifecycle.propose(asked, times=PROPOSALS, by=desk(), now=MONDAY)
    other = ask(office, starts_at=None, email="other@example.com")
    later = lifecycle.propose(other, times=far, by=desk(), now=MONDAY)

    assert near.lapses_at == PROPOSALS[0] - timedelta(hours=office.notice_hours)
    assert later.lapses_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # Wednesday at five


def test_a_time_that_was_not_proposed_cannot_be_picked(office):
    consultation = in_status(Status.PROPOSED, office)

    with pytest.raises(lifecycle.NotOffered):
        lifecycle.pick(consultation, starts_at=AT_THREE, by=None, now=MONDAY)


def test_when_none_suits_the_second_door_opens_with_a_new_promise(office):
    consultation = in_status(Status.PROPOSED, office)
    later = MONDAY + timedelta(hours=5)

    consultation = lifecycle.turn_down(
        consultation, by=None, now=later, days=[Weekday.FRIDAY], parts=["morning"]
    )

    assert (consultation.status, consultation.starts_at, held(consultation)) == (
        "requested",
        None,
        [],
    )
    assert (consultation.preferred_days, consultation.preferred_parts) == (
        [Weekday.FRIDAY],
        ["morning"],
    )
    assert consultation.reply_by == datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert owed(consultation, "turned_down") == {
        ("turned_down", "patient"),
        ("turned_down", "office"),
        ("overdue", "office"),
    }


# ---- moving and canceling ------------------------------------------------------------------------


def test_moving_swaps_the_times_and_tells_both_sides(office):
    consultation = lifecycle.move(
        in_status(Status.CONFIRMED, office), starts_at=AT_THREE, by=None, now=MONDAY
    )

    assert (consultation.status, consultation.starts_at) == ("confirmed", AT_THREE)
    assert held(consultation) == [AT_THREE]
    last = consultation.events.last()
    assert (last.actor, last.was_at, last.starts_at) == (Actor.PATIENT, TUESDAY_AT_TWO, AT_THREE)
    assert owed(consultation, "moved") == {("moved", "patient"), ("moved", "office")}


def test_the_old_time_is_kept_while_the_new_one_is_not_won(office):
    consultation = in_status(Status.CONFIRMED, office)
    ask(office, starts_at=AT_THREE, email="faster@example.com")

    with pytest.raises(lifecycle.SlotTaken):
        lifecycle.move(consultation, starts_at=AT_THREE, by=None, now=MONDAY)

    assert held(consultation) == [TUESDAY_AT_TWO]


def test_ones_own_time_stands_in_nobodys_way():
    office = make_office(slot_step_minutes=15)
    consultation = in_status(Status.CONFIRMED, office)
    a_little_later = TUESDAY_AT_TWO + timedelta(minutes=15)

    assert held(lifecycle.move(consultation, starts_at=a_little_later, by=None, now=MONDAY)) == [
        a_little_later
    ]


@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_patients_change_it_until_the_change_limit_and_staff_until_it_begins(office, verb):
    consultation = in_status(Status.CONFIRMED, office, starts_at=PROPOSALS[2])
    more = {"starts_at": PROPOSALS[2] + timedelta(days=4)} if verb == "move" else {}
    say = VERBS[verb]
    limit = PROPOSALS[2] - timedelta(days=1)

    with pytest.raises(lifecycle.TooLate, match="Thursday, November 26, 2:00 pm Pacific time"):
        say(consultation, by=None, now=limit + timedelta(seconds=1), **more)
    with pytest.raises(lifecycle.NotAllowed, match="That time has passed"):
        say(consultation, by=desk(), now=PROPOSALS[2], **more)
    assert say(consultation, by=None, now=limit, **more)


@pytest.mark.parametrize(
    ("asked", "starts_at", "limit"),
    [  # Sunday at two, on the day on which the clocks go forward, and on which they go back
        (
            datetime(2027, 3, 9, 18, tzinfo=UTC),
            datetime(2027, 3, 14, 21, tzinfo=UTC),
            (2027, 3, 13, 22),
        ),
        (
            datetime(2027, 11, 2, 18, tzinfo=UTC),
            datetime(2027, 11, 7, 22, tzinfo=UTC),
            (2027, 11, 6, 21),
        ),
    ],
)
def test_the_change_limit_is_counted_on_the_clock_on_the_wall(office, asked, starts_at, limit):
    office.consultation_hours.create(weekday=6, opens="10:00", closes="16:00")
    consultation = lifecycle.confirm(
        ask(office, starts_at=starts_at, now=asked), by=desk(), now=asked
    )
    limit = datetime(*limit, tzinfo=UTC)
    assert consultation.change_until == limit

    with pytest.raises(lifecycle.TooLate):
        lifecycle.cancel(consultation, by=None, now=limit + timedelta(minutes=1))
    assert lifecycle.cancel(consultation, by=None, now=limit).status == Status.CANCELED


def test_a_request_may_be_canceled_at_any_time_and_its_time_is_free(office):
    consultation = lifecycle.cancel(ask(office), by=None, now=TUESDAY_AT_TWO - AN_HOUR)

    assert held(consultation) == []
    assert owed(consultation, "canceled") == {("canceled", "patient"), ("canceled", "office")}


# ---- lapsing -------------------------------------------------------------------------------------


def test_an_unanswered_time_lapses_at_its_notice_and_not_before(office):
    consultation = ask(office)
    moment = TUESDAY_AT_TWO - timedelta(hours=office.notice_hours)

    assert lifecycle.lapse_due(now=moment - timedelta(seconds=1)) == 0
    assert lifecycle.lapse_due(now=moment) == 1
    assert lifecycle.lapse_due(now=moment) == 0

    consultation.refresh_from_db()
    assert (consultation.status, held(consultation)) == ("lapsed", [])
    assert consultation.events.last().actor == Actor.SITE
    assert owed(consultation, "lapsed") == {("lapsed", "patient"), ("lapsed", "office")}


def test_a_request_without_a_time_lapses_two_opening_days_after_the_promise(office):
    office.closures.create(
        starts_at=datetime(2026, 11, 25, 8, tzinfo=UTC),
        ends_at=datetime(2026, 11, 26, 8, tzinfo=UTC),
    )

    consultation = ask(office, starts_at=None)  # promised for Monday; Wednesday is closed

    assert consultation.lapses_at == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)  # Thursday at five


def test_what_is_proposed_and_not_chosen_lapses_too_and_frees_every_time(office):
    consultation = lifecycle.propose(
        in_status(Status.CONFIRMED, office), times=PROPOSALS, by=desk(), now=MONDAY
    )
    assert consultation.lapses_at == TUESDAY_AT_TWO  # the old time itself

    lifecycle.lapse_due(now=TUESDAY_AT_TWO)

    assert not Hold.objects.exists()


def test_a_request_that_no_key_opens_keeps_nobody_else_from_lapsing(office):
    unreadable, other = ask(office), ask(office, starts_at=AT_THREE, email="other@example.com")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_consultation SET note = 'garbage' WHERE id = %s", [unreadable.pk]
        )

    assert lifecycle.lapse_due(now=AT_THREE) == 1

    other.refresh_from_db()
    assert other.status == Status.LAPSED


def test_what_is_released_after_its_promise_is_given_another_and_does_not_lapse_before_it(office):
    aside = ask(office, suspect=True)
    tuesday_morning = TUESDAY_AT_TWO - timedelta(hours=4, minutes=30)

    released = lifecycle.release(aside, by=desk(), now=tuesday_morning)

    assert released.reply_by == TUESDAY_AT_TWO - HALF_AN_HOUR
    assert released.lapses_at >= released.reply_by
    assert held(released) == [TUESDAY_AT_TWO]
    assert ("overdue", "office") in owed(released, "released")


@pytest.mark.parametrize("late", [timedelta(hours=-1), timedelta(days=2)], ids=["too near", "past"])
def test_a_time_that_begins_before_the_new_promise_is_given_up_on_release(office, late):
    released = lifecycle.release(ask(office, suspect=True), by=desk(), now=TUESDAY_AT_TWO + late)

    assert (released.starts_at, held(released)) == (None, [])
    assert released.events.last().was_at == TUESDAY_AT_TWO


# ---- after the visit -----------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("complete", "miss"), ("miss", "complete")])
def test_whether_they_came_can_be_put_right_for_seven_days(office, first, second):
    consultation = in_status(Status.CONFIRMED, office)
    noted = TUESDAY_AT_TWO + HALF_AN_HOUR
    consultation = VERBS[first](consultation, by=desk(), now=noted)
    assert held(consultation) == []

    with pytest.raises(lifecycle.NotAllowed, match="seven days"):
        VERBS[second](consultation, by=desk(), now=noted + timedelta(days=7, seconds=1))
    put_right = VERBS[second](consultation, by=desk(), now=noted + timedelta(days=7))

    assert put_right.status != consultation.status
    with pytest.raises(lifecycle.NotAllowed, match="seven days"):  # counted from the first time
        VERBS[first](consultation, by=desk(), now=noted + timedelta(days=8))


@pytest.mark.parametrize("verb", ["complete", "miss"])
def test_nobody_came_or_stayed_away_before_the_time(office, verb):
    with pytest.raises(lifecycle.NotAllowed, match="still to come"):
        VERBS[verb](in_status(Status.CONFIRMED, office), by=desk(), now=MONDAY)


# ---- by phone or at the door, and who they are ---------------------------------------------------


def test_staff_book_by_the_rules_that_hold_online(office):
    ask(office)
    by_phone = {"email": "", "phone": "+14245550134", "reach_by": "call"}
    book = {"consents": {"contact": "Asked on the phone."}, "by": desk(), "now": MONDAY}

    with pytest.raises(lifecycle.SlotTaken):
        lifecycle.book(request_for(office, **by_phone), starts_at=TUESDAY_AT_TWO, **book)
    with pytest.raises(lifecycle.NotOffered):
        lifecycle.book(request_for(office, **by_phone), starts_at=MONDAY + AN_HOUR, **book)
    booked = lifecycle.book(request_for(office, **by_phone), starts_at=AT_THREE, **book)

    assert (booked.status, held(booked), booked.events.get().by) == (
        "confirmed",
        [AT_THREE],
        desk(),
    )
    assert booked.consents.get().wording == "Asked on the phone."
    assert Consultation.objects.count() == 2


def test_a_corrected_address_is_told_what_stands_and_the_history_says_so(office):
    consultation = in_status(Status.CONFIRMED, office)

    corrected = lifecycle.correct(
        consultation, email="right@example.com", phone="", texts=None, by=None, now=MONDAY
    )

    assert corrected.events.last().kind == "corrected"
    assert owed(corrected, "corrected") == {("confirmed", "patient")}
    assert Consultation.objects.reached_at("right@example.com").get() == consultation
    assert not Consultation.objects.reached_at("maya@example.com").exists()


def test_leave_to_text_ends_with_the_number_it_was_given_for(office):
    asked = ask(office, phone="+14245550134", reach_by="text")
    asked.consents.create(kind="texts", wording="You may text me.", given_at=MONDAY)

    corrected = lifecycle.correct(
        asked, email=asked.email, phone="+14245550156", texts=None, by=None, now=MONDAY
    )

    assert not corrected.consents.exists()


def test_what_waits_for_somebody_without_mail_becomes_mail_once_there_is_an_address(office):
    by_phone = {"email": "", "phone": "+14245550134", "reach_by": "call"}
    consultation = in_status(Status.CONFIRMED, office, starts_at=PROPOSALS[2], **by_phone)
    patient = Notification.objects.filter(audience="patient").waiting()
    assert set(patient.values_list("kind", "channel")) == {
        ("confirmed", "desk"),
        ("reminder", "desk"),
    }

    lifecycle.correct(
        consultation,
        email="new@example.com",
        phone=consultation.phone,
        texts=None,
        by=None,
        now=MONDAY,
    )

    assert set(patient.values_list("channel", flat=True)) == {"mail"}


def test_the_link_is_sent_again_and_changes_nothing_else(office):
    consultation = in_status(Status.PROPOSED, office)

    lifecycle.send_link(consultation, now=MONDAY)

    assert owed(consultation, "link") == {("link", "patient")}
    assert Notification.objects.filter(kind="proposed").get().state == "waiting"


def test_who_was_reminded_once_is_reminded_of_a_later_time_too(office):
    consultation = in_status(Status.CONFIRMED, office, starts_at=PROPOSALS[2])
    Notification.objects.filter(kind="reminder").update(due_at=None, sent_at=MONDAY)

    later = PROPOSALS[2] + timedelta(days=4)
    consultation = lifecycle.move(consultation, starts_at=later, by=desk(), now=MONDAY)

    assert ("reminder", "patient") in owed(consultation, "moved")


# ---- one link, and everybody else's mailbox ------------------------------------------------------


@pytest.mark.parametrize("way", ["email", "phone"])
def test_one_link_reaches_only_so_many_new_addresses(office, way):
    consultation = ask(office)

    def correct(number):
        new = {"email": consultation.email, "phone": consultation.phone, "texts": None}
        new[way] = f"stranger{number}@example.com" if way == "email" else f"+142455501{number}"
        lifecycle.correct(consultation, **new, by=None, now=MONDAY)

    for number in range(10, 13):
        correct(number)
    with pytest.raises(rate_limits.TooMany):
        correct(13)


def test_the_link_is_sent_only_so_often_whoever_asks_and_however(office):
    consultation = ask(office, phone="+14245550134")

    for _ in range(10):
        lifecycle.send_link(consultation, now=MONDAY)

    assert Notification.objects.filter(kind="link").count() == 3


def test_a_patient_moves_only_so_often_in_a_day(office):
    consultation = in_status(Status.CONFIRMED, office, starts_at=PROPOSALS[2])
    times = [PROPOSALS[2] + timedelta(days=number) for number in (4, 5, 6, 7, 8, 11, 12)]

    for starts_at in times[:-1]:
        lifecycle.move(consultation, starts_at=starts_at, by=None, now=MONDAY)
    with pytest.raises(rate_limits.TooMany):
        lifecycle.move(consultation, starts_at=times[-1], by=None, now=MONDAY)


AT_EIGHT_IN_THE_EVENING = TUESDAY_AT_TWO + 6 * AN_HOUR


def test_with_a_reason_staff_book_a_time_that_is_not_on_offer_and_the_reason_is_kept(office):
    booked = lifecycle.book(
        request_for(office),
        starts_at=MONDAY,
        consents={},
        by=desk(),
        now=MONDAY,
        reason="Walked in.",
    )
    late = lifecycle.book(
        request_for(office),
        starts_at=AT_EIGHT_IN_THE_EVENING,
        consents={},
        by=desk(),
        now=MONDAY,
        reason="Works late.",
    )

    assert [each.events.get().reason for each in (booked, late)] == ["Walked in.", "Works late."]
    assert late.holds.get().starts_at == AT_EIGHT_IN_THE_EVENING


def test_a_reason_that_nobody_needed_is_not_kept(office):
    booked = lifecycle.book(
        request_for(office),
        starts_at=TUESDAY_AT_TWO,
        consents={},
        by=desk(),
        now=MONDAY,
        reason="Just so.",
    )

    assert booked.events.get().reason == ""


@pytest.mark.parametrize(
    "starts_at", [MONDAY - AN_HOUR, MONDAY + timedelta(days=29)], ids=["past", "beyond the horizon"]
)
def test_no_reason_books_the_past_or_what_lies_too_far_ahead(office, starts_at):
    with pytest.raises(lifecycle.NotOffered):
        lifecycle.book(
            request_for(office),
            starts_at=starts_at,
            consents={},
            by=desk(),
            now=MONDAY,
            reason="Please.",
        )
    assert not Consultation.objects.exists()


def test_no_reason_books_two_people_at_one_time(office):
    ask(office)

    with pytest.raises(lifecycle.SlotTaken):
        lifecycle.book(
            request_for(office),
            starts_at=TUESDAY_AT_TWO - timedelta(minutes=10),
            consents={},
            by=desk(),
            now=MONDAY,
            reason="She is a friend.",
        )
