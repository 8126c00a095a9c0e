"""A storm: people who book, a mail server that fails, and somebody who kills processes."""

import contextlib
import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2

from clinic.protection.form_keys import FASTEST_FILL
from tests.site import Form, Site, wait_until
from tests.smtp import Act, Answer, MailServer

MORTAL = ["web", "worker", "database"]
PEOPLE = 12  # who book side by side
MAIL_FAILS = 0.4  # of all attempts
# One in fifty of the failures takes the message and says nothing: that copy cannot be avoided.
FAILURES: list[Answer] = ["421 busy", "451 later", Act.CUT] * 16 + [Act.TAKE_AND_CUT, Act.HANG]
GIVEN_UP_AFTER = 120  # seconds in which somebody sends the same form again and again
LONGEST_OVERTIME = 600  # seconds for which it goes on until there were enough requests
REST = 0.4  # seconds between two looks at who sent too much
WAITS_ARE_OVER = """
UPDATE bookings_notification SET due_at = now()
WHERE attempts > 0 AND due_at > now() AND due_at < now() + interval '1 day'
"""
DUE = "SELECT count(*) FROM bookings_notification WHERE due_at <= now()"
TROUBLE = (OSError, http.client.HTTPException, AssertionError)


@dataclass
class Booked:
    """What people saw: whom the site told that it has their request, and whom it told nothing."""

    accepted: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    answers: Counter = field(default_factory=Counter)


class Storm:
    """`rage` for a while, `calm_down`, then look at `booked`, `mail` and `site`."""

    def __init__(
        self, folder: Path, *, seed: int = 7, code: Path | None = None, people: int = PEOPLE
    ) -> None:
        self.chance = random.Random(seed)
        self.people = people
        self.booked = Booked()
        self.killed: Counter = Counter()
        self.mail = MailServer()
        self.attempts = self.failures = 0
        self._folder, self._code = folder, code
        self._deck: list[str] = []
        self._over = threading.Event()
        self._names = iter(range(10**6))
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.mail.__enter__()
        self.site = Site(
            self._folder,
            f"smtp://{self.mail.host}:{self.mail.port}",
            # What it acknowledged outlives its death, as on a server.
            postgres="synchronous_commit = on\nfull_page_writes = on\n",
            code=self._code,
        )
        # Each person comes from an address of their own.
        self.site.environment["PROXY_HOPS"] = "1"
        self.site.start()
        self.site.start_worker()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self.site.close()
        self.mail.__exit__(kind, error, trace)

    # ---- the storm ------------------------------------------------------------------------------
    def rage(
        self,
        seconds: float,
        *,
        requests: int = 0,
        between: tuple[float, float] = (2, 8),
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """For `seconds`, and until `requests` were accepted; something dies each `between`."""
        self.begin()
        end, told = time.monotonic() + seconds, time.monotonic()
        try:
            while time.monotonic() < end or len(self.booked.accepted) < requests:
                if time.monotonic() > end + LONGEST_OVERTIME:
                    raise AssertionError(f"fewer than {requests} requests were accepted in time")
                time.sleep(self.chance.uniform(*between))
                self.kill(self._next())
                if time.monotonic() - told > 10:
                    told = time.monotonic()
                    tell(self._how_it_stands(end - told))
        finally:
            self.end()

    def begin(self) -> None:
        """People come, and mail fails."""
        self.mail.answer_with("DATA", self._fail)
        self._threads = [threading.Thread(target=self._book_on) for _ in range(self.people)]
        self._threads.append(threading.Thread(target=self._let_many_come))
        for person in self._threads:
            person.start()

    def end(self) -> None:
        """Nobody new comes, and those who are there are through."""
        self._over.set()
        for person in self._threads:
            person.join()

    def wait_for(self, accepted: int) -> None:
        wait_until(lambda: len(self.booked.accepted) >= accepted, seconds=60)

    def _next(self) -> str:
        """What dies next: in no order, and each as often as the others."""
        if not self._deck:
            self._deck = self.chance.sample(MORTAL, len(MORTAL))
        return self._deck.pop()

    def kill(self, what: str) -> None:
        """Without warning, and it is started again at once."""
        self.killed[what] += 1
        if what == "database":
            self.site.kill_database()
            return
        self.site.kill(what)
        if what == "web":
            self.site.start_web("web", self.site.port)
        else:
            self.site.start_worker()

    def calm_down(self) -> None:
        """Mail works again, the leases and waits are over, and everything due has gone."""
        self.mail.answer_with("DATA", lambda _: None)
        self.site.heal()

        def nothing_is_due() -> bool:
            try:
                with contextlib.closing(self.site.connect()) as asked, asked.cursor() as cursor:
                    cursor.execute(WAITS_ARE_OVER)
                    cursor.execute(DUE)
                    left = cursor.fetchone()[0]
                    asked.commit()
                    return bool(left == 0)
            except psycopg2.Error:
                return False

        wait_until(nothing_is_due, seconds=300)

    def _how_it_stands(self, left: float) -> str:
        return (
            f"  {max(0, left):4.0f} s left: {len(self.booked.accepted):,} accepted, "
            f"{sum(self.killed.values())} killed, {self.failures:,} of {self.attempts:,} mails failed"
        )

    def _fail(self, _: str) -> Answer:
        self.attempts += 1
        if random.random() >= MAIL_FAILS:
            return None
        self.failures += 1
        return random.choice(FAILURES)

    # ---- people ---------------------------------------------------------------------------------
    def _book_on(self) -> None:
        while not self._over.is_set():
            with self._lock:
                number = next(self._names)
            name = "Maya" + "".join(chr(97 + int(digit)) for digit in str(number))
            form = self._opened()
            if form is None or self._over.wait(FASTEST_FILL.total_seconds()):
                continue
            self._send(form, name, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    def _opened(self) -> Form | None:
        try:
            return self.site.form()
        except TROUBLE:
            self._over.wait(0.3)
            return None

    def _send(self, form: Form, name: str, address: str) -> None:
        """The same form again and again, as a person presses the button, until it was taken."""
        limit = time.monotonic() + GIVEN_UP_AFTER
        while time.monotonic() < limit:
            try:
                answer = form.send(
                    first_name=name, email=f"{name.lower()}@example.com", address=address
                )
            except TROUBLE as error:
                self._count(type(error).__name__)
            else:
                self._count(str(answer.status))
                if answer.status == 302:
                    with self._lock:
                        self.booked.accepted.add(name)
                    return
            time.sleep(0.5)
        with self._lock:
            self.booked.unanswered.add(name)

    def _count(self, answer: str) -> None:
        with self._lock:
            self.booked.answers[answer] += 1

    def _let_many_come(self) -> None:
        """The limits take so many requests from one machine for spam: they count from nothing."""
        while not self._over.wait(REST):
            with contextlib.suppress(psycopg2.Error):
                self.site.forget_visitors()
