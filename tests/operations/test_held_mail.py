"""After a restore no old mail goes out again, until the owner says so."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings import lifecycle
from bookings.admin.reports.notifications import why_not_again
from bookings.models import Access, Notification, Status
from clinic.mail.outbox import MailWorker, deliver_next
from clinic.office.models import Office
from clinic.operations import held_mail
from clinic.protection import rate_limits
from clinic.site.management.commands import run_worker
from clinic.site.outboxes import OUTBOXES
from clinic.staff import account_messages
from clinic.staff.roles import make_roles
from tests.bookings.desk import said
from tests.factories import TUESDAY_AT_TWO, ask, drop_what_waits, make_office
from tests.operations.databases import instead, new_postgresql, sqlite_in
from tests.site import wait_until

HELD = "/admin/held-mail/"


def five_requests(office):
    """Ten messages that go at once: to the patient and to the office."""
    asked = [
        ask(office, starts_at=None, preferred_days=["mon"], email=f"p{nth}@example.com", now=now())
        for nth in range(5)
    ]
    drop_what_waits()
    return asked


def now():
    return timezone.now()


def deliver():
    """What a worker sends of all outboxes until there is nothing left to do."""
    for outbox in OUTBOXES:
        while deliver_next(outbox.messages, write=outbox.write, now=now):
            pass


@pytest.fixture
def quick_limits(monkeypatch):
    for limit in ("BURST", "CONTACT"):
        monkeypatch.setattr(rate_limits, limit, rate_limits.Limit(1000, timedelta(minutes=10)))


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
@pytest.mark.django_db(transaction=True)
def test_ten_messages_that_wait_go_once_the_owner_releases_them(
    vendor, folders, settings, smtp, quick_limits
):
    five_requests(make_office())
    assert Notification.objects.due(now()).count() == 10
    call_command("backup", stdout=io.StringIO())
    (path,) = Path(settings.BACKUP_FOLDER).iterdir()
    deliver()
    assert len(smtp.messages) == 10
    smtp.messages.clear()

    def restored_and_pressed():
        said_ = io.StringIO()
        call_command("restore", path, stdout=said_, stderr=io.StringIO())
        assert "Mail that waits: 10. It is held" in said_.getvalue()
        owner = User.objects.create_user("maya")
        deliver()
        assert smtp.messages == [], "no worker finds one, whatever it does"

        newer = ask(
            Office.objects.current(),
            starts_at=None,
            preferred_days=["tue"],
            email="new@example.com",
            now=now(),
        )
        deliver()
        recipients = {address for each in smtp.messages for address in each.recipients}
        assert recipients == {"new@example.com", "desk@clinic.example"}
        assert newer.notifications.filter(sent_at__isnull=False).count() == len(smtp.messages)
        smtp.messages.clear()

        def undone(what):
            with transaction.atomic():
                what()
                transaction.set_rollback(True)

        def dropped():
            assert held_mail.drop_all(by=owner, now=now()) == 10
            deliver()
            assert smtp.messages == []

        undone(dropped)
        first, second, *_ = [held_mail.Held.of(message).key for message in held_mail.held()]
        assert held_mail.release([first], by=owner, now=now()) == 1
        assert held_mail.drop([second], by=owner, now=now()) == 1
        deliver()
        assert len(smtp.messages) == 1
        assert held_mail.release_all(by=owner, now=now()) == 8
        deliver()
        assert len(smtp.messages) == 9
        assert not MailWorker.is_holding()

    if vendor == "postgresql":
        with new_postgresql() as new, instead(new):
            restored_and_pressed()
    else:
        with instead(sqlite_in(folders / "new.sqlite3")):
            restored_and_pressed()


@pytest.mark.django_db(transaction=True)
def test_a_link_that_was_used_or_revoked_since_the_backup_opens_nothing_after_a_restore(
    folders, settings, smtp
):
    make_office()
    colleague = User(username="maya", email="maya@clinic.example", is_staff=True)
    colleague.set_unusable_password()
    colleague.save()
    invitation = account_messages.invite(colleague, now=now())
    deliver()
    call_command("backup", stdout=io.StringIO())
    (path,) = Path(settings.BACKUP_FOLDER).iterdir()
    assert account_messages.by_token(token_of(invitation)).is_open(now=now())
    with transaction.atomic():
        account_messages.revoke_invitation(colleague, now=now())

    with instead(sqlite_in(folders / "new.sqlite3")):
        call_command("restore", path, stdout=io.StringIO(), stderr=io.StringIO())
        opened = Client().get(invitation.link)
        restored = account_messages.by_token(token_of(invitation))

    assert (opened.status_code, restored.revoked_at, restored.is_open(now=now())) == (
        404,
        None,
        False,
    )


def token_of(invitation):
    return invitation.link.rstrip("/").rpartition("/")[2]


def held():
    """As a restore leaves it, without one."""
    MailWorker.hold(OUTBOXES, restored_from=now() - timedelta(days=1), now=now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_nothing_lapses_while_mail_is_held(office, quick_limits):
    asked = ask(office, now=now() - timedelta(days=30), starts_at=None, preferred_days=["mon"])
    held()
    worker = run_worker.Command()

    worker.beat()
    worker.lapse_some()
    asked.refresh_from_db()
    assert asked.status == Status.REQUESTED

    MailWorker.hold_no_more()
    worker.last_beat = None
    worker.beat()
    worker.lapse_some()
    asked.refresh_from_db()
    assert asked.status == Status.LAPSED


@pytest.mark.django_db(transaction=True)
def test_what_becomes_untrue_while_it_is_released_is_sent_to_nobody(office, quick_limits):
    five_requests(office)
    held()
    message, other = Notification.objects.held()[:2]
    keys = [held_mail.Held.of(each).key for each in (message, other)]
    owner = User.objects.create_user("maya")

    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0] > 0

    def release():
        try:
            return held_mail.release(keys, by=owner, now=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            message.drop(now=now())  # as a verb does it that somebody presses
            pressed = pool.submit(release)
            wait_until(waits)
        assert pressed.result(30) == 1
    message.refresh_from_db()
    assert (message.due_at, message.superseded_at is None) == (None, False)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_what_a_clock_that_ran_ahead_queued_is_held_too(office, quick_limits):
    five_requests(office)
    Notification.objects.update(queued_at=now() + timedelta(days=2))

    held()

    assert Notification.objects.held().count() == 10
    assert not Notification.objects.due(now() + timedelta(days=9)).exists()
    key = held_mail.Held.of(Notification.objects.held()[0]).key
    held_mail.release([key], by=User.objects.create_user("maya"), now=now())
    assert Notification.objects.held().count() == 9


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_reminder_that_is_released_waits_for_its_time(office, monday):
    asked = ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=2))
    clerk = User.objects.create_user("desk")
    lifecycle.confirm(asked, by=clerk, now=now())
    held()
    reminder = Notification.objects.get(kind="reminder")
    due_at = reminder.due_at

    held_mail.release([held_mail.Held.of(reminder).key], by=clerk, now=now())

    reminder.refresh_from_db()
    assert reminder.due_at == due_at > now()
    assert reminder not in Notification.objects.held()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_what_comes_in_anew_does_not_wait_for_what_is_held(office, monday, quick_limits):
    office.mail_addresses.update(hears="digest")
    office.mail_addresses.create(email="all@clinic.example", hears="every")
    for suspect in (False, True):
        ask(office, starts_at=None, preferred_days=["mon"], suspect=suspect, now=now())
    held()
    monday.shift(60)

    for suspect in (False, True):
        ask(office, starts_at=None, preferred_days=["tue"], suspect=suspect, now=now())

    free = Notification.objects.free().filter(audience="office").values_list("kind", flat=True)
    assert {"received", "aside", "digest"} <= set(free)


@pytest.mark.django_db
def test_the_desk_sends_no_held_message_again(office):
    ask(office, now=now() - timedelta(hours=1), starts_at=None, preferred_days=["mon"])
    message = Notification.objects.due(now()).first()
    assert why_not_again(message) == "It has not gone yet and goes by itself."
    held()
    message.attempts = 3

    assert "the owner looks through those first" in why_not_again(message)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_worker_asks_no_more_often_because_mail_may_be_held(office, quick_limits, smtp):
    five_requests(office)
    outbox = OUTBOXES[0]
    MailWorker.row()
    with CaptureQueriesContext(
        connection,
    ) as free:
        deliver_next(outbox.messages, write=lambda row, now: None, now=now)
    held()
    ask(
        office,
        starts_at=None,
        preferred_days=["wed"],
        email="new@example.com",
        now=now() + timedelta(seconds=1),
    )

    with CaptureQueriesContext(connection) as while_held:
        assert deliver_next(outbox.messages, write=lambda row, now: None, now=lambda: now_and(2))

    assert len(while_held) == len(free)


def now_and(seconds):
    return now() + timedelta(seconds=seconds)


# ---- the owner's page ----------------------------------------------------------------------------
@pytest.fixture
def signed_in(db, settings):
    settings.SECOND_FACTOR = False
    make_roles()

    def as_(role):
        user = User.objects.create_user(role.lower().replace(" ", "-"), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return as_


def test_it_is_red_on_the_desk_and_the_owner_alone_looks_through_it(
    office, signed_in, quick_limits
):
    owner, desk = signed_in("Owner"), signed_in("Front desk")
    five_requests(office)
    assert "Mail from before is held" not in owner.get("/admin/").text
    held()

    for client, leads in ((owner, True), (desk, False)):
        page = client.get("/admin/").text
        assert "<strong>Mail from before is held.</strong>" in page
        assert (f'href="{HELD}"' in page) == leads
    assert desk.get(HELD).status_code == 403
    assert desk.post(HELD, {"press": "release_all"}).status_code == 403
    assert Client().get(HELD).status_code == 302
    page = owner.get(HELD).text
    reference = Notification.objects.held()[0].about
    for words in ("10 messages are held", "Request received, to the patient", reference):
        assert words in page
    for secret in ("p0@example.com", "desk@clinic.example", "Maya", "Ortiz"):
        assert secret not in page


def test_the_owner_releases_and_drops_and_the_log_says_so(office, signed_in, quick_limits):
    owner = signed_in("Owner")
    five_requests(office)
    held()
    first, second, third, *_ = [held_mail.Held.of(message) for message in held_mail.held()]

    def press(verb, *lines):
        answer = owner.post(
            HELD, {"press": verb, "message": [line.key for line in lines]}, follow=True
        )
        return said(answer), answer.redirect_chain[-1][0]

    assert press("release", first, second) == (["Released: 2."], HELD)
    assert press("drop", third) == (["Dropped: 1."], HELD)
    assert press("drop", third) == (["Nothing was changed: tick the messages first."], HELD)
    assert press("nonsense")[0] == ["Nothing was changed: press one of the buttons."]
    assert press("drop_all") == (["Dropped: 7. No mail is held any more."], "/admin/")
    assert Notification.objects.filter(superseded_at__isnull=False).count() == 8
    assert Notification.objects.due(now_and(1)).count() == 2
    lines = list(Access.objects.order_by("pk").values_list("by_name", "reference", "fields"))
    assert lines == [
        ("owner", first.message.about, "release held mail"),
        ("owner", second.message.about, "release held mail"),
        ("owner", third.message.about, "drop held mail"),
        ("owner", "held mail", "drop all: 7"),
    ]
    assert "No mail is held." in owner.get(HELD).text


def test_without_messages_the_owner_still_says_that_it_goes_on(office, signed_in):
    owner = signed_in("Owner")
    held()

    assert "Go on as always" in owner.get(HELD).text
    answer = owner.post(HELD, {"press": "release_all"}, follow=True)
    assert said(answer) == ["Released: 0. No mail is held any more."]
    assert "Mail from before is held" not in answer.text
