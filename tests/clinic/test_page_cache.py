"""The page cache: what it answers by itself, what it leaves to Django, and when it lets go."""

import gzip
import logging
import random
import threading
import time

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from clinic.changes.public_pages import CACHE_CONTROL, QUERY, PublicPages, public, public_page
from clinic.site import page_cache
from tests.clinic.cached_site import HOST, CachedSite


@pytest.fixture
def site(settings):
    settings.ALLOWED_HOSTS = [HOST, ".wild.example"]
    settings.SECURE_PROXY_SSL_HEADER = None
    return CachedSite()


# ---- fresh -------------------------------------------------------------------------------------
def test_a_page_is_rendered_once_while_nothing_changes(site):
    first, second = site.get(), site.get()

    assert len(site.rendered) == 1
    assert first.body == second.body == b"hello"
    assert first.headers == second.headers


def test_after_a_change_the_next_reader_gets_the_new_page(site):
    site.get()
    site.body = b"changed"

    site.version.note_change(["a_table"])

    assert site.get().body == b"changed"
    assert site.times_rendered("/visit/", "/visit/") == 0


def test_a_page_rendered_while_it_changes_is_shown_and_not_trusted(site):
    site.while_rendering = lambda: site.version.note_change(["a_table"])
    site.get()
    site.body, site.while_rendering = b"changed", lambda: None

    assert site.get().body == b"changed"


def test_nothing_is_trusted_while_nobody_hears_of_changes(site):
    site.get()
    site.version.trust(0)

    assert site.times_rendered("/visit/", "/visit/") == 2

    site.version.trust(float("inf"))  # heard again: what was rendered meanwhile may have missed one
    assert site.times_rendered("/visit/", "/visit/") == 1


def test_after_a_change_many_readers_wait_for_one_rendering(site):
    site.get()
    site.version.note_change(["a_table"])
    site.rendered.clear()
    site.while_rendering = lambda: time.sleep(0.2)
    answers = []
    readers = [
        threading.Thread(target=lambda: answers.append(site.get().status)) for _ in range(12)
    ]

    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert answers == [200] * 12
    assert len(site.rendered) == 1


@pytest.mark.parametrize(
    "first",
    [{"method": "HEAD"}, {"HTTP_COOKIE": "sessionid=x"}],
    ids=str,
)
def test_who_cannot_keep_a_page_makes_nobody_wait(site, first, monkeypatch):
    monkeypatch.setattr(page_cache, "LONGEST_WAIT", 20)
    site.get()
    site.version.note_change(["a_table"])
    site.rendered.clear()
    is_rendering, may_end = threading.Event(), threading.Event()

    def slowly():
        is_rendering.set()
        may_end.wait(20)

    site.while_rendering = slowly
    leader = threading.Thread(target=site.get, kwargs=first)
    leader.start()
    assert is_rendering.wait(20)
    site.while_rendering = lambda: None
    began = time.monotonic()

    assert site.get().status == 200
    assert time.monotonic() - began < 10
    may_end.set()
    leader.join()


def test_whoever_waits_for_a_rendering_that_hangs_asks_django_soon(site):
    """Else a stalled database would take the threads that its bulkhead keeps free."""
    site.get()
    site.version.note_change(["a_table"])
    is_rendering, may_end = threading.Event(), threading.Event()

    def hang():
        if not is_rendering.is_set():
            is_rendering.set()
            may_end.wait(20)

    site.while_rendering = hang
    leader = threading.Thread(target=site.get)
    leader.start()
    assert is_rendering.wait(20)
    began = time.monotonic()

    assert site.get().status == 200
    assert time.monotonic() - began < 5
    may_end.set()
    leader.join()


def test_what_staff_save_is_fresh_at_once_where_it_was_saved(site):
    site.get()
    site.status = "302 Found"
    site.get("/admin/bookings/consultation/1/confirm/", method="POST")
    site.status = "200 OK"
    assert site.times_rendered("/visit/") == 0

    site.status = "302 Found"
    site.get("/admin/articles/article/1/change/", method="POST", HTTP_COOKIE="sessionid=x")
    site.status = "200 OK"
    assert site.times_rendered("/visit/", "/visit/") == 1


def test_who_renders_and_fails_holds_nobody_up_for_the_next_time(site, monkeypatch):
    monkeypatch.setattr(page_cache, "LONGEST_WAIT", 20)
    site.get()
    site.version.note_change(["a_table"])

    def fail():
        raise RuntimeError("a fault")

    site.while_rendering = fail
    with pytest.raises(RuntimeError):
        site.get()
    site.while_rendering = lambda: None
    began = time.monotonic()

    assert site.get().status == 200
    assert time.monotonic() - began < 10


# ---- how it is sent ----------------------------------------------------------------------------
OPENED = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip;q=0.0, br;q=0.000", None),
        ("GZIP", "gzip"),
        ("identity", None),
        ("x-gzip-like, brotli", None),
        ("", None),
    ],
)
def test_a_browser_gets_the_coding_that_it_takes(site, accepted, coding):
    site.body = b"hello " * 100
    site.get()

    answer = site.get(HTTP_ACCEPT_ENCODING=accepted)

    assert answer.headers.get("Content-Encoding") == coding
    assert OPENED[coding](answer.body) == site.body
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_has_the_page_is_told_so(site):
    page = site.get(HTTP_ACCEPT_ENCODING="br")
    plain = site.get()
    has_it = {"HTTP_ACCEPT_ENCODING": "br", "HTTP_IF_NONE_MATCH": f'"x", {page.headers["ETag"]}'}

    kept = site.get(**has_it)
    site.version.note_change(["a_table"])
    rendered_anew = site.get(**has_it)
    site.version.note_change(["a_table"])
    site.body = b"changed"
    changed = site.get(**has_it)

    assert plain.headers["ETag"] != page.headers["ETag"]  # strong: other bytes, another tag
    assert (kept.status, kept.body, kept.headers["ETag"]) == (304, b"", page.headers["ETag"])
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(kept.headers)
    assert rendered_anew.status == 304
    assert (changed.status, brotli.decompress(changed.body)) == (200, b"changed")


def test_a_head_request_has_the_headers_and_no_body(site):
    page = site.get()

    head = site.get(method="HEAD")

    assert (head.status, head.headers, head.body) == (200, page.headers, b"")
    assert len(site.rendered) == 1


def test_each_public_page_that_is_sent_has_one_line_in_the_access_log(site, caplog):
    with caplog.at_level(logging.INFO, "clinic.access"):
        etag = site.get("/v\xc3\xa9/?utm_source=Maya").headers["ETag"]
        site.get("/v\xc3\xa9/", HTTP_IF_NONE_MATCH=etag)
        site.version.note_moment()
        site.get("/v\xc3\xa9/", HTTP_IF_NONE_MATCH=etag)
        site.get("", method="HEAD")
        go_away(site)
        site.get("/v\xc3\xa9/")

    lines = [record.getMessage().rsplit(" ", 1)[0] for record in caplog.records]
    assert lines == [
        r"GET /v\xe9/ 200",
        r"GET /v\xe9/ 304",
        r"GET /v\xe9/ 304",
        "HEAD / 200",
        r"GET /v\xe9/ 200",
    ]


# ---- what Django decides -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "environ",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": "a.wild.example"},
        {"HTTP_HOST": f"{HOST}:1234", "SERVER_PORT": "1234"},  # as a server on a socket repeats it
        {"HTTP_HOST": ""},
        {"wsgi.url_scheme": "http"},
        {"CONTENT_TYPE": "text/html; charset=utf-7"},
        {"HTTP_COOKIE": "a=b; sessionid=x"},
    ],
    ids=str,
)
def test_another_kind_of_request_reaches_django(site, environ):
    site.get()
    site.status = "400 Bad Request"

    assert site.get(**environ).status == 400


def test_a_proxy_that_says_plain_http_reaches_django(settings):
    settings.ALLOWED_HOSTS = [HOST]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = CachedSite()
    site.get(HTTP_X_FORWARDED_PROTO="https")

    assert site.times_rendered("/visit/", HTTP_X_FORWARDED_PROTO="https") == 0
    assert site.times_rendered("/visit/", HTTP_X_FORWARDED_PROTO="http") == 1
    assert site.times_rendered("/visit/") == 1
    assert site.times_rendered("/visit/", HTTP_X_FORWARDED_PROTO="https, http") == 1
    assert len(site.kept) == 1


def test_a_page_is_kept_for_one_host_and_scheme_alone(site):
    site.get()
    for environ in ({"wsgi.url_scheme": "http"}, {"HTTP_HOST": f"{HOST}:443"}):
        assert site.times_rendered("/visit/", "/visit/", **environ) == 1


@pytest.mark.parametrize("status", ["301 Moved Permanently", "404 Not Found", "500 Oh", "503 No"])
def test_an_error_is_not_kept(site, status):
    site.status = status

    assert site.times_rendered("/visit/", "/visit/") == 2
    assert site.kept == []


def test_what_is_not_declared_public_is_not_kept(site):
    site.query = None

    assert site.times_rendered("/book/", "/book/") == 2


def test_what_staff_are_shown_is_neither_kept_nor_from_the_cache(site):
    assert site.times_rendered("/visit/", "/visit/", HTTP_COOKIE="sessionid=x") == 2
    assert site.kept == []


def test_what_others_add_to_a_link_is_no_part_of_the_page_and_is_not_shown_to_django(site):
    assert site.times_rendered("/visit/?utm_source=mail&gclid=1", "/visit/?utm_id=2") == 1
    assert site.environ["QUERY_STRING"] == ""
    assert site.kept == ["/visit/"]


def test_made_up_queries_fill_no_shelf_and_get_no_page_of_their_own(site):
    site.get("/articles/?page=2")  # of which the view says that it is the page without a query
    site.query = "page=3"
    site.get("/articles/?page=3")
    site.get("/articles/?page=3&from=Maya")
    site.get("/articles/?from=Maya&page=3")

    assert site.kept == ["/articles/?page=3"]
    assert site.times_rendered("/articles/?page=3&utm_source=mail&gclid=1") == 0


def test_the_least_recently_used_page_goes_when_the_shelf_is_full(settings):
    settings.ALLOWED_HOSTS = [HOST]
    site = CachedSite(size=100_000)
    site.body = random.Random(1).randbytes(20_000)  # 44,000 in two codings

    site.times_rendered("/a/", "/b/", "/a/", "/c/")

    assert site.kept == ["/a/", "/c/"]
    assert 80_000 < site.cache.shelf.used <= 100_000


def test_a_cache_without_room_keeps_nothing(settings):
    settings.ALLOWED_HOSTS = [HOST]
    site = CachedSite(size=0)

    assert site.times_rendered("/a/", "/a/") == 2
    assert site.cache.shelf.used == 0


def test_a_page_larger_than_any_of_ours_is_shown_and_not_kept(site):
    site.body = b"x" * 1_000_001

    assert len(site.get().body) == 1_000_001
    assert site.kept == []


# ---- while the database is away ----------------------------------------------------------------
def go_away(site):
    site.status = "503 Service Unavailable"
    site.version.trust(0)


def test_the_last_good_page_comes_with_its_age(site, caplog):
    site.headers = [("X-Of-The-Page", "1")]
    site.get()
    go_away(site)
    caplog.clear()

    with caplog.at_level(logging.INFO, "clinic.access"):
        kept = site.get()

    assert (kept.status, kept.body, kept.headers["X-Of-The-Page"]) == (200, b"hello", "1")
    assert (kept.headers["Age"], kept.headers["Cache-Control"]) == ("0", "no-store")
    assert "ETag" not in kept.headers
    assert [record.getMessage()[:15] for record in caplog.records] == ["GET /visit/ 200"]
    assert site.get("/visit/?utm_source=mail").body == b"hello"
    assert site.get("/visit/?from=Maya").status == 503
    assert site.get(method="POST").status == 503


def test_a_page_rendered_while_nobody_listened_is_good_enough_for_an_outage(site):
    site.version.trust(0)
    site.get()
    go_away(site)

    assert site.get().status == 200


def test_what_was_taken_off_the_site_does_not_come_back(site):
    site.get("/articles/old/")
    site.get("/visit/")
    site.version.note_moment()  # midnight, or nobody had listened for a moment
    go_away(site)
    assert site.get("/visit/").status == 200

    site.version.note_change(["a_table"])

    assert site.get("/articles/old/").status == site.get("/visit/").status == 503


def test_what_staff_take_off_does_not_come_back_where_nobody_listens(site):
    site.version.trust(0)
    site.get("/articles/old/")
    site.status = "302 Found"
    site.get("/admin/articles/article/1/retire/", method="POST")
    go_away(site)

    assert site.get("/articles/old/").status == 503


def test_a_page_that_is_gone_does_not_come_back_though_nobody_listened(site):
    site.get("/articles/old/")
    site.version.trust(0)
    site.status = "404 Not Found"
    site.get("/articles/old/")
    go_away(site)

    assert site.get("/articles/old/").status == 503


def test_a_page_is_shown_for_a_day_and_no_longer(site, monkeypatch):
    site.get()
    go_away(site)
    now = time.monotonic()

    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now + page_cache.OLDEST_SECONDS - 60)
    assert site.get().status == 200
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now + page_cache.OLDEST_SECONDS + 60)
    assert site.get().status == 503


# ---- what a view declares ----------------------------------------------------------------------
def through_middleware(view, path="/visit/"):
    request = RequestFactory().get(path, headers={"accept-encoding": "gzip"})
    middleware = PublicPages(view)
    return request, middleware(request)


def test_a_public_page_is_left_for_the_cache_to_compress():
    request, response = through_middleware(public_page(lambda request: HttpResponse(b"x" * 500)))

    assert response["Cache-Control"] == CACHE_CONTROL
    assert request.META[QUERY] == ""
    assert "Content-Encoding" not in response.headers


def with_cookie(request):
    response = HttpResponse(b"x" * 500)
    response.set_cookie("a", "b")
    return response


def with_nonce(request):
    request._csp_nonce = "x"
    return HttpResponse(b"x" * 500)


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_nonce,
        lambda request: HttpResponse(b"x" * 500, headers={"Vary": "Accept-Encoding, Cookie"}),
        lambda request: StreamingHttpResponse([b"x" * 500]),
        lambda request: HttpResponse(b"x" * 500, status=404),
    ],
)
def test_what_is_declared_public_and_is_one_persons_is_not_believed(view, caplog):
    request, response = through_middleware(lambda request: public(request, view(request)))

    assert QUERY not in request.META
    assert response["Cache-Control"] == "private, no-store"
    assert "declared public" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(status=301),
        HttpResponse(status=404),
        HttpResponse(headers={"Cache-Control": "private"}),
    ],
)
def test_an_error_and_an_answer_that_says_otherwise_are_not_declared_public(answer):
    request, response = through_middleware(public_page(lambda request: answer))

    assert QUERY not in request.META
    assert response.headers.get("Cache-Control") in (None, "private")
