"""The ledger of a storm: what was promised, what is stored, and what arrived."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from tests.chaos.storm import Storm

MOST_COPIES = 0.05
WIDTH = 40


@dataclass
class Ledger:
    accepted: set[str]
    unanswered: set[str]
    stored: Counter  # first names
    aside: int
    messages: dict[str, str]  # the key of each message, and how it ended
    of_person: dict[str, list[str]]  # the keys of each person's messages
    arrived: Counter  # keys
    killed: Counter
    answers: Counter
    mail: tuple[int, int]  # failures and attempts

    @classmethod
    def of(cls, storm: "Storm") -> Self:
        with closing(storm.site.connect()) as connection, connection.cursor() as cursor:

            def rows(statement: str) -> list[Any]:
                cursor.execute(statement)
                return cursor.fetchall()

            people = rows("SELECT first_name, status FROM bookings_consultation")
            sent = rows(
                "SELECT c.first_name, n.message_key::text, CASE WHEN n.sent_at IS NOT NULL THEN 'sent'"
                " WHEN n.failed_at IS NOT NULL THEN 'failed' WHEN n.superseded_at IS NOT NULL"
                " THEN 'no longer true' ELSE 'waiting' END, n.due_at > now()"
                " FROM bookings_notification n JOIN bookings_consultation c"
                " ON c.id = n.consultation_id"
            )
        of_person: dict[str, list[str]] = {}
        messages = {}
        for name, key, state, is_later in sent:
            if state == "waiting" and is_later:
                continue  # a reminder of the office, of another day
            messages[key.replace("-", "")] = state
            of_person.setdefault(name, []).append(key.replace("-", ""))
        heard = [received.message["Message-ID"] for received in storm.mail.messages]
        return cls(
            accepted=storm.booked.accepted,
            unanswered=storm.booked.unanswered,
            stored=Counter(name for name, _ in people),
            aside=sum(status == "aside" for _, status in people),
            messages=messages,
            of_person=of_person,
            arrived=Counter(each.strip("<>").partition("@")[0] for each in heard),
            killed=storm.killed,
            answers=storm.booked.answers,
            mail=(storm.failures, storm.attempts),
        )

    # ---- what must hold -------------------------------------------------------------------------
    def lost(self) -> set[str]:
        return {name for name in self.accepted if not self.stored[name]}

    def twice(self) -> set[str]:
        return {name for name, times in self.stored.items() if times > 1}

    def untold(self) -> set[str]:
        """Accepted, and no message of theirs was sent or is shown as failed."""
        ends = {"sent", "failed"}
        return {
            name
            for name in self.accepted
            if not any(self.messages[key] in ends for key in self.of_person.get(name, []))
        }

    def falsely_sent(self) -> set[str]:
        """Marked as sent, and never seen by the mail server."""
        return {key for key, state in self.messages.items() if state == "sent"} - set(self.arrived)

    def waiting(self) -> set[str]:
        return {key for key, state in self.messages.items() if state == "waiting"}

    def unknown(self) -> set[str]:
        return set(self.arrived) - set(self.messages)

    def copies(self) -> float:
        """The share of what arrived that had arrived before, under the same Message-ID."""
        return sum(times - 1 for times in self.arrived.values()) / max(1, self.arrived.total())

    def broken(self) -> list[str]:
        promises = {
            "a request that was accepted is stored": not self.lost(),
            "none is stored twice": not self.twice(),
            "everybody's message was sent, or is shown as failed": not self.untold(),
            "what is marked as sent has arrived": not self.falsely_sent(),
            "nothing that is due waits": not self.waiting(),
            "what arrived has a row": not self.unknown(),
            "at most one copy in twenty": self.copies() <= MOST_COPIES,
            "the storm set nobody aside, which would hide the others": not self.aside,
        }
        return [promise for promise, is_kept in promises.items() if not is_kept]

    def lines(self) -> list[str]:
        failed, attempts = self.mail
        states = Counter(self.messages.values())
        rows = [
            ("accepted requests", len(self.accepted)),
            ("  lost", len(self.lost())),
            ("  stored twice", len(self.twice())),
            ("  told nothing", len(self.untold())),
            ("gave up unanswered", len(self.unanswered)),
            *((f"messages {state}", number) for state, number in sorted(states.items())),
            ("  marked as sent, never arrived", len(self.falsely_sent())),
            ("arrived at the mail server", self.arrived.total()),
            ("  copies", sum(times - 1 for times in self.arrived.values())),
            ("attempts that the mail server failed", failed),
            *((f"killed: {what}", number) for what, number in sorted(self.killed.items())),
            *((f"answers: {what}", number) for what, number in sorted(self.answers.items())),
        ]
        most = max(number for _, number in rows) or 1
        drawn = [
            f"{what:<38} {number:>7,} {'█' * round(number / most * WIDTH)}" for what, number in rows
        ]
        share = f"copies {self.copies():.1%} of what arrived; {failed / max(1, attempts):.0%} of attempts failed"
        verdict = [f"BROKEN: {promise}" for promise in self.broken()] or ["Every promise was kept."]
        return ["", *drawn, "", share, *verdict]
