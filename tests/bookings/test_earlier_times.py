"""Earlier times: who waits, what has become free for them, and an offer beside the own time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from bookings import (
    availability,
    blocks,
    holds,
    lifecycle,
    notifications,
    person,
    statistics,
)
from bookings.models import Consultation, EarlierOffer, Event, Hold, Notification, Status, Wait
from bookings.wait_list import MOST_TIMES, has_refused, wait_list
from clinic.office.models import ConsultationHours
from tests.bookings.lives import AT_ONE, PROPOSALS, desk, in_status, offered, waiting
from tests.bookings.mails import said, sent
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WEDNESDAY_AT_TWO, THURSDAY_AT_TWO, FRIDAY_AT_TWO = PROPOSALS
# When the office closes on Tuesday; the notice before Tuesday at one is earlier.
TUESDAY_AT_FIVE = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
TUESDAY_AT_ELEVEN = AT_ONE - timedelta(hours=2)
Outcome = EarlierOffer.Outcome


def asks(office, email, starts_at=FRIDAY_AT_TWO, now=MONDAY, **fields):
    """Who ticked that they would come earlier."""
    request = ask(office, starts_at=starts_at, email=email, now=now, **fields)
    return lifecycle.wait(request, by=None, now=now)


def confirmed(office, starts_at=FRIDAY_AT_TWO, **fields):
    return lifecycle.confirm(ask(office, starts_at=starts_at, **fields), by=desk(), now=MONDAY)


def freed(office, now=MONDAY):
    """Each time that has become free, with who waits for it."""
    return {
        each.slot.starts_at: [one.email for one in each.waiting]
        for each in wait_list(office, now=now).freed
    }


def held(consultation):
    return [hold.starts_at for hold in consultation.holds.all()]


def outcomes():
    return list(EarlierOffer.objects.values_list("outcome", flat=True))


# ---- what has become free ------------------------------------------------------------------------
def canceled(office):
    gone = ask(office)
    yield
    lifecycle.cancel(gone, by=None, now=MONDAY)


def declined(office):
    gone = ask(office)
    yield
    lifecycle.decline(gone, by=desk(), now=MONDAY)


def moved(office):
    gone = in_status(Status.CONFIRMED, office)
    yield
    lifecycle.move(gone, starts_at=FRIDAY_AT_TWO + timedelta(days=1), by=desk(), now=MONDAY)


def proposed_instead(office):
    gone = ask(office)
    yield
    lifecycle.propose(gone, times=[FRIDAY_AT_TWO + timedelta(days=1)], by=desk(), now=MONDAY)


def unblocked(office):
    stretch = (TUESDAY_AT_TWO, TUESDAY_AT_TWO + timedelta(minutes=30))
    blocks.block(office, *stretch, note="", by=desk(), now=MONDAY)
    yield
    blocks.unblock(office, office.blocks.get().pk, by=desk(), now=MONDAY)


def open_again(office):
    closed = office.closures.create(
        starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO + timedelta(minutes=30)
    )
    yield
    closed.delete()


@pytest.mark.parametrize(
    "way", [canceled, declined, moved, proposed_instead, unblocked, open_again]
)
def test_a_time_has_become_free_however_it_did_and_no_other_one_has(office, way):
    story = way(office)
    next(story)
    asks(office, "waits@example.com")
    assert freed(office) == {}

    list(story)

    assert freed(office) == {TUESDAY_AT_TWO: ["waits@example.com"]}


def test_hours_that_are_added_free_their_times_and_the_first_few_are_shown(office):
    saturday = FRIDAY_AT_TWO + timedelta(days=1)
    asks(office, "waits@example.com", saturday)

    ConsultationHours.objects.create(office=office, weekday=3, opens=time(8), closes=time(10))
    found = freed(office)
    assert len(found) == 4
    ConsultationHours.objects.create(office=office, weekday=4, opens=time(8), closes=time(10))
    found = freed(office)

    assert len(found) == MOST_TIMES
    assert {office.local_day(each).isoweekday() for each in found} == {4, 5}


def test_what_lapsed_has_become_free(office):
    gone = ask(office, starts_at=WEDNESDAY_AT_TWO)
    asks(office, "waits@example.com")

    lifecycle.lapse(gone, now=gone.lapses_at)

    assert freed(office) == {WEDNESDAY_AT_TWO: ["waits@example.com"]}


def test_first_come_is_first_and_whoever_has_an_earlier_time_is_not_named(office):
    gone = ask(office, starts_at=WEDNESDAY_AT_TWO)
    asks(office, "third@example.com", now=MONDAY + timedelta(minutes=3))
    asks(office, "second@example.com", THURSDAY_AT_TWO, now=MONDAY + timedelta(minutes=2))
    asks(office, "earlier@example.com", TUESDAY_AT_TWO, now=MONDAY + timedelta(minutes=1))
    ask(office, starts_at=FRIDAY_AT_TWO + timedelta(hours=1), email="waits-not@example.com")

    lifecycle.cancel(gone, by=None, now=MONDAY + timedelta(minutes=4))

    assert freed(office, MONDAY + timedelta(minutes=4)) == {
        WEDNESDAY_AT_TWO: ["second@example.com", "third@example.com"]
    }


def test_what_begins_within_the_notice_is_offered_to_nobody(office):
    gone = ask(office)
    asks(office, "waits@example.com")
    lifecycle.cancel(gone, by=None, now=MONDAY)

    assert freed(office, MONDAY + timedelta(days=1)) == {}


def test_times_that_meet_each_other_are_shown_as_the_first_of_them(office):
    office.slot_step_minutes = 15
    office.save()
    gone = ask(office)
    asks(office, "waits@example.com")

    lifecycle.cancel(gone, by=None, now=MONDAY)

    quarter = timedelta(minutes=15)
    assert list(freed(office)) == [TUESDAY_AT_TWO - quarter, TUESDAY_AT_TWO + quarter]


@pytest.mark.parametrize(("by_patient", "shown"), [(True, False), (False, True)])
def test_who_has_looked_at_all_free_times_and_moved_wants_none_of_those(office, by_patient, shown):
    gone = ask(office)
    one = confirmed(office, email="waits@example.com")
    lifecycle.wait(one, by=None, now=MONDAY)
    lifecycle.cancel(gone, by=None, now=MONDAY)

    by = None if by_patient else desk()
    lifecycle.move(one, starts_at=THURSDAY_AT_TWO, by=by, now=MONDAY)

    assert (TUESDAY_AT_TWO in freed(office)) == shown


def test_who_is_moved_later_is_not_offered_what_was_free_between(office):
    one = confirmed(office, WEDNESDAY_AT_TWO)
    lifecycle.wait(one, by=None, now=MONDAY)

    lifecycle.move(one, starts_at=FRIDAY_AT_TWO, by=desk(), now=MONDAY)

    assert freed(office) == {}


def test_who_waits_no_more_is_on_no_list(office):
    gone = ask(office)
    one = asks(office, "waits@example.com")
    lifecycle.cancel(gone, by=None, now=MONDAY)

    lifecycle.stop_waiting(one, by=None, now=MONDAY)

    assert freed(office) == {}


@pytest.mark.parametrize("status", [Status.CANCELED, Status.DECLINED, Status.LAPSED])
def test_an_end_ends_the_waiting(office, status):
    one = waiting(ask(office))
    by = {"by": desk(), "now": MONDAY}
    ends = {
        Status.CANCELED: lambda: lifecycle.cancel(one, **by),
        Status.DECLINED: lambda: lifecycle.decline(one, **by),
        Status.LAPSED: lambda: lifecycle.lapse(one, now=TUESDAY_AT_TWO),
    }

    ends[status]()

    assert not Wait.objects.exists()


def test_the_list_asks_once_if_nobody_waits_and_six_times_if_many_do(
    office, django_assert_num_queries
):
    with django_assert_num_queries(1):
        wait_list(office, now=MONDAY)
    gone = ask(office)
    for number in range(3):
        asks(office, f"{number}@example.com", FRIDAY_AT_TWO + number * timedelta(minutes=30))
    lifecycle.cancel(gone, by=None, now=MONDAY)
    with django_assert_num_queries(6):
        assert len(wait_list(office, now=MONDAY).freed[0].waiting) == 3


# ---- an offer ------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CONFIRMED])
def test_an_offer_holds_the_time_and_leaves_everything_else_as_it_is(office, status):
    one = in_status(status, office)
    promised = (one.reply_by, one.lapses_at, one.calendar_sequence)

    one = offered(one)

    one.refresh_from_db()
    assert (one.status, one.starts_at) == (status, TUESDAY_AT_TWO)
    assert (one.reply_by, one.lapses_at, one.calendar_sequence) == promised
    assert held(one) == [AT_ONE, TUESDAY_AT_TWO]
    assert one.open_offer.answer_by == TUESDAY_AT_ELEVEN
    with pytest.raises(lifecycle.SlotTaken):
        ask(office, starts_at=AT_ONE, email="other@example.com")
    assert holds.faults() == []


def test_an_offer_far_ahead_is_held_until_the_next_closing_time(office):
    one = offered(confirmed(office), THURSDAY_AT_TWO)

    assert one.open_offer.answer_by == TUESDAY_AT_FIVE


def test_an_office_without_notice_holds_it_until_half_an_hour_before(office):
    office.notice_hours = 0
    office.save()

    one = offered(confirmed(office), AT_ONE)

    assert one.open_offer.answer_by == AT_ONE - timedelta(minutes=30)


def test_the_patient_reads_which_time_it_is_until_when_and_what_they_keep(office):
    drop = confirmed(office)
    drop.notifications.all().delete()
    offered(drop)

    mail = sent()

    assert mail["Subject"] == "An earlier time: Tuesday, November 24, 1:00 pm Pacific time"
    text = said(mail)
    assert "We hold it for you until Tuesday, November 24, 11:00 am Pacific time." in text
    assert "Friday, November 27, 2:00 pm Pacific time, stays yours unless" in text
    assert drop.get_absolute_url() in text


def test_who_has_no_email_is_a_task_of_the_desk(office):
    one = confirmed(office, email="", phone="+14245550134", reach_by="call")

    task = offered(one).notifications.get(kind="earlier")

    assert task.channel == Notification.Channel.DESK
    words = notifications.words_to_say(task, MONDAY)
    assert "An earlier time is free: Tuesday, November 24, 1:00 pm Pacific time." in words
    assert "You keep Friday, November 27, 2:00 pm Pacific time unless you take it." in words
    assert notifications.words_to_say(task, TUESDAY_AT_ELEVEN) == ""


@pytest.mark.parametrize(
    ("prepare", "starts_at", "refusal"),
    [
        (lambda one: one, AT_ONE, "not on the list"),
        (offered, AT_ONE, "is being offered Tuesday, November 24, 1:00 pm Pacific time already"),
    ],
)
def test_only_whoever_waits_and_is_offered_nothing_can_be_offered_a_time(
    office, prepare, starts_at, refusal
):
    one = prepare(in_status(Status.CONFIRMED, office))

    with pytest.raises(lifecycle.NotAllowed, match=refusal):
        lifecycle.offer_earlier(one, starts_at=starts_at, by=desk(), now=MONDAY)


@pytest.mark.parametrize(
    "starts_at", [None, TUESDAY_AT_TWO, WEDNESDAY_AT_TWO, AT_ONE + timedelta(minutes=7), MONDAY]
)
def test_what_is_not_earlier_or_not_on_offer_is_not_offered(office, starts_at):
    one = waiting(in_status(Status.CONFIRMED, office))

    with pytest.raises(lifecycle.NotOffered):
        lifecycle.offer_earlier(one, starts_at=starts_at, by=desk(), now=MONDAY)


# ---- the answers ---------------------------------------------------------------------------------
def test_who_accepts_a_confirmed_one_has_moved_and_both_sides_hear_of_it(office):
    one = offered(confirmed(office), WEDNESDAY_AT_TWO)

    one = lifecycle.accept(one, starts_at=WEDNESDAY_AT_TWO, by=None, now=MONDAY)

    assert (one.status, one.starts_at, one.calendar_sequence) == ("confirmed", WEDNESDAY_AT_TWO, 1)
    assert held(one) == [WEDNESDAY_AT_TWO]
    last = one.events.last()
    assert (last.kind, last.actor, last.was_at) == ("moved", "patient", FRIDAY_AT_TWO)
    owed = {(row.kind, row.audience) for row in last.notifications.all()}
    assert owed == {("moved", "patient"), ("moved", "office"), ("reminder", "patient")}
    assert outcomes() == [Outcome.ACCEPTED]
    assert holds.faults() == []


def test_who_accepts_before_the_office_has_answered_is_confirmed(office):
    one = offered(ask(office))

    one = lifecycle.accept(one, starts_at=AT_ONE, by=desk(), now=MONDAY)

    assert (one.status, one.starts_at, one.lapses_at) == (Status.CONFIRMED, AT_ONE, None)
    assert one.events.last().kind == Event.Kind.PICKED
    kinds = set(one.notifications.waiting().values_list("kind", "audience"))
    assert kinds == {("confirmed", "patient"), ("confirmed", "office")}


def test_the_time_that_is_given_up_is_free_for_the_next_one(office):
    first = confirmed(office, THURSDAY_AT_TWO)
    lifecycle.wait(first, by=None, now=MONDAY)
    asks(office, "next@example.com")
    first = offered(first)

    lifecycle.accept(first, starts_at=AT_ONE, by=None, now=MONDAY)

    assert freed(office) == {THURSDAY_AT_TWO: ["next@example.com"]}


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CONFIRMED])
def test_who_keeps_their_time_has_lost_nothing_and_the_next_one_is_named(office, status):
    gone = ask(office, starts_at=AT_ONE, email="gone@example.com")
    one = lifecycle.wait(in_status(status, office), by=None, now=MONDAY)
    asks(office, "next@example.com", now=MONDAY)
    lifecycle.cancel(gone, by=None, now=MONDAY)
    lifecycle.offer_earlier(one, starts_at=AT_ONE, by=desk(), now=MONDAY)
    assert freed(office) == {}

    lifecycle.keep(one, by=None, now=MONDAY)

    one.refresh_from_db()
    assert (one.status, held(one)) == (status, [TUESDAY_AT_TWO])
    assert freed(office) == {AT_ONE: ["next@example.com"]}
    (again,) = wait_list(office, now=MONDAY).freed
    assert again.refused == [one]
    assert one.waits.exists()


def test_up_to_its_moment_an_offer_can_be_accepted_and_then_the_own_time_stands(office):
    one = offered(in_status(Status.CONFIRMED, office))

    with pytest.raises(lifecycle.NotAllowed, match="was held until Tuesday, November 24, 11:00 am"):
        lifecycle.accept(one, starts_at=AT_ONE, by=None, now=TUESDAY_AT_ELEVEN)
    assert held(one) == [AT_ONE, TUESDAY_AT_TWO]
    with transaction.atomic():
        just = TUESDAY_AT_ELEVEN - timedelta(seconds=1)
        assert lifecycle.accept(one, starts_at=AT_ONE, by=None, now=just).starts_at == AT_ONE


def test_another_time_than_the_one_that_was_shown_is_not_accepted(office):
    one = offered(in_status(Status.CONFIRMED, office))

    for verb in (lifecycle.accept, lifecycle.keep):
        with pytest.raises(lifecycle.NotAllowed, match="not held any more"):
            verb(one, starts_at=AT_ONE - timedelta(hours=1), by=None, now=MONDAY)


def test_who_accepts_twice_is_told_that_they_have_it(office):
    one = offered(in_status(Status.CONFIRMED, office))
    lifecycle.accept(one, starts_at=AT_ONE, by=None, now=MONDAY)

    with pytest.raises(lifecycle.NotAllowed, match=f"{one.reference} has that time already"):
        lifecycle.accept(one, starts_at=AT_ONE, by=None, now=MONDAY)


def test_nobody_accepts_a_time_at_which_the_office_is_closed_by_now(office):
    one = offered(in_status(Status.CONFIRMED, office))
    office.closures.create(starts_at=AT_ONE, ends_at=AT_ONE + timedelta(minutes=30))

    with pytest.raises(lifecycle.NotAllowed, match="closed at that earlier time by now"):
        lifecycle.accept(one, starts_at=AT_ONE, by=None, now=MONDAY)


# ---- no answer -----------------------------------------------------------------------------------
@pytest.mark.parametrize("told", [True, False])
def test_who_does_not_answer_keeps_their_time_and_is_asked_again_only_if_they_never_heard(
    office, told
):
    one = offered(confirmed(office), THURSDAY_AT_TWO)
    if told:
        sent_at = {"sent_at": MONDAY, "due_at": None}
        one.notifications.filter(kind="earlier").update(**sent_at)

    assert lifecycle.expire_due(now=TUESDAY_AT_FIVE - timedelta(seconds=1)) == 0
    assert lifecycle.expire_due(now=TUESDAY_AT_FIVE) == 1
    assert lifecycle.expire_due(now=TUESDAY_AT_FIVE) == 0

    one.refresh_from_db()
    assert (one.status, held(one)) == (Status.CONFIRMED, [FRIDAY_AT_TWO])
    assert outcomes() == [Outcome.EXPIRED if told else Outcome.UNHEARD]
    assert has_refused(one, THURSDAY_AT_TWO) == told
    assert one.events.last().actor == "site"


@pytest.mark.parametrize("verb", ["cancel", "move", "propose", "decline", "lapse"])
def test_another_change_ends_an_offer_with_its_hold_and_its_word(office, verb):
    status = Status.REQUESTED if verb in ("decline", "lapse") else Status.CONFIRMED
    one = offered(in_status(status, office))
    by = {"by": desk(), "now": MONDAY}
    changes = {
        "cancel": lambda: lifecycle.cancel(one, **by),
        "move": lambda: lifecycle.move(one, starts_at=WEDNESDAY_AT_TWO, **by),
        "propose": lambda: lifecycle.propose(one, times=[WEDNESDAY_AT_TWO], **by),
        "decline": lambda: lifecycle.decline(one, **by),
        "lapse": lambda: lifecycle.lapse(one, now=TUESDAY_AT_TWO),
    }

    changes[verb]()

    assert outcomes() == [Outcome.WITHDRAWN]
    assert AT_ONE not in held(one)
    assert not one.notifications.waiting().filter(kind="earlier").exists()
    assert holds.faults() == []


def test_they_may_move_to_the_very_time_that_is_offered(office):
    one = offered(confirmed(office), THURSDAY_AT_TWO)

    one = lifecycle.move(one, starts_at=THURSDAY_AT_TWO, by=None, now=MONDAY)

    assert held(one) == [THURSDAY_AT_TWO]


def test_confirming_the_own_time_leaves_the_offer_and_its_word(office):
    one = offered(ask(office))

    one = lifecycle.confirm(one, by=desk(), now=MONDAY)

    assert one.open_offer.outcome == Outcome.OPEN
    waits = one.notifications.waiting().filter(audience="patient")
    assert sorted(waits.values_list("kind", flat=True)) == ["confirmed", "earlier"]


def test_a_word_that_went_is_not_repeated_when_the_own_time_is_confirmed(office):
    one = offered(ask(office))
    one.notifications.filter(kind="earlier").update(sent_at=MONDAY, due_at=None)

    lifecycle.confirm(one, by=desk(), now=MONDAY)

    assert one.notifications.filter(kind="earlier").count() == 1


def test_a_corrected_address_is_told_of_the_offer_too(office):
    one = offered(in_status(Status.CONFIRMED, office))

    lifecycle.correct(one, email="new@example.com", phone="", texts=None, by=None, now=MONDAY)

    last = one.events.last().notifications.values_list("kind", flat=True)
    assert sorted(last) == ["confirmed", "earlier"]


# ---- what the database says ----------------------------------------------------------------------
@pytest.mark.both_databases
def test_the_database_lets_nobody_have_two_open_offers(office):
    one = offered(in_status(Status.CONFIRMED, office))
    hold = Hold.objects.create(
        consultation=one,
        office=office,
        starts_at=WEDNESDAY_AT_TWO,
        ends_at=WEDNESDAY_AT_TWO + timedelta(minutes=30),
    )
    event = one.events.first()

    with pytest.raises(IntegrityError):
        EarlierOffer.objects.create(
            consultation=one,
            event=event,
            hold=hold,
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            answer_by=MONDAY,
        )


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "broken",
    [
        {"hold": None},
        {"ended_at": MONDAY},
        {"outcome": Outcome.KEPT},
        {"outcome": "lost"},
        {"answer_by": AT_ONE},
        {"ends_at": AT_ONE},
    ],
)
def test_the_database_lets_no_offer_be_half_open(office, broken):
    offered(in_status(Status.CONFIRMED, office))

    with pytest.raises(IntegrityError):
        EarlierOffer.objects.update(**broken)


@pytest.mark.both_databases
def test_nothing_frees_the_time_of_an_open_offer_before_it_has_ended(office):
    one = offered(in_status(Status.CONFIRMED, office))

    with pytest.raises(RestrictedError):
        holds.free(one)


@pytest.mark.both_databases
@pytest.mark.usefixtures("journal")
def test_an_erasure_takes_the_offer_and_the_waiting_with_it(office):
    offered(in_status(Status.CONFIRMED, office))

    person.erase(Consultation.objects.all(), by=User.objects.get(username="desk"), now=MONDAY)

    left = (Consultation, Wait, EarlierOffer, Hold, Event)
    assert [model for model in left if model.objects.exists()] == []
    assert availability.offer(office, now=MONDAY).at(AT_ONE)


@pytest.mark.usefixtures("journal")
def test_numbers_count_what_was_offered_and_taken_also_once_it_is_erased(office):
    taken = offered(confirmed(office))
    lifecycle.accept(taken, starts_at=AT_ONE, by=None, now=MONDAY)
    offered(confirmed(office, WEDNESDAY_AT_TWO, email="kept@example.com"), TUESDAY_AT_TWO)
    before = statistics.of_last_year(office, now=MONDAY)
    assert before.earlier == (2, 1)

    person.erase(Consultation.objects.all(), by="command", now=MONDAY)

    assert statistics.of_last_year(office, now=MONDAY) == before
