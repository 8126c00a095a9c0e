"""Probes answer any name with a word; what is behind it is for whoever holds the token."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from bookings.models import Notification
from clinic.mail.outbox import MailWorker
from clinic.site import monitor_token, static_files
from tests.clinic.starts import read
from tests.factories import MONDAY, ask, make_office

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"
RIGHT = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def in_production(settings):
    settings.ALLOWED_HOSTS = [".acupuncturyla.com"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = read()["SECURE_REDIRECT_EXEMPT"]
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture(autouse=True)
def no_wrong_ones(monkeypatch):
    monkeypatch.setattr(monitor_token, "wrong_tokens", monitor_token.WrongTokens())


def refuse(*args):
    raise DatabaseError("the database at 10.0.0.7 is away")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:8000", "10.0.0.7", "[::1]:8000", "x_y", "a b", "%", ""]
)
def test_probes_answer_any_name_without_https(client, in_production, host):
    answers = [client.get(f"/health/{page}", headers={"host": host}) for page in ("live", "ready")]

    assert [(each.status_code, each.content) for each in answers] == [
        (200, b"ok\n"),
        (200, b"ready\n"),
    ]


def test_a_probe_says_no_more_than_a_word_when_something_is_missing(client, monkeypatch):
    for name, broken in {"cursor": refuse}.items():
        with monkeypatch.context() as away:
            away.setattr(connection, name, broken)
            assert client.get("/health/live").content == b"ok\n"
            answer = client.get("/health/ready")
            assert (answer.status_code, answer.content) == (503, b"unready\n")
    with monkeypatch.context() as away:
        away.setattr(static_files, "are_collected", lambda: False)
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.content) == (503, b"unready\n")


# ---- the token -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": TOKEN},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer \xe9"},
        {"x-forwarded-for": "127.0.0.1"},
    ],
)
def test_without_the_token_the_details_are_not_there(client, in_production, headers):
    assert client.get("/health/details", headers=headers).status_code == 404


def test_without_a_token_in_the_settings_nothing_opens_them(client, settings):
    settings.METRICS_TOKEN = ""

    for sent in ("Bearer ", "Bearer", ""):
        assert client.get("/health/details", headers={"authorization": sent}).status_code == 404


def test_guessing_is_held_up_and_the_right_token_never(client, in_production):
    wrong = {"authorization": "Bearer guessed"}
    answers = [client.get("/health/details", headers=wrong) for _ in range(12)]

    assert [each.status_code for each in answers] == [404] * 10 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "60"
    assert client.get("/health/details", headers=RIGHT).status_code in (200, 503)


def test_a_weak_token_stops_the_start():
    for weak in ("short", "a" * 40):
        with pytest.raises(Exception, match=r"^METRICS_TOKEN is too easy to guess"):
            read(METRICS_TOKEN=weak)


# ---- the details ---------------------------------------------------------------------------------
@pytest.fixture
def details(client, in_production, monday):
    return lambda: client.get("/health/details", headers=RIGHT)


def test_the_details_of_a_healthy_site(details):
    ask(make_office(), starts_at=None)
    MailWorker.beat(now=MONDAY - timedelta(seconds=4))
    Notification.objects.update(due_at=MONDAY - timedelta(seconds=90))

    answer = details()

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].count("no-store") == 1
    assert answer.json() == {
        "ok": True,
        "database": True,
        "database_kind": connection.vendor,
        "static_files": True,
        "pending_migrations": 0,
        "worker_heartbeat_age_seconds": 4.0,
        "worker_is_silent": False,
        "mail_is_paused": False,
        "messages_due": Notification.objects.count(),
        "messages_late": 0,
        "messages_failed": 0,
        "oldest_message_due_age_seconds": 90.0,
    }


def test_details_of_a_site_that_is_not(details, monkeypatch):
    answer = details()
    assert (answer.status_code, answer.json()["worker_is_silent"]) == (503, True)

    MailWorker.beat(now=MONDAY)
    assert details().status_code == 200
    MailWorker.objects.update(paused_until=MONDAY + timedelta(minutes=1))
    assert (details().status_code, details().json()["mail_is_paused"]) == (503, True)
    MailWorker.objects.update(paused_until=None)

    MigrationRecorder.Migration.objects.filter(app="bookings").order_by("-id").first().delete()
    assert (details().status_code, details().json()["pending_migrations"]) == (503, 1)

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = details()
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert "10.0.0.7" not in answer.text


# ---- security.txt --------------------------------------------------------------------------------
def fields(text):
    return [tuple(line.split(": ", 1)) for line in text.splitlines()]


def test_security_txt_says_whom_to_tell(client, settings, monday):
    settings.SITE_URL = "https://clinic.example"
    settings.DEFAULT_FROM_EMAIL = "Acupunctury <office@clinic.example>"
    make_office(phone="+13105550134")

    answer = client.get("/.well-known/security.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(answer.text) == [
        ("Contact", "mailto:office@clinic.example"),
        ("Contact", "tel:+13105550134"),
        ("Expires", "2027-09-19T00:00:00Z"),
        ("Preferred-Languages", "en"),
        ("Canonical", "https://clinic.example/.well-known/security.txt"),
    ]
    monday.shift(timedelta(days=400))
    assert dict(fields(client.get("/.well-known/security.txt").text))["Expires"].startswith("2028")


def test_security_txt_names_whom_a_setting_names(client, settings):
    settings.SECURITY_CONTACT = ["https://clinic.example/report", "mailto:lock@clinic.example"]

    text = client.get("/.well-known/security.txt").text

    assert [value for name, value in fields(text) if name == "Contact"] == settings.SECURITY_CONTACT


def test_a_contact_without_its_scheme_stops_the_start():
    with pytest.raises(Exception, match=r"^SECURITY_CONTACT takes addresses with their scheme"):
        read(SECURITY_CONTACT="office@clinic.example")
