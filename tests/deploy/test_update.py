"""`deploy/update.sh` under load: the release changes, goes wrong, goes back, and nothing is lost."""

import fcntl
import shutil
import threading
import time
from collections import Counter
from itertools import count
from urllib.parse import urlencode

import pytest

from tests.deploy.machine import manifest
from tests.site import PERSON, hidden

pytestmark = pytest.mark.long
FORM = "application/x-www-form-urlencoded"
BROKEN = "import sys\n\nsys.exit(3)\n"
# what no trial beforehand would find
BROKEN_IN_THE_WEB_SERVER = "import sys\n\nif 'gunicorn' in sys.modules:\n    sys.exit(3)\n"


class Visitors:
    """Some who read and some who book, all the time and each from another address."""

    def __init__(self, machine, how_many=2):
        self.machine, self.stop, self.numbers = machine, threading.Event(), count(1)
        self.lock = threading.Lock()
        self.booked, self.refused = 0, []
        self.pages, self.slowest = Counter(), 0.0
        self.failures = []
        self.threads = [threading.Thread(target=self.visit) for _ in range(how_many)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(90)

    def visit(self):
        while not self.stop.is_set():
            with self.lock:
                number = next(self.numbers)
            source = f"127.1.{number // 250}.{number % 250 + 1}"
            try:
                self.book(number, source)
            except Exception as error:
                self.failures.append(repr(error))
            time.sleep(0.1)

    def book(self, number, source):
        began = time.monotonic()
        page = self.machine.get("/book/", source=source)
        self.pages[page.status] += 1
        if page.status != 200:
            self.refused.append(page)
            return
        person = PERSON | {"email": f"visitor{number}@clinic.test"}
        answer = self.machine.ask(
            "POST",
            "/book/",
            urlencode(hidden(page.text) | person).encode(),
            {
                "Content-Type": FORM,
                "Cookie": page.headers["Set-Cookie"].split(";")[0],
                "Origin": f"https://www.acupunctury.test:{self.machine.https}",
            },
            source=source,
        )
        self.slowest = max(self.slowest, time.monotonic() - began)
        if answer.status == 302:
            with self.lock:
                self.booked += 1
        else:
            self.refused.append(answer)


def booked(machine):
    return int(machine.rows("SELECT count(*) FROM bookings_consultation")[0][0])


def nothing_was_lost(machine, visitors, before):
    assert visitors.failures == []
    assert [(each.status, each.headers["Retry-After"]) for each in visitors.refused] == []
    assert visitors.booked > 20
    assert booked(machine) - before == visitors.booked


def change(machine, file, old, new):
    path = machine.remote / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_update_and_the_way_back_lose_no_post_and_answer_no_error(machine):
    old, before = machine.release(), booked(machine)
    styles = manifest(machine.root / "opt/acupunctury/current")
    releases = machine.root / "opt/acupunctury/releases"
    backups = machine.root / "var/lib/acupunctury/backups"
    backed_up = set(backups.iterdir())
    older, old_too = "20200101-000000-0000000001", "20200101-000000-0000000002"
    for name in (older, old_too):
        (releases / name).mkdir()
    built = {each.name for each in releases.iterdir()}  # some may have been refused, and stayed
    change(machine, "templates/errors/404.html", "Go to the home page", "Go back home")
    change(machine, "static/css/base.css", "@", "/* Newer. */\n@")
    machine.commit("Newer words")

    with Visitors(machine) as visitors:
        ran = machine.run("update.sh")
        newer = machine.get("/nowhere/").text
        own_page = machine.get("/metrics").text
        open_page = machine.get("/static/" + styles["css/site.css"]).status
        newer_styles = manifest(machine.root / "opt/acupunctury/current")
        back = machine.run("update.sh", "--back")
        newer_page = machine.get("/static/" + newer_styles["css/site.css"])

    assert ran.status == 0, ran.said
    assert "Bringing the tables up to date, while" in ran.said
    assert len(set(backups.iterdir()) - backed_up) == 1
    assert ran.said.endswith("is in use. To go back: deploy/update.sh --back\n")
    assert "Go back home" in newer
    assert "Go back home" in own_page
    assert open_page == 200
    assert newer_styles["css/site.css"] != styles["css/site.css"]
    assert (newer_page.status, newer_page.headers["Content-Type"]) == (200, "text/css")
    assert back.status == 0, back.said
    assert machine.release() == old
    assert "Go to the home page" in machine.get("/nowhere/").text
    nothing_was_lost(machine, visitors, before)

    again = machine.run("update.sh")
    assert again.status == 0, again.said
    assert "Putting the code into" not in again.said  # it is there, complete
    assert machine.run("update.sh").said.endswith("is in use already.\n")
    # the newest three are kept, and always the one in use and the one before
    kept = {each.name for each in releases.iterdir()}
    in_use = {old, machine.release()}
    assert kept == {*sorted(built | in_use)[-3:], *in_use}
    assert older not in kept


def test_a_release_that_does_not_start_gives_way_to_the_one_before_and_nothing_is_lost(machine):
    old, before = machine.release(), booked(machine)
    machine.commit("Broken")
    releases = machine.root / "opt/acupunctury/releases"
    broken = releases / machine.next_release()
    shutil.copytree(releases / old, broken, symlinks=True)  # as if it had been built already
    (broken / "clinic/wsgi.py").write_text(BROKEN)
    at_once = machine.run("update.sh")
    (broken / "clinic/wsgi.py").write_text(BROKEN_IN_THE_WEB_SERVER)

    with Visitors(machine) as visitors:
        ran = machine.run("update.sh", READY_SECONDS="4")

    assert at_once.status == 1
    assert f"{broken.name} does not start with" in at_once.said
    assert "Taking" not in at_once.said
    assert ran.status == 1
    assert "does not answer: journalctl -u acupunctury-web" in ran.said
    assert f"{old} serves again, and nothing was lost." in ran.said
    assert machine.release() == old
    assert not (broken / ".complete").exists()  # the next update builds it anew
    nothing_was_lost(machine, visitors, before)


def test_where_something_does_not_work_the_site_goes_on_as_it_was(machine):
    old = machine.release()
    machine.commit("One more")

    dry = machine.run("update.sh", "--dry-run")
    no_libraries = machine.run("update.sh", PIP_FAILS="1")
    (machine.checkout / "README.md").write_text("A change of one's own\n")
    machine._git(machine.checkout, "commit", "--quiet", "--all", "-m", "Own")
    (machine.remote / "README.md").write_text("Another\n")
    machine.commit("Another")
    forked = machine.run("update.sh")
    machine._git(machine.checkout, "reset", "--quiet", "--hard", "origin/main")
    nobody = machine.run("update.sh", "--no-fetch", DESTDIR=str(machine.folder / "nowhere"))
    with (machine.root / "run/acupunctury-deploy.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # which no program of before still holds
        second = [machine.run(script) for script in ("update.sh", "setup.sh")]

    assert (dry.status, "Nothing of this was done" in dry.said) == (0, True), dry.said
    assert "commits would be taken in" in dry.said
    assert (no_libraries.status, "libraries could not be installed" in no_libraries.said) == (
        1,
        True,
    )
    assert (forked.status, "holds changes of its own" in forked.said) == (1, True)
    assert (nobody.status, "Nothing is set up here yet" in nobody.said) == (1, True)
    for ran in second:
        assert (ran.status, "Another setup or update is running" in ran.said) == (1, True)
    assert machine.release() == old
    assert machine.get("/").status == 200
