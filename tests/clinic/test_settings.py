"""A start that would be unsafe is refused, with a sentence."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clinic import bootstrap
from tests.clinic.starts import SAFE, read, start


def test_safe_settings_start_with_secure_cookies():
    started = start()

    assert started.returncode == 0, started.stderr
    for line in (
        "SESSION_COOKIE_NAME = '__Host-session'",
        "CSRF_COOKIE_NAME = '__Host-form'",
        "SESSION_COOKIE_SECURE = True",
        "CSRF_COOKIE_SECURE = True",
        "SECURE_SSL_REDIRECT = True",
        "SECURE_HSTS_SECONDS = 31536000",
    ):
        assert line in started.stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is too easy to guess"),
        ({"SEALING_KEYS": None}, "SEALING_KEYS is not set"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name"),
        ({"SITE_URL": "http://www.acupuncturyla.com"}, "SITE_URL must be"),
        ({"EMAIL_URL": None}, "EMAIL_URL and MAIL_FROM must be set"),
        ({"MAIL_FROM": None}, "EMAIL_URL and MAIL_FROM must be set"),
    ],
)
def test_an_unsafe_start_is_refused_in_one_sentence(changes, sentence):
    refused = start(**changes)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The site did not start. {sentence}")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SEALING_KEYS": "too-short"}, "SEALING_KEYS holds a key of the wrong form"),
        ({"SEALING_KEYS": "A" * 43 + "="}, "SEALING_KEYS holds a key of the wrong form"),
        ({"SEALING_KEYS": " , "}, "SEALING_KEYS is not set"),
        ({"MAIL_FROM": ""}, "EMAIL_URL and MAIL_FROM must be set"),
        ({"MAIL_FROM": "Acupunctury"}, "MAIL_FROM holds no mail address"),
        ({"BOUNCE_ADDRESS": "bounces"}, "BOUNCE_ADDRESS must be a mail address"),
        ({"BOUNCE_ADDRESS": "bounces+*@*.example.com"}, "BOUNCE_ADDRESS must be a mail address"),
        ({"BOUNCE_ADDRESS": "what-nobody-could-deliver+*@example.com"}, "BOUNCE_ADDRESS must be"),
        ({"BOUNCE_MAILBOX": "imap://user:hushhush@mail.example.com"}, "BOUNCE_MAILBOX cannot be"),
        ({"BOUNCE_MAILBOX": "imaps://mail.example.com"}, "BOUNCE_MAILBOX cannot be read"),
        ({"BOUNCE_MAILBOX": "imaps://user:hushhush@mail.example.com:x"}, "BOUNCE_MAILBOX cannot"),
        ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL cannot be read"),
        ({"EMAIL_URL": "smtp://user:hushhush@mail.example.com:x"}, "EMAIL_URL cannot be read"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be read"),
        ({"PROXY_HOPS": "abc"}, "PROXY_HOPS must be a whole number"),
        ({"PROXY_HOPS": "-1"}, "PROXY_HOPS must be a whole number"),
        ({"CONN_MAX_AGE": "abc"}, "CONN_MAX_AGE must be a whole number"),
        ({"BEHIND_HTTPS_PROXY": "true"}, "BEHIND_HTTPS_PROXY is true and PROXY_HOPS is 0"),
        ({"BEHIND_HTTPS_PROXY": "treu"}, "BEHIND_HTTPS_PROXY must be true or false"),
        ({"SECRET_KEY": f'"{SAFE["SECRET_KEY"]}" # ours'}, "SECRET_KEY holds quotes or a comment"),
        (
            {"SEALING_KEYS": f"'{SAFE['SEALING_KEYS']}' # ours"},
            "SEALING_KEYS holds quotes or a comment",
        ),
        (
            {"ALLOWED_HOSTS": "www.acupuncturyla.com # ours"},
            "ALLOWED_HOSTS holds quotes or a comment",
        ),
        (
            {"EMAIL_URL": '"smtp+tls://mail.example.com" # ours'},
            "EMAIL_URL holds quotes or a comment",
        ),
        (
            {"DATABASE_URL": '"postgres://u:p@h/clinic" # ours'},
            "DATABASE_URL holds quotes or a comment",
        ),
        ({"DEBUG": '"false" # never'}, "DEBUG holds quotes or a comment"),
        ({"PROXY_HOPS": '"1" # nginx'}, "PROXY_HOPS holds quotes or a comment"),
        (
            {"MAIL_FROM": "Acupunctury <office@acupunctury.example> # ours"},
            "MAIL_FROM holds no mail address",
        ),
        ({"ALLOWED_HOSTS": "https://www.acupuncturyla.com"}, "ALLOWED_HOSTS takes names alone"),
        ({"ALLOWED_HOSTS": "www.acupuncturyla.com:8000"}, "ALLOWED_HOSTS takes names alone"),
        (
            {"EMAIL_URL": "smtps://mail.example.com:587"},
            "EMAIL_URL asks for TLS from the start on port 587",
        ),
        ({"EMAIL_URL": "smtp+tls://mail.example.com:465"}, "EMAIL_URL names port 465"),
        ({"EMAIL_URL": "smtp://mail.example.com:465"}, "EMAIL_URL names port 465"),
        (
            {"EMAIL_URL": "smtp+tls://user:hush#hushhush@mail.example.com"},
            "EMAIL_URL cannot be read",
        ),
        ({"MEDIA_FOLDER": "."}, "MEDIA_FOLDER must be a folder of its own"),
        ({"MEDIA_FOLDER": "var"}, "MEDIA_FOLDER must be a folder of its own"),
        ({"ERASURE_JOURNAL": "var/media/marks"}, "ERASURE_JOURNAL must not lie in MEDIA_FOLDER"),
        ({"BACKUP_FOLDER": "var/media/backups"}, "BACKUP_FOLDER must not lie in MEDIA_FOLDER"),
        ({"BACKUP_RECIPIENTS": "AGE-SECRET-KEY-1ABC"}, "BACKUP_RECIPIENTS holds something else"),
        ({"BACKUPS_KEPT": "0"}, "BACKUPS_KEPT must be 1 or more"),
        ({"CLINIC_PHONE": "call us"}, "CLINIC_PHONE must be a phone number"),
        (
            {"DATABASE_URL": "sqlite:////no/such/folder/clinic.sqlite3"},
            "DATABASE_URL leads into /no/such",
        ),
        ({"ENV_FILE": "/no/such/site.env"}, "/no/such/site.env cannot be read"),
    ],
)
def test_what_would_not_work_as_written_is_refused_as_well(changes, sentence):
    with pytest.raises(ImproperlyConfigured, match=f"^{sentence}") as refused:
        read(**changes)

    assert "hushhush" not in str(refused.value)


OLD = "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZDE="


def test_blanks_and_empty_members_of_lists_count_for_nothing():
    found = read(
        SEALING_KEYS=f" {SAFE['SEALING_KEYS']} , {OLD},",
        SECRET_KEY_FALLBACKS=" older , , oldest ",
        ALLOWED_HOSTS="www.acupuncturyla.com, acupuncturyla.com , ",
    )

    assert found["SEALING_KEYS"] == [SAFE["SEALING_KEYS"], OLD]
    assert found["SECRET_KEY_FALLBACKS"] == ["older", "oldest"]
    assert found["ALLOWED_HOSTS"] == ["www.acupuncturyla.com", "acupuncturyla.com"]


def test_blanks_around_a_value_count_for_nothing_and_what_a_key_with_blanks_signed_stays_good():
    found = read(
        SECRET_KEY=f"{SAFE['SECRET_KEY']} ",
        DEBUG=" False ",
        BEHIND_HTTPS_PROXY="TRUE ",
        PROXY_HOPS=" 2 ",
        SITE_URL=" https://www.acupuncturyla.com/ ",
        MAIL_FROM=' "Acupunctury, Yale St #10" <office@acupunctury.example> ',
    )

    assert (found["DEBUG"], found["BEHIND_HTTPS_PROXY"], found["PROXY_HOPS"]) == (False, True, 2)
    assert found["SITE_URL"] == "https://www.acupuncturyla.com"
    assert found["DEFAULT_FROM_EMAIL"] == '"Acupunctury, Yale St #10" <office@acupunctury.example>'
    assert found["SECRET_KEY"] == SAFE["SECRET_KEY"]
    assert found["SECRET_KEY_FALLBACKS"] == [f"{SAFE['SECRET_KEY']} "]


def test_an_empty_setting_means_its_default():
    optional = [
        "CLINIC_PHONE",
        "CONN_MAX_AGE",
        "DATABASE_URL",
        "DEBUG",
        "DEVELOPMENT",
        "MAIL_FOLDER",
    ]
    optional += [
        "BEHIND_HTTPS_PROXY",
        "MEDIA_FOLDER",
        "PROXY_HOPS",
        "SECOND_FACTOR",
        "SECRET_KEY_FALLBACKS",
    ]
    unset, empty = read(), read(**dict.fromkeys(optional, ""))
    names = [name for name, value in unset.items() if name.isupper() and not callable(value)]

    assert {name: empty[name] for name in names} == {name: unset[name] for name in names}
    assert empty["MEDIA_ROOT"] == str(Path(settings.BASE_DIR, "var", "media"))
    assert empty["DATABASES"]["default"]["NAME"] == str(
        Path(settings.BASE_DIR, "var", "clinic.sqlite3")
    )


@pytest.mark.parametrize(
    ("address", "port", "at_once", "asked_for"),
    [
        ("smtps://user:p%23@mail.example.com", 465, True, False),
        ("smtps://mail.example.com:465", 465, True, False),
        ("smtps://mail.example.com:2465", 2465, True, False),
        ("smtp+ssl://mail.example.com", 465, True, False),
        ("smtp+tls://mail.example.com", 587, False, True),
        ("smtp+tls://mail.example.com:2525", 2525, False, True),
        ("smtp://mail.example.com", 25, False, False),
        ("smtp://127.0.0.1:1025", 1025, False, False),
    ],
)
def test_the_address_of_the_mail_server_says_how_it_is_encrypted(address, port, at_once, asked_for):
    found = read(EMAIL_URL=address)

    assert found["EMAIL_PORT"] == port
    assert found.get("EMAIL_USE_SSL", False) is at_once
    assert found.get("EMAIL_USE_TLS", False) is asked_for


def test_folders_and_files_lie_beside_manage_py_wherever_the_site_was_started(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    found = read(
        MEDIA_FOLDER="var/pictures", MAIL_FOLDER="mail", DATABASE_URL="sqlite:///var/other.sqlite3"
    )

    assert found["MEDIA_ROOT"] == str(Path(settings.BASE_DIR, "var", "pictures"))
    assert found["EMAIL_FILE_PATH"] == str(Path(settings.BASE_DIR, "mail"))
    assert found["DATABASES"]["default"]["NAME"] == str(
        Path(settings.BASE_DIR, "var", "other.sqlite3")
    )


def test_an_env_file_is_read_as_editors_write_it(tmp_path):
    file = tmp_path / "site.env"
    file.write_bytes(
        b"\xef\xbb\xbfPROXY_HOPS= 2 \r\n\r\n# ours\r\nexport BEHIND_HTTPS_PROXY='true'\r\n"
    )

    found = read(ENV_FILE=str(file))

    assert (found["PROXY_HOPS"], found["BEHIND_HTTPS_PROXY"]) == (2, True)


@pytest.mark.parametrize("line", ["SECRET_KEY = hushhush", " SECRET_KEY=hushhush", "hushhush"])
def test_a_line_that_would_be_passed_over_in_silence_is_named_and_not_repeated(tmp_path, line):
    file = tmp_path / "site.env"
    file.write_text(f"# ours\n{line}\n")

    with pytest.raises(
        ImproperlyConfigured, match=r"^Line 2 of .*site\.env cannot be read"
    ) as refused:
        read(ENV_FILE=str(file))

    assert "hushhush" not in str(refused.value)


# ---- a first start -------------------------------------------------------------------------------
@pytest.fixture
def checkout(tmp_path):
    """The code as it was fetched: nothing that is made at run time."""
    (tmp_path / "clinic").mkdir()
    for part in [
        Path(settings.BASE_DIR, "manage.py"),
        *Path(settings.BASE_DIR, "clinic").iterdir(),
    ]:
        here = tmp_path / part.relative_to(settings.BASE_DIR)
        if part.suffix == ".py":  # a link would be followed to where it comes from
            here.write_bytes(part.read_bytes())
        elif part.is_dir():
            here.symlink_to(part)
    for name in ("articles", "bookings", "templates", "static"):
        (tmp_path / name).symlink_to(Path(settings.BASE_DIR, name))
    return tmp_path


def in_production(folder, *command):
    environment = SAFE | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONTZPATH": ""}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_migrate_may_be_the_first_command_on_sqlite(checkout):
    done = in_production(checkout, "manage.py", "migrate", "contenttypes", "--verbosity", "0")

    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE((checkout / "var").stat().st_mode) == 0o700
    assert (checkout / "var" / "clinic.sqlite3").exists()


def test_a_web_server_without_collected_static_files_is_refused_in_a_sentence(checkout):
    refused = in_production(checkout, "-c", "import clinic.wsgi")

    assert (refused.returncode, refused.stdout) == (
        3,
        "",
    )  # by which gunicorn ends, and does not try again
    assert refused.stderr == (
        "The site did not start. The static files have not been collected. "
        "Run `manage.py collectstatic --noinput`, then start it again.\n"
    )


def test_a_refused_address_of_the_database_says_no_password():
    refused = start(DATABASE_URL="postgre://clinic:hushhush@127.0.0.1/clinic")

    assert refused.returncode == 1
    assert refused.stderr.startswith("The site did not start. DATABASE_URL cannot be read")
    assert "hushhush" not in refused.stderr


def test_the_example_starts_once_its_secrets_are_filled_in():
    lines = Path(settings.BASE_DIR, ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secrets = {name: SAFE[name] for name in ("SECRET_KEY", "SEALING_KEYS")}

    started = start(**(example | secrets))

    assert started.returncode == 0, started.stderr
    assert "PROXY_HOPS = 1" in started.stdout
    assert "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')" in started.stdout


def test_a_server_passes_every_check_for_one():
    environment = bootstrap.on_a_server()
    assert set(environment).isdisjoint(["DEVELOPMENT", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"])

    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        check, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (3 silenced).\n"


def test_psycopg2_is_the_driver():
    from django.db import connection

    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2"
