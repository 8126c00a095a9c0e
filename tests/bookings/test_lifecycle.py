"""What a verb changes, and what it refuses."""

from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from bookings import lifecycle
from bookings.models import REFERENCE_LETTERS, Block, Consultation, Event, Hold, Notification
from clinic.office.models import Closure, Office, SpecialWeek, Tally
from clinic.protection.encryption import blind_index
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office, request_for

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def desk():
    return User.objects.create_user("desk")


def test_submitting_stores_row_hold_history_and_messages_together():
    office = make_office()

    consultation = ask(office)

    assert consultation.status == "requested"
    assert [(hold.starts_at, hold.ends_at) for hold in consultation.holds.all()] == [
        (TUESDAY_AT_TWO, TUESDAY_AT_TWO + HALF_AN_HOUR)
    ]
    assert [event.kind for event in consultation.events.all()] == ["asked"]
    assert {(row.audience, row.kind) for row in consultation.notifications.all()} == {
        ("patient", "received"),
        ("office", "received"),
        ("office", "overdue"),
    }


def test_every_address_of_the_office_is_told_each_by_its_own_message():
    office = make_office()
    office.mail_addresses.create(email="owner@clinic.example")

    ask(office)

    received = Notification.objects.filter(audience="office", kind="received")
    told = received.values_list("office_address", flat=True)
    assert sorted(told) == ["desk@clinic.example", "owner@clinic.example"]


def test_a_refused_time_stores_nothing_at_all():
    office = make_office()
    ask(office)

    with pytest.raises(lifecycle.SlotTaken):
        ask(office)

    assert Consultation.objects.count() == 1
    assert Event.objects.count() == 1
    assert Notification.objects.filter(kind="received").count() == 2


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("model", "refusal"),
    [
        (Hold, lifecycle.SlotTaken),
        (Block, lifecycle.NotOffered),
        (Closure, lifecycle.NotOffered),
    ],
)
def test_what_comes_before_a_request_while_it_waits_for_its_turn_is_seen(
    monkeypatch, model, refusal
):
    office = make_office()
    other = {"consultation": ask(office, starts_at=None)} if model is Hold else {}
    lock = type(Office.objects.all()).locked

    def wait_for_turn(offices, pk):
        model.objects.create(
            office=office,
            starts_at=TUESDAY_AT_TWO + timedelta(minutes=29),
            ends_at=TUESDAY_AT_TWO + timedelta(hours=1),
            **other,
        )
        return lock(offices, pk)

    monkeypatch.setattr(type(Office.objects.all()), "locked", wait_for_turn)
    before = Consultation.objects.count(), Tally.objects.count()

    with pytest.raises(lifecycle.NotOffered) as refused:
        ask(office)

    assert type(refused.value) is refusal
    assert (Consultation.objects.count(), Tally.objects.count()) == before


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        lambda office: Office.objects.update(booking_off_until=TUESDAY_AT_TWO + timedelta(days=9)),
        lambda office: Office.objects.update(consultation_minutes=45),
        lambda office: Office.objects.update(horizon_days=1),
        lambda office: office.consultation_hours.all().delete(),
        lambda office: SpecialWeek.objects.create(office=office, monday=date(2026, 11, 23)),
    ],
    ids=["off", "length", "horizon", "hours", "special week"],
)
def test_what_staff_change_while_a_request_waits_for_its_turn_counts(monkeypatch, change):
    office = make_office()
    lock = type(Office.objects.all()).locked

    def wait_for_turn(offices, pk):
        change(office)
        return lock(offices, pk)

    monkeypatch.setattr(type(Office.objects.all()), "locked", wait_for_turn)

    with pytest.raises(lifecycle.NotOffered):
        ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=1))

    assert not Consultation.objects.exists()


def test_the_same_form_is_stored_once():
    office = make_office()
    key = uuid4()
    first = ask(office, form_key=key)

    with pytest.raises(lifecycle.AlreadySent) as before:
        ask(office, form_key=key)

    assert before.value.consultation == first


def test_confirming_keeps_the_time_and_tells_the_patient(desk):
    consultation = ask(make_office())

    confirmed = lifecycle.confirm(consultation, by=desk, now=MONDAY)

    assert confirmed.status == "confirmed"
    assert confirmed.holds.count() == 1
    assert confirmed.events.last().by == desk
    assert confirmed.notifications.filter(kind="confirmed", audience="patient").count() == 1


def test_declining_frees_the_time(desk):
    office = make_office()
    consultation = ask(office)

    lifecycle.decline(consultation, by=desk, now=MONDAY)

    assert ask(office, starts_at=TUESDAY_AT_TWO).status == "requested"


def test_a_request_without_a_time_is_confirmed_at_the_time_agreed_on(desk):
    office = make_office()
    consultation = ask(office, starts_at=None)

    with pytest.raises(lifecycle.NotAllowed, match="No time is chosen yet"):
        lifecycle.confirm(consultation, by=desk, now=MONDAY)
    confirmed = lifecycle.confirm(consultation, by=desk, now=MONDAY, starts_at=TUESDAY_AT_TWO)

    assert confirmed.starts_at == TUESDAY_AT_TWO
    assert Hold.objects.get().consultation == confirmed


def test_a_request_without_a_time_cannot_be_confirmed_at_somebody_elses(desk):
    office = make_office()
    ask(office)
    consultation = ask(office, starts_at=None)

    with pytest.raises(lifecycle.SlotTaken):
        lifecycle.confirm(consultation, by=desk, now=MONDAY, starts_at=TUESDAY_AT_TWO)

    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_a_time_that_has_passed_is_not_confirmed(desk):
    consultation = ask(make_office())

    with pytest.raises(lifecycle.NotAllowed, match="That time has passed"):
        lifecycle.confirm(consultation, by=desk, now=TUESDAY_AT_TWO)


@pytest.mark.parametrize("first", [lifecycle.confirm, lifecycle.decline])
@pytest.mark.parametrize("second", [lifecycle.confirm, lifecycle.decline])
def test_an_answered_request_is_not_answered_again(desk, first, second):
    consultation = ask(make_office())
    first(consultation, by=desk, now=MONDAY)
    events = Event.objects.count()

    with pytest.raises(lifecycle.NotAllowed, match=f"{consultation.reference} is already"):
        second(consultation, by=desk, now=MONDAY)

    assert Event.objects.count() == events


@pytest.mark.both_databases
@pytest.mark.parametrize("shift", [timedelta(0), timedelta(minutes=-15), timedelta(minutes=29)])
def test_the_database_itself_refuses_two_holds_that_overlap(shift):
    office = make_office()
    ask(office)
    other = ask(office, starts_at=None)

    with pytest.raises(IntegrityError, match="hold_one_person_per_time"), transaction.atomic():
        Hold.objects.create(
            consultation=other,
            office=office,
            starts_at=TUESDAY_AT_TWO + shift,
            ends_at=TUESDAY_AT_TWO + shift + HALF_AN_HOUR,
        )


@pytest.mark.both_databases
def test_the_database_refuses_to_move_a_hold_onto_another():
    office = make_office()
    ask(office)
    other = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR)

    with pytest.raises(IntegrityError, match="hold_one_person_per_time"), transaction.atomic():
        other.holds.update(starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO + HALF_AN_HOUR)


@pytest.mark.both_databases
def test_holds_may_touch_and_another_offices_times_are_its_own():
    office, elsewhere = make_office(), make_office(street="2 Other St")
    ask(office)

    ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR)
    ask(elsewhere, starts_at=TUESDAY_AT_TWO)

    assert Hold.objects.count() == 3


@pytest.mark.both_databases
def test_an_end_before_the_start_is_refused():
    consultation = ask(make_office(), starts_at=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(
            consultation=consultation,
            office=consultation.office,
            starts_at=TUESDAY_AT_TWO,
            ends_at=TUESDAY_AT_TWO,
        )


def test_phone_email_note_and_answers_lie_sealed_in_the_database():
    secrets = {
        "phone": "+14245550134",
        "email": "maya@example.com",
        "note": "keloid on the left",
        "answers": ["sensitive"],
    }
    consultation = ask(make_office(), **secrets)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bookings_consultation")
        stored = repr(cursor.fetchall())

    for secret in ("4245550134", "maya@example.com", "example.com", "keloid", "sensitive"):
        assert secret not in stored
    read = Consultation.objects.get(pk=consultation.pk)
    assert {name: getattr(read, name) for name in secrets} == secrets


def test_a_whole_phone_or_email_finds_its_consultation_and_a_part_does_not():
    consultation = ask(make_office(), phone="+14245550134", email="Maya@Example.com")

    assert Consultation.objects.reached_at("maya@example.com").get() == consultation
    assert Consultation.objects.reached_at("+14245550134").get() == consultation
    assert not Consultation.objects.reached_at("maya@").exists()


def test_old_and_new_sealing_keys_live_together(settings):
    new = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="
    consultation = ask(make_office(), note="before the change")
    settings.SEALING_KEYS = [new, *settings.SEALING_KEYS]

    read = Consultation.objects.reached_at("maya@example.com").get()

    assert read.note == "before the change"
    assert read.email_mark != blind_index("maya@example.com")
    call_command("reseal", stdout=StringIO())
    settings.SEALING_KEYS = [new]
    assert Consultation.objects.reached_at("maya@example.com").get() == read
    assert Consultation.objects.get(pk=consultation.pk).note == "before the change"


def test_references_have_no_look_alikes():
    office = make_office()
    references = {
        ask(office, starts_at=None, email=f"person{number}@example.com").reference
        for number in range(20)
    }

    assert len(references) == 20
    assert not set("".join(references)) - set(REFERENCE_LETTERS)
    assert not set(REFERENCE_LETTERS) & set("0O1ILZ2S5B8UV")


def test_nobody_is_called_reachable_without_the_address_that_it_takes():
    request = request_for(make_office(), email="", reach_by="email")

    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.submit(request, starts_at=None, consents={}, now=MONDAY)


def test_erasing_leaves_nothing_of_a_request_and_frees_its_time():
    office = make_office()
    consultation = ask(office)
    other = ask(office, starts_at=None)

    call_command("erase", consultation.reference.lower(), stdout=StringIO())

    assert list(Consultation.objects.all()) == [other]
    assert {row.consultation for row in Event.objects.all()} == {other}
    assert {row.consultation for row in Notification.objects.all()} == {other}
    assert ask(office, starts_at=TUESDAY_AT_TWO).starts_at == TUESDAY_AT_TWO


def test_an_unknown_reference_erases_nothing_and_says_so():
    ask(make_office())

    with pytest.raises(CommandError, match="There is no request XXXXXX"):
        call_command("erase", "XXXXXX")

    assert Consultation.objects.count() == 1
