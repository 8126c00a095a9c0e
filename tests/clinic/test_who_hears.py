"""Whom the office's form lets hear of requests: never nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from bookings.models import Notification
from clinic.office.models import Office
from tests.clinic.seen import seen
from tests.factories import ask

pytestmark = pytest.mark.django_db
REFUSED = "Somebody has to be told when a patient asks."
FIELDS = [
    "name",
    "street",
    "suite",
    "city",
    "state",
    "postal_code",
    "time_zone",
    "instagram",
    "parking",
    "access",
    "consultation_minutes",
    "slot_step_minutes",
    "notice_hours",
    "horizon_days",
    "reply_within_hours",
    "change_limit_hours",
    "choose_within_days",
    "lapse_after_days",
]


@pytest.fixture
def save(client, office):
    """A function that sends the office's form with a row for each `(address, what it hears)`."""
    client.force_login(User.objects.create_superuser("owner"))

    def send(*rows, delete=(), **fields):
        typed = {name: getattr(office, name) for name in FIELDS} | {"phone": "+14242521210"}
        for prefix in ("opening_hours", "consultation_hours", "closures"):
            typed |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        stored = {row.email: row.pk for row in office.mail_addresses.all()}
        rows = sorted(rows, key=lambda row: row[0] not in stored)
        typed["mail_addresses-TOTAL_FORMS"] = len(rows)
        typed["mail_addresses-INITIAL_FORMS"] = len([row for row in rows if row[0] in stored])
        for number, (email, hears) in enumerate(rows):
            form = {
                "id": stored.get(email, ""),
                "office": office.pk,
                "email": email,
                "hears": hears,
            }
            form |= {"DELETE": "on"} if email in delete else {}
            typed |= {f"mail_addresses-{number}-{name}": value for name, value in form.items()}
        address = f"/admin/clinic/office/{office.pk}/change/"
        return client.post(address, typed | seen(client, address) | fields)

    return send


def heard(office):
    return dict(office.mail_addresses.values_list("email", "hears"))


def test_each_address_hears_what_is_chosen_for_it(office, save):
    chosen = {
        "desk@clinic.example": "digest",
        "a@clinic.example": "every",
        "b@clinic.example": "trouble",
    }

    assert save(*chosen.items()).status_code == 302

    assert heard(office) == chosen


def test_all_of_them_silent_is_refused_and_what_was_typed_stays(office, save):
    response = save(
        ("desk@clinic.example", "trouble"), ("new@clinic.example", "trouble"), city="Venice Beach"
    )

    assert response.status_code == 200
    assert response.text.count(REFUSED) == 1
    for typed in ('value="new@clinic.example"', 'value="Venice Beach"'):
        assert typed in response.text
    assert response.text.count('<option value="trouble" selected>') == 2
    assert heard(office) == {"desk@clinic.example": "every"}


def test_the_last_one_that_hears_is_not_deleted(office, save):
    office.mail_addresses.create(email="quiet@clinic.example", hears="trouble")
    before = heard(office)

    for rows in ([("desk@clinic.example", "every")], [*before.items()]):
        response = save(*rows, delete=["desk@clinic.example"])
        assert REFUSED in response.text

    assert heard(office) == before


def test_no_address_at_all_is_refused(office, save):
    office.mail_addresses.all().delete()

    assert REFUSED in save().text


def test_the_last_one_may_give_way_to_another_in_the_same_form(office, save):
    rows = [("desk@clinic.example", "every"), ("new@clinic.example", "digest")]

    assert save(*rows, delete=["desk@clinic.example"]).status_code == 302

    assert heard(office) == {"new@clinic.example": "digest"}


def test_an_address_that_is_none_is_what_is_said_first(office, save):
    response = save(("desk@clinic.example", "trouble"), ("nobody", "every"))

    assert "Enter a valid email address." in response.text
    assert REFUSED not in response.text


def test_what_waits_for_an_address_follows_it_when_it_is_changed(office, save):
    ask(office)
    waited = Notification.objects.waiting().filter(office_address="desk@clinic.example").count()
    row = office.mail_addresses.get()
    as_typed = {"mail_addresses-0-id": row.pk, "mail_addresses-INITIAL_FORMS": 1}

    assert save(("right@clinic.example", "every"), **as_typed).status_code == 302

    assert heard(office) == {"right@clinic.example": "every"}
    waiting = Notification.objects.waiting().filter(audience="office")
    assert (
        list(waiting.values_list("office_address", flat=True)) == ["right@clinic.example"] * waited
    )


def test_an_address_in_the_place_of_a_deleted_one_hears_of_the_open_requests(office, save):
    ask(office)
    rows = [
        ("desk@clinic.example", "every"),
        ("new@clinic.example", "trouble"),
        ("b@clinic.example", "every"),
    ]

    assert save(*rows, delete=["desk@clinic.example"]).status_code == 302

    waiting = Notification.objects.waiting().filter(audience="office").order_by("office_address")
    told = [("b@clinic.example", "overdue"), ("new@clinic.example", "overdue")]
    assert list(waiting.values_list("office_address", "kind")) == told


@pytest.mark.django_db(transaction=True)
def test_two_who_each_delete_the_others_address_at_one_moment_do_not_both_succeed(office, save):
    other = office.mail_addresses.create(email="other@clinic.example")
    rows = list(heard(office).items())

    def delete_first():
        try:
            return save(*rows, delete=["desk@clinic.example"])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Office.objects.select_for_update().get()
            saving = pool.submit(delete_first)
            wait_until_somebody_waits()
            other.delete()
        response = saving.result(30)

    assert response.status_code == 409
    assert heard(office) == {"desk@clinic.example": "every"}


def wait_until_somebody_waits():
    """For a lock of this database, as the form of a colleague does that is saved at the same
    moment.
    """
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for a lock")
