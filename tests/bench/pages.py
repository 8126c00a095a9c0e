"""What the site's WSGI application takes to answer one request, with all that stands around a
view.
"""

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from articles.models import Article
from bookings import availability
from clinic.changes.content_version import content
from clinic.office.models import ConsultationHours, Office
from clinic.protection.form_keys import FormKey
from clinic.wsgi import application
from tests.bench import rows

HOST = "www.clinic.example"
WIDEST = "Booking, GET, nine to six on six days"
FILLED_IN = timedelta(minutes=2)
SEARCHES = {
    "in all": "collagen",
    "in all, two words": "collagen+needle",
    "in one of a hundred": rows.RARE,
    "in none": "xylophone",
    "mistyped": "eucalyptsu",
    "eight words, in all": "skin+rest+heal+calm+texture+gentle+repair+layer",
    "eight words, in none": "+".join(f"xylo{letter}" for letter in "abcdefgh"),
    "a part of many words": "unbo",
}
SETTLED = timedelta(minutes=30)  # a time so near to the notice may be gone before it is posted
# Nobody listens for changes here, so each page is rendered; kept ones are measured over HTTP.
content.watch = lambda next_change: None  # type: ignore[method-assign]
_requests = RequestFactory(SERVER_NAME=HOST)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float
    busy: float  # seconds of processor time in this process, which other programs do not lengthen

    @property
    def size(self) -> int:
        """Bytes on the wire: the headers that we send, and the body as compressed."""
        return sum(len(f"{name}: {value}\r\n") for name, value in self.headers) + len(self.body)


def answer(environ: dict[str, Any]) -> Answer:
    """One request, from the environ that a server hands over to the last byte."""
    said: list[Any] = []
    began, worked = time.perf_counter(), time.process_time()
    response = application(environ, lambda status, headers, *_: said.extend([status, headers]))
    body = b"".join(response)
    if hasattr(response, "close"):  # Django's: the page cache gives plain bytes
        response.close()
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    return Answer(int(said[0].split()[0]), said[1], body, seconds, busy)


def get(path: str, **headers: str) -> dict[str, Any]:
    asked = _requests.get(
        path, secure=True, headers={"Accept-Encoding": "gzip, deflate, br"} | headers
    )
    return dict(asked.environ)


def post(path: str, filled: dict[str, Any], **headers: str) -> dict[str, Any]:
    """A form as a browser of this site sends it."""
    asked = _requests.post(
        path,
        urlencode(filled, doseq=True),
        content_type="application/x-www-form-urlencoded",
        secure=True,
        headers={"Accept-Encoding": "gzip, deflate, br", "Origin": f"https://{HOST}"} | headers,
    )
    return dict(asked.environ)


@dataclass
class Page:
    """One line of the table: makes the environ of the next request, and clears up behind its
    answer.
    """

    name: str
    limit: float | None  # milliseconds
    ask: Callable[[], dict[str, Any]]
    status: int = 200
    clear: Callable[[], None] = lambda: None

    def once(self) -> Answer:
        given = answer(self.ask())
        self.clear()
        if given.status != self.status:
            raise SystemExit(f"{self.name} answered {given.status} instead of {self.status}.")
        return given


class Patient:
    """Someone who sends the booking form as a browser does, each time for another free time."""

    def __init__(self) -> None:
        office, now = Office.objects.current(), timezone.now()
        free = [
            slot
            for slot in availability.offer(office, now=now).slots
            if slot.starts_at > now + SETTLED
        ]
        held = office.holds.filter(starts_at__gt=now + timedelta(days=7)).first()
        assert held is not None
        self.free, self.held = free, held.starts_at
        self.sent = 0
        self.form_key: UUID | None = None
        self.cookie = self.token = ""

    def meet_form(self) -> None:
        shown = answer(get("/book/"))
        found = _TOKEN.search(gzip.decompress(shown.body))
        assert found is not None
        self.token = found[1].decode()
        cookies = [value for name, value in shown.headers if name == "Set-Cookie"]
        self.cookie = "; ".join(cookie.partition(";")[0] for cookie in cookies)

    def send(self, *, taken: bool = False) -> dict[str, Any]:
        self.sent += 7  # from week to week
        return self.fill_in(self.held if taken else self.free[self.sent % len(self.free)].starts_at)

    def fill_in(
        self, starts_at: datetime, *, email: str = "maya@example.com", **headers: str
    ) -> dict[str, Any]:
        if not self.token:
            self.meet_form()
        form_key = FormKey.new(now=timezone.now() - FILLED_IN)
        self.form_key = form_key.key
        filled = {
            "csrfmiddlewaretoken": self.token,
            "form_key": form_key.signed(),
            "concern": "pores",
            "answers": ["sensitive", "talk"],
            "note": "Mostly I wonder how long it takes.",
            "when": "slot",
            "slot": availability.iso(starts_at),
            "first_name": "Maya",
            "last_name": "Ortiz",
            "reach_by": "email",
            "email": email,
            "adult": "on",
            "contact": "on",
        }
        return post("/book/", filled, Cookie=self.cookie, **headers)

    def forget(self) -> None:
        assert self.form_key is not None
        rows.forget(self.form_key)


def all_pages() -> list[Page]:
    """Everything that is measured, for the database that is now connected."""
    patient = Patient()
    middle = Article.objects.published(now=timezone.now()).filter(slug__startswith="article-")
    one = middle[middle.count() // 2]
    return [
        Page("Home", 20, lambda: get("/")),
        Page("Article", 20, lambda: get(f"/articles/{one.slug}/")),
        Page("Articles, first page", 20, lambda: get("/articles/")),
        Page("Articles, tenth page", 20, lambda: get("/articles/?page=10")),
        *(
            Page(f"Search: {what}", 30, lambda typed=typed: get(f"/search/?q={typed}"))
            for what, typed in SEARCHES.items()
        ),
        Page("Questions", 20, lambda: get("/questions/")),
        Page("Booking, GET", 40, lambda: get("/book/")),
        Page("Booking, POST", 30, patient.send, 302, patient.forget),
        Page(
            "Booking, POST, time taken", None, lambda: patient.send(taken=True), 409, patient.forget
        ),
    ]


@contextmanager
def widest_booking_page() -> Iterator[Page]:
    """The booking page with the most times it may have to show. Its hours are put back."""
    office = Office.objects.current()
    before = list(office.consultation_hours.all())
    rows.offer_wide(office)
    try:
        yield Page(WIDEST, None, lambda: get("/book/"))
    finally:
        office.consultation_hours.all().delete()
        ConsultationHours.objects.bulk_create(before)


def queries(page: Page) -> int:
    """How many statements one request sends, savepoints included and BEGIN and COMMIT not."""
    environ, sent = page.ask(), 0

    def count(execute: Callable, *arguments: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        answer(environ)
    page.clear()
    return sent
