"""Change notifications and the content version: what is heard, and how soon readers see it."""

import itertools
import re
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from articles.models import Article
from bookings.models import Notification
from clinic.changes import content_version, listener
from clinic.changes.content_version import MOMENT, ContentVersion, _Watcher
from clinic.changes.listener import ANY, CONTENT, CannotHear, Listener
from clinic.changes.public_pages import QUERY
from clinic.office.models import Closure, Office, Practitioner, Treatment
from clinic.office.views import CLOSURES_ANNOUNCED
from clinic.site.scheduled_changes import next_change
from tests.articles.factories import make_article, make_faq
from tests.factories import MONDAY, make_concern, make_office
from tests.pgbouncer import pooler
from tests.site import wait_until

both_databases = pytest.mark.both_databases
alone = pytest.mark.django_db(transaction=True)
PUBLIC = [
    "/",
    "/articles/",
    "/articles/feed/",
    "/questions/",
    "/visit/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/robots.txt",
    "/sitemap.xml",
]


@contextmanager
def listening(channel=CONTENT):
    """A listener that has heard everything so far."""
    with closing(Listener(channel)) as found:
        assert found.wait(0)
        yield found


# ---- what is heard -----------------------------------------------------------------------------
@alone
@both_databases
@pytest.mark.parametrize(
    "write",
    [
        lambda: make_article("New"),
        lambda: Office.objects.update(suite="Suite 11"),
        lambda: Office.objects.all().delete(),
        lambda: connection.cursor().execute("UPDATE clinic_office SET suite = 'Suite 12'"),
        lambda: call_command("load_sample"),
    ],
    ids=["save", "update", "delete", "by hand", "command"],
)
def test_whatever_writes_is_heard(write):
    make_office()
    with listening() as ear:
        assert not ear.wait(0)

        write()

        assert ear.wait(1)
        assert not ear.wait(0)


@alone
@both_databases
def test_it_is_heard_when_it_commits_and_not_before():
    office = make_office()
    with listening() as ear:
        with transaction.atomic():
            Office.objects.update(suite="Suite 11")
            assert not ear.wait(0)
        assert ear.wait(1)

        with transaction.atomic():
            office.delete()
            transaction.set_rollback(True)
        assert not ear.wait(0)


@alone
@both_databases
def test_one_who_waits_hears_it_at_once():
    make_office()
    with listening() as ear:
        writer = threading.Timer(
            0.2, lambda: (Office.objects.update(suite="x"), connection.close())
        )
        writer.start()
        began = time.monotonic()

        assert ear.wait(10)

        assert time.monotonic() - began < 5
        writer.join()


@alone
def test_an_emptied_table_is_heard_and_a_booking_is_not():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite tells one write from another by nothing")
    office = make_office()
    make_concern()
    with listening() as ear:
        Notification.objects.all().delete()
        office.mail_addresses.update(hears="every")
        assert not ear.wait(0)

        connection.cursor().execute("TRUNCATE clinic_closure CASCADE")
        assert ear.wait(1) == {"clinic_closure"}


@alone
def test_a_connection_that_is_cut_is_an_error_and_then_a_change():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection to cut")
    with listening() as ear:
        cut(connection.cursor())
        with pytest.raises(DatabaseError):
            ear.wait(0)

        assert ear.wait(0)  # nobody knows what was missed
        assert not ear.wait(0)


@alone
def test_a_direct_address_of_another_database_is_recognized(settings, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no channels")
    monkeypatch.setattr(listener, "TRIAL_SECONDS", 0.3)
    usual = connection.settings_dict
    settings.DIRECT_DATABASE = usual | {"NAME": "postgres"}
    recognized = pytest.raises(CannotHear, match="another database")
    with another_clinic(usual["OPTIONS"]["host"]), recognized:
        Listener(CONTENT).wait(0)

    settings.DIRECT_DATABASE = usual | {}
    with listening() as ear:
        assert not ear.wait(0)


@contextmanager
def another_clinic(host):
    """A database of the same server that has such a trigger, too."""
    with closing(psycopg2.connect(dbname="postgres", user="postgres", host=host)) as other:
        other.autocommit = True
        with other.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE elsewhere (x int); CREATE TRIGGER content_changed BEFORE UPDATE ON"
                " elsewhere FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            )
            yield
            cursor.execute("DROP TABLE elsewhere")


@alone
def test_a_database_without_triggers_is_recognized(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite announces every commit")
    monkeypatch.setitem(listener.TRIGGERS, CONTENT, "not_there")

    with pytest.raises(CannotHear, match="migrate"):
        Listener(CONTENT).wait(0)


@alone
def test_a_statement_that_changes_no_row_is_not_heard():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite tells one write from another by nothing")
    make_office(suite="Suite 10")
    with listening() as ear:
        Office.objects.filter(suite="nowhere").delete()
        Office.objects.update(suite="Suite 10")

        assert not ear.wait(0)


@alone
def test_what_silences_triggers_does_not_silence_these():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite announces every commit")
    make_office()
    with listening() as ear:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Office.objects.update(suite="Suite 12")

        assert ear.wait(1) == {"clinic_office"}


def cut(cursor):
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ 'LISTEN|SELECT 1'"
    )


@alone
def test_a_pooler_is_recognized_and_the_direct_address_is_used(settings, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no pooler")
    usual = dict(connection.settings_dict)
    with pooler(usual["OPTIONS"]["host"], usual["NAME"]) as pgbouncer:
        pooled = {"HOST": str(pgbouncer.folder), "PORT": str(pgbouncer.port)}
        pooled["OPTIONS"] = {}
        for name, value in pooled.items():
            monkeypatch.setitem(connection.settings_dict, name, value)

        with pytest.raises(CannotHear, match="DATABASE_DIRECT_URL"):
            Listener(CONTENT).wait(0)

        settings.DIRECT_DATABASE = usual
        with listening() as ear:
            assert not ear.wait(0)


# ---- which tables are watched --------------------------------------------------------------------
NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"')


def test_every_table_that_a_public_page_draws_on_announces_its_changes(db, client):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite announces every commit")
    call_command("load_sample")
    Practitioner.objects.create(
        name="A sample",
        license_type="Sample",
        license_number="AC 0",
        board_notice="x",
        is_published=True,
    )
    Office.objects.update(retention_started_at=MONDAY)  # the privacy page has its times
    article, treatment = Article.objects.first(), Treatment.objects.first()
    asked = set()

    def note(execute, sql, params, many, context):
        asked.update(NAMED.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for path in [*PUBLIC, article.get_absolute_url(), treatment.get_absolute_url()]:
            assert QUERY in client.get(path).wsgi_request.META, path

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'content_updated'"
        )
        announced = {table for (table,) in cursor.fetchall()}
    assert len(asked) >= 13
    assert asked <= announced


# ---- what changes by itself ----------------------------------------------------------------------
def scheduled_world(office):
    at = MONDAY
    make_article("Scheduled", published_at=at + timedelta(hours=5, minutes=7))
    make_article("Published", published_at=at - timedelta(days=1))
    make_faq("Scheduled?", published_at=at + timedelta(hours=7), on_home_page=True)
    Closure.objects.create(
        office=office,
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=9),
        reason="a",
    )
    near = at + CLOSURES_ANNOUNCED
    Closure.objects.create(
        office=office,
        starts_at=near + timedelta(hours=2),
        ends_at=near + timedelta(hours=3),
        reason="b",
    )
    office.booking_off_until = office.local_day(at) + timedelta(days=1)
    office.save()


def test_between_two_scheduled_changes_every_public_page_stays_the_same(db, client):
    office = make_office(time_zone=Office.Zone.HAWAII)
    with time_machine.travel(MONDAY, tick=False):
        scheduled_world(office)

    def pages(moment):
        with time_machine.travel(moment, tick=False):
            return {path: client.get(path).content for path in PUBLIC}

    second, moment, changed = timedelta(seconds=1), MONDAY, []
    while moment < MONDAY + timedelta(days=1):
        following = next_change(moment)
        assert following > moment
        assert pages(moment) == pages(following - second)
        if pages(following) != pages(moment):
            changed.append(following - MONDAY)
        moment = following

    hours = [found.total_seconds() / 3600 for found in changed]
    # closure near, article, question, closure over, and midnight in Honolulu, when booking is on
    assert [round(hour, 1) for hour in hours] == [2, 5.1, 7, 9, 17]


@pytest.fixture
def watcher(monkeypatch):
    """A watcher that looks when a test says so, and a version to be told."""
    version, moments = ContentVersion(), [datetime(2100, 1, 1, tzinfo=UTC)]
    monkeypatch.setattr(content_version, "LOOK_SECONDS", 0.01)
    watcher = _Watcher(version, lambda now: moments[0])
    watcher.moments = moments
    yield watcher
    watcher.listener.close()


@alone
@both_databases
def test_the_version_is_trusted_once_somebody_listens_and_grows_with_each_change(watcher):
    version = watcher.version
    assert version.current() is None

    watcher.look()
    first = version.current()
    watcher.look()
    assert first is not None
    assert version.current() == first

    Office.objects.create(city="x", phone="+14242521210")
    watcher.look()
    assert version.current() == version.last_change == first + 1


@alone
@both_databases
def test_the_version_grows_at_a_scheduled_moment_and_when_the_clock_is_put_back(watcher):
    with time_machine.travel(MONDAY, tick=False) as clock:
        watcher.moments[0] = MONDAY + timedelta(minutes=1)
        watcher.look()
        first = watcher.version.current()
        watcher.look()
        assert watcher.version.current() == first

        clock.shift(60)
        watcher.moments[0] = MONDAY + timedelta(days=1)
        watcher.look()
        assert watcher.version.current() == first + 1

        clock.shift(-30)
        watcher.look()
        assert watcher.version.current() == first + 2
        assert watcher.version.last_change == 0  # what was shown before is not known to be wrong


@alone
def test_without_a_line_nothing_is_trusted_until_it_is_back(watcher, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no line to cut")
    monkeypatch.setattr(content_version, "RETRY_SECONDS", 0)
    watcher.look()
    cut(connection.cursor())
    with pytest.raises(OperationalError):
        watcher.look()
    watcher.fall_silent(OperationalError("away"))
    assert watcher.version.current() is None

    number = watcher.version.number
    watcher.look()
    assert watcher.version.current() == number + 1
    assert watcher.version.last_change == 0


def test_a_line_that_is_silent_is_trusted_for_less_than_a_second():
    version = ContentVersion()
    version.trust(time.monotonic() + content_version.TRUST_SECONDS)

    assert content_version.TRUST_SECONDS < 1
    wait_until(lambda: version.current() is None, seconds=1.5)


def test_a_fact_is_asked_for_again_when_one_of_its_tables_changes():
    version, asked = ContentVersion(), itertools.count()

    def fact():
        return version.fact("a", lambda: next(asked), of=["here", "there"])

    assert [fact(), fact()] == [0, 1]  # nobody listens

    version.trust(float("inf"))
    assert [fact(), fact()] == [2, 2]
    version.note_change(["elsewhere"])
    version.note_moment()
    assert fact() == 2
    version.note_change(["elsewhere", "there"])
    assert [fact(), fact()] == [3, 3]
    version.note_silence()
    assert [fact(), fact()] == [4, 4]
    version.note_change([ANY])
    assert fact() == 5

    in_time = [version.fact("b", lambda: next(asked), of=["here", MOMENT]) for _ in range(2)]
    version.note_moment()
    assert in_time == [6, 6]
    assert version.fact("b", lambda: next(asked), of=["here", MOMENT]) == 7


def test_who_reads_the_new_version_is_not_given_what_was_kept_before():
    version, seen = ContentVersion(), []
    version.trust(float("inf"))

    class Watched(dict):
        def update(self, *args):
            seen.append(version.number)
            super().update(*args)

    version._changed_at = Watched()
    for note in (lambda: version.note_change(["a"]), version.note_moment, version.note_silence):
        note()

    assert seen == [0, 1, 2]  # what has changed is known before the number that says so


def test_a_fact_read_while_it_changes_is_asked_for_again():
    version = ContentVersion()
    version.trust(float("inf"))
    version.fact("a", lambda: version.note_change(["here"]), of=["here"])

    assert version.fact("a", lambda: "again", of=["here"]) == "again"


def test_a_line_that_never_hears_is_said_once_and_tried_less_and_less_often(
    watcher, monkeypatch, caplog
):
    pauses = []
    monkeypatch.setattr(content_version.time, "sleep", pauses.append)

    for _ in range(12):
        watcher.fall_silent(CannotHear("a pooler answers"))

    assert caplog.text.count("a pooler answers") == 1
    assert pauses == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


# ---- on every process, of the whole site -----------------------------------------------------------
def test_of_500_saves_no_reader_of_two_processes_sees_one_a_second_late(whole_site):
    saved_at, seen, is_over = [], [], threading.Event()
    suite = re.compile(r"Suite (\d+)")

    def save():
        with closing(whole_site.connect()) as database, database.cursor() as cursor:
            for number in range(500):
                cursor.execute("UPDATE clinic_office SET suite = %s", [f"Suite {number}"])
                database.commit()
                saved_at.append(time.monotonic())
                time.sleep(0.01)
        time.sleep(1.2)
        is_over.set()

    def read(port):
        while not is_over.is_set():
            asked = time.monotonic()
            found = suite.search(whole_site.get("/visit/", port=port).text)
            seen.append((asked, int(found[1]) if found else -1, port))

    with whole_site.second_web_server() as other:
        readers = [threading.Thread(target=read, args=[port]) for port in (whole_site.port, other)]
        for thread in [*readers, writer := threading.Thread(target=save)]:
            thread.start()
        for thread in [*readers, writer]:
            thread.join()

    late = [
        (asked, number)
        for asked, number, _ in seen
        if sum(at < asked - 1 for at in saved_at) - 1 > number
    ]
    assert late == []
    for port in (whole_site.port, other):
        assert [number for _, number, of in seen if of == port][-1] == 499
    assert len(seen) > 100


def test_while_the_line_is_cut_again_and_again_no_reader_sees_an_old_page(whole_site):
    for number in range(5):
        whole_site.get("/visit/")
        with closing(whole_site.connect()) as database, database.cursor() as cursor:
            cut(cursor)
            cursor.execute("UPDATE clinic_office SET suite = %s", [f"Cut {number}"])
            database.commit()
        saved_at = asked_at = time.monotonic()
        while f"Cut {number}" not in whole_site.get("/visit/").text:
            assert asked_at < saved_at + 1
            asked_at = time.monotonic()


def test_after_a_restart_of_postgresql_pages_are_kept_again(whole_site):
    whole_site.restart_database()

    wait_until(lambda: whole_site.keeps("/visit/"))


def test_an_article_that_is_retired_does_not_come_back_while_the_database_is_away(whole_site):
    own = "/articles/microneedling-and-pores/"
    showing = [own, "/articles/", "/"]
    retire = "UPDATE articles_article SET published_at = %s WHERE slug = 'microneedling-and-pores'"
    with closing(whole_site.connect()) as database, database.cursor() as cursor:
        cursor.execute(
            "SELECT published_at FROM articles_article WHERE slug LIKE 'microneedling-%'"
        )
        (was,) = cursor.fetchone()
        # It hears again: a test before this one may have restarted the database.
        wait_until(lambda: whole_site.keeps("/articles/"))
        assert all(own in whole_site.get(address).text or address == own for address in showing)
        cursor.execute(retire, [None])
        database.commit()
    wait_until(lambda: whole_site.get(own).status == 404)
    wait_until(lambda: whole_site.keeps("/visit/"))  # and it has heard of this

    with whole_site.database_away():
        kept = [own in whole_site.get(address).text for address in showing]

    with closing(whole_site.connect()) as database, database.cursor() as cursor:
        cursor.execute(retire, [was])
        database.commit()
    assert kept == [False] * 3


def test_strangers_get_the_same_bytes(whole_site):
    first = whole_site.get("/")
    others = [
        whole_site.get("/", Cookie="form=x", User_Agent="Other", Accept_Language="es"),
        whole_site.get("/?utm_source=mail", Referer="https://elsewhere.example/"),
        whole_site.get("/"),
    ]

    assert {answer.text for answer in others} == {first.text}
    assert not first.headers["Set-Cookie"]
