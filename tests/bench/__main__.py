"""`make bench`: measure on both databases, and print what was found as a table.

make bench ARGS="--quick"        few rows alone and one short round, to see that it runs
make bench ARGS="--profile"      where the two slowest pages spend their time
make bench ARGS="--database sqlite"
make bench ARGS="--http"         over real HTTP, beside bare programs on the same web server, alone
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests import postgres
from tests.budgets import MOST_BOOKING_SENT

ROOT = Path(__file__).resolve().parents[2]
GROWTH = 1.3
MESSAGES_A_SECOND = 60
LAPSES_A_MINUTE = 5000
SERVER = {
    "ENV_FILE": os.devnull,
    "DEVELOPMENT": "false",
    "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    "SECRET_KEY": "a-key-for-measuring-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SEALING_KEYS": "bWVhc3VyaW5nLW1lYXN1cmluZy1tZWFzdXJpbmctMDE=",
    "SITE_URL": "https://www.clinic.example",
    "ALLOWED_HOSTS": "www.clinic.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "MAIL_FROM": "Acupunctury <office@clinic.example>",
    "CONN_MAX_AGE": "60",
    "PYTHONTZPATH": "",
}
FULL = ["--articles", "200", "10000", "--consultations", "100", "100000"]
FULL += ["--rounds", "5", "--repetitions", "9", "--messages", "400", "--lapses", "5000"]
QUICK = ["--articles", "100", "--consultations", "100"]
QUICK += ["--rounds", "1", "--repetitions", "5", "--messages", "60", "--lapses", "100"]
# Unlike in the tests nothing is left out that keeps a commit through a power cut.
# Two web servers with a connection a thread.
POSTGRES = "max_connections = 60\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true", help="few rows alone, one short round")
    parser.add_argument("--profile", action="store_true", help="also profile the two slowest pages")
    parser.add_argument("--database", choices=["postgres", "sqlite"], help="this one alone")
    parser.add_argument("--http", action="store_true", help="over HTTP beside bare programs, alone")
    asked = parser.parse_args()
    amounts = (QUICK if asked.quick else FULL) + ["--profile"] * asked.profile
    databases = [asked.database] if asked.database else ["postgres", "sqlite"]

    found, ratios = [], []
    for database in [] if asked.http else databases:
        print(f"{database}:", file=sys.stderr, flush=True)
        found.append(measure("measure", database, amounts))
    if asked.http or ("postgres" in databases and not asked.quick):
        print("over HTTP:", file=sys.stderr, flush=True)
        ratios = measure("ratios", "postgres", ["--quick"] * asked.quick)
    print("\n".join([machine(), ""]))
    for of_database in found:
        print("\n".join(table(of_database)))
    if ratios:
        print("\n".join(ratio_table(ratios)))
    for of_database in found:
        for profile in of_database.get("profiles", []):
            print(f"\n{of_database['database']}\n{profile}")


def measure(part: str, database: str, arguments: list[str]) -> Any:
    """What `tests.bench.measure` or `tests.bench.ratios` found on a fresh database."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-bench-"))
    try:
        url = (
            postgres.start(folder, POSTGRES)
            if database == "postgres"
            else f"sqlite:///{folder / 'x'}"
        )
        environment = os.environ | SERVER
        environment |= {
            "DATABASE_URL": url.replace("/clinic?", "/postgres?"),
            "BENCH_FOLDER": str(folder),
        }
        environment |= {
            "STATIC_FOLDER": str(folder / "static"),
            "MEDIA_FOLDER": str(folder / "media"),
        }
        static = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(static, cwd=ROOT, env=environment, check=True)
        run = [sys.executable, "-m", f"tests.bench.{part}", *arguments]
        if (status := subprocess.call(run, cwd=ROOT, env=environment, stdout=sys.stderr)) != 0:
            raise SystemExit(status)
        return json.loads((folder / "found.json").read_text(encoding="utf-8"))
    finally:
        postgres.clean_up(folder)


def machine() -> str:
    return (
        f"{date.today():%B} {date.today().day}, {date.today().year}. {_processor()}, {os.cpu_count()} cores. "
        f"Python {platform.python_version()}, Django {version('django')}, gunicorn {version('gunicorn')}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def table(found: dict[str, Any]) -> list[str]:
    """Median server time with few rows and with many, what many cost, and the rest with many.

    "Of it ours" is processor time of the site's own process: it leaves out the database, and
    whatever else kept the machine busy.
    """
    few, many = found["amounts"][0], found["amounts"][-1]
    rows = [
        "",
        f"**{found['database']}**, few: {few['articles']:,} articles and {few['consultations']:,} past "
        f"consultations, many: {many['articles']:,} and {many['consultations']:,}",
        "",
        "| page | few, ms | many, ms | of it ours | p95 | growth | queries | on the wire, kB | to reach | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for name, of_many in many["pages"].items():
        of_few = few["pages"][name]
        growth = of_many["median"] / of_few["median"]
        limit, wide = of_many["limit"], name.startswith("Booking, GET,")
        reached = growth <= GROWTH and of_many["queries"] == of_few["queries"]
        reached = reached and (not limit or of_many["median"] < limit)
        reached = reached and not (wide and of_many["bytes"] > MOST_BOOKING_SENT)
        to_reach = f"{limit} ms" if limit else f"{MOST_BOOKING_SENT // 1000} kB" if wide else ""
        rows.append(
            f"| {name} | {of_few['median']:.1f} | {of_many['median']:.1f} | {of_many['busy']:.1f} "
            f"| {of_many['p95']:.1f} "
            f"| {growth:.2f} | {of_many['queries']} | {of_many['bytes'] / 1000:.1f} | {to_reach} "
            f"| {'' if reached else 'not reached'} |"
        )
    rows += ["", "| outbox, messages a second | few | many | to reach | |", "|---|--:|--:|---|---|"]
    for workers, a_second in many["messages"].items():
        wanted = MESSAGES_A_SECOND * int(workers)
        rows.append(
            f"| {workers} worker{'s' if int(workers) > 1 else ''} | {few['messages'][workers]:.0f} "
            f"| {a_second:.0f} | {wanted} | {'' if a_second >= wanted else 'not reached'} |"
        )
    for workers, seconds in many["lapses"].items():
        a_minute = found["lapses"] / seconds * 60
        rows.append(
            f"| {found['lapses']:,} lapses, {workers} worker{'s' if int(workers) > 1 else ''}: seconds "
            f"| | {seconds:.0f} | 60 for 5,000 | {'' if a_minute >= LAPSES_A_MINUTE else 'not reached'} |"
        )
    return rows


def ratio_table(found: list[dict[str, Any]]) -> list[str]:
    """The site over HTTP, of a bare program on the same web server with as many workers."""
    rows = [
        "",
        "**Over HTTP**, of a bare program on the same web server; two workers, PostgreSQL",
        "",
        "| work | now | site and bare program | to reach | |",
        "|---|--:|---|---|---|",
    ]
    for row in found:
        missed = "not reached" if row["reached"] is False else ""
        rows.append(
            f"| {row['work']} | {row['now']} | {row['seen']} | {row['to_reach']} | {missed} |"
        )
    return rows


if __name__ == "__main__":
    main()
