"""Everything that is measured on one database; run by `tests.bench` as a process of its own.

Two databases of that kind, one with few rows and one with many, are asked in turn, so that whatever
else keeps the machine busy does so to both. Leaves `found.json` in the folder of the measurement.
"""

import argparse
import gc
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from clinic.postgresql import waiting  # noqa: E402
from tests.bench import outbox, pages, profiles, rows, staff  # noqa: E402

WARM_UP = 4


@dataclass
class Amount:
    """How many rows one of the two databases holds, and what was measured there."""

    name: str
    articles: int
    consultations: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    busy: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    messages: dict[int, float] = field(default_factory=dict)
    lapses: dict[int, float] = field(default_factory=dict)
    limits: dict[str, float | None] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "consultations": self.consultations,
            "pages": {
                name: {
                    "busy": median(self.busy[name]) * 1000,
                    "median": median(taken) * 1000,
                    "p95": quantiles(taken, n=20)[-1] * 1000,
                    "queries": self.queries[name],
                    "bytes": self.sizes[name],
                    "limit": self.limits[name],
                }
                for name, taken in self.seconds.items()
            },
            "messages": self.messages,
            "lapses": self.lapses,
        }


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def connected(name: str) -> Iterator[None]:
    """The connection asks the database `name` meanwhile."""
    connection.close()
    connection.settings_dict["NAME"] = _name(name)
    yield
    connection.close()


def _name(name: str) -> str:
    if connection.vendor == "sqlite":
        return os.path.join(os.environ["BENCH_FOLDER"], f"{name}.sqlite3")
    return f"clinic_{name}"


def url(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{_name(name)}"
    return os.environ["DATABASE_URL"].replace("/postgres?", f"/{_name(name)}?")


def version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def fill(amount: Amount) -> None:
    say(f"  {amount.articles:,} articles and {amount.consultations:,} past consultations")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {_name(amount.name)}")
    waiting.end()  # who fills tables may wait longer than a visitor
    with connected(amount.name):
        now, office = timezone.now(), rows.tables_and_sample()
        rows.add_questions(amount.articles // 5, now=now)
        rows.add_articles(amount.articles, now=now)
        rows.add_past_consultations(office, amount.consultations, now=now)
        rows.add_future_holds(office, now=now)
        rows.add_desk_work(office, now=now)
        call_command("index_search", verbosity=0)
        rows.analyze()
    waiting.begin()


def ask_pages(amounts: list[Amount], *, rounds: int, repetitions: int) -> None:
    everything: dict[str, list[pages.Page]] = {}
    for amount in amounts:
        with connected(amount.name):
            everything[amount.name] = [*pages.all_pages(), *staff.all_pages()]
            for page in everything[amount.name]:
                page.once()
                amount.queries[page.name] = pages.queries(page)
                amount.limits[page.name] = page.limit
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}")
        # The same page of each, one right after the other: the machine is not as fast a minute
        # later.
        for turn in zip(*everything.values(), strict=True):
            for amount, page in zip(amounts, turn, strict=True):
                with connected(amount.name):
                    repeat(page, amount, repetitions)
        for amount in amounts:
            with connected(amount.name), pages.widest_booking_page() as widest:
                amount.queries[widest.name] = pages.queries(widest)
                amount.limits[widest.name] = None
                repeat(widest, amount, repetitions)


def repeat(page: pages.Page, amount: Amount, repetitions: int) -> None:
    if not page.limit and page.name != pages.WIDEST:
        repetitions = max(3, repetitions // 4)  # only for information, and some of them are slow
    for _ in range(min(WARM_UP, repetitions)):
        page.once()
    gc.collect()
    answers = [page.once() for _ in range(repetitions)]
    amount.seconds.setdefault(page.name, []).extend(given.seconds for given in answers)
    amount.busy.setdefault(page.name, []).extend(given.busy for given in answers)
    amount.sizes[page.name] = round(median(given.size for given in answers))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, nargs="+")
    parser.add_argument("--consultations", type=int, nargs="+")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--messages", type=int)
    parser.add_argument("--lapses", type=int)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()

    found: dict[str, Any] = {"database": version()}
    amounts = [
        Amount(name, articles, consultations)
        for name, articles, consultations in zip(
            ("few", "many"), asked.articles, asked.consultations, strict=False
        )
    ]
    for amount in amounts:
        fill(amount)
    ask_pages(amounts, rounds=asked.rounds, repetitions=asked.repetitions)
    for amount in amounts:
        for workers in (1, 2):
            say(
                f"  {workers} mail worker{'s' * (workers > 1)}, {amount.consultations:,} past consultations"
            )
            with connected(amount.name):
                amount.messages[workers] = outbox.messages_a_second(
                    workers, asked.messages * workers, database_url=url(amount.name)
                )
    if connection.vendor == "postgresql":
        many = amounts[-1]
        for workers in (1, 2):
            say(f"  {asked.lapses:,} lapses, {workers} mail worker{'s' * (workers > 1)}")
            with connected(many.name):
                many.lapses[workers] = outbox.seconds_of_lapses(
                    workers, asked.lapses, database_url=url(many.name)
                )
    found["lapses"] = asked.lapses
    found["amounts"] = [amount.figures() for amount in amounts]
    if asked.profile:
        many = amounts[-1]
        slowest = sorted(many.seconds, key=lambda name: -median(many.seconds[name]))
        with connected(many.name):
            known = {page.name: page for page in [*pages.all_pages(), *staff.all_pages()]}
            found["profiles"] = [
                profiles.of(known[name]) for name in slowest if name in known and known[name].limit
            ][:2]
    Path(os.environ["BENCH_FOLDER"], "found.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
