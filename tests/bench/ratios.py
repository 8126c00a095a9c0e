"""The site over real HTTP beside bare programs on the same web server; run by `tests.bench` as a
process of its own, on PostgreSQL.

Site and bare program are asked in turns of a twentieth of a second, so that whatever else keeps the
machine busy does so to both; what is printed is the median of all turns' ratios. Leaves
`found.json` in the folder of the measurement.
"""

import argparse
import http.client
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.bench.load import Seen, ask
from tests.bench.measure import Amount, connected, fill, say, url  # which sets Django up

# isort: split
from articles.models import Article
from bookings.models import Consultation, Status
from clinic.office.models import Treatment
from clinic.protection.rate_limits import Tally
from tests.bench import outbox, pages
from tests.bench.server import WebServer

MANY = 16  # connections
SERVER_WRITES = {"date", "server", "connection", "transfer-encoding"}
BARE_TABLES = """
CREATE TABLE bare_request (id bigserial PRIMARY KEY, form text NOT NULL);
CREATE TABLE bare_message (
    id bigserial PRIMARY KEY, request_id bigint NOT NULL REFERENCES bare_request
);
"""
MOST_SLOW_ROUNDS = 5  # of what takes longer than a page
A_CHANGE_IS_SEEN = 1.2  # seconds in which every process has heard of a change of content


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    seconds: float  # of one load
    sent: int  # requests sent in one load
    views: int  # of articles after a change, and of the booking page
    lone_messages: int
    messages: int  # of each worker
    mixed: int  # requests of mixed pages

    articles = 1000  # more than a cache of pages may hold


FULL = Extent(12, 0.4, 160, 100, 12, 400, 20_000)
QUICK = Extent(1, 0.3, 40, 30, 3, 60, 600)


@dataclass
class Row:
    """One line of the table."""

    work: str
    now: str
    seen: str  # the figures behind it
    to_reach: str = ""
    reached: bool | None = None


@dataclass
class Rates:
    """Site and bare program, of which one was asked right after the other, round by round."""

    site: list[Seen] = field(default_factory=list)
    bare: list[Seen] = field(default_factory=list)
    site_cpu: list[float] = field(default_factory=list)  # seconds a request
    bare_cpu: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of all turns, each by the one right after it."""
        pairs = zip(self.site, self.bare, strict=True)
        turns = (zip(of.turns, bare.turns, strict=True) for of, bare in pairs)
        return median(of / bare for pair in turns for of, bare in pair)

    @property
    def cpu_ratio(self) -> float:
        pairs = zip(self.site_cpu, self.bare_cpu, strict=True)
        return median(site / max(bare, 1e-6) for site, bare in pairs)

    def of_each(self) -> str:
        of_site, of_bare = (
            median(seen.a_second for seen in each) for each in (self.site, self.bare)
        )
        return f"{of_site:,.0f} and {of_bare:,.0f} a second"

    def cpu_of_each(self) -> str:
        of_site, of_bare = (median(each) * 1e6 for each in (self.site_cpu, self.bare_cpu))
        return f"{of_site:,.0f} and {of_bare:,.0f} µs a request"

    def latencies(self) -> str:
        half, most = (median(seen.quantile(share) for seen in self.site) for share in (0.5, 0.99))
        return f"p50 {half:.0f} ms, p99 {most:.0f} ms"

    def p99(self) -> float:
        return median(seen.quantile(0.99) for seen in self.site)


def measured(servers: list[WebServer], load: Callable[[], list[Seen]]) -> list[tuple[Seen, float]]:
    """What was seen of each, and its processor time a request."""
    before = [server.cpu_seconds() for server in servers]
    found = load()
    if found[0].busy > 0.7:
        say(f"    the load generator itself was busy {found[0].busy:.0%} of the time")
    return [
        (seen, (server.cpu_seconds() - earlier) / seen.asked)
        for server, earlier, seen in zip(servers, before, found, strict=True)
    ]


# ---- requests as a proxy in front hands them on ------------------------------------------------
def as_sent(environ: dict[str, Any], *, address: str = "203.0.113.7") -> bytes:
    """The request of a WSGI environ, as a proxy that speaks HTTPS would send it on."""
    headers = {"Host": pages.HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": address}
    headers |= {"User-Agent": "Mozilla/5.0 (bench)", "Accept": "text/html,*/*;q=0.8"}
    for name, value in environ.items():
        if name.startswith("HTTP_") and name != "HTTP_HOST":
            headers[name.removeprefix("HTTP_").replace("_", "-").title()] = value
    body = b""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read()
        headers |= {"Content-Type": environ["CONTENT_TYPE"], "Content-Length": str(len(body))}
    query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
    lines = [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}{query} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def get(path: str, **headers: str) -> bytes:
    return as_sent(pages.get(path, **({"Accept-Encoding": "gzip"} | headers)))


def reading_pages() -> dict[str, str]:
    article = Article.objects.published(now=timezone.now()).filter(slug__startswith="article-")[50]
    return {
        "Home": "/",
        "Article": f"/articles/{article.slug}/",
        "Questions": "/questions/",
        "Articles": "/articles/",
        "Treatment": f"/treatments/{Treatment.objects.all()[0].slug}/",
        "Visit": "/visit/",
    }


def kept_answer(server: WebServer, path: str, **more: str) -> tuple[int, list, bytes]:
    headers = {"Host": pages.HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    headers |= {"Accept-Encoding": "gzip"} | more
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as asked:
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        own = [pair for pair in answer.getheaders() if pair[0].lower() not in SERVER_WRITES]
        return answer.status, own, answer.read()


def keep_for_bare_program(server: WebServer, paths: list[str], file: Path) -> dict[str, str]:
    """Write down what the site answers. Returns the ETag of each path; of none an empty one."""
    kept, etags = {}, {}
    for path in paths:
        status, headers, body = kept_answer(server, path)
        if status != 200 or ("content-encoding", "gzip") not in [
            (name.lower(), value) for name, value in headers
        ]:
            raise SystemExit(f"{path} answered {status} with {headers}.")
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        headers_304: list = []
        if etag:
            status, headers_304, _ = kept_answer(server, path, **{"If-None-Match": etag})
            etag = etag if status == 304 else ""
        kept[path] = {
            "headers": headers,
            "body": body.hex(),
            "etag": etag,
            "headers_304": headers_304,
        }
        etags[path] = etag
    file.write_text(json.dumps(kept), encoding="utf-8")
    return etags


# ---- pages -------------------------------------------------------------------------------------
def ask_reading_pages(site: WebServer, folder: Path, extent: Extent) -> list[Row]:
    """Each page at sixteen connections, at one, and asked for again with its ETag.

    By one worker of each: of two, one may happen to accept most of sixteen connections, and then
    that decides.
    """
    paths = reading_pages()
    file = folder / "pages.json"
    etags = keep_for_bare_program(site, list(paths.values()), file)
    rates: dict[tuple[str, str], Rates] = {}
    with WebServer("tests.bench.bare:page", workers=1, BARE_PAGES=str(file)) as bare:
        for path in paths.values():  # every process has each page once
            ask(site.port, bare.port, requests=[get(path)], connections=MANY, number=2 * MANY)
        for number in range(extent.rounds):
            say(f"  reading pages, round {number + 1} of {extent.rounds}")
            for name, path in paths.items():
                for how, request, connections in _ways(path, etags[path]):
                    rate = rates.setdefault((name, how), Rates())
                    load = partial(
                        ask,
                        site.port,
                        bare.port,
                        requests=[request],
                        connections=connections,
                        seconds=extent.seconds,
                        status=0 if how == "304" else 200,
                    )
                    (of_site, site_cpu), (of_bare, bare_cpu) = measured([site, bare], load)
                    rate.site.append(of_site)
                    rate.bare.append(of_bare)
                    rate.site_cpu.append(site_cpu)
                    rate.bare_cpu.append(bare_cpu)
    return list(_page_rows(paths, rates))


def _ways(path: str, etag: str) -> Iterator[tuple[str, bytes, int]]:
    yield "16", get(path), MANY
    yield "1", get(path), 1
    if etag:
        yield "304", get(path, **{"If-None-Match": etag}), MANY


def _page_rows(paths: dict[str, str], rates: dict[tuple[str, str], Rates]) -> Iterator[Row]:
    for how, words, least in (
        ("16", "16 connections", 0.9),
        ("1", "1 connection", 0.7),
        ("304", "16 connections, 304", 0.95),
    ):
        for name in paths:
            rate = rates.get((name, how))
            if rate is None:
                yield Row(f"{name}, {words}", "–", "no ETag yet", f"≥ {least}", False)
                continue
            others = sum(seen.statuses.get("200", 0) for seen in rate.site)
            if how == "304" and others:  # say, if each process makes an ETag of its own
                seen = f"200 came as well, {others:,} times"
                yield Row(f"{name}, {words}", "–", seen, f"≥ {least}", False)
                continue
            yield Row(
                f"{name}, {words}",
                f"{rate.ratio:.3f}",
                rate.of_each(),
                f"≥ {least}",
                rate.ratio >= least,
            )
    for name in paths:
        rate = rates[name, "16"]
        now = f"{rate.cpu_ratio:.2f} ×"
        work = f"{name}, processor time"
        yield Row(work, now, rate.cpu_of_each(), "≤ 1.3 ×", rate.cpu_ratio <= 1.3)


def ask_uncached(site: WebServer, extent: Extent) -> Iterator[Row]:
    """Processor time of what no cache can have: an article after a change, and the booking page."""
    published = list(
        Article.objects.published(now=timezone.now()).filter(slug__startswith="article-")
    )
    articles = [get(f"/articles/{article.slug}/") for article in published[: extent.views]]
    first, booking = [], []
    for number in range(min(MOST_SLOW_ROUNDS, extent.rounds)):
        say(f"  after a change, and the booking page: round {number + 1}")
        published[-1].summary += "."  # what is saved as it was is no change
        published[-1].save()
        time.sleep(A_CHANGE_IS_SEEN)
        for requests, cpu in ((articles, first), ([get("/book/")], booking)):
            load = partial(ask, site.port, requests=requests, connections=1, number=extent.views)
            ((_, used),) = measured([site], load)
            cpu.append(used * 1000)
    for work, found, most in (
        ("First view of an article after a change", median(first), 5),
        ("Booking page", median(booking), 8),
    ):
        work = f"{work}, processor time"
        yield Row(work, f"{found:.1f} ms", "the web server's own", f"≤ {most} ms", found <= most)


# ---- requests sent -----------------------------------------------------------------------------
def ask_for_consultations(site: WebServer, database: str, extent: Extent) -> Iterator[Row]:
    """The booking form, each time from another address and for another free time."""
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLES)
    rates, rounds = {MANY: Rates(), 1: Rates()}, min(MOST_SLOW_ROUNDS, extent.rounds)
    with WebServer("tests.bench.bare:sent", DATABASE_URL=database) as bare:
        for number in range(-1, rounds):  # the first is to open connections
            say(f"  requests sent, round {number + 1} of {rounds}")
            for connections, rate in rates.items():
                for server, seen in ((site, rate.site), (bare, rate.bare)):
                    found = _send(server, connections, extent, check=server is site)
                    if number >= 0:
                        seen.append(found)
    many, one = rates[MANY], rates[1]
    yield Row(
        "Request sent, 16 connections",
        f"{many.ratio:.3f}",
        f"{many.of_each()}; {many.latencies()}",
        "≥ 0.2, p99 < 150 ms",
        many.ratio >= 0.2 and many.p99() < 150,
    )
    yield Row(
        "Request sent, 1 connection", f"{one.ratio:.3f}", f"{one.of_each()}; {one.latencies()}"
    )
    gain = median(
        of_many.a_second / of_one.a_second
        for of_many, of_one in zip(many.site, one.site, strict=True)
    )
    work = "Request sent, 16 connections of 1"
    yield Row(work, f"{gain:.2f}", "", "≥ 1", gain >= 1)


def _send(server: WebServer, connections: int, extent: Extent, *, check: bool) -> Seen:
    patient, free, ends_at = pages.Patient(), [], timezone.now()
    for slot in patient.free:
        if slot.starts_at >= ends_at:  # no two that overlap
            free.append(slot.starts_at)
            ends_at = slot.ends_at
    if len(free) < extent.sent:
        raise SystemExit(f"Only {len(free)} times are free.")
    chosen = random.sample(free, extent.sent)
    requests = [
        as_sent(
            patient.fill_in(starts_at, email=f"sends-{number}@example.com"),
            address=f"198.18.{number // 250}.{number % 250 + 1}",
        )
        for number, starts_at in enumerate(chosen)
    ]
    began = timezone.now()
    number = len(requests)
    (seen,) = ask(
        server.port, requests=requests, connections=connections, number=number, status=302
    )
    arrived = Consultation.objects.filter(asked_at__gte=began)
    if check and arrived.filter(status=Status.REQUESTED).count() != len(requests):
        raise SystemExit("Not every request that was sent holds a time.")
    arrived.delete()
    Tally.objects.all().delete()
    return seen


# ---- mail, memory ------------------------------------------------------------------------------
def send_mail(database: str, extent: Extent) -> Iterator[Row]:
    say("  lone messages")
    lone = median(outbox.seconds_of_lone_messages(extent.lone_messages, database_url=database))
    work = "Lone message, from commit to the mail server's 250"
    yield Row(work, f"{lone:.2f} s", "", "≤ 0.15 s", lone <= 0.15)
    one, two = [], []
    for number in range(min(MOST_SLOW_ROUNDS, extent.rounds)):
        say(f"  one worker and two, round {number + 1}")
        for workers, found in ((1, one), (2, two)):
            messages = extent.messages * workers
            found.append(outbox.messages_a_second(workers, messages, database_url=database))
    alone = median(one)
    yield Row("One worker", f"{alone:.0f} a second", "", "≥ 120", alone >= 120)
    gain = median(of_two / of_one for of_one, of_two in zip(one, two, strict=True))
    yield Row(
        "Two workers, of one", f"{gain:.2f}", f"{median(two):.0f} a second", "≥ 1.6", gain >= 1.6
    )


def read_everything(extent: Extent) -> Iterator[Row]:
    """Memory of a fresh server before and after requests of mixed pages."""
    requests, chance = list(_mixed()), random.Random(extent.mixed)
    chance.shuffle(requests)
    parts, megabytes = [extent.mixed // 20, extent.mixed * 9 // 20, extent.mixed // 2], []
    with WebServer("tests.bench.site", **OVER_HTTP) as site:
        for part in parts:
            say(f"  {part:,} requests of mixed pages")
            ask(site.port, requests=requests, connections=MANY, number=part, status=0)
            requests = requests[part % len(requests) :] + requests[: part % len(requests)]
            megabytes.append(site.megabytes())
    early, half, after = megabytes
    yield Row(
        f"Memory after {extent.mixed:,} requests of mixed pages",
        f"{after:.0f} MB",
        f"{early:.0f} MB after {parts[0]:,}, {half:.0f} MB after {sum(parts[:2]):,}",
        "≤ 150 MB, flat",
        after <= 150 and after <= half * 1.03,
    )


def _mixed() -> Iterator[bytes]:
    """Every article, other pages to read, forms, and what is not there; compressed or not."""
    published = Article.objects.published(now=timezone.now())
    paths = [f"/articles/{slug}/" for slug in published.values_list("slug", flat=True)]
    paths += [f"/articles/?page={number}" for number in range(1, 60)]
    paths += list(reading_pages().values()) * 30
    paths += ["/book/"] * 60 + [f"/not-there-{number}/" for number in range(60)]
    paths += [f"/articles/?made-up={number}" for number in range(60)]
    encodings = ("gzip, deflate, br", "gzip", "identity")
    for number, path in enumerate(paths):
        yield get(path, **{"Accept-Encoding": encodings[number % 3]})


# ---- the whole ---------------------------------------------------------------------------------
OVER_HTTP = {"BEHIND_HTTPS_PROXY": "true", "PROXY_HOPS": "1"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    extent = QUICK if parser.parse_args().quick else FULL
    folder = Path(os.environ["BENCH_FOLDER"])
    os.environ.setdefault("BENCH_LOG", str(folder / "log"))  # written, as in production

    amount = Amount("http", extent.articles, 100)
    fill(amount)
    found: list[Row] = []
    with connected(amount.name):
        database = url(amount.name)
        os.environ["DATABASE_URL"] = database
        with WebServer("tests.bench.site", workers=1, **OVER_HTTP) as site:
            found += ask_reading_pages(site, folder, extent)
        with WebServer("tests.bench.site", **OVER_HTTP) as site:
            found += ask_uncached(site, extent)
            found += ask_for_consultations(site, database, extent)
        found += send_mail(database, extent)
        found += read_everything(extent)
    rows = json.dumps([asdict(row) for row in found])
    (folder / "found.json").write_text(rows, encoding="utf-8")


if __name__ == "__main__":
    main()
