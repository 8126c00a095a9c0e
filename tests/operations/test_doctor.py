"""The doctor: every check finds what is wrong, and nothing once it is mended."""

import http.server
import json
import ssl
import subprocess
import sys
import threading
import time
import zoneinfo
from collections import namedtuple
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from articles.models import Article
from bookings.models import Hold, Notification
from clinic.mail.outbox import MailWorker
from clinic.office.holiday_closures import close
from clinic.office.models import Office, OfficeAddress, Practitioner, SecondFactor
from clinic.operations import doctor
from clinic.operations.doctor import (
    accounts,
    configuration,
    content,
    database,
    https,
    machine,
    mail,
)
from clinic.operations.doctor.report import Check, Level, Look, note, red, warning
from clinic.operations.doctor.run import run
from clinic.staff import account_messages
from clinic.staff.roles import make_roles
from tests.articles.factories import make_article, make_treatment
from tests.clinic.starts import SAFE
from tests.factories import MONDAY, ask, make_office
from tests.smtp import Act

pytestmark = pytest.mark.django_db
LOOK = Look(now=MONDAY)
RED, WARNING, NOTE = Level.RED, Level.WARNING, Level.NOTE
KEY = "9f3Jq8Zt1Lw6Xc0Vb9Nm4Ks7Hd2Gy5Pa8Re1Ti6Uo3Yx0Qw9Ez4"


def found(check, look=LOOK):
    """What a check finds: each key with its level. Every finding says how to mend it."""
    findings = list(check(look))
    for finding in findings:
        assert finding.what.endswith("."), finding
        assert finding.mend or finding.level <= NOTE, finding
    return {finding.key: finding.level for finding in findings}


@pytest.fixture(autouse=True)
def in_production(settings, tmp_path, monkeypatch):
    """As on a server that is well set up; each test breaks one thing."""
    settings.DEVELOPMENT = False
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://clinic.la", ["clinic.la"]
    settings.DEFAULT_FROM_EMAIL = "Acupunctury <office@clinic.la>"
    settings.EMAIL_URL, settings.EMAIL_HOST = "smtp+tls://mail.clinic.la", "mail.clinic.la"
    settings.BEHIND_HTTPS_PROXY, settings.PROXY_HOPS = True, 1
    settings.SECRET_KEY = KEY
    settings.SECOND_FACTOR = True
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", 60)
    settings.BASE_DIR = settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    for folder in ("media", "backups"):
        (tmp_path / folder).mkdir(mode=0o700)
    tmp_path.chmod(0o700)


# ---- settings and keys ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("DEVELOPMENT", True, {"settings.development": RED}),
        ("DEBUG", True, {"settings.debug": RED}),
        ("ALLOWED_HOSTS", ["www.clinic.la"], {"settings.site-url-not-allowed": RED}),
        ("DEFAULT_FROM_EMAIL", "office@acupunctury.example", {"settings.mail-from": RED}),
        ("EMAIL_HOST", "mail.example.com", {"settings.email-url": RED}),
        ("BEHIND_HTTPS_PROXY", False, {"settings.no-proxy": WARNING}),
        ("ALLOWED_HOSTS", [".clinic.la"], {}),
    ],
)
def test_a_setting_that_is_an_example_or_contradicts_another(settings, name, value, finding):
    assert found(configuration.placeholders) == {}

    setattr(settings, name, value)

    assert found(configuration.placeholders) == finding


def test_an_example_as_the_sites_address(settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://www.example.com", ["www.example.com"]

    assert found(configuration.placeholders) == {"settings.site-url": RED}


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("PASSWORD", "password", {"settings.database-password": WARNING}),
        ("CONN_MAX_AGE", 0, {"settings.connections": WARNING}),
    ],
)
def test_how_the_database_is_reached(settings, monkeypatch, name, value, finding):
    monkeypatch.setitem(settings.DATABASES["default"], name, value)

    assert found(configuration.placeholders) == finding


def test_keys_that_can_be_guessed_or_wait_to_be_taken_out(settings):
    good = settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    assert found(configuration.key_strength) == {}

    settings.SECRET_KEY = "a" * 80
    assert found(configuration.key_strength) == {"keys.secret-key-weak": RED}
    settings.SECRET_KEY = KEY
    settings.SECRET_KEY_FALLBACKS = ["older"]
    assert found(configuration.key_strength) == {"keys.fallbacks": NOTE}
    settings.SECRET_KEY_FALLBACKS = []
    settings.SEALING_KEYS = ["A" * 43 + "="]
    assert found(configuration.key_strength) == {"keys.sealing-key-weak": RED}
    settings.SEALING_KEYS = [*good, Fernet.generate_key().decode()]
    assert found(configuration.key_strength) == {"keys.old-sealing-keys": NOTE}
    settings.SEALING_KEYS = [KEY]
    assert found(configuration.key_strength) == {"keys.one-for-two": RED}


@pytest.mark.both_databases
def test_sealed_rows_that_no_key_opens(settings):
    ours = list(settings.SEALING_KEYS)
    other = Fernet.generate_key().decode()
    assert found(configuration.sealed_rows) == {}
    ask(make_office(), starts_at=None)
    assert found(configuration.sealed_rows) == {}

    settings.SEALING_KEYS = [other]
    assert found(configuration.sealed_rows) == {"sealed.cannot-be-opened": RED}
    settings.SEALING_KEYS = [other, *ours]
    assert found(configuration.sealed_rows) == {"sealed.with-an-older-key": NOTE}
    call_command("reseal", verbosity=0)
    assert found(configuration.sealed_rows) == {}


def test_a_secret_key_that_was_exchanged(settings):
    assert found(configuration.signed_sessions) == {}
    session = SessionStore()
    session["a"] = 1
    session.save()
    Session.objects.update(expire_date=MONDAY + timedelta(hours=8))
    assert found(configuration.signed_sessions) == {}

    settings.SECRET_KEY = KEY[::-1]
    assert found(configuration.signed_sessions) == {"sealed.secret-key-changed": WARNING}
    settings.SECRET_KEY_FALLBACKS = [KEY]
    assert found(configuration.signed_sessions) == {}


def test_what_django_itself_objects_to(monkeypatch):
    objections = [CheckWarning("This is risky.", hint="Do otherwise.", id="x.W001")]
    monkeypatch.setattr(configuration, "run_checks", lambda **_: objections)
    assert found(configuration.django_checks) == {"django.x.W001": WARNING}
    objections.clear()
    assert found(configuration.django_checks) == {}


# ---- the database --------------------------------------------------------------------------------
@pytest.mark.both_databases
def test_a_database_that_is_away_old_or_made_for_trials(monkeypatch):
    usual = {} if connection.vendor == "postgresql" else {"database.sqlite": WARNING}
    assert found(database.reachable) == usual

    with monkeypatch.context() as away:
        away.setattr(connection, "ensure_connection", lambda: _raise(OperationalError("hush")))
        assert found(database.reachable) == {"database.unreachable": RED}
    with monkeypatch.context() as old:
        old.setattr(connection.features, "minimum_database_version", (99, 1))
        assert found(database.reachable) == {"database.old": RED} | usual


def _raise(error):
    raise error


@pytest.mark.both_databases
def test_migrations_that_wait_or_are_of_a_newer_version():
    assert found(database.migrations) == {}

    future = MigrationRecorder.Migration.objects.create(app="bookings", name="9999_tomorrow")
    assert found(database.migrations) == {"migrations.ahead": WARNING}
    future.delete()
    MigrationRecorder.Migration.objects.filter(app="bookings").order_by("-id").first().delete()
    assert found(database.migrations) == {"migrations.pending": RED}


@pytest.mark.both_databases
def test_rules_that_somebody_took_out_of_the_database():
    assert found(database.rules) == {}
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute("ALTER TABLE articles_article DISABLE TRIGGER content_changed")
            assert found(database.rules) == {"rules.triggers-off": RED}
            cursor.execute("DROP TRIGGER content_changed ON articles_article")
            assert found(database.rules) == {"rules.triggers": RED}
            cursor.execute("ALTER TABLE bookings_hold DROP CONSTRAINT hold_one_person_per_time")
        else:
            cursor.execute("DROP TRIGGER hold_one_person_per_time_insert")
    assert found(database.rules)["rules.one-person-per-time"] == RED


def test_a_time_that_is_held_for_nobody():
    ask(make_office())
    assert found(database.rules) == {}
    Hold.objects.all().delete()
    assert found(database.rules) == {"rules.holds": WARNING}


@pytest.mark.django_db(transaction=True)
def test_a_pooler_that_passes_no_notifications_on(monkeypatch, settings):
    assert found(database.notifications) == {}
    monkeypatch.setattr(
        "clinic.changes.listener.TRIGGERS", {"clinic_content": "x", "clinic_outbox": "x"}
    )
    assert found(database.notifications) == {
        "notifications.clinic_content": WARNING,
        "notifications.clinic_outbox": WARNING,
    }


def test_clocks_that_are_apart_and_that_nobody_keeps(monkeypatch):
    monkeypatch.setattr(database, "is_kept_by_ntp", lambda: None)
    assert found(database.clock) == {}
    now = timezone.now
    for ahead, level in {20: WARNING, 120: RED}.items():
        with monkeypatch.context() as off:
            off.setattr(
                database.timezone, "now", lambda ahead=ahead: now() + timedelta(seconds=ahead)
            )
            assert found(database.clock) == {"clock.database": level}
    monkeypatch.setattr(database, "is_kept_by_ntp", lambda: False)
    assert found(database.clock) == {"clock.ntp": WARNING}


# ---- mail ----------------------------------------------------------------------------------------
def test_a_worker_that_is_silent_or_not_let_in():
    assert found(mail.worker) == {"worker.silent": RED}
    MailWorker.beat(now=MONDAY)
    assert found(mail.worker) == {}
    MailWorker.objects.update(
        paused_until=MONDAY + timedelta(minutes=1), paused_because="It does not let us in (535)."
    )
    assert found(mail.worker) == {"worker.paused": RED}
    MailWorker.objects.update(paused_until=None)
    assert found(mail.worker) == {}


def test_mail_that_a_restore_holds():
    MailWorker.beat(now=MONDAY)
    MailWorker.objects.update(held_before=MONDAY)
    assert found(mail.worker) == {"worker.mail-held": RED}


def test_messages_that_wait_for_long_or_failed():
    ask(make_office(), starts_at=None)
    first = Notification.objects.first()
    Notification.objects.exclude(pk=first.pk).delete()
    assert found(mail.outbox) == {}

    rows = Notification.objects.filter(pk=first.pk)
    rows.update(due_at=MONDAY - timedelta(minutes=20))
    assert found(mail.outbox) == {"outbox.late": WARNING}
    rows.update(
        due_at=MONDAY + timedelta(hours=3), attempts=4, queued_at=MONDAY - timedelta(hours=2)
    )
    assert found(mail.outbox) == {"outbox.late": RED}
    rows.update(due_at=None, failed_at=MONDAY)
    assert found(mail.outbox) == {"outbox.failed": RED}
    rows.update(failed_at=None, sent_at=MONDAY)
    assert found(mail.outbox) == {}


@pytest.fixture
def mail_server(smtp, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1"
    return smtp


def test_a_mail_server_that_lets_us_in_or_not(mail_server, settings, monkeypatch):
    assert found(mail.sign_in) == {}
    assert mail_server.messages == []

    mail_server.answer("connect", "554 not you")
    assert found(mail.sign_in) == {"mail.sign-in": RED}
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "hushhush"
    assert found(mail.sign_in) == {"mail.sign-in": RED}  # it offers no sign-in
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    mail_server.answer("connect", Act.HANG)
    monkeypatch.setattr(mail, "SIGN_IN_SECONDS", 0.3)
    assert found(mail.sign_in) == {"mail.sign-in": WARNING}
    settings.EMAIL_URL = ""
    assert found(mail.sign_in) == {"mail.files": NOTE}


def test_mail_that_goes_unencrypted(settings, monkeypatch):
    monkeypatch.setattr(mail, "try_sign_in", lambda **_: (mail.AttemptOutcome.SENT, ""))
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, False
    assert found(mail.sign_in) == {"mail.unencrypted": RED}
    settings.EMAIL_USE_TLS = True
    assert found(mail.sign_in) == {}


def test_what_dns_has_to_say(monkeypatch):
    records = {}
    monkeypatch.setattr(mail, "txt_records", lambda name: records.get(name, []))
    assert found(mail.dns) == {"mail.spf": WARNING, "mail.dmarc": WARNING, "mail.dkim": NOTE}

    records["clinic.la"] = ["v=spf1 -all", "v=spf1 a:mail.clinic.la -all"]
    records["_dmarc.clinic.la"] = ["v=DMARC1; p=quarantine"]
    assert found(mail.dns) == {"mail.spf-twice": RED, "mail.dkim": NOTE}
    records["clinic.la"].pop()
    assert found(mail.dns) == {"mail.dkim": NOTE}

    monkeypatch.setattr(mail, "txt_records", lambda name: None)
    (told,) = mail.dns(LOOK)
    assert told.key == "mail.dns-by-hand"
    assert "dig +short TXT _dmarc.clinic.la" in told.what
    assert '"v=spf1 a:mail.clinic.la -all"' in told.mend


def test_a_test_message_is_sent_on_request_alone(mail_server, capsys):
    call_command("doctor", send_to="owner@clinic.la")
    assert [each.recipients for each in mail_server.messages] == [["owner@clinic.la"]]
    assert "doctor --send-to" in mail_server.messages[0].message.get_content()

    mail_server.answer("RCPT", "550 no such user: owner@clinic.la")
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", send_to="owner@clinic.la", json=True)
    assert ended.value.code == 2
    assert "owner@" not in capsys.readouterr().out
    with pytest.raises(CommandError, match="needs a mail address"):
        call_command("doctor", send_to="owner")


def test_a_test_message_that_stays_here_is_not_called_sent(settings, tmp_path, capsys):
    settings.EMAIL_URL, settings.EMAIL_FILE_PATH = "", str(tmp_path / "mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    call_command("doctor", send_to="owner@clinic.la")

    assert capsys.readouterr().out == (
        f"note     test-message: EMAIL_URL is empty: the test message is a file in {tmp_path}/mail.\n"
    )
    assert len(list((tmp_path / "mail").iterdir())) == 1


# ---- the machine ---------------------------------------------------------------------------------
Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_fills_up(monkeypatch):
    for free, finding in {
        50e9: {},
        9e9: {"disk.nearly-full": WARNING},
        2e9: {"disk.full": RED},
    }.items():
        monkeypatch.setattr(
            machine.shutil, "disk_usage", lambda _, free=free: Usage(100e9, 0, free)
        )
        assert found(machine.disk) == finding


def test_secrets_that_other_accounts_may_read(tmp_path, settings, monkeypatch):
    env = tmp_path / ".env"
    env.touch(0o640)
    settings.BASE_DIR = settings.VAR_DIR.parent
    settings.ENV_FILE = str(env)
    assert found(machine.secrets_are_ours) == {}
    env.chmod(0o644)
    assert found(machine.secrets_are_ours) == {"permissions.env": RED}
    env.chmod(0o600)

    backups = settings.BACKUP_FOLDER
    with monkeypatch.context() as passable:  # the way to a test's folder is not
        passable.setattr(machine.Path, "parents", [])
        backups.chmod(0o755)
        assert found(machine.secrets_are_ours) == {"permissions.data": RED}
        backups.chmod(0o750)
        assert found(machine.secrets_are_ours) == {}
    backups.chmod(0o755)
    assert found(machine.secrets_are_ours) == {}  # tmp_path lets nobody through


def test_a_media_folder_that_is_no_folder_of_pictures(settings, monkeypatch):
    folder = Path(settings.MEDIA_ROOT)
    picture = folder / "2026" / "a.webp"
    picture.parent.mkdir()
    picture.touch(0o644)
    assert found(machine.media) == {}

    picture.chmod(0o755)
    assert found(machine.media) == {"media.runs": RED}
    picture.chmod(0o644)
    page = folder / "a.HTML"
    page.touch(0o644)
    assert found(machine.media) == {"media.runs": RED}
    page.unlink()
    folder.chmod(0o777)
    assert found(machine.media) == {"media.writable-by-all": RED}
    folder.chmod(0o700)
    with monkeypatch.context() as foreign:  # root may write everywhere
        foreign.setattr(machine.os, "access", lambda *_: False)
        assert found(machine.media) == {"media.not-writable": RED}
        settings.MEDIA_ROOT = str(folder / "nowhere")
        assert found(machine.media) == {"media.missing": WARNING}
    assert found(machine.media) == {}  # the first picture makes it


def test_static_files_that_were_not_collected(monkeypatch):
    assert found(machine.static) == {}
    incomplete = ImproperlyConfigured("2 static files have not been collected.")
    monkeypatch.setattr(machine.static_files, "check", lambda: _raise(incomplete))
    assert found(machine.static) == {"static.missing": RED}


def test_a_python_whose_time_is_up(monkeypatch):
    for until, finding in {
        date(2028, 1, 1): {},
        date(2027, 1, 1): {"python.ends": WARNING},
        date(2026, 1, 1): {"python.over": RED},
    }.items():
        monkeypatch.setattr(machine, "SUPPORTED_UNTIL", {sys.version_info[:2]: until})
        assert found(machine.python) == finding
    monkeypatch.setattr(machine, "SUPPORTED_UNTIL", {})
    assert found(machine.python) == {"python.unknown": NOTE}


def test_libraries_that_are_not_those_of_the_lock(settings, monkeypatch):
    lock = Path(settings.BASE_DIR, "requirements.txt")
    assert found(machine.versions) == {"versions.no-lock": NOTE}
    pinned = f"django=={metadata.version('django')} \\\n    --hash=sha256:00\n    # via x\n"
    other_machine = "colorama==99.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    lock.write_text(pinned + other_machine)
    assert found(machine.versions) == {}
    lock.write_text("django==1.0 \\\n    --hash=sha256:00\nnowhere-to-be-found==1.0\n")
    (behind,) = machine.versions(LOOK)
    assert (behind.key, behind.level) == ("versions.behind", WARNING)
    assert "2 libraries differ from requirements.txt: django, nowhere-to-be-found." in behind.what

    lock.write_text(pinned)
    asked = subprocess.CompletedProcess([], 0, '[{"name": "Django"}, {"name": "pip"}]')
    monkeypatch.setattr(machine.subprocess, "run", lambda *_, **__: asked)
    online = Look(now=MONDAY, online=True)
    assert found(machine.versions, online) == {"versions.newer": NOTE}
    asked.stdout = ""
    assert found(machine.versions, online) == {"versions.not-asked": NOTE}
    assert found(machine.versions) == {}


def test_time_zones_of_the_system_instead_of_the_package(monkeypatch, tmp_path):
    assert found(machine.time_zones) == {}  # the tests set PYTHONTZPATH empty

    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    copy, packaged = tmp_path / "America", machine.resources.files("tzdata") / "zoneinfo/America"
    copy.mkdir()
    here = copy / "Los_Angeles"
    here.write_bytes((packaged / "Los_Angeles").read_bytes())
    assert found(machine.time_zones) == {"time-zones.system": WARNING}
    here.write_bytes((packaged / "Phoenix").read_bytes())
    assert found(machine.time_zones) == {"time-zones.wrong": RED}

    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    monkeypatch.setattr(
        machine.metadata, "version", lambda _: _raise(metadata.PackageNotFoundError)
    )
    assert found(machine.time_zones) == {"time-zones.none": RED}


# ---- what stands in front ------------------------------------------------------------------------
class Front(http.server.BaseHTTPRequestHandler):
    """A proxy before the site's own code; the server says how it is set up."""

    def do_GET(self):
        proxy = self.server
        if proxy.keeps_probes and self.path.startswith("/health/"):
            self.send_error(404)
            return
        if not proxy.is_secure and proxy.redirects and self.scheme() != "https":
            self.send_response(301)
            self.send_header("Location", f"https://127.0.0.1{self.path}")
            self.end_headers()
            return
        told = {"x-forwarded-for": f"{self.headers['X-Forwarded-For']}, 203.0.113.9"}
        if proxy.believes_addresses:
            told["x-forwarded-for"] = self.headers["X-Forwarded-For"]
        told["host"] = "clinic.la"
        told["x-seen-as-whom"] = self.headers.get("X-Seen-As-Whom", "")
        path = "/robots.txt" if self.path == "/" else self.path  # without rows, unseen from here
        answer = Client().get(path, headers=told, secure=self.scheme() == "https")
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if proxy.passes_hsts or name != "Strict-Transport-Security":
                self.send_header(name, value)
        self.end_headers()

    def scheme(self):
        proxy = self.server
        if not proxy.is_secure and proxy.believes_schemes:
            return self.headers.get("X-Forwarded-Proto", "http")
        return "https" if proxy.is_secure and proxy.tells_scheme else "http"

    def log_message(self, *args):
        pass


@contextmanager
def front(certificate=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
    server.is_secure = bool(certificate)
    server.redirects = server.tells_scheme = server.passes_hsts = True
    server.believes_addresses = server.believes_schemes = server.keeps_probes = False
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def certificate(folder, days):
    """A self-made one for 127.0.0.1, with its key, that lasts so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = timezone.now()
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def proxied(settings, tmp_path, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    settings.SECURE_HSTS_SECONDS = 60
    file = certificate(tmp_path, 90)
    monkeypatch.setattr(https, "trusted", lambda: ssl.create_default_context(cafile=str(file)))
    with front(file) as secure, front() as plain:
        settings.SITE_URL = f"https://localhost:{secure.server_port}"
        monkeypatch.setattr(https, "PLAIN_PORT", plain.server_port)
        yield secure, plain


def look_in_front():
    return found(https.front, Look(now=timezone.now()))


def test_a_proxy_that_is_set_up_well_and_each_way_in_which_it_is_not(
    proxied, monkeypatch, settings
):
    secure, plain = proxied
    assert look_in_front() == {}

    secure.tells_scheme = False
    assert look_in_front() == {"https.scheme-not-told": RED}
    secure.tells_scheme = True
    secure.believes_addresses = True
    assert look_in_front() == {"https.address-believed": RED}
    secure.believes_addresses = False
    secure.passes_hsts = False
    assert look_in_front() == {"https.no-hsts": WARNING}
    secure.passes_hsts = True
    plain.redirects = False
    assert look_in_front() == {"https.no-redirect": RED}
    plain.redirects = plain.believes_schemes = True
    assert look_in_front() == {"https.scheme-believed": RED}
    plain.believes_schemes = False
    secure.keeps_probes = True
    assert look_in_front() == {"https.not-asked": NOTE}


def test_a_certificate_that_runs_out_or_is_refused(proxied, settings, tmp_path, monkeypatch):
    for days, finding in {
        15: {"https.certificate-runs-out": WARNING},
        3: {"https.certificate-runs-out": RED},
    }.items():
        file = certificate(tmp_path, days)
        with front(file) as secure, monkeypatch.context() as trusting:
            settings.SITE_URL = f"https://localhost:{secure.server_port}"
            trusting.setattr(
                https, "trusted", lambda file=file: ssl.create_default_context(cafile=str(file))
            )
            assert look_in_front() == finding
            trusting.setattr(https, "trusted", ssl.create_default_context)
            assert look_in_front() == {"https.certificate": RED}
    assert look_in_front() == {"https.unreachable": WARNING}


def test_only_the_doctor_is_told_as_whom_the_site_sees_it(client):
    assert "X-Seen-As" not in client.get("/health/live").headers
    for made_up in ("?", "?:1:x", ""):
        answer = client.get("/health/live", headers={"x-seen-as-whom": made_up})
        assert "X-Seen-As" not in answer.headers


# ---- what the clinic has yet to do ---------------------------------------------------------------
def test_samples_that_nobody_replaced():
    assert found(content.samples) == {"samples.no-office": RED}
    office = make_office()
    OfficeAddress.objects.update(email="desk@clinic.la")
    assert found(content.samples) == {}

    for changes, finding in [
        ({"hours_are_samples": True}, {"samples.hours": WARNING}),
        ({"parking": "Sample note, set before launch: …"}, {"samples.notes": WARNING}),
    ]:
        Office.objects.update(**changes)
        assert found(content.samples) == finding
        Office.objects.update(hours_are_samples=False, parking="")
    treatment = make_treatment(weeks_between_is_sample=True)
    assert found(content.samples) == {"samples.spacing": WARNING}
    treatment.delete()
    OfficeAddress.objects.create(office=office, email="office@acupunctury.example")
    assert found(content.samples) == {"samples.address": RED}


def test_a_sample_reviewer_that_readers_see():
    make_office()
    OfficeAddress.objects.update(email="desk@clinic.la")
    article = make_article()
    assert article.reviewer.is_sample
    assert found(content.samples) == {"samples.reviewer": RED}
    Article.objects.update(published_at=None)
    assert found(content.samples) == {"samples.reviewer": WARNING, "samples.drafts": WARNING}
    Practitioner.objects.update(name="Somebody real")
    assert found(content.samples) == {"samples.drafts": WARNING}
    Article.objects.update(published_at=MONDAY - timedelta(days=1))
    assert found(content.samples) == {}


def test_holidays_that_run_out():
    office = make_office()
    assert found(content.closures) == {"closures.none": WARNING}
    close(office, date(2026, 12, 25))
    assert found(content.closures) == {"closures.run-out": WARNING}
    last = close(office, date(2027, 5, 31))
    assert found(content.closures) == {}
    last.starts_at += timedelta(days=2)
    last.ends_at += timedelta(days=2)  # some other day
    last.save()
    assert found(content.closures) == {"closures.run-out": WARNING}


def test_backups_that_are_old_or_missing(monkeypatch):
    newest = None
    monkeypatch.setattr(content, "latest_backup", lambda: newest)
    assert found(content.backups) == {"backups.none": RED}
    for hours, finding in {
        20: {},
        40: {"backups.old": WARNING},
        80: {"backups.old": RED},
    }.items():
        newest = MONDAY - timedelta(hours=hours)
        assert found(content.backups) == finding


def test_retention_that_nobody_started(monkeypatch):
    """The words for it; `bookings.retention` says whether it is."""
    told = SimpleNamespace(is_started=lambda: False)
    monkeypatch.setattr(content, "find_spec", lambda _: True)
    monkeypatch.setattr(content, "import_module", lambda _: told)
    assert found(content.retention) == {"retention.not-started": WARNING}
    told.is_started = lambda: True
    assert found(content.retention) == {}
    monkeypatch.setattr(content, "find_spec", lambda _: None)
    assert found(content.retention) == {}


# ---- accounts ------------------------------------------------------------------------------------
def owner(name, **fields):
    user = User.objects.create_user(name, password="x", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name="Owner"))
    return user


def test_an_invitation_that_did_not_arrive_until_it_is_sent_again():
    user = User.objects.create_user("ines", email="ines@clinic.example", is_staff=True)
    message = account_messages.invite(user, now=MONDAY)
    assert found(accounts.invitations) == {}

    type(message).objects.update(due_at=None, failed_at=MONDAY)
    assert found(accounts.invitations) == {"accounts.invitation-failed": RED}

    account_messages.invite(user, now=MONDAY)
    assert found(accounts.invitations) == {}


def test_owners_who_are_too_few_or_without_a_second_factor(settings):
    make_roles()
    assert found(accounts.owners) == {"accounts.no-owner": RED}
    first = owner("ines")
    SecondFactor.objects.create(user=first, secret="x", last_step=0)
    assert found(accounts.owners) == {"accounts.one-owner": WARNING}
    second = owner("maya")
    assert found(accounts.owners) == {"accounts.owner-without-second-factor": WARNING}
    settings.SECOND_FACTOR = False
    assert found(accounts.owners) == {}
    settings.SECOND_FACTOR = True
    SecondFactor.objects.create(user=second, secret="x", last_step=0)
    assert found(accounts.owners) == {}


def test_accounts_that_nobody_uses():
    make_roles()
    user = owner("maya", last_login=MONDAY - timedelta(days=179))
    assert found(accounts.unused) == {}
    User.objects.update(last_login=MONDAY - timedelta(days=181))
    (finding,) = accounts.unused(LOOK)
    assert (finding.key, finding.level) == ("accounts.unused", WARNING)
    assert user.username not in finding.what + finding.mend
    User.objects.update(last_login=None, date_joined=MONDAY - timedelta(days=181))
    assert found(accounts.unused) == {"accounts.unused": WARNING}
    User.objects.update(is_active=False)
    assert found(accounts.unused) == {}


# ---- the run -------------------------------------------------------------------------------------
def test_a_check_that_hangs_fails_or_meets_no_database_hides_no_other():
    until = threading.Event()
    fine = Check("fine", lambda look: [])
    checks = [
        Check("hangs", lambda look: until.wait(30) and [], seconds=0.2),
        Check("fails", lambda look: _raise(ValueError("Quokka"))),
        Check("asks", lambda look: _raise(OperationalError("Quokka"))),
        Check("asks-wrongly", lambda look: _raise(ProgrammingError("Quokka"))),
        fine,
        Check("database", lambda look: [red("database.unreachable", "It is away.", "Start it.")]),
        Check("later", lambda look: until.wait(30) and [], asks_database=True),
        fine,
    ]
    began = time.monotonic()

    results = list(run(checks, LOOK))

    until.set()
    assert time.monotonic() - began < 5
    assert [[finding.key for finding in result.findings] for result in results] == [
        ["hangs.no-answer"],
        ["fails.could-not-look"],
        ["asks.not-looked-at"],
        ["asks-wrongly.could-not-look"],
        [],
        ["database.unreachable"],
        ["later.not-looked-at"],
        [],
    ]
    assert "Quokka" not in str(results)


def test_the_worst_stands_first_and_decides():
    def look(_):
        return [note("a", "A."), red("b", "B.", "C."), warning("d", "D.", "E.")]

    (result,) = run([Check("x", look)], LOOK)

    assert [finding.level for finding in result.findings] == [RED, WARNING, NOTE]
    assert result.level == RED


def test_every_check_has_one_name_and_says_what_it_is():
    names = [check.name for check in doctor.CHECKS]
    assert len(names) == len(set(names))
    for check in doctor.CHECKS:
        assert check.look.__doc__, check.name
    assert {check.name for check in doctor.CHEAP}.isdisjoint(
        {"https", "mail", "dns", "worker", "outbox"}
    )


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([note("x.note", "N.")], 0),
        ([note("x.note", "N."), warning("x.warn", "W.", "M.")], 1),
        ([red("x.red", "R.", "M."), warning("x.warn", "W.", "M.")], 2),
    ],
)
def test_the_exit_code_and_the_words(monkeypatch, capsys, findings, code):
    from clinic.operations.management.commands import doctor as command

    monkeypatch.setattr(command, "CHECKS", [Check("x", lambda look: findings)])

    def ended(**options):
        try:
            call_command("doctor", **options)
        except SystemExit as exit:
            return exit.code
        return 0

    assert ended() == code
    text = capsys.readouterr().out
    for finding in findings:
        assert f"x: {finding.what}" in text
    assert ended(json=True) == code
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"level", "at", "checks"}
    worst = max((finding.level for finding in findings), default=Level.OK)
    assert told["level"] == told["checks"]["x"]["level"] == worst.word
    assert [each["key"] for each in told["checks"]["x"]["findings"]] == [
        finding.key for finding in sorted(findings, key=lambda each: -each.level)
    ]


def test_on_a_server_it_tells_everything_and_no_secret(tmp_path):
    """A process of its own, with a database that is not there."""
    secrets = {
        "SECRET_KEY": "q9Zt1Lw6Xc0Vb9Nm4Ks7Hd2Gy5Pa8Re1Ti6Uo3Yx0Qw9Ez4quokka",
        "DATABASE_URL": "postgres://clinic:quokkapass@127.0.0.1:1/clinic",
        "EMAIL_URL": "smtp://quokkauser:quokkapass@127.0.0.1:1",
        "METRICS_TOKEN": "quokka0123456789abcdef0123456789abcdef",
        "MAIL_FROM": "Acupunctury <quokka@clinic.example>",
        "SITE_URL": "https://127.0.0.1:1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONTZPATH": "",
    }
    command = [sys.executable, str(Path(__file__).parents[2] / "manage.py"), "doctor"]

    def ask(*options, **changes):
        return subprocess.run(
            [*command, *options],
            env=SAFE | secrets | changes,
            capture_output=True,
            text=True,
            timeout=90,
        )

    told = ask("--json")
    checks = json.loads(told.stdout)["checks"]

    assert told.returncode == 2
    assert told.stderr == ""
    assert list(checks) == [check.name for check in doctor.CHECKS]
    assert checks["database"]["findings"][0]["key"] == "database.unreachable"
    assert checks["settings"]["level"] == "red"
    assert checks["mail"]["findings"][0]["key"] == "mail.sign-in"
    assert checks["https"]["findings"][0]["key"] == "https.unreachable"
    assert checks["python"]["level"] in ("ok", "warning")
    assert "quokka" not in told.stdout.lower()

    refused = ask(SECRET_KEY="short")
    assert refused.returncode == 2
    assert refused.stderr.startswith("The site did not start. SECRET_KEY is too easy to guess")
