"""Rules of docs/security.md that no other test proves: what the code may not use, and what answers,
accounts, sessions and tokens keep to.
"""

import ast
import re
import ssl
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from articles import previews
from articles.models import Preview
from bookings.models import Consultation
from bookings.models.consultation import _page_signer
from clinic.protection import encryption, form_keys
from clinic.staff import session_limits, sign_in_limits
from tests.articles.factories import make_article
from tests.articles.pictures import encoded
from tests.clinic.authenticator import enroll
from tests.clinic.authenticator import signed_in as forced_in
from tests.clinic.sign_in import PASSWORD, make_owner, sign_in
from tests.clinic.starts import read
from tests.factories import ask, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
ROOT = Path(site_settings.BASE_DIR)
CODE = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for app in ("clinic", "articles", "bookings")
    for path in (ROOT / app).rglob("*.py")
}
SCRIPTS = {path.name: path.read_text() for path in (ROOT / "static" / "js").rglob("*.js")}


# ---- what the code may not use -------------------------------------------------------------------
def uses(text):
    """What a module imports, and which names it calls: `os.system`, `eval`, `objects.raw`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            yield from (f"{each.arg}={ast.unparse(each.value)}" for each in node.keywords)


NOWHERE = {
    "code made of text": r"(builtins\.)?(eval|exec|compile|__import__)|Template|.*[eE]ngine.*\.from_string",
    "a shell": r"os\.(system|popen)|(.*\.)?(getoutput|getstatusoutput)|shell=True",
    "objects out of bytes": r"(pickle|marshal|shelve|dill|jsonpickle|yaml)(\..*)?",
    "a reader of XML": r"(xml|lxml|defusedxml|html5lib|xmltodict)\..*|xml|lxml",
    "a weak hash": r"(hashlib\.)?(md5|sha1)|hashlib\.new|(.*\.)?(MD5|SHA1)",
    "a cipher of our own": r"cryptography\.hazmat.*|Crypto(\..*)?|nacl(\..*)?",
    "SQL in pieces": r"(.*\.)?(raw|extra)",
    "a request to another server": r"(requests|httpx|aiohttp|urllib3|urllib\.request|ftplib)(\..*)?",
}
# Where, and what it is for.
ALLOWED = {
    # numbers that open nothing: how long a message waits, and the id of a request in the logs
    ("clinic/mail/outbox/schedule.py", "random"),
    ("clinic/site/request_id.py", "random"),
}
# Each writes SQL by hand, without a value of anybody's in its text.
BY_HAND = {
    "articles/models/articles.py",
    "articles/search/index.py",
    "articles/search/indexed.py",
    "bookings/availability.py",
    "clinic/changes/listener.py",
    "clinic/mail/outbox/delivery.py",
    "clinic/office/models/office.py",
    "clinic/protection/rate_limits.py",
    "clinic/site/health.py",
    "clinic/site/metrics.py",
    "clinic/site/shared_pages.py",
    "clinic/site/views.py",
}
# The first: standard words, before any library is installed. The second starts the site's processes.
STARTS_PROGRAMS = {"clinic/bootstrap.py", "clinic/site/management/commands/serve.py"}


@pytest.mark.parametrize("what", NOWHERE)
def test_the_code_nowhere_uses(what):
    found = [
        (name, used)
        for name, text in CODE.items()
        for used in uses(text)
        if re.fullmatch(NOWHERE[what], used)
    ]

    assert len(CODE) > 100
    assert found == []


def test_chance_that_can_be_foreseen_decides_nothing_that_is_secret():
    found = {(name, used) for name, text in CODE.items() for used in uses(text) if used == "random"}

    assert found
    assert found - ALLOWED == set()


def test_programs_are_started_in_two_places_and_never_with_what_a_visitor_sent():
    starts = r"subprocess|os\.(exec|spawn)\w+"
    found = {
        name for name, text in CODE.items() if any(re.match(starts, used) for used in uses(text))
    }

    assert found - {name for name in found if "/operations/" in name} == STARTS_PROGRAMS


def test_sql_is_written_by_hand_in_a_few_places_and_never_with_a_value_in_it():
    """A value goes to the database beside the statement. What a statement is made of is a name of
    ours.
    """
    calls = {}
    for name, text in CODE.items():
        if "/migrations/" in name or "/operations/" in name:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and re.fullmatch(
                r"RawSQL|(.*\.)?(execute|executemany|mogrify)", ast.unparse(node.func)
            ):
                calls.setdefault(name, []).append(ast.unparse(node.args[0]))

    assert len(calls) > 5
    assert set(calls) - BY_HAND == set()
    made = {call for found in calls.values() for call in found if re.search(r"\{|' %|\+", call)}
    assert made == {
        "f'LISTEN {self.channel}'",
        "f'LISTEN {channel}'",
        "f'NOTIFY {channel}'",
        "f'UNLISTEN {channel}'",
        "f'EXISTS({sql})'",  # compiled by Django, with its values beside it
        "f'(SELECT {rows} FROM ({sql}) AS shown)'",  # the same, and two names of functions
        """f'(SELECT {rows} FROM "{table}")'""",  # a table of ours, and two names of functions
    }


def test_text_is_marked_safe_in_two_places_and_escaping_is_off_in_plain_text_alone():
    marked = {
        name
        for name, text in CODE.items()
        if {"mark_safe", "SafeString", "SafeText"} & set(re.findall(r"(\w+)\((?!\)|\"\"\))", text))
    }
    templates = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for path in (ROOT / "templates").rglob("*.*")
    }
    off = {
        name
        for name, text in templates.items()
        if re.search(r"autoescape off|\|\s*safe(seq)?\b|safeseq", text)
    }

    assert marked == {"articles/text/sanitizer.py", "clinic/office/templatetags/clinic_words.py"}
    assert {Path(name).suffix for name in off} == {".txt"}


def test_scripts_write_text_and_run_none():
    """Those that read markup do so in a document of its own, in which nothing runs."""
    sinks = r"\.(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|\bpostMessage|addEventListener\(\s*\"message|javascript:|set(?:Timeout|Interval)\(\s*[\"'`]"
    found = {(name, match) for name, text in SCRIPTS.items() for match in re.findall(sinks, text)}

    assert len(SCRIPTS) > 5
    assert found == set()


# ---- answers -------------------------------------------------------------------------------------
def test_every_text_says_its_charset(client):
    row = ask(make_office())
    texts = ["/", "/book/", "/nowhere/", "/robots.txt", "/sitemap.xml", "/articles/feed/"]
    texts += ["/health/live", "/admin/login/", "/static/css/base.css", "/static/js/site.js"]
    texts += ["/static/img/hero.svg", f"{row.get_absolute_url()}calendar.ics"]

    for path in texts:
        response = client.get(path)
        kind = response["Content-Type"]
        assert re.match(r"text/|.*[/+]xml", kind), path
        assert re.search(r'; charset="?utf-8"?', kind), (path, kind)


def test_no_other_site_is_let_read_an_answer(client):
    make_office()
    for path in (
        "/",
        "/static/css/base.css",
        "/book/",
        "/nowhere/",
        "/admin/login/",
        "/robots.txt",
    ):
        for method in ("get", "options"):
            response = getattr(client, method)(
                path,
                headers={
                    "Origin": "https://elsewhere.example",
                    "Access-Control-Request-Method": "POST",
                },
            )
            assert not [name for name in response.headers if name.startswith("Access-Control-")], (
                path
            )


def test_an_address_that_is_too_long_is_refused_with_the_order_to_use_https(client, settings):
    make_office()
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000

    response = client.get(f"/articles?q={'x' * 3000}", secure=True)

    assert response.status_code == 414
    assert response["Strict-Transport-Security"] == "max-age=31536000"


def test_a_server_tells_browsers_to_use_https_for_a_year():
    assert read()["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60


def test_nothing_of_the_code_its_history_or_its_data_is_served(client, settings, tmp_path):
    make_office()
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / ".git").mkdir(parents=True)
    (tmp_path / "secret").write_text("out of reach")
    names = [
        ".git/HEAD",
        ".git/config",
        ".env",
        "manage.py",
        "clinic/settings.py",
        "pyproject.toml",
    ]
    names += ["var/clinic.sqlite3", "requirements.txt", "SECURITY.md", ".gitignore"]
    tries = [f"/{front}{name}" for name in names for front in ("", "static/", "media/")]
    tries += ["/static/", "/static/css/", "/media/", "/media/.git/"]  # no list of a folder
    for way_up in ("../", "..%2f", "%2e%2e/", "..%5c", "..\\", "....//"):
        tries += [
            f"/media/{way_up}secret",
            f"/static/{way_up * 3}.env",
            f"/static/{way_up}manage.py",
        ]

    for path in tries:
        response = client.get(path)
        assert response.status_code in (301, 404), path
        assert b"out of reach" not in b"".join(response), path


@pytest.mark.parametrize("name", ["../../evil.php", "/etc/passwd", "x.html", "a\r\nX-Evil: 1.jpg"])
def test_a_file_gets_a_name_of_ours_whatever_it_was_called(
    settings, tmp_path, name, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_office()
    client = forced_in(User.objects.create_superuser("desk"))
    sent = {"name": "Leaf", "alt": "A leaf", "depicts": "nobody"}
    sent |= {"upload": SimpleUploadedFile(name, encoded((500, 300)))}

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/admin/articles/picture/add/", sent).status_code == 302

    written = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert written
    for file in written:
        inside = file.relative_to(tmp_path / "media").as_posix()
        assert re.fullmatch(r"pictures/[0-9a-z]{10,32}/[0-9]+\.webp", inside), inside


# ---- passwords -----------------------------------------------------------------------------------
def test_a_password_has_twelve_characters_at_least():
    validate_password("acorn lante7", User(username="ines"))
    with pytest.raises(ValidationError, match="at least 12 characters"):
        validate_password("acorn lant7", User(username="ines"))


@pytest.mark.parametrize(
    "easy",
    [
        *("short words", "Password1234!", "p4ssw0rd!!2026", "iloveyou2026", "qwertyuiop12"),
        *("123456789012", "abcdefghijkl", "passwordpassword", "abcabcabcabc", "aaaaaaaaaaaa"),
        *("Acupunctury2026!", "santa monica 1", "1q2w3e4r5t6y"),
    ],
)
def test_a_password_that_many_have_or_the_clinics_name_is_refused(easy):
    with pytest.raises(ValidationError):
        validate_password(easy, User(username="ines"))


@pytest.mark.parametrize(
    "good",
    [
        *("acorn lantern river", "8412097736125", "ACORNLANTERNRIVER", "x7!kq#Vb2&zW"),
        *("Ключ от старой двери", "🌵 cactus by the window", "needles in the rain " * 10),
    ],
)
def test_any_signs_will_do_and_it_may_be_long(good):
    validate_password(good, User(username="ines"))


def test_a_password_is_compared_as_it_was_typed():
    long = f" Acorn {'lantern ' * 20}End "
    user = make_owner("ines")
    user.set_password(long)
    user.save()

    wrong = [long.strip(), long.lower(), long[:-2], long[:72], f"{long} "]
    assert [sign_in(password=each).status_code for each in wrong] == [200] * len(wrong)
    assert sign_in(password=long).status_code == 302


def test_password_fields_are_masked_and_let_managers_and_paste_work():
    make_owner("ines")
    client = Client()
    pages = [client.get("/admin/login/").text]
    sign_in(client=client)
    pages += [client.get(f"/admin/{name}/").text for name in ("password_change", "password-again")]

    fields = [
        each for page in pages for each in re.findall(r'<input[^>]*name="[^"]*password[^>]*>', page)
    ]
    assert len(fields) >= 5
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field
    for name, text in SCRIPTS.items():
        if name not in ("paste.js", "import.js"):  # which take what is pasted into an article
            assert "paste" not in text.replace("pasted", "")


def test_guessing_at_the_old_password_is_counted_as_at_sign_in(throttle):
    make_owner("ines")
    client = Client()
    sign_in(client=client)
    new = {"new_password1": "acorn lantern 77", "new_password2": "acorn lantern 77"}
    here = {"REMOTE_ADDR": "203.0.113.9"}

    answers = [
        client.post("/admin/password_change/", {"old_password": f"wrong {turn}"} | new, **here)
        for turn in range(5)
    ]
    right = client.post("/admin/password_change/", {"old_password": PASSWORD} | new, **here)

    assert [each.status_code for each in answers] == [200] * 4 + [429]
    assert right.status_code == 429
    assert User.objects.get().check_password(PASSWORD)


def test_one_network_tries_no_passwords_at_many_accounts(throttle, monday):
    make_owner("ines")
    most = sign_in_limits.SIGN_INS.most

    statuses = [sign_in(f"name{turn // 4}", "wrong").status_code for turn in range(most)]
    refused = sign_in()

    assert set(statuses) == {200}
    assert refused.status_code == 429
    assert "Too many wrong passwords from here." in refused.text
    assert sign_in(address="203.0.113.99").status_code == 302
    monday.shift(timedelta(minutes=10))
    assert sign_in().status_code == 302


def test_a_password_is_changed_with_the_old_one_alone():
    make_owner("ines")
    client = Client()
    sign_in(client=client)
    new = {"new_password1": "acorn lantern 77", "new_password2": "acorn lantern 77"}

    assert client.post("/admin/password_change/", new).status_code == 200
    assert User.objects.get().check_password(PASSWORD)
    assert (
        client.post("/admin/password_change/", {"old_password": PASSWORD} | new).status_code == 302
    )
    assert User.objects.get().check_password("acorn lantern 77")


def test_no_account_is_there_that_nobody_made():
    call_command("make_roles", verbosity=0)
    call_command("load_sample", verbosity=0)

    assert not User.objects.exists()


# ---- sessions ------------------------------------------------------------------------------------
def test_a_sessions_key_is_long_random_and_nothing_else():
    keys = {SessionStore()._get_new_session_key() for _ in range(50)}

    assert len(keys) == 50
    for key in keys:
        assert re.fullmatch("[a-z0-9]{32}", key)  # 165 bits


def test_a_made_up_key_of_a_session_is_no_session_and_is_not_taken_over():
    make_owner("ines")
    client = Client()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = "a" * 32

    sign_in(client=client)

    assert client.session.session_key != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_after_signing_out_the_cookie_of_before_opens_nothing():
    make_owner("ines")
    client, copied = Client(), Client()
    sign_in(client=client)
    name = site_settings.SESSION_COOKIE_NAME
    copied.cookies[name] = client.cookies[name].value
    assert copied.get("/admin/").status_code == 200

    client.post("/admin/logout/")

    assert copied.get("/admin/").status_code == 302
    assert not Session.objects.exists()


def test_a_session_gets_a_new_key_when_the_password_is_given_again(monday):
    make_owner("ines")
    client, copied = Client(), Client()
    sign_in(client=client)
    name = site_settings.SESSION_COOKIE_NAME
    copied.cookies[name] = client.cookies[name].value
    monday.shift(timedelta(minutes=11))

    client.post("/admin/password-again/", {"password": PASSWORD})

    assert client.get("/admin/auth/user/").status_code == 200
    assert copied.get("/admin/").status_code == 302


def test_a_session_that_is_kept_busy_ends_a_week_after_the_password(monday, settings):
    assert read()["SESSION_COOKIE_AGE"] == session_limits.IDLE.total_seconds()
    settings.SESSION_COOKIE_AGE = read()["SESSION_COOKIE_AGE"]
    make_owner("ines")
    client = Client()
    sign_in(client=client)

    hours = 0
    while client.get("/admin/auth/").status_code == 200:
        monday.shift(timedelta(hours=7))
        hours += 7
        assert hours < 200

    assert hours - 7 < 7 * 24 <= hours


def test_the_password_given_again_begins_the_week_anew(monday, settings):
    settings.SESSION_COOKIE_AGE = read()["SESSION_COOKIE_AGE"]
    make_owner("ines")
    client = Client()
    sign_in(client=client)
    for _ in range(23):  # 161 of 168 hours
        monday.shift(timedelta(hours=7))
        assert client.get("/admin/auth/").status_code == 200
    client.post("/admin/password-again/", {"password": PASSWORD})

    for _ in range(3):
        assert client.get("/admin/auth/").status_code == 200
        monday.shift(timedelta(hours=7))

    assert client.get("/admin/auth/").status_code == 200


# ---- who sees what -------------------------------------------------------------------------------
def test_a_draft_on_its_own_page_asks_for_the_second_factor_too(settings):
    make_office()
    settings.SECOND_FACTOR = True
    draft = make_article(published_at=None).get_absolute_url()
    owner = make_owner("ines")
    client = forced_in(owner)

    assert client.get(draft).status_code == 404
    enroll(client)
    assert client.get(draft).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "password__startswith=argon2",
        "second_factor__secret__startswith=g",
        "calendar_feeds__secret_hash__startswith=0",
        "logentry__user__password__contains=a",
    ],
)
def test_no_filter_of_a_list_asks_for_secrets_piece_by_piece(asked):
    make_owner("ines")
    client = Client(raise_request_exception=False)
    sign_in(client=client)

    assert client.get(f"/admin/auth/user/?{asked}").status_code == 400


# ---- tokens and keys -----------------------------------------------------------------------------
def test_a_token_opens_what_it_was_made_for_and_nothing_else(client):
    """Each kind is signed with a purpose of its own, by HMAC-SHA256, which no token can choose."""
    row = ask(make_office())
    owner = make_owner("ines")
    preview = Preview.objects.create(
        key=row.page_key, content={"article": 0}, made_at=timezone.now(), by=owner
    )
    page, shown = row.token, previews._signer().sign(preview.key.hex)
    form = form_keys.FormKey(row.page_key, timezone.now()).signed()

    assert Consultation.objects.by_token(page) == row
    assert previews.signed(shown, now=timezone.now()) == preview
    for token in (shown, shown.replace(":", "."), form, row.page_key.hex, str(row.page_key)):
        assert Consultation.objects.by_token(token) is None
    for token in (page, page.replace(".", ":"), form, preview.key.hex):
        assert previews.signed(token, now=timezone.now()) is None
    for token in (page, page.replace(".", ":"), shown):
        assert form_keys.FormKey.read(token) is None
    assert {each.algorithm for each in (_page_signer, previews._signer(), form_keys._signer)} == {
        "sha256"
    }


def test_a_token_of_another_key_or_another_kind_of_signature_opens_nothing():
    row = ask(make_office())
    key = row.page_key.hex
    others = [
        signing.Signer(key="another", salt="bookings.page", sep=".").sign(key),
        signing.Signer(salt="bookings.page", sep=".", algorithm="md5").sign(key),
        signing.Signer(salt="bookings.page", sep=".", algorithm="sha512").sign(key),
        f"{key}.",
        f"{key}.none",
    ]

    assert [Consultation.objects.by_token(each) for each in others] == [None] * len(others)


def test_a_preview_counts_no_longer_than_its_week(monday):
    preview = Preview.objects.create(
        key=UUID(int=7), content={"article": 0}, made_at=timezone.now(), by=make_owner("ines")
    )
    token = previews._signer().sign(preview.key.hex)
    assert previews.signed(token, now=timezone.now()) == preview

    monday.shift(timedelta(days=7))

    assert previews.signed(token, now=timezone.now()) is None


def test_what_is_sealed_is_never_sealed_alike_and_no_changed_byte_of_it_is_opened():
    sealed = encryption.encrypt("+14245550134")

    assert sealed != encryption.encrypt("+14245550134")
    assert Fernet(site_settings.SEALING_KEYS[0]).decrypt(sealed) == b"+14245550134"
    for at in range(10, len(sealed) - 3, 7):
        other = "A" if sealed[at] != "A" else "B"
        with pytest.raises(ImproperlyConfigured):
            encryption.decrypt(sealed[:at] + other + sealed[at + 1 :])


def test_a_mail_server_shows_a_certificate_that_is_valid_for_its_name():
    for address in ("smtp+tls://u:p@mail.example.com:587", "smtps://u:p@mail.example.com"):
        found = read(EMAIL_URL=address)
        with override_settings(
            **{name: found[name] for name in found if name.startswith("EMAIL_")}
        ):
            backend = EmailBackend()
        assert backend.use_tls or backend.use_ssl
        assert backend.ssl_context.verify_mode is ssl.CERT_REQUIRED
        assert backend.ssl_context.check_hostname


def test_passwords_are_hashed_by_argon2id_as_the_standard_asks():
    hashers = read()["PASSWORD_HASHERS"]
    with override_settings(PASSWORD_HASHERS=hashers):
        stored = User(username="ines")
        stored.set_password(PASSWORD)

    _, kind, _, bounds, *_ = stored.password.split("$")
    assert kind == "argon2id"
    costs = dict(each.split("=") for each in bounds.split(","))
    assert int(costs["t"]) >= 2
    assert int(costs["m"]) >= 19 * 1024
