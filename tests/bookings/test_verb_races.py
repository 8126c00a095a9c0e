"""Two people act at one moment, fifty times over: one outcome, one message, no error, and holds
that fit.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test import Client

from bookings import availability, holds, lifecycle, person, retention
from bookings.models import (
    Consultation,
    EarlierOffer,
    Event,
    Hold,
    InternalNote,
    Notification,
    Status,
)
from clinic.office.models import Tally
from tests.bookings.lives import AT_ONE, AT_THREE, PROPOSALS, in_status, offered, waiting
from tests.factories import MONDAY, TUESDAY_AT_TWO, make_concern, make_office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def rounds():
    return 50 if connection.vendor == "postgresql" else 5


@pytest.fixture
def office():
    make_concern()
    return make_office(horizon_days=7)  # a page of all their times is not what this is about


@pytest.fixture
def staff(office):
    """A function that posts as one of the staff, by the admin's own addresses."""
    client = Client()
    client.force_login(User.objects.create_superuser("ines"))
    cookie = client.cookies["sessionid"].value

    def post(consultation, verb, **sent):
        desk = Client()
        desk.cookies["sessionid"] = cookie
        return desk.post(f"/admin/bookings/consultation/{consultation.pk}/{verb}/", sent)

    return post


def patient(consultation, verb, **sent):
    return Client().post(f"{consultation.get_absolute_url()}{verb}/", sent)


def at_once(*acts, now=MONDAY):
    """Do all of `acts` at the same moment, each with a connection of its own; return what they
    return.
    """
    ready = threading.Barrier(len(acts))

    def act(each):
        try:
            ready.wait(30)
            return each()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people, time_machine.travel(now, tick=False):
        return list(people.map(act, acts))


def forget_everyone():
    Consultation.objects.all().delete()
    Tally.objects.all().delete()


def to_patient(consultation):
    """The messages that will reach the patient now, by kind."""
    waiting = (
        consultation.notifications.waiting().filter(audience="patient").exclude(kind="reminder")
    )
    return sorted(waiting.values_list("kind", flat=True))


def kinds(consultation, *wanted):
    return [event.kind for event in consultation.events.all() if event.kind in wanted]


def test_of_two_staff_who_confirm_one_did_and_the_other_is_told_so(office, staff, rounds):
    for _ in range(rounds):
        consultation = in_status(Status.REQUESTED, office)

        answers = at_once(*[lambda row=consultation: staff(row, "confirm")] * 2)

        assert [answer.status_code for answer in answers] == [302, 302]
        assert kinds(consultation, "confirmed") == ["confirmed"]
        assert to_patient(consultation) == ["confirmed"]
        assert holds.faults() == []
        forget_everyone()


def test_a_patient_who_cancels_while_staff_confirm_has_canceled(office, staff, rounds):
    for _ in range(rounds):
        consultation = in_status(Status.REQUESTED, office)

        answers = at_once(
            lambda row=consultation: staff(row, "confirm"),
            lambda row=consultation: patient(row, "cancel"),
        )

        assert [answer.status_code for answer in answers] == [302, 302]
        consultation.refresh_from_db()
        assert consultation.status == Status.CANCELED
        assert to_patient(consultation) == ["canceled"]
        assert consultation.notifications.waiting().filter(audience="office").count() == 1
        assert holds.faults() == []
        forget_everyone()


def test_staff_never_cancel_a_time_that_they_were_not_shown(office, staff, rounds):
    for _ in range(rounds // 5):
        forget_everyone()
        consultation = in_status(Status.CONFIRMED, office)
        shown = {f"revision-{consultation.pk}": consultation.events.last().pk}

        canceled, _ = at_once(
            lambda row=consultation, shown=shown: staff(row, "cancel", **shown),
            lambda row=consultation: patient(row, "move", slot=availability.iso(PROPOSALS[1])),
        )

        assert kinds(consultation, "moved", "canceled") in (["moved"], ["canceled"])
        assert canceled.status_code == (409 if kinds(consultation, "moved") else 302)


def test_what_is_confirmed_as_it_lapses_is_one_or_the_other(office, staff, rounds):
    for _ in range(rounds):
        consultation = in_status(Status.REQUESTED, office)
        moment = consultation.lapses_at

        at_once(
            lambda row=consultation: staff(row, "confirm"),
            lambda moment=moment: lifecycle.lapse_due(now=moment),
            lambda moment=moment: lifecycle.lapse_due(now=moment),
            now=moment,
        )

        consultation.refresh_from_db()
        assert kinds(consultation, "confirmed", "lapsed") == [consultation.status]
        assert to_patient(consultation) == [consultation.status]
        assert holds.faults() == []
        forget_everyone()


def test_of_two_who_move_into_one_gap_one_has_it_and_the_other_keeps_the_old_time(office, rounds):
    half_past, gap = TUESDAY_AT_TWO + timedelta(minutes=30), availability.iso(AT_THREE)
    for _ in range(rounds):
        one = in_status(Status.CONFIRMED, office)
        other = in_status(Status.CONFIRMED, office, starts_at=half_past, email="other@example.com")
        answers = at_once(*[lambda row=row: patient(row, "move", slot=gap) for row in (one, other)])

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        times = sorted(row.starts_at for row in Consultation.objects.all())
        assert times in ([TUESDAY_AT_TWO, AT_THREE], [half_past, AT_THREE])
        for row in (one, other):
            row.refresh_from_db()
            assert to_patient(row) == (["moved"] if row.starts_at == AT_THREE else ["confirmed"])
        assert holds.faults() == []
        forget_everyone()


def test_who_picks_two_times_at_once_has_one_and_the_others_are_free(office, rounds):
    for _ in range(rounds):
        consultation = in_status(Status.PROPOSED, office)

        answers = at_once(
            *[
                lambda at=at: patient(consultation, "choose", slot=availability.iso(at))  # noqa: B023
                for at in PROPOSALS[:2]
            ]
        )

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        consultation.refresh_from_db()
        assert consultation.starts_at in PROPOSALS[:2]
        assert kinds(consultation, "picked") == ["picked"]
        assert to_patient(consultation) == ["confirmed"]
        assert consultation.holds.count() == 1
        assert holds.faults() == []
        forget_everyone()


# ---- earlier times -------------------------------------------------------------------------------
def test_of_two_desks_that_offer_one_time_to_two_people_one_holds_it(office, staff, rounds):
    half_past = TUESDAY_AT_TWO + timedelta(minutes=30)
    gap = {"starts_at": availability.iso(AT_ONE)}
    for _ in range(rounds):
        one = waiting(in_status(Status.CONFIRMED, office))
        other = waiting(
            in_status(Status.CONFIRMED, office, starts_at=half_past, email="other@example.com")
        )

        answers = at_once(
            *[lambda row=row: staff(row, "offer-earlier", **gap) for row in (one, other)]
        )

        assert [answer.status_code for answer in answers] == [302, 302]
        offer = EarlierOffer.objects.get()
        told = {row: to_patient(row) for row in (one, other)}
        assert told.pop(offer.consultation) == ["confirmed", "earlier"]
        assert list(told.values()) == [["confirmed"]]
        assert holds.faults() == []
        forget_everyone()


def test_of_two_desks_that_offer_one_person_two_times_one_does(office, staff, rounds):
    for _ in range(rounds // 3):
        one = waiting(in_status(Status.CONFIRMED, office))
        times = [AT_ONE, AT_ONE - timedelta(hours=1)]

        at_once(
            *[
                lambda at=at, one=one: staff(one, "offer-earlier", starts_at=availability.iso(at))
                for at in times
            ]
        )

        assert EarlierOffer.objects.get().starts_at in times
        assert one.holds.count() == 2
        assert holds.faults() == []
        forget_everyone()


def test_who_accepts_as_it_ends_or_as_staff_cancel_has_one_outcome(office, staff, rounds):
    answer = {"say": "accept", "slot": availability.iso(AT_ONE)}
    for number in range(rounds):
        one = offered(in_status(Status.CONFIRMED, office))
        moment = one.open_offer.answer_by - timedelta(seconds=1)
        against = [
            lambda moment=moment: lifecycle.expire_due(now=moment + timedelta(seconds=1)),
            lambda one=one: staff(one, "cancel", confirm="yes"),
            lambda one=one: patient(one, "earlier", say="keep", slot=answer["slot"]),
        ][number % 3]

        accepted, _ = at_once(
            lambda one=one: patient(one, "earlier", **answer), against, now=moment
        )

        outcome = EarlierOffer.objects.get().outcome
        one.refresh_from_db()
        assert accepted.status_code == (302 if outcome == "accepted" else 409)
        if accepted.status_code == 409:
            assert "Nothing was changed" in accepted.text
            assert one.reference in accepted.text or "The own time stands." in accepted.text
        assert holds.faults() == []
        forget_everyone()


# ---- against an erasure --------------------------------------------------------------------------
LEFT = (Consultation, Event, Hold, InternalNote, Notification)


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("verb", ["cancel", "confirm", "note"])
def test_who_presses_as_a_person_is_erased_is_answered_and_nothing_is_left(
    office, staff, rounds, verb
):
    for _ in range(rounds // 3):
        consultation = in_status(Status.REQUESTED, office)
        press = {
            "cancel": lambda row: patient(row, "cancel"),
            "confirm": lambda row: staff(row, "confirm"),
            "note": lambda row: staff(row, "note", text="Called."),
        }[verb]

        answer, erased = at_once(
            lambda row=consultation, press=press: press(row),
            lambda: person.erase(Consultation.objects.all(), by="command", now=MONDAY),
        )

        assert answer.status_code in (302, 404)
        assert erased == [consultation.reference]
        assert [model for model in LEFT if model.objects.exists()] == []
        forget_everyone()


@pytest.mark.usefixtures("journal")
def test_what_staff_settle_as_retention_runs_is_settled_or_gone(office, staff, rounds):
    back = timedelta(days=4 * 365)
    for _ in range(rounds // 3):
        consultation = in_status(Status.CONFIRMED, office)
        times = {name: F(name) - back for name in ("asked_at", "starts_at", "ends_at")}
        Consultation.objects.update(**times)
        Event.objects.update(at=F("at") - back)

        answer, run = at_once(
            lambda row=consultation: staff(row, "complete"),
            lambda: retention.run(by="timer", now=MONDAY),
        )

        stands = Consultation.objects.filter(pk=consultation.pk).values_list("status", flat=True)
        assert (answer.status_code, list(stands), run.erased) in [
            (302, ["completed"], {}),
            (404, [], {"confirmed": 1}),
        ]
        forget_everyone()
