"""More than one machine: two web servers and two workers behind PgBouncer on one PostgreSQL.

Each of them is a process that shares nothing with the others but the database, as on hosts of their
own; pictures lie in one folder, as on a share.
"""

import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.desk_client import MAKE_OWNER, Desk
from tests.pgbouncer import pooler
from tests.postgres import address_of
from tests.site import Site, wait_until
from tests.smtp import MailServer

RACERS = 8
# Who is told of requests.
OFFICE_ADDRESS = """
import django
django.setup()
from clinic.office.models import Office, OfficeAddress
OfficeAddress.objects.create(office=Office.objects.get(), email="desk@clinic.example")
"""


@pytest.fixture(scope="module")
def mail():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def machines(mail):
    """The site, and the ports of its two web servers."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-machines-"))
    site = Site(folder, f"smtp://{mail.host}:{mail.port}")
    socket_folder = str(site.database.get_postmaster_info().socket_dir)
    try:
        site.make_tables()
        site.run(MAKE_OWNER + OFFICE_ADDRESS)
        with pooler(socket_folder, "clinic") as pgbouncer:
            site.environment |= {
                "DATABASE_URL": f"postgres://postgres@/clinic?host={pgbouncer.folder}&port={pgbouncer.port}",
                "DATABASE_DIRECT_URL": address_of(site.database),
            }
            site.start_web("web", site.port)
            with site.second_web_server() as second:
                for name in ("worker", "worker-2"):
                    site.start_worker(name)
                yield site, (site.port, second)
                for name in ("worker", "worker-2"):
                    site.end(name)
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
def test_a_time_is_given_once_and_every_message_goes_once(machines, mail):
    site, ports = machines
    page = site.get("/book/").text
    times = re.findall(r'name="slot"[^>]*? value="([^"]+)"', page)[:3]
    assert len(times) == 3

    filled = [[site.form(port=ports[racer % 2]) for racer in range(RACERS)] for _ in times]
    for nth, (moment, forms) in enumerate(zip(times, filled, strict=True)):
        with ThreadPoolExecutor(RACERS) as together:
            answers = list(
                together.map(
                    lambda racer, forms=forms, moment=moment, nth=nth: forms[racer].send(
                        when="slot",
                        slot=moment,
                        first_name=f"Maya{chr(97 + racer)}",
                        email=f"maya{nth}-{racer}@example.com",
                    ),
                    range(RACERS),
                )
            )
        assert Counter(answer.status for answer in answers) == {302: 1, 409: RACERS - 1}
        site.forget_visitors()

    asked = site.count("bookings_consultation")
    assert asked == len(times)
    wait_until(
        lambda: site.count("bookings_notification WHERE sent_at IS NULL AND due_at <= now()") == 0
    )
    arrived = Counter(received.message["Message-ID"] for received in mail.messages)
    assert set(arrived.values()) == {1}
    sent = site.count("bookings_notification WHERE sent_at IS NOT NULL")
    assert len(arrived) == sent >= 2 * asked


@pytest.mark.long
def test_what_is_saved_on_one_is_fresh_on_the_other(machines):
    site, ports = machines
    for port in ports:
        for _ in range(2):  # the second comes from memory
            assert "needling 77" not in site.get("/", port=port).text

    saved = Desk(site, port=ports[0]).send(
        "/admin/clinic/treatment/1/change/", name="Holistic microneedling 77"
    )
    assert saved.status == 302, re.findall(r"errorlist.*?</ul>", saved.text)

    for port in ports:
        wait_until(lambda port=port: "needling 77" in site.get("/", port=port).text, seconds=2)
