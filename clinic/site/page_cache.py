"""Page cache: public pages, answered before Django as long as the content version holds.

It stands around the WSGI application. A page is kept with the version that was read before it was
rendered, and answers whoever asks for the same address by the same scheme and host name, to whom
Django has given it; everything else reaches Django. While the database is away an older copy
answers, unless what it shows is known to have been changed.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any, NamedTuple
from wsgiref.types import StartResponse
from wsgiref.types import WSGIEnvironment as Environ

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http import HttpResponse

from clinic.changes.content_version import ContentVersion
from clinic.changes.public_pages import QUERY
from clinic.site.compression import best_coding
from clinic.site.kept_page import Page, Variant
from clinic.site.middleware import log_access

LARGEST = 1_000_000  # bytes of one page
OLDEST_SECONDS = 24 * 60 * 60  # of what is shown while the database is away
LONGEST_WAIT = 5.0  # seconds for somebody else's rendering
TRACKING = ("utm_", "gclid=", "fbclid=")  # what others add to links to us: no page depends on it


class Key(NamedTuple):
    """What an answer depends on, besides the content and the coding."""

    scheme: str
    host: str
    path: str
    query: str


class Shelf:
    """Pages by address, within so many bytes: the least recently used go. Safe between threads."""

    def __init__(self, size: int) -> None:
        self.size, self.used = size, 0
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page) -> None:
        with self._lock:
            self.drop(key)
            self.pages[key] = page
            self.used += page.size
            while self.used > self.size:
                self.drop(next(iter(self.pages)))

    def drop(self, key: Key) -> None:
        with self._lock:
            page = self.pages.pop(key, None)
            self.used -= page.size if page else 0


class PageCache:
    """The WSGI application `render`, with its public pages kept within `size` bytes."""

    def __init__(
        self, render: Callable[..., HttpResponse], version: ContentVersion, *, size: int
    ) -> None:
        self.render, self.version, self.shelf = render, version, Shelf(size)
        self._rendering: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()
        self._hosts = frozenset(settings.ALLOWED_HOSTS)  # wildcards match none: Django decides
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        proxy: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
        self._https_header, self._https = proxy or ("", "")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, key = time.monotonic(), self._key(environ)
        coding = best_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        page = self.shelf.get(key) if key else None
        if key and page and not self._is_fresh(page):
            page = self._from_another_thread(key)
        if page is None or self._is_staffs(environ):  # staff see what they just saved
            return self._ask_django(key, coding, environ, start_response)
        return self._send(page.variant(coding), environ, start_response, began)

    def _key(self, environ: Environ) -> Key | None:
        """By what a page is kept; None where Django decides by something else."""
        host, query = environ.get("HTTP_HOST", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("CONTENT_TYPE")  # which may be one that is refused
            or (self._https_header and environ.get(self._https_header) != self._https)
            or not (host in self._hosts or self._is_host_with_port(host, environ))
        ):
            return None
        if query:
            query = "&".join(part for part in query.split("&") if not part.startswith(TRACKING))
        return Key(environ["wsgi.url_scheme"], host, environ["PATH_INFO"], query)

    def _is_host_with_port(self, host: str, environ: Environ) -> bool:
        name, _, port = host.rpartition(":")
        return name in self._hosts and port in ("443", environ["SERVER_PORT"])

    def _is_staffs(self, environ: Environ) -> bool:
        return self._session in environ.get("HTTP_COOKIE", "")

    def _is_fresh(self, page: Page) -> bool:
        return page.is_trusted and page.version == self.version.current()

    def _from_another_thread(self, key: Key) -> Page | None:
        """The page that another thread renders anew; None for who has to do it.

        So one renders it after a change, however many ask.
        """
        if self.version.current() is None:
            return None
        with self._lock:
            rendered = self._rendering.get(key)
            if rendered is None:
                self._rendering[key] = threading.Event()
                return None
        rendered.wait(LONGEST_WAIT)
        page = self.shelf.get(key)
        return page if page and self._is_fresh(page) else None

    def _ask_django(
        self, key: Key | None, coding: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Django's answer. Whatever page may be kept is kept, for as long as its version holds."""
        version, is_trusted = self.version.number, self.version.current() is not None
        began, said = time.monotonic(), list[Any]()
        try:
            answer = self.render(environ, lambda *line: said.extend(line))
            status, headers = said[:2]
            if status.startswith("200") and QUERY in environ:
                with closing(answer):  # Django's request ends with it
                    body = b"".join(answer)
                page = Page(headers, body, coding, version=version, is_trusted=is_trusted)
                if key and len(body) <= LARGEST and self._may_be_kept(environ):
                    self.shelf.keep(key, page)
                return _answer(page.variant(coding), environ, start_response)[1]
            if key and status.startswith("503") and (old := self._for_an_outage(key)):
                answer.close()
                return self._send(old.stale(coding), environ, start_response, began)
            if key and status.startswith(("404", "410")):
                self.shelf.drop(key)
            start_response(*said)
            return answer
        finally:
            if key and (rendered := self._rendering.pop(key, None)):
                rendered.set()

    def _may_be_kept(self, environ: Environ) -> bool:
        return (
            environ["REQUEST_METHOD"] == "GET"
            and environ.get("QUERY_STRING", "") == environ[QUERY]  # made-up queries fill no shelf
            and not self._is_staffs(environ)
        )

    def _for_an_outage(self, key: Key) -> Page | None:
        page = self.shelf.get(key)
        if not page or time.monotonic() - page.kept_at > OLDEST_SECONDS:
            return None
        # what was taken off the site must not come back
        return page if page.version >= self.version.changed else None

    def _send(
        self,
        variant: Variant,
        environ: Environ,
        start_response: StartResponse,
        began: float,
    ) -> list[bytes]:
        """An answer that is not Django's, with its line in the access log."""
        status, body = _answer(variant, environ, start_response)
        method, path = environ["REQUEST_METHOD"], get_path_info(environ)
        log_access(method, path, status, began, is_public=True)
        return body


def _answer(
    variant: Variant, environ: Environ, start_response: StartResponse
) -> tuple[int, list[bytes]]:
    """Status and body that are sent: 304 and none to a browser that has the same."""
    asked_for = environ.get("HTTP_IF_NONE_MATCH")
    if asked_for and variant.etag and (variant.etag in asked_for or asked_for == "*"):
        start_response("304 Not Modified", variant.unchanged)
        return 304, []
    start_response("200 OK", variant.headers)
    return 200, [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]
