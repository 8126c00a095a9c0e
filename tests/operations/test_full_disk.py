"""A disk that is really full: PostgreSQL, its log and the site's logs on a small tmpfs.

Only where a tmpfs can be mounted: as root, outside of most containers. What the site makes of
PostgreSQL's error is tested everywhere, simulated, in tests/clinic/test_outage.py.
"""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.site import Site, hidden
from tests.smtp import MailServer

SIZE = "220m"
MOST = 10  # forms of one address in an hour
LONG = "Reachable after six. " * 90
CHUNK = b"x" * 65536


def tmpfs_in(folder):
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def unmount(folder):
    subprocess.run(["umount", "-l", str(folder)], check=True)


def can_mount():
    if os.geteuid() != 0:
        return False
    folder = tempfile.mkdtemp(prefix="clinic-mount-")
    try:
        mounted = tmpfs_in(folder)
        if mounted:
            unmount(folder)
        return mounted
    finally:
        os.rmdir(folder)


def fill(folder):
    """A file that takes whatever room is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(CHUNK)
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x")
    return filler


if can_mount():

    @pytest.mark.long
    def test_on_a_full_disk_nothing_is_falsely_taken_and_all_is_well_once_there_is_room():
        folder = Path(tempfile.mkdtemp(prefix="clinic-full-"))
        assert tmpfs_in(folder)
        try:
            with MailServer() as mail:
                site = Site(folder, f"smtp://{mail.host}:{mail.port}")
                try:
                    site.environment["PROXY_HOPS"] = "1"
                    site.start()
                    assert site.get("/").status == 200
                    forms = [site.form() for _ in range(MOST)]
                    filler = fill(folder)

                    answers = [
                        form.send(email=f"maya{n}@example.com", note=LONG, address=f"10.0.0.{n}")
                        for n, form in enumerate(forms)
                    ]
                    pages = [site.get("/").status, site.get("/questions/").status]

                    statuses = {answer.status for answer in answers}
                    assert statuses <= {302, 503}
                    assert 503 in statuses
                    assert pages[0] == 200
                    last = next(answer for answer in answers if answer.status == 503)
                    assert hidden(last.text)["note"].startswith("Reachable after six.")

                    filler.unlink()
                    site.heal()
                    site.forget_visitors()
                    again = [
                        form.send_as_it_is(hidden(answer.text), address="10.0.1.1")
                        for form, answer in zip(forms, answers, strict=True)
                        if answer.status == 503
                    ]
                    assert {answer.status for answer in again} == {302}
                    assert site.count("bookings_consultation") == len(forms)
                    assert site.answers("/questions/")
                finally:
                    site.close()
        finally:
            unmount(folder)
            folder.rmdir()
