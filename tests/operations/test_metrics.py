"""Metrics: what a Prometheus reads, who may, and that nobody is named in it."""

import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from bookings.models import Notification
from clinic.mail.outbox import MailWorker
from clinic.site import counters as counting
from clinic.site import metrics, monitor_token
from clinic.site.counters import Counters
from tests.clinic.cached_site import HOST, CachedSite
from tests.factories import MONDAY, ask, make_office
from tests.operations.scrapes import RIGHT, TOKEN, read


@pytest.fixture
def counters(monkeypatch, tmp_path):
    """Counters of this process, which the site counts in and /metrics reads."""
    fresh = Counters()
    fresh.begin(tmp_path, sorted({*metrics.route_names()} | {"admin"}))
    for module in ("counters", "metrics", "middleware", "errors"):
        monkeypatch.setattr(f"clinic.site.{module}.counters", fresh)
    return fresh


@pytest.fixture
def scrape(client, settings):
    settings.METRICS_TOKEN = TOKEN
    return lambda: read(client.get("/metrics", headers=RIGHT).text)


# ---- who may read them ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_they_are_there_for_the_token_alone_under_any_host(client, settings, monkeypatch):
    monkeypatch.setattr(monitor_token, "wrong_tokens", monitor_token.WrongTokens())
    assert client.get("/metrics", headers=RIGHT).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    settings.ALLOWED_HOSTS = ["clinic.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]

    wrong = {"authorization": "Bearer x", "host": "127.0.0.1:8000"}
    assert client.get("/metrics", headers=wrong).status_code == 404
    assert client.get("/metrics", headers={"host": "127.0.0.1:8000"}).status_code == 404
    answer = client.get("/metrics", headers=RIGHT | {"host": "127.0.0.1:8000"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]


# ---- what they say -------------------------------------------------------------------------------
@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status_and_never_by_path(client, counters, scrape):
    make_office()
    client.get("/visit/")
    client.get("/visit/")
    client.post("/visit/")
    client.get("/consultation/hushhush-hushhush-hushhush/")
    client.get("/nowhere/quokka/")
    client.get("/static/quokka.css")
    client.get("/admin/login/")
    client.get("/admin/bookings/consultation/12/change/")
    text = client.get("/metrics", headers=RIGHT).text

    assert "quokka" not in text
    assert "hushhush" not in text
    found = read(text)

    def number(route, status):
        return found.get(("clinic_requests_total", ("route", route), ("status", status)), 0)

    assert number("office:visit", "2xx") == 2
    assert number("office:visit", "4xx") == 1
    assert number("bookings:consultation", "4xx") == 1
    assert number("none", "4xx") == 1
    assert number("static", "4xx") == 1
    assert number("admin:login", "2xx") == 1
    assert number("admin", "3xx") == 1
    count = "clinic_request_duration_seconds_count", ("route", "office:visit")
    last = "clinic_request_duration_seconds_bucket", ("le", "+Inf"), ("route", "office:visit")
    assert found[count] == found[last] == 3
    assert 0 < found["clinic_request_duration_seconds_sum", ("route", "office:visit")] < 60


@pytest.mark.django_db
def test_mail_holds_worker_and_database(counters, scrape, monday):
    ask(make_office())
    MailWorker.beat(now=MONDAY - timedelta(seconds=7))
    Notification.objects.update(due_at=MONDAY - timedelta(minutes=10))
    Notification.objects.filter(pk=Notification.objects.first().pk).update(
        due_at=None, failed_at=MONDAY
    )

    found = scrape()

    waiting = Notification.objects.count() - 1
    assert found["clinic_database_up",] == 1
    assert found["clinic_outbox_messages", ("state", "due")] == waiting
    assert found["clinic_outbox_messages", ("state", "late")] == waiting
    assert found["clinic_outbox_messages", ("state", "failed")] == 1
    assert found["clinic_outbox_oldest_due_age_seconds",] == 600
    assert found["clinic_worker_heartbeat_age_seconds",] == 7
    assert found["clinic_mail_paused",] == 0
    assert found["clinic_holds",] == 1
    assert found["clinic_problems",] == 0
    if connection.vendor == "postgresql":
        assert found["clinic_database_connections", ("state", "active")] >= 1


@pytest.mark.django_db
def test_while_the_database_is_away_what_is_counted_is_still_told(counters, scrape, monkeypatch):
    counters.add(counting.OUTAGE)

    def refuse(*_):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    found = scrape()

    assert found["clinic_database_up",] == 0
    assert found["clinic_database_outages_total",] == 1
    assert found["clinic_web_processes",] == 1
    assert ("clinic_holds",) not in found


def test_what_the_page_cache_had_to_do(counters, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER = [HOST], None
    site = CachedSite()
    for _ in range(3):
        site.get()
    site.version.note_change(["clinic_office"])
    site.get()
    site.get(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=x")
    site.version.trust(0)
    site.status = "503 Service Unavailable"
    site.get()

    sums, _ = counters.sums()

    told = {how: sums[f"cache {how}"] for how in counting.CACHE}
    assert told == {"hit": 2, "waited": 0, "miss": 2, "older": 1, "passed": 1}
    assert sums["status none 2xx"] == 6  # the page of this test has no route


# ---- several processes ---------------------------------------------------------------------------
COUNTS = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from clinic.site.counters import Counters
counters = Counters()
counters.begin(Path({folder!r}), {routes!r})
for _ in range({times}):
    counters.answered("home", 200, 0.003, "hit")
print("counted", flush=True)
sys.stdin.read()
"""


def process(folder, times, routes=("home",)):
    root = str(Path(__file__).parents[2])
    code = COUNTS.format(root=root, folder=str(folder), routes=list(routes), times=times)
    started = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout.readline() == "counted\n"
    return started


def end(started):
    started.communicate()
    assert started.returncode == 0


def test_processes_are_added_up_also_of_another_version_and_after_they_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(counting.os, "getppid", os.getpid)  # as they see this one
    counters = Counters()
    counters.begin(tmp_path, ["home", "visit"])
    counters.answered("home", 200, 0.003, "hit")
    counters.answered("never heard of", 503, 0.0001)
    first, second = process(tmp_path, 40), process(tmp_path, 2, ["new", "home"])

    sums, alive = counters.sums()
    assert (sums["status home 2xx"], sums["cache hit"], alive) == (43, 43, 3)
    assert (sums["bucket home 0.005"], sums["status other 5xx"]) == (43, 1)

    end(first)
    for _ in range(2):  # nothing is counted twice
        sums, alive = counters.sums()
        assert (sums["status home 2xx"], alive) == (43, 2)
    end(second)
    sums, alive = counters.sums()
    assert (sums["status home 2xx"], alive) == (43, 1)
    files = {file.name for file in counters.folder.iterdir()}
    assert files == {".lock", "past.json", counting.process_key(os.getpid())}


def test_what_a_stopped_web_server_counted_goes_with_the_next_start(tmp_path):
    left = tmp_path / "999999999-123"
    left.mkdir()

    Counters().begin(tmp_path, ["home"])

    assert not left.exists()


def test_a_file_that_is_only_begun_counts_for_nothing(tmp_path):
    counters = Counters()
    counters.begin(tmp_path, ["home"])
    for name, data in {
        "1-": b"",
        "2-": b"\xff" * 8,
        "3-": b"\x02" + bytes(7) + b"[]" + b"x",
    }.items():
        (counters.folder / name).write_bytes(data)

    assert not counters.sums()[0]


class Yielding:
    """Numbers between whose reading and writing another thread has its turn."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, place):
        found = self.values[place]
        time.sleep(0.00001)
        return found

    def __setitem__(self, place, value):
        self.values[place] = value


def test_threads_lose_no_count(tmp_path):
    counters = Counters()
    counters.begin(tmp_path, ["home"])
    counters._values = Yielding(counters._values)
    many = [
        threading.Thread(target=lambda: [counters.answered("home", 200, 0.01) for _ in range(50)])
        for _ in range(4)
    ]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()

    assert counters.sums()[0]["status home 2xx"] == 200


def test_a_fork_counts_in_a_file_of_its_own(tmp_path):
    counters = Counters()
    counters.begin(tmp_path, ["home"])
    counters.answered("home", 200, 0.01)
    child = os.fork()
    if child == 0:
        counters.answered("home", 200, 0.01)
        os._exit(0)
    os.waitpid(child, 0)

    ours = counting._read(counters.folder / counting.process_key(os.getpid()))
    assert ours["status home 2xx"] == 1
    assert counters.sums()[0]["status home 2xx"] == 2


def test_they_are_counted_where_systemd_keeps_them_for_the_service(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))

    assert metrics.folder().parent == tmp_path
    unit = Path(settings.BASE_DIR, "deploy/systemd/acupunctury-web.service").read_text()
    assert "\nRuntimeDirectory=acupunctury-web\n" in unit


def test_a_folder_that_was_tidied_away_is_no_error(tmp_path):
    here = Counters()
    here.begin(tmp_path, ["visit"])
    shutil.rmtree(here.folder)

    assert here.sums() == ({}, 0)


def test_a_folder_that_somebody_else_made_is_not_used(monkeypatch, tmp_path):
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.setattr(metrics.tempfile, "gettempdir", lambda: str(tmp_path))
    assert metrics.folder().stat().st_mode & 0o777 == 0o700
    metrics.folder().chmod(0o777)
    with pytest.raises(PermissionError):
        metrics.folder()
