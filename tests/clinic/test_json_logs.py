"""JSON log lines: one object a line, with an id that proxy, web server and worker lead to."""

import json
import logging
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from bookings import notifications
from bookings.models import Notification, new_secret
from clinic.mail.outbox import deliver_next
from clinic.site import request_id
from clinic.site.logs import JsonFormatter
from clinic.site.middleware import log_access
from tests.clinic.cached_site import HOST, CachedSite
from tests.clinic.starts import read
from tests.clinic.telltale import MARKS, TELLTALE, ask_wrongly
from tests.factories import MONDAY, ask, make_office
from tests.operations.scrapes import RIGHT, TOKEN
from tests.operations.scrapes import read as read_metrics
from tests.site import wait_until

ID = "0123456789abcdef0123456789abcdef"
COMMON = {"time", "level", "logger", "message"}


def line_of(record):
    return json.loads(JsonFormatter().format(record))


# ---- one line ------------------------------------------------------------------------------------
def test_a_line_of_the_access_log_has_its_parts(caplog):
    caplog.set_level(logging.INFO)
    began = time.monotonic() - 0.0123
    log_access("GET", "/consultation/abcDEF/\n", 200, began, route="bookings:consultation")
    log_access("GET", "/visit/", 304, began, route="office:visit", is_public=True)

    patient, page = map(line_of, caplog.records)

    assert patient["message"].startswith("GET /consultation/-/\\n 200 1")
    assert (patient["method"], patient["path"]) == ("GET", "/consultation/-/\\n")
    assert (patient["status"], patient["level"], patient["logger"]) == (
        200,
        "INFO",
        "clinic.access",
    )
    assert 12 < patient["milliseconds"] < 5000
    assert (page["path"], page["status"]) == ("/visit/", 304)
    assert set(page) == COMMON | {"method", "path", "status", "milliseconds"}


def test_a_line_without_a_request_names_none():
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "said", (), None)

    assert set(line_of(record)) == COMMON
    request_id.begin({})
    assert set(line_of(record)) == COMMON | {"request_id"}
    request_id.end()
    assert set(line_of(record)) == COMMON


def test_another_format_stops_the_start():
    assert read()["LOGGING"]["formatters"]["discreet"]["()"].endswith(".DiscreetFormatter")
    with pytest.raises(ImproperlyConfigured, match=r"^LOG_FORMAT must be text or json"):
        read(LOG_FORMAT="xml")


# ---- whose id ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "hops", "is_taken"),
    [
        (ID, 1, True),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", 1, True),
        (ID, 0, False),
        (ID[:15], 1, False),
        ("a" * 65, 1, False),
        (ID.upper(), 1, False),
        (f"{ID}\n", 1, False),
        ("<script>alert(1)</script>", 1, False),
        ("", 1, False),
        (None, 1, False),
    ],
)
def test_the_id_of_our_own_proxy_counts_and_no_visitors(settings, sent, hops, is_taken):
    settings.PROXY_HOPS = hops

    request_id.begin({"HTTP_X_REQUEST_ID": sent} if sent is not None else {})
    first = request_id.current()
    request_id.begin({})

    assert (first == sent) is is_taken
    assert len(request_id.current()) == 32
    assert request_id.current() != first
    request_id.end()


def test_all_lines_of_a_request_share_an_id_and_only_they(settings, caplog):
    settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER = [HOST], None
    settings.LOG_FORMAT, settings.PROXY_HOPS = "json", 1
    caplog.set_level(logging.INFO)
    ids = []

    class Ids(logging.Handler):
        def emit(self, record):
            ids.append(line_of(record).get("request_id"))

    handler = Ids()
    logging.getLogger().addHandler(handler)
    try:
        site = CachedSite()
        site.while_rendering = lambda: logging.getLogger("x").warning("rendering")
        site.get(HTTP_X_REQUEST_ID=ID)
        site.get()
        logging.getLogger("x").warning("between")
    finally:
        logging.getLogger().removeHandler(handler)

    rendering, written, kept, between = ids
    assert rendering == written == ID
    assert kept not in (None, ID)
    assert between is None


# ---- from a request to its mails -----------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_request_names_the_messages_that_it_queued_as_the_worker_does(smtp, caplog):
    caplog.set_level(logging.INFO)
    ask(make_office(), starts_at=None)
    (queued,) = [text for text in caplog.messages if text.startswith("messages queued: ")]
    names = queued.removeprefix("messages queued: ").split(", ")
    smtp.answer("RCPT", "550 no such user")

    while deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: MONDAY):
        pass

    told = [text for text in caplog.messages if text.startswith("message ")]
    waiting = Notification.objects.waiting().count()  # a reminder's time is yet to come
    assert len(names) == Notification.objects.count()
    assert len(told) == len(names) - waiting
    assert {text.removeprefix("message ").split(": ")[0] for text in told} <= set(names)
    assert {text.split(": ")[1].split(",")[0] for text in told} == {"sent", "refused"}
    for received in smtp.messages:
        assert received.message["Message-ID"][1:33] in queued


# ---- the whole site ------------------------------------------------------------------------------
def test_a_site_whose_logs_are_json_names_nobody_and_leads_from_request_to_mail(
    whole_site, site_mail
):
    """A web server and a worker of their own, in JSON, and with metrics."""
    changes = {"LOG_FORMAT": "json", "METRICS_TOKEN": TOKEN, "PROXY_HOPS": "1"}
    changes["TMPDIR"] = str(whole_site.folder)  # in which it counts
    calendar = new_secret()
    usual, port = dict(whole_site.environment), whole_site.port
    whole_site.environment |= changes
    file, worker = whole_site.folder / "second.log", whole_site.folder / "worker.log"
    begins, before = (len(each.read_text()) if each.exists() else 0 for each in (file, worker))
    try:
        with whole_site.second_web_server() as second:
            whole_site.port = second
            whole_site.start_worker()
            form = whole_site.form()
            taken = form.send(**MARKS)
            assert taken.status == 302
            token = taken.headers["Location"].split("/consultation/")[1].strip("/")
            for _ in range(2):  # by the name under which pages are kept
                named = {"Host": f"127.0.0.1:{port}", "X_Request_ID": ID}
                assert whole_site.get("/visit/", **named).status == 200
            ask_wrongly(whole_site, token, calendar)
            with whole_site.locked("clinic_treatment"):  # an error with a traceback's words
                whole_site.get("/treatments/acupuncture/?quokka")
            scraped = read_metrics(whole_site.ask("GET", "/metrics", headers=RIGHT).text)
            whole_site.get("/metrics", Authorization="Bearer quokka")
            wait_until(lambda: ": sent" in worker.read_text()[before:])
    finally:
        whole_site.port = port
        if "worker" in whole_site.processes:
            whole_site.end("worker")
        whole_site.environment = usual

    web = file.read_text()[begins:]
    lines = [json.loads(line) for line in web.splitlines() if not line.startswith("[")]
    works = [json.loads(line) for line in worker.read_text()[before:].splitlines()]
    assert len(lines) > 30
    secrets = [
        *TELLTALE,
        token,
        token[:24],
        token[-24:],
        form.hidden["form_key"],
        calendar[:12],
        calendar[-12:],
    ]
    assert [secret for secret in secrets if secret.lower() in web.lower()] == []
    assert all(len(line["request_id"]) >= 32 for line in lines if line["logger"] == "clinic.access")
    assert [line["path"] for line in lines if line.get("request_id") == ID] == [
        "/visit/",
        "/visit/",
    ]
    (posted,) = [
        line for line in lines if (line.get("path"), line.get("status")) == ("/book/", 302)
    ]
    (queued,) = [line for line in lines if line["message"].startswith("messages queued: ")]
    assert queued["request_id"] == posted["request_id"]
    sent = [line["message"] for line in works if line["message"].endswith(": sent")]
    assert any(name.split()[1] in queued["message"] for name in sent)

    visits = ("clinic_requests_total", ("route", "office:visit"), ("status", "2xx"))
    assert scraped[visits] == 2
    assert scraped["clinic_page_cache_total", ("how", "hit")] >= 1
    assert scraped["clinic_web_processes",] == 1
