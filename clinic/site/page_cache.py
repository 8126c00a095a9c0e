"""Page cache: public pages, answered before Django as long as the content version holds.

It stands around the WSGI application. A page is kept with the version that was read before it was
rendered, and answers whoever asks for the same address by the same scheme and host name, to whom
Django has given it; everything else reaches Django. While the database is away an older copy
answers, unless content is known to have been changed since.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from wsgiref.types import StartResponse
from wsgiref.types import WSGIEnvironment as Environ

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http import HttpResponse

from clinic.changes.content_version import ContentVersion
from clinic.changes.listener import ANY
from clinic.changes.public_pages import QUERY
from clinic.site import request_id
from clinic.site.compression import best_coding
from clinic.site.counters import NONE
from clinic.site.kept_page import Page, Variant
from clinic.site.middleware import LOGS_ITSELF, ROUTE, log_access

LARGEST = 1_000_000  # bytes of one page
OLDEST_SECONDS = 24 * 60 * 60  # of what is shown while the database is away
LONGEST_WAIT = 0.25  # seconds for somebody else's rendering
CONTENT_IS_EDITED_AT = ("/admin/clinic/", "/admin/articles/")
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


@dataclass
class Asked:
    """A request, and by what it is answered."""

    environ: Environ
    start_response: StartResponse
    key: Key | None
    began: float  # monotonic

    @property
    def coding(self) -> str:
        return best_coding(self.environ.get("HTTP_ACCEPT_ENCODING", ""))

    def send(self, variant: Variant, how: str) -> list[bytes]:
        """Answer with `variant`; with 304 where the browser has the same. Writes the log's line."""
        method, path = self.environ["REQUEST_METHOD"], get_path_info(self.environ) or "/"
        known = self.environ.get("HTTP_IF_NONE_MATCH")
        if known and variant.etag and (variant.etag in known or known == "*"):
            self.start_response("304 Not Modified", variant.unchanged)
            log_access(method, path, 304, self.began, route=variant.route, is_public=True, how=how)
            return []
        self.start_response("200 OK", variant.headers)
        log_access(method, path, 200, self.began, route=variant.route, is_public=True, how=how)
        return [] if method == "HEAD" else [variant.body]


class PageCache:
    """The WSGI application `render`, with its public pages kept within `size` bytes."""

    def __init__(
        self, render: Callable[..., HttpResponse], version: ContentVersion, *, size: int
    ) -> None:
        self.render, self.version, self.shelf = render, version, Shelf(size)
        self._rendering: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()
        self._names_requests = settings.LOG_FORMAT == "json"
        self._hosts = _exact_hosts()
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        proxy: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
        self._https_header, self._https = proxy or ("", "")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._names_requests:
            return self._answer(environ, start_response)
        request_id.begin(environ)
        try:
            return self._answer(environ, start_response)
        finally:
            request_id.end()

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, key = time.monotonic(), self._key(environ)
        page = self.shelf.get(key) if key else None
        asked = Asked(environ, start_response, key, began)
        if self._session in environ.get("HTTP_COOKIE", ""):  # staff see what they just saved
            return self._ask_django(asked, may_keep=False)
        if key is None or page is None:
            return self._ask_django(asked)
        if self._is_fresh(page):
            return asked.send(page.variant(asked.coding), "hit")
        return self._after_a_change(asked, key)

    def _key(self, environ: Environ) -> Key | None:
        """By what a page is kept; None where Django decides by something else."""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("CONTENT_TYPE")  # which may be one that is refused
            or (self._https_header and environ.get(self._https_header) != self._https)
            or environ.get("HTTP_HOST") not in self._hosts
        ):
            return None
        query = environ.get("QUERY_STRING", "")
        if query:
            query = "&".join(part for part in query.split("&") if not part.startswith(TRACKING))
        path = environ["PATH_INFO"] or "/"
        return Key(environ["wsgi.url_scheme"], environ["HTTP_HOST"], path, query)

    def _is_fresh(self, page: Page) -> bool:
        return page.is_trusted and page.version == self.version.current()

    def _after_a_change(self, asked: Asked, key: Key) -> Iterable[bytes]:
        """One request renders the page anew, and whoever asks meanwhile waits for it.

        Not for long: their threads are needed when the database stalls.
        """
        if self.version.current() is None or asked.environ["REQUEST_METHOD"] != "GET":
            return self._ask_django(asked)
        with self._lock:
            rendered = self._rendering.get(key)
            if rendered is None:
                self._rendering[key] = threading.Event()
        if rendered is None:
            try:
                return self._ask_django(asked)
            finally:
                self._rendering.pop(key).set()
        rendered.wait(LONGEST_WAIT)
        page = self.shelf.get(key)
        if page and self._is_fresh(page):
            return asked.send(page.variant(asked.coding), "waited")
        return self._ask_django(asked)

    def _ask_django(self, asked: Asked, *, may_keep: bool = True) -> Iterable[bytes]:
        """Django's answer. Whatever page may be kept is kept, for as long as its version holds."""
        key, environ, said = asked.key, asked.environ, list[Any]()
        old = self._for_an_outage(key) if key else None
        version, is_trusted = self.version.number, self.version.current() is not None
        # Django sees no more of the query than the key says, and leaves the log's line to us.
        query = key.query if key else environ.get("QUERY_STRING", "")
        environ = environ | {"QUERY_STRING": query, LOGS_ITSELF: bool(old)}
        answer = self.render(environ, lambda *line: said.extend(line))
        status, headers = said[0][:3], said[1]
        if status == "200" and QUERY in environ:
            with closing(answer):  # Django's request ends with it
                body = b"".join(answer)
            page = Page(
                headers,
                body,
                asked.coding,
                version=version,
                is_trusted=is_trusted,
                route=environ.get(ROUTE, NONE),
            )
            is_whole = environ["REQUEST_METHOD"] == "GET" and len(body) <= LARGEST
            # The view names the query of its page, so made-up ones fill no shelf.
            if key and may_keep and is_whole and query == environ[QUERY]:
                self.shelf.keep(key, page)
                return asked.send(page.variant(asked.coding), "miss")
            return asked.send(page.variant(asked.coding), "passed")
        if status == "503" and old:
            answer.close()
            return asked.send(old.stale(asked.coding), "older")
        if key and status in ("404", "410"):
            self.shelf.drop(key)
        if status == "302" and _edits_content(environ):  # heard at once where it was saved
            self.version.note_change([ANY])
        asked.start_response(*said)
        return answer

    def _for_an_outage(self, key: Key) -> Page | None:
        """The last good answer, unless content was changed since: nothing that was taken off the
        site comes back.
        """
        page = self.shelf.get(key)
        if page and page.version >= self.version.last_change:
            return page if time.monotonic() - page.kept_at < OLDEST_SECONDS else None
        return None


def _exact_hosts() -> frozenset[str]:
    """The values of Host for which pages are kept. Of a wildcard in ALLOWED_HOSTS there are none:
    its names are without number.
    """
    ours = urlsplit(settings.SITE_URL).port
    ports = ["", ":80", ":443", f":{ours}" if ours else ""]
    return frozenset(host + port for host in settings.ALLOWED_HOSTS for port in ports)


def _edits_content(environ: Environ) -> bool:
    path: str = environ["PATH_INFO"]
    return environ["REQUEST_METHOD"] == "POST" and path.startswith(CONTENT_IS_EDITED_AT)
