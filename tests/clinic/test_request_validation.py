"""Requests that no browser of a patient's sends, and the headers under which every answer
leaves.
"""

import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Consultation
from clinic.site.request_validation import methods_of
from tests.site import hidden

pytestmark = pytest.mark.django_db
PHONE = "252-1210"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"


@pytest.fixture
def visitor(office):
    """A browser, or what claims to be one: its form tokens are checked."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def part(body, headers=""):
    return (
        f'--x\r\nContent-Disposition: form-data; name="note"{headers}\r\n\r\n'.encode()
        + body
        + b"\r\n--x--"
    )


# ---- bodies --------------------------------------------------------------------------------------
CHARSETS = ["utf-7", "utf-16", "UTF-16LE", "latin-1", "hex", "idna", "klingon", "'"]


@pytest.mark.parametrize("kind", [FORM, PARTS, "text/plain"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_a_body_in_another_charset_is_400(visitor, kind, charset):
    for path in ("/book/", "/admin/login/", "/visit/"):
        response = visitor.generic(
            "POST", path, part(b"x"), content_type=f"{kind}; charset={charset}"
        )

        assert response.status_code == 400, path
        assert PHONE in response.content.decode(), path


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_on_a_request_without_body_changes_nothing(visitor, charset):
    response = visitor.generic(
        "GET", "/search/?q=%C3%BC", content_type=f"text/plain; charset={charset}"
    )

    assert response.status_code == 200
    assert 'value="ü"' in response.content.decode()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"note=" + b"a" * 5_000_000, FORM, 413),
        (part(b"a" * 5_000_000), PARTS, 413),
        ("&".join(f"f{number}=1" for number in range(2000)).encode(), FORM, 400),
        (b"".join(part(b"1")[:-4] + b"\r\n" for _ in range(2000)) + b"--x--", PARTS, 400),
        (b"no parts", "multipart/form-data", 400),
        (b"no parts", "multipart/form-data; boundary=" + "x" * 300, 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nend',
            PARTS,
            403,
        ),  # no token was found in it
        (part(b"\xff\xfe"), PARTS, 403),
        (b"%ff%fe=%ed%a0%80&%zz=%", FORM, 403),
        (b"\x00" * 100, FORM, 403),
    ],
    ids=[
        "5MB",
        "5MB part",
        "2000",
        "2000 parts",
        "no boundary",
        "long",
        "cut",
        "bytes",
        "percent",
        "NUL",
    ],
)
def test_a_body_that_is_no_form_gets_a_plain_page(visitor, body, kind, status):
    response = visitor.generic("POST", "/book/", body, content_type=kind)

    assert response.status_code == status
    assert PHONE in response.content.decode()
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        b"note=" + b"a" * 1_000_000,
        b"first_name=%ff%fe%ed%a0%80%zz",
        b"first_name=%00&slot=%00&form_key=%00&concern=%00&days=%00",
        b"concern=" + b"a" * 1_000_000,
    ],
    ids=["1 MB note", "invalid UTF-8", "NUL", "1 MB choice"],
)
def test_odd_text_is_answered_by_the_form_itself(visitor, fields):
    token = hidden(visitor.get("/book/").content.decode())["csrfmiddlewaretoken"]

    body = f"csrfmiddlewaretoken={token}&".encode() + fields
    response = visitor.generic("POST", "/book/", body, content_type=FORM)

    assert response.status_code == 422
    assert not Consultation.objects.exists()


def test_big_bodies_are_refused_by_the_server_as_it_runs(whole_site):
    megabyte = whole_site.form().send(note="a" * 1_000_000)
    five = whole_site.form().send(note="a" * 5_000_000)
    foreign = whole_site.ask("POST", "/book/", b"a=b", {"Content-Type": f"{FORM}; charset=utf-7"})

    assert (megabyte.status, five.status, foreign.status) == (422, 413, 400)
    assert "252-1210" in five.text
    assert whole_site.get("/health/ready").status == 200


UNREADABLE = ["text/plain; charset*=klingon''x", "multipart/form-data; boundary*=klingon''x"]


def test_a_content_type_that_cannot_be_read_is_400_from_the_server_as_it_runs(whole_site):
    for method in ("GET", "POST"):
        for path in ("/visit/", "/book/", "/admin/", "/static/css/base.css", "/nowhere/"):
            for kind in UNREADABLE:
                answer = whole_site.ask(method, path, b"a=b", {"Content-Type": kind})
                served = path.startswith("/static/") and (200 if method == "GET" else 405)

                assert answer.status == (served or 400), (method, path, kind)
                if answer.status == 400:
                    assert PHONE in answer.text, (method, path, kind)
                    assert answer.headers["Cache-Control"] == "no-store"
                assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
                _check_policy(answer.headers["Content-Security-Policy"])
    assert re.search(r"clinic\.access GET /visit/ 400 ", whole_site.written())


def test_what_the_web_server_answers_by_itself_is_as_the_promises_say(whole_site):
    long = whole_site.get("/visit/?q=" + "a" * 8_000)
    too_long = whole_site.get("/visit/?q=" + "a" * 9_000)
    large = whole_site.get("/visit/", X_Large="a" * 9_000)
    at_odds = whole_site.get("/visit/", X_Forwarded_Proto="https", X_Forwarded_Ssl="off")

    assert long.status == 200
    assert [each.status for each in (too_long, large, at_odds)] == [414, 431, 400]
    for answer in (too_long, large, at_odds):
        assert PHONE not in answer.text
        assert "Content-Security-Policy" not in answer.headers
        assert len(answer.text) < 500


# ---- methods -------------------------------------------------------------------------------------
def addresses(resolver=None, prefix=""):
    """One address for every pattern of ours, with something in its blanks."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + re.sub(r"<[^>]+>|\(\?P.*?\)", "x", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        else:
            yield "/" + path.replace("\\", "")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_no_view_is_meant_for_is_405_everywhere(visitor, method):
    ours = [path for path in addresses() if "admin" not in path]
    assert len(ours) > 10

    for path in [
        *ours,
        "/admin/",
        "/admin/login/",
        "/admin/bookings/consultation/",
        "/static/css/base.css",
    ]:
        response = visitor.generic(method, path)

        assert response.status_code == 405, path
        assert response["Allow"].startswith("GET, HEAD") or response["Allow"] == "POST", path
        assert PHONE in response.content.decode(), path


READ = ["/", "/visit/", "/articles/", "/questions/", "/robots.txt", "/health/live", "/media/x"]
READ += ["/articles/feed/", "/sitemap.xml"]
READ_AT_THE_DESK = [
    "/admin/",
    "/admin/bookings/",
    "/admin/jsi18n/",
    "/admin/clinic/office/1/history/",
]


def test_a_post_to_a_page_to_read_is_405_also_without_a_form_token(visitor):
    for path in [*READ, *READ_AT_THE_DESK]:
        response = visitor.post(path)

        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), path
        assert PHONE in response.content.decode(), path


def test_a_post_to_a_page_to_read_is_405_for_staff_too(admin_client, office):
    for path in [*READ, *READ_AT_THE_DESK]:
        assert admin_client.post(path).status_code == 405, path


def test_a_get_of_what_only_a_sent_form_does_is_405_with_the_phone_number(admin_client, office):
    response = admin_client.get("/admin/logout/")

    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert PHONE in response.content.decode()
    assert "_auth_user_id" in admin_client.session


def test_the_methods_of_a_view_are_found_under_its_other_decorators():
    def view(request):
        return HttpResponse()

    assert methods_of(require_safe(view)) == ["GET", "HEAD"]
    assert methods_of(never_cache(csrf_exempt(require_POST(view)))) == ["POST"]
    assert methods_of(view) == ["GET", "HEAD", "POST"]


# ---- forged headers ------------------------------------------------------------------------------
FORGED = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-proto": "gopher",
    "x-forwarded-port": "666",
    "x-forwarded-prefix": "/evil",
    "script_name": "/evil",
    "path_info": "/evil/",
    "x-original-url": "/evil/",
    "x-rewrite-url": "/evil/",
    "forwarded": "host=evil.example;proto=gopher",
    "x-http-method-override": "DELETE",
}


def test_forged_headers_move_no_link(visitor):
    paths = [
        "/",
        "/visit/",
        "/articles/",
        "/book/",
        "/sitemap.xml",
        "/robots.txt",
        "/nowhere/",
        "/visit",
    ]
    for path in [*paths, "/admin/", "/admin/login/"]:
        honest, forged = visitor.get(path), visitor.get(path, headers=FORGED)

        assert forged.status_code == honest.status_code, path
        assert forged.headers.get("Location") == honest.headers.get("Location"), path
        assert b"evil" not in forged.content, path
        assert "evil" not in str(forged.headers), path


def test_the_server_in_front_may_not_move_a_link_either(visitor):
    for path in ["/", "/book/", "/sitemap.xml", "/admin/login/"]:
        response = visitor.get(path, SCRIPT_NAME="/evil")

        assert response.status_code == 200, path
        assert b"evil" not in response.content, path


def test_forged_headers_move_no_link_of_the_server_as_it_runs(whole_site):
    forged = {"SCRIPT_NAME": "/evil", "PATH_INFO": "/evil/visit/", "X-Forwarded-Prefix": "/evil"}

    book = whole_site.ask("GET", "/book/", headers=forged)
    under = whole_site.ask("GET", "/evil/book/", headers=forged)
    afterwards = whole_site.get("/book/")

    assert (book.status, under.status, afterwards.status) == (200, 404, 200)
    for answer in (book, afterwards):
        assert 'href="/privacy/' in answer.text
        assert "evil" not in answer.text


def test_a_foreign_host_is_400_with_the_phone_number(visitor, settings):
    settings.ALLOWED_HOSTS = ["clinic.example"]
    for path in ["/visit", "/book/", "/admin/", "/nowhere/"]:
        response = visitor.get(path, headers={"host": "evil.example"})

        assert response.status_code == 400, path
        assert PHONE in response.content.decode(), path
        assert b"evil" not in response.content, path


@pytest.mark.parametrize(
    "code", ["%0d%0a", "%0a", "%0d", "%0b", "%0c", "%1c", "%c2%85", "%e2%80%a8"]
)
def test_a_line_break_in_an_address_makes_no_header(visitor, code):
    for path in [
        f"/visit{code}X-Evil:1",
        f"/articles/?q={code}X-Evil:1",
        f"/consultation/{code}X-Evil:1",
    ]:
        response = visitor.get(path)

        assert response.status_code in (200, 301, 302, 404), path
        assert "X-Evil" not in response.headers, path
        assert (
            re.search(r"[\r\n\x0b\x0c\x1c-\x1e\x85]", response.headers.get("Location", "")) is None
        ), path


# ---- headers -------------------------------------------------------------------------------------
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KINDS = {
    "page": ("GET", "/", 200),
    "form": ("GET", "/book/", 200),
    "patient's page": ("GET", "/consultation/x/", 404),
    "not found": ("GET", "/nowhere/", 404),
    "another charset": ("POST", "/book/", 400),
    "stale form": ("POST", "/admin/login/", 403),
    "no such method": ("PUT", "/visit/", 405),
    "broken page": ("GET", "/questions/", 500),
    "no database": ("GET", "/visit/", 503),
    "not there": ("GET", "/health/ready", 200),
    "static file": ("GET", "/static/css/base.css", 200),
    "static file, no such method": ("POST", "/static/css/base.css", 405),
    "no such static file": ("GET", "/static/nothing.css", 404),
    "picture": ("GET", "/media/leaf.webp", 200),
    "robots": ("GET", "/robots.txt", 200),
    "sitemap": ("GET", "/sitemap.xml", 200),
    "redirect": ("GET", "/articles", 301),
    "desk": ("GET", "/admin/", 302),
    "sign in": ("GET", "/admin/login/", 200),
}


@pytest.fixture
def _as_in_production(settings, tmp_path, monkeypatch):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "leaf.webp").write_bytes(b"leaf")

    def broken(error):
        def fail(*args, **kwargs):
            raise error

        return fail

    for name, error in {"questions": RuntimeError(), "visit": OperationalError()}.items():
        match = next(pattern for pattern in _patterns() if getattr(pattern, "name", "") == name)
        monkeypatch.setattr(match, "callback", require_safe(broken(error)))


def _patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        yield from _patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]


@pytest.mark.usefixtures("_as_in_production")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_every_header(visitor, kind):
    method, path, status = KINDS[kind]
    foreign = {"content_type": f"{FORM}; charset=utf-7"} if kind == "another charset" else {}

    response = visitor.generic(method, path, b"a=b" if foreign else b"", secure=True, **foreign)

    assert response.status_code == status
    expected = EVERYWHERE | {"Strict-Transport-Security": "max-age=31536000"}
    if kind == "patient's page":
        expected |= {"Referrer-Policy": "no-referrer"}
    assert {name: response.headers.get(name) for name in expected} == expected
    _check_policy(response["Content-Security-Policy"])


@pytest.mark.usefixtures("_as_in_production")
@pytest.mark.parametrize("host", ["testserver", "evil.example"], ids=["to HTTPS", "foreign host"])
def test_what_is_turned_away_at_the_door_carries_them_too(visitor, host):
    response = visitor.get("/", headers={"host": host})

    assert response.status_code == (301 if host == "testserver" else 400)
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    _check_policy(response["Content-Security-Policy"])


def _check_policy(policy):
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
