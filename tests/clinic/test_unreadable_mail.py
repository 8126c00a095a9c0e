"""A message whose words no key opens any more: it waits by itself, and all the others go."""

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.db import connection
from django.utils import timezone

from bookings.models import Notification
from clinic.office.models import AccountMessage
from clinic.site.management.commands.run_worker import Command
from tests.clinic.sign_in import make_owner
from tests.factories import MONDAY, ask

pytestmark = [
    pytest.mark.django_db(transaction=True),  # the worker closes its connection
    pytest.mark.both_databases,
    pytest.mark.usefixtures("monday"),
]


def seal_with_a_key_that_is_gone(row, field):
    sealed = Fernet(Fernet.generate_key()).encrypt(b"+14245550100").decode()
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {field} = %s WHERE id = %s", [sealed, row.pk])


def drain():
    worker = Command()
    while worker.deliver_one():
        pass


def test_of_two_patients_the_one_who_can_be_read_is_written_to(office):
    unreadable = ask(office, starts_at=None, email="maya@example.com")
    ask(office, starts_at=None, email="oona@example.com")
    seal_with_a_key_that_is_gone(unreadable, "phone")

    drain()

    sent_to = {address for email in mail.outbox for address in email.to}
    assert "oona@example.com" in sent_to
    assert "maya@example.com" not in sent_to
    tried = Notification.objects.waiting().filter(attempts=1)
    assert set(tried.values_list("consultation_id", "last_error")) == {
        (unreadable.pk, "The message could not be written (ImproperlyConfigured).")
    }


def test_of_two_who_forgot_their_password_the_one_who_can_be_read_gets_a_link(office, roles):
    user = make_owner("ines")
    user.email = "ines@clinic.example"
    user.save()
    asked = {"kind": "reset", "queued_at": MONDAY, "due_at": MONDAY}
    unreadable = AccountMessage.objects.create(asked_for="maya", **asked)
    AccountMessage.objects.create(asked_for="ines", **asked)
    seal_with_a_key_that_is_gone(unreadable, "asked_for")

    drain()

    assert [email.to for email in mail.outbox] == [["ines@clinic.example"]]
    assert AccountMessage.objects.waiting().values_list("pk", flat=True).get() == unreadable.pk
    assert AccountMessage.objects.filter(due_at__gt=timezone.now()).exists()
