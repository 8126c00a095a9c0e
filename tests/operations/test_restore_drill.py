"""The restore drill of docs/operations.md, as it is written there: from a site at work to a new one."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg2
import pytest

from bookings.models import Consultation
from tests.desk_client import MAKE_OWNER, OWNER
from tests.postgres import address_of
from tests.site import Site, wait_until
from tests.smtp import MailServer

RELEASE_ALL = f"""
import django
django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from clinic.operations import held_mail
held_mail.release_all(by=User.objects.get(username={OWNER!r}), now=timezone.now())
"""
BEFORE, MEANWHILE = 4, 12


@pytest.fixture
def drill_mail():
    with MailServer() as server:
        yield server


@pytest.fixture
def site(drill_mail):
    folder = Path(tempfile.mkdtemp(prefix="clinic-drill-"))
    made = Site(folder, f"smtp://{drill_mail.host}:{drill_mail.port}")
    made.environment |= {"PROXY_HOPS": "1", "BACKUP_FOLDER": str(folder / "backups")}
    try:
        made.make_tables()
        made.run(MAKE_OWNER)
        made.start_web("web", made.port)
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def manage(site, *command):
    """A command as a process of its own, that has just begun."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=site.code,
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(site, query, database="clinic"):
    where = {"user": "postgres", "host": str(site.database.get_postmaster_info().socket_dir)}
    with closing(psycopg2.connect(dbname=database, **where)) as connection:
        cursor = connection.cursor()
        cursor.execute(query)
        return cursor.fetchall()


@pytest.mark.long
def test_a_site_at_work_is_backed_up_and_comes_back_elsewhere(site, drill_mail):
    picture = Path(site.environment["MEDIA_FOLDER"], "pictures", "key", "400.webp")
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"RIFF" * 100)
    forms = [site.form() for _ in range(BEFORE + MEANWHILE + 1)]

    def ask(nth, port=0):
        forms[nth].port = port
        return forms[nth].send(email=f"p{nth}@example.com", address=f"203.0.113.{nth}").status

    assert [ask(nth) for nth in range(BEFORE)] == [302] * BEFORE

    # 1. Back up, while requests come in.
    backup = manage(site, "backup")
    with ThreadPoolExecutor(2) as visitors:
        answers = list(visitors.map(ask, range(BEFORE, BEFORE + MEANWHILE)))
    said, trouble = backup.communicate(timeout=60)
    assert backup.returncode == 0, trouble
    assert "read back and found whole" in said
    assert answers == [302] * MEANWHILE, "nobody waits for a backup"
    (file,) = Path(site.environment["BACKUP_FOLDER"]).iterdir()

    # 2. Not over a site that runs.
    said, refused = manage(site, "restore", str(file), "--replace").communicate(timeout=60)
    assert "The site is running" in refused
    assert site.count("bookings_consultation") == BEFORE + MEANWHILE

    # 3. Into a new database, with a folder of its own for pictures.
    rows_of_live = set(
        rows(site, "SELECT reference, page_key, phone, email FROM bookings_consultation")
    )
    site.database.psql("CREATE DATABASE restored;")
    site.environment |= {
        "DATABASE_URL": address_of(site.database).replace("/clinic?", "/restored?"),
        "MEDIA_FOLDER": str(site.folder / "media-2"),
    }
    restore = manage(site, "restore", str(file))
    said, trouble = restore.communicate(timeout=120)
    assert restore.returncode == 0, trouble
    assert "counted and compared" in said

    # 4. What is there is whole: each request with its history, its messages and its page.
    found = rows(
        site, "SELECT reference, page_key, phone, email FROM bookings_consultation", "restored"
    )
    assert set(found) <= rows_of_live
    assert len(found) >= BEFORE
    of_each = """SELECT (SELECT count(*) FROM bookings_event e WHERE e.consultation_id = c.id),
    (SELECT count(*) FROM bookings_notification n WHERE n.consultation_id = c.id AND kind = 'received')
    FROM bookings_consultation c"""
    assert set(rows(site, of_each, "restored")) == {(1, 2)}
    assert (
        Path(site.environment["MEDIA_FOLDER"], "pictures/key/400.webp").read_bytes()
        == picture.read_bytes()
    )
    with site.second_web_server() as port:
        for _, page_key, _, _ in found:
            address = Consultation(page_key=UUID(str(page_key))).get_absolute_url()
            page = site.get(address, port=port)
            assert (page.status, "p…@example.com" in page.text) == (200, True)

        # 5. Mail of before is held; what comes from now on goes.
        site.start_worker()
        newest = BEFORE + MEANWHILE
        forms[newest] = replace(forms[newest], port=port)
        assert ask(newest, port) == 302
        wait_until(lambda: len(drill_mail.messages) == 2)
        recipients = {address for each in drill_mail.messages for address in each.recipients}
        assert recipients == {f"p{newest}@example.com", "office@acupunctury.example"}

        # 6. The owner has looked through it, and releases it.
        site.run(RELEASE_ALL)
        wait_until(lambda: len(drill_mail.messages) == 2 + 2 * len(found))
        site.end("worker")
