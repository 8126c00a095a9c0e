"""An address of the office's is put right, taken off or added: what is owed to it follows."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings import lifecycle, notifications
from bookings.models import Notification
from tests.bookings.lives import desk
from tests.bookings.mails import DAILY, EVERY, TROUBLE, deliver
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("addresses")]
RIGHT = "right@clinic.example"
NEXT_MORNING = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # eight o'clock in Santa Monica
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def change(office):
    """A function that changes the list of addresses as the office's form does."""

    def changed(*, now=MONDAY, put_right=(), taken_off=(), added=()):
        was = dict(office.mail_addresses.values_list("pk", "email"))
        for email in put_right:
            office.mail_addresses.filter(email=email).update(email=RIGHT)
        office.mail_addresses.filter(email__in=taken_off).delete()
        for email in added:
            office.mail_addresses.create(email=email, hears="trouble")
        notifications.readdress(office, was, now=now)

    return changed


def waiting_for(address):
    return sorted(
        Notification.objects.waiting().filter(office_address=address).values_list("kind", flat=True)
    )


def test_what_waits_for_an_address_that_is_put_right_goes_to_the_right_one(office, change):
    consultation = ask(office)
    deliver()
    assert waiting_for(DAILY) == ["digest", "overdue"]

    change(put_right=[DAILY])

    assert waiting_for(DAILY) == []
    to_right = [each["Subject"] for each in deliver(NEXT_MORNING) if each["To"] == RIGHT]
    assert to_right == [
        f"Overdue: consultation request {consultation.reference}",
        "Consultations: 1 change, 1 waiting",
    ]


def test_what_was_tried_in_vain_goes_to_the_right_address_at_once(office, change):
    ask(office)
    received = Notification.objects.filter(kind="received", office_address=EVERY)
    received.update(
        attempts=3, due_at=MONDAY + 5 * HOUR, last_error="The mail server asked to try later."
    )

    change(put_right=[EVERY], now=MONDAY + HOUR)

    assert RIGHT in [each["To"] for each in deliver(MONDAY + HOUR)]


def test_what_failed_at_a_wrong_address_can_be_sent_again_to_the_right_one(office, change):
    ask(office)
    Notification.objects.filter(kind="received", office_address=EVERY).update(
        due_at=None, failed_at=MONDAY
    )
    change(put_right=[EVERY])

    failed = Notification.objects.failed().get()
    failed.send_again(now=MONDAY)

    assert RIGHT in [each["To"] for each in deliver()]


def test_who_takes_the_place_of_one_taken_off_hears_of_trouble_once(office, change):
    consultation = ask(office)
    deliver()

    change(taken_off=[EVERY, DAILY, TROUBLE], added=[RIGHT])

    assert [waiting_for(email) for email in (EVERY, DAILY, TROUBLE)] == [[], [], []]
    told = [(each["To"], each["Subject"]) for each in deliver(consultation.reply_by)]
    assert told == [(RIGHT, f"Overdue: consultation request {consultation.reference}")]


def test_who_stays_hears_of_trouble_once_when_another_is_taken_off(office, change):
    consultation = ask(office, now=MONDAY - 3 * DAY)
    lifecycle.lapse(consultation, now=consultation.lapses_at)
    Notification.objects.filter(office_address=TROUBLE, kind="lapsed").update(
        due_at=None, sent_at=MONDAY
    )

    change(taken_off=[EVERY])

    assert waiting_for(EVERY) == []
    lapsed = consultation.notifications.filter(kind="lapsed", audience="office").order_by(
        "office_address"
    )
    assert [(row.office_address, row.state) for row in lapsed] == [
        (DAILY, "waiting"),
        (EVERY, "no longer true"),
        (TROUBLE, "sent"),
    ]


def test_an_address_added_later_hears_of_what_is_overdue_from_then_on(office, change):
    lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    ask(office, starts_at=None, email="before@example.com", now=MONDAY - 3 * DAY)  # overdue already
    deliver()
    late = ask(office, starts_at=None, email="late@example.com")

    change(added=[RIGHT])

    to_right = [each["Subject"] for each in deliver(late.reply_by) if each["To"] == RIGHT]
    assert to_right == [f"Overdue: consultation request {late.reference}"]


def test_another_choice_for_the_same_addresses_queues_nothing(office, change):
    ask(office)
    before = list(Notification.objects.order_by("pk").values())

    change(now=MONDAY + HOUR)

    assert list(Notification.objects.order_by("pk").values()) == before
