"""Outage pages (degraded mode): what visitors get while the database cannot be used.

Reading pages come from the last good answer that this process gave; forms come back with every word
that was typed. Nothing here asks the database, the session or a file, and nothing has to be reset:
the next request asks the database again.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from clinic.protection.sent_fields import fields_sent

RETRY_AFTER_SECONDS = 60


# ---- is it such a day? -------------------------------------------------------------------------
def is_outage(error: BaseException | None) -> bool:
    """Whether the database's condition, and not our statement, is behind `error`."""
    return _database_error(error) is not None


def kind_of(error: BaseException | None) -> str:
    """The name of the database's error and its SQLSTATE; never its text, which may repeat a row."""
    found = _database_error(error)
    code = getattr(found.__cause__, "pgcode", None) if found else None
    return " ".join(filter(None, [type(found or error).__name__, code]))


def _database_error(error: BaseException | None) -> BaseException | None:
    """What the others were raised from: Django's session store, for one, hides it behind its own
    error.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, (OperationalError, InterfaceError, InternalError)):
            return error
        seen.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


# ---- a form that could not be taken ------------------------------------------------------------
MOST_VALUES, MOST_CHARACTERS = 100, 50_000
SHOWN = {
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Phone number",
    "email": "Email address",
    "note": "Anything you would like us to know",
}


@dataclass(frozen=True)
class Typed:
    """What a visitor sent: to be shown to them, and to be sent once more."""

    path: str
    shown: list[tuple[str, str]]
    fields: list[tuple[str, str]]


def typed(request: HttpRequest) -> Typed | None:
    """What was typed into a public form; None for staff's forms and for what is too much to hand
    back.

    Staff's go back only where the browser says that a page of ours sent them
    (`clinic.site.errors`): they may be met before their token was checked, and with a fresh one
    another site's form would pass for ours.
    """
    if request.method != "POST" or request.path.startswith("/admin/"):
        return None
    fields = fields_sent(request, most=MOST_VALUES, characters=MOST_CHARACTERS)
    if not fields:
        return None
    shown = [(label, request.POST[name]) for name, label in SHOWN.items() if request.POST.get(name)]
    return Typed(request.get_full_path(), shown, fields)


# ---- pages that were good a moment ago ---------------------------------------------------------
NEVER_KEPT = ("/admin/", "/book/", "/consultation/")
CONTENT_IS_EDITED_AT = ("/admin/clinic/", "/admin/articles/")
PARAMETERS = frozenset(
    {"page", "topic"}
)  # on which a reading page depends, besides the search words
OUR_VALUE = re.compile(r"[a-z0-9-]{1,60}")
LONGEST_PATH = 300
LARGEST_PAGE = 1_000_000  # bytes
OLDEST_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class CachedPage:
    content: bytes
    headers: dict[str, str]
    at: float  # monotonic, so that a clock put right makes no page young or old


class Shelf:
    """The last good answers by address: the least asked for go first. Safe between threads."""

    def __init__(self, *, entries: int, size: int) -> None:
        self.entries, self.size = entries, size
        self._pages: OrderedDict[str, CachedPage] = OrderedDict()
        self._used = 0
        self._lock = threading.Lock()

    def keys(self) -> list[str]:
        with self._lock:
            return list(self._pages)

    def keep(self, key: str, page: CachedPage) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._used += len(page.content)
            while len(self._pages) > self.entries or self._used > self.size:
                self._drop(next(iter(self._pages)))

    def get(self, key: str) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page and page.at < time.monotonic() - OLDEST_SECONDS:
                self._drop(key)
                return None
            return page

    def drop(self, key: str) -> None:
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._used = 0

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        self._used -= len(page.content) if page else 0


class StalePages:
    """Middleware: a reading page whose database is away is answered with its last good answer.

    It stands below gzip, so that one plain copy serves every browser and is compressed for those
    that ask; below what sets headers, so that a copy gets them like any page; and above session and
    form token, so that it sees whether an answer set or read a cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = Shelf(entries=200, size=15_000_000)
        # Apart, so that invented parameters push out no page.
        self.parts = Shelf(entries=50, size=5_000_000)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _edits_content(request, response):  # what was just taken off the site must not come back
            self.pages.clear()
            self.parts.clear()
        key = _key(request)
        if key is None:
            return response
        shelf = self.parts if "?" in key else self.pages
        if response.status_code == 503:
            page = shelf.get(key)
            if page:
                return _copy(page)
            return response
        if response.status_code in (404, 410):
            shelf.drop(key)
        elif isinstance(response, HttpResponse) and _may_be_kept(request, response):
            shelf.keep(key, CachedPage(response.content, dict(response.items()), time.monotonic()))
        return response


def _key(request: HttpRequest) -> str | None:
    """The address without what changes nothing about the page. Search words are the visitor's: no
    key.
    """
    if request.method not in ("GET", "HEAD") or len(request.path) > LONGEST_PATH:
        return None
    if request.path.startswith(NEVER_KEPT) or "q" in request.GET:
        return None
    asked = sorted(
        (name, value) for name, value in request.GET.items() if name in PARAMETERS and value
    )
    if not all(OUR_VALUE.fullmatch(str(value)) for _, value in asked):
        return None
    return request.path + (f"?{urlencode(asked)}" if asked else "")


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is for everyone: no part of it depends on who asked."""
    told = " ".join(response.headers.get(name, "") for name in ("Cache-Control", "Vary")).lower()
    return (
        request.method == "GET"
        and response.status_code == 200
        and len(response.content) <= LARGEST_PAGE
        and not response.cookies
        and not re.search(r"no-store|private|cookie", told)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and PARAMETERS.issuperset(
            request.GET
        )  # an unknown parameter may have left its mark on the page
        and not hasattr(request, "_csp_nonce")  # a nonce serves one answer
    )


def _edits_content(request: HttpRequest, response: HttpResponseBase) -> bool:
    is_edit = request.method == "POST" and request.path.startswith(CONTENT_IS_EDITED_AT)
    return is_edit and response.status_code == 302


def _copy(page: CachedPage) -> HttpResponse:
    headers = page.headers | {
        "Age": str(int(time.monotonic() - page.at)),
        "Cache-Control": "no-store",  # nobody on the way should keep it any longer
    }
    return HttpResponse(page.content, headers=headers)
