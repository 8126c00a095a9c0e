"""What must not be backed up or restored is refused in a sentence, and nothing is changed."""

import contextlib
import errno
import gzip
import io
import json
import os
import resource
import subprocess
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bookings.models import Consultation
from clinic.mail.outbox import MailWorker
from clinic.operations.backups import archive, erased, keys, places, tables
from clinic.operations.backups.archive import Member, Totals
from tests.factories import ask, make_office
from tests.operations.databases import everything, instead, new_postgresql, sqlite_in
from tests.operations.lives import PICTURE

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="


def manage(*command, **options):
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def refusal(*command, **options):
    with pytest.raises(CommandError) as refused:
        manage(*command, **options)
    return str(refused.value)


def there(settings):
    return sorted(path.name for path in Path(settings.BACKUP_FOLDER).iterdir())


@pytest.fixture
def clinic(db):
    return ask(make_office())


@pytest.fixture
def pair(tmp_path, settings):
    """A key pair: backups are encrypted for it. The file of the private key."""
    public, private = keys.new_pair(now=timezone.now())
    settings.BACKUP_RECIPIENTS = [public]
    file = tmp_path / "identity"
    file.write_text(private)
    return file


def backed_up(**options):
    said = manage("backup", **options)
    return Path(said.split("found whole:\n")[1].splitlines()[0])


# ---- where a backup may go -----------------------------------------------------------------------
def test_without_a_key_nothing_leaves_the_folder_that_nobody_else_reads(clinic, folders, settings):
    only_encrypted = "A backup leaves"
    elsewhere = folders / "usb"
    elsewhere.mkdir(mode=0o700)
    for to in ("-", str(elsewhere), str(elsewhere / "mine.tar.gz")):
        assert refusal("backup", to=to).startswith(only_encrypted)
    assert list(elsewhere.iterdir()) == []

    path = backed_up()

    modes = [oct(each.stat().st_mode & 0o777) for each in (path.parent, path)]
    assert modes == ["0o700", "0o600"]
    path.parent.chmod(0o750)
    assert f"Other accounts may look into {path.parent}" in refusal("backup")
    assert there(settings) == [path.name]


def test_a_folder_on_another_machine_takes_what_is_encrypted_alone(
    clinic, folders, settings, monkeypatch, pair
):
    monkeypatch.setattr(places, "_file_system", lambda folder: "nfs4")
    backed_up()
    settings.BACKUP_RECIPIENTS = []

    assert "lies on another machine (nfs4), and there is no key" in refusal("backup")


def test_another_accounts_folder_is_refused(clinic, folders, settings, monkeypatch):
    backed_up()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)

    assert "belongs to another account" in refusal("backup")


@pytest.mark.parametrize("what", ["a file", "nowhere", "no folder of ours"])
def test_a_folder_that_cannot_be_used_is_named(what, clinic, folders, settings):
    folder = folders / "backups"
    if what == "a file":
        folder.write_text("")
    elif what == "nowhere":
        settings.BACKUP_FOLDER = str(folders / "no" / "backups")
    else:
        settings.BACKUP_FOLDER = "/proc/backups"

    assert settings.BACKUP_FOLDER in refusal("backup")


def test_with_a_key_it_may_go_anywhere_and_writes_nothing_over(clinic, folders, pair):
    target = folders / "mine.tar.gz.age"

    said = manage("backup", to=str(target))

    assert "encrypted, read back and found whole" in said
    assert target.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert "nothing is written over" in refusal("backup", to=str(target))
    assert "is not there: make it" in refusal("backup", to=str(folders / "no" / "mine"))
    assert "is whole" in manage("restore", target, identity=str(pair), check=True)


def test_a_key_is_made_on_the_spot_and_a_backup_goes_through_a_pipe(
    clinic, folders, settings, capfdbinary
):
    said = manage("backup", make_key=True)
    settings.BACKUP_RECIPIENTS = [said.split("BACKUP_RECIPIENTS=")[1].split()[0]]
    identity, path = folders / "identity", folders / "from-a-pipe"
    identity.write_text(said[said.index("# made") :])
    assert not list(folders.glob("backups*")), "no backup is made"
    capfdbinary.readouterr()

    manage("backup", to="-")

    path.write_bytes(capfdbinary.readouterr().out)
    assert "is whole" in manage("restore", path, identity=str(identity), check=True)


@contextlib.contextmanager
def full_disk(folder):
    """A disk on which 60 kB fit: a real one where that may be made, else a limit of the kernel's."""
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=60k,mode=700", "tmpfs", str(folder)]
    with contextlib.suppress(OSError):
        if subprocess.run(mount, capture_output=True).returncode == 0:
            try:
                yield
            finally:
                subprocess.run(["umount", str(folder)], check=True)
            return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_full_disk_leaves_no_half_file(encrypted, clinic, folders, settings, request):
    if encrypted:
        request.getfixturevalue("pair")
    picture = folders / "media" / "large.webp"
    picture.parent.mkdir()
    picture.write_bytes(os.urandom(200_000))

    with full_disk(Path(settings.BACKUP_FOLDER)):
        said = refusal("backup")
        assert list(Path(settings.BACKUP_FOLDER).iterdir()) == []

    assert "could not be written" in said
    assert "Nothing is left of it" in said


class FullAtOnce(io.BytesIO):
    def write(self, piece):
        raise OSError(28, "No space left on device")


def test_the_last_write_counts_too_though_the_library_is_silent_about_it():
    """pyrage 1.4.0 swallows it: a small file would pass for written."""
    recipient = pyrage.x25519.Identity.generate().to_public()
    pyrage.encrypt_io(io.BytesIO(b"a few bytes"), FullAtOnce(), [recipient])

    with pytest.raises(OSError, match="No space left"):
        archive.write(iter([b"a few bytes"]), FullAtOnce(), [recipient])


def test_a_run_that_is_killed_leaves_nothing_for_long(clinic, folders, settings, monkeypatch):
    folder = Path(settings.BACKUP_FOLDER)
    folder.mkdir(mode=0o700)
    (folder / ".clinic-20260101T000000Z.tar.gz.part").write_bytes(b"half")

    def interrupted(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tables.Rows, "__iter__", interrupted)
        with pytest.raises(KeyboardInterrupt):
            manage("backup")

    assert list(folder.iterdir()) == []


def test_two_backups_at_once_are_one(clinic, folders, settings):
    Path(settings.BACKUP_FOLDER).mkdir(mode=0o700)
    with places._alone_in(Path(settings.BACKUP_FOLDER)):
        assert "Another backup is just being written" in refusal("backup")


# ---- files that are not whole, or not ours -------------------------------------------------------
def test_a_file_that_was_cut_short_or_changed_is_refused(clinic, folders, settings, pair):
    (folders / "media").mkdir()
    (folders / "media" / "one.webp").write_bytes(PICTURE * 9000)
    sealed = backed_up()
    settings.BACKUP_RECIPIENTS = []
    plain = backed_up()
    broken = folders / "broken"
    for path in (sealed, plain):
        whole = path.read_bytes()
        size = len(whole)
        cuts = [whole[:length] for length in (0, 10, 3000, size // 2, size - 20, size - 1)]
        flips = [
            whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            for at in (size // 10, size // 3, size // 2, size - size // 10)
        ]
        for wrong in [*cuts, *flips, whole + b"more"]:
            broken.write_bytes(wrong)
            said = refusal("restore", broken, identity=str(pair))
            assert "This backup" in said or "This file is no backup" in said, said


def test_a_row_that_somebody_changed_with_care_is_refused(clinic, folders, settings):
    """Where nothing but the checksums can tell: gzip's own is right again."""
    inside = gzip.decompress(backed_up().read_bytes())
    broken = folders / "broken"
    for said in (b'"Maya"', b'"moment"', b"A backup of"):
        assert said in inside
        other = said.swapcase()
        broken.write_bytes(gzip.compress(inside.replace(said, other, 1), 1))

        assert "is cut short or was changed" in refusal("restore", broken)


def test_only_the_right_private_key_opens_it(clinic, folders, settings, pair):
    path, wrong = backed_up(), folders / "wrong"
    wrong.write_text(keys.new_pair(now=timezone.now())[1])

    assert "give --identity" in refusal("restore", path)
    assert "encrypted for another key" in refusal("restore", path, identity=str(wrong))
    for text in ("", "AGE-SECRET-KEY-1NONSENSE", "ssh-rsa AAAA"):
        wrong.write_text(text)
        assert "The key file holds" in refusal("restore", path, identity=str(wrong))
    assert "cannot be read" in refusal("restore", path, identity=str(folders / "none"))
    assert "cannot be read" in refusal("restore", folders / "none")
    wrong.write_text("no backup at all")
    assert "This file is no backup" in refusal("restore", wrong)


def test_other_sealing_keys_than_those_of_then_are_refused(clinic, folders, settings):
    path, own = backed_up(), settings.SEALING_KEYS

    settings.SEALING_KEYS = [OTHER_KEY]
    assert "phones, e-mails and notes would stay unreadable" in refusal("restore", path, check=True)

    settings.SEALING_KEYS = [OTHER_KEY, *own]
    settings.SECRET_KEY = "another one, and the old one is nowhere " * 2
    said = manage("restore", path, check=True)
    assert "It can be restored here" in said
    assert "SECRET_KEY is another one than then" in said
    settings.SECRET_KEY_FALLBACKS = ["a-key-for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz"]
    assert "SECRET_KEY" not in manage("restore", path, check=True)


def made_up(folders, settings, *members, name="made-up.tar.gz", tables=()):
    """A file in the form of a backup, by somebody who may have no key of ours."""
    manifest = {"format": 1, "made_at": timezone.now().isoformat(), "migrations": []}
    manifest["tables"] = list(tables)
    manifest["keys"] = keys.marks()
    given = [Member.of("manifest.json", json.dumps(manifest).encode()), *members]
    path = folders / name
    path.write_bytes(b"".join(archive.packed(given, Totals())))
    return path


def test_who_has_no_sealing_key_makes_up_no_backup(clinic, folders, settings, monkeypatch):
    own, path = settings.SEALING_KEYS, backed_up()
    settings.SEALING_KEYS = [OTHER_KEY]
    marks = {**keys.marks(), "sealing_keys": [keys.mark(own[0])]}
    with monkeypatch.context() as patch:
        patch.setattr(keys, "marks", lambda: marks)
        forged = made_up(folders, settings)
    settings.SEALING_KEYS = own

    assert "somebody else may have made it up" in refusal("restore", forged)

    with monkeypatch.context() as patch:
        patch.setattr(keys, "_sealed", lambda key, text: "0" * 64)
        forged = made_up(folders, settings)
    assert "its seal is broken" in refusal("restore", forged)
    assert "is whole" in manage("restore", path, check=True)


@pytest.mark.parametrize("name", ["media/../../out", "media//../out", "rows/../x", "media/a\\b"])
def test_no_file_is_written_outside_its_folder(name, clinic, folders, settings):
    path = made_up(folders, settings, Member.of(name, b"out"))

    assert "lies outside its folder" in refusal("restore", path)
    assert not list(folders.rglob("out"))


def test_only_tables_that_are_known_are_filled(clinic, folders, settings):
    table = {"name": "auth_user; DROP", "columns": ["id"], "kinds": ["integer"]}
    path = made_up(folders, settings, tables=[table])
    rows = made_up(folders, settings, Member.of("rows/auth_user/1.jsonl", b"[1]"), name="second")

    with instead(sqlite_in(folders / "new.sqlite3")):
        assert "has a table auth_user; DROP of another form" in refusal("restore", path)
        assert "was changed" in refusal("restore", rows)
        assert connection.introspection.table_names() == []


def test_a_newer_releases_backup_is_refused(clinic, folders, settings, monkeypatch):
    applied = tables.applied
    with monkeypatch.context() as patch:
        patch.setattr(tables, "applied", lambda on: [*applied(on), ("bookings", "0999_later")])
        path = backed_up()
    said = refusal("restore", path, check=True)

    assert "made by a newer release of the site" in said
    assert "bookings 0999_later is not known here" in said
    monkeypatch.setattr(archive, "FORMAT", 0)
    assert "of a newer release of the site" in refusal("restore", path, check=True)


def test_a_database_without_tables_has_nothing_to_back_up(db, folders):
    with instead(sqlite_in(folders / "new.sqlite3")):
        assert "There is nothing to back up" in refusal("backup")


# ---- a database that is in use -------------------------------------------------------------------
def test_a_database_that_is_not_empty_is_refused_without_replace(clinic, folders, settings, sqlite):
    path, before = backed_up(), everything()

    with instead(sqlite()):
        ask(make_office(), first_name="Ida")
        assert "The database is not empty" in refusal("restore", path)
        assert Consultation.objects.get().first_name == "Ida"
    assert everything() == before


@pytest.mark.parametrize("closed", ["2026", "2026/one.webp"])
def test_a_picture_that_cannot_be_read_is_named_and_never_left_out(
    closed, clinic, folders, settings, monkeypatch
):
    folder = Path(settings.MEDIA_ROOT, "2026")
    folder.mkdir(parents=True)
    (folder / "one.webp").write_bytes(PICTURE)
    path, scandir, opened = folder.parent / closed, os.scandir, Path.open

    def refuse(asked, real, *more, **named):
        if str(asked) == str(path):  # as for another account's; root may read everything
            raise PermissionError(errno.EACCES, "Permission denied", str(asked))
        return real(asked, *more, **named)

    monkeypatch.setattr(os, "scandir", lambda asked: refuse(asked, scandir))
    monkeypatch.setattr(Path, "open", lambda asked, *more, **n: refuse(asked, opened, *more, **n))

    said = refusal("backup")

    assert said.startswith(f"{path} cannot be read (Permission denied), so it would be missing")
    assert there(settings) == []


def test_a_site_that_runs_is_refused(clinic, folders, settings, sqlite):
    path = backed_up()
    stop = "Stop the web server and the worker"
    with new_postgresql() as new, instead(new), contextlib.closing(new.copy()) as web:
        web.cursor().execute("SELECT 1")
        said = refusal("restore", path)
        assert said.startswith("The site is running: there is another connection"), said
        assert stop in said
    with instead(sqlite()) as new:
        with contextlib.closing(new.copy()) as web:
            web.cursor().execute("SELECT count(*) FROM django_migrations")
            said = refusal("restore", path)
            assert said.startswith("The site is running: its database is open"), said
        connection.close()
        MailWorker.beat(now=timezone.now() - timedelta(seconds=9))
        assert "The mail worker runs: it was heard of 9 seconds ago." in refusal("restore", path)


def test_whatever_goes_wrong_all_is_as_it_was(clinic, folders, settings, sqlite, monkeypatch):
    media = folders / "media"
    media.mkdir()
    (media / "both.webp").write_bytes(b"of then")
    (media / "then.webp").write_bytes(PICTURE)
    path = backed_up()
    settings.MEDIA_ROOT = str(folders / "now")
    (folders / "now").mkdir()
    (folders / "now" / "both.webp").write_bytes(b"of now")
    (folders / "now" / "now.webp").write_bytes(b"of now")
    (folders / "now" / ".restoring-killed").mkdir()

    def pictures():
        files = (folders / "now").glob("[!.]*")
        return {each.name: each.read_bytes() for each in files}

    with ExitStack() as places_:
        places_.enter_context(instead(sqlite()))
        ask(make_office(), first_name="Ida")
        before, files = everything(), pictures()

        def trouble(*, now):
            assert (folders / "now" / "then.webp").exists(), "the last step of all"
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(erased, "apply_again", trouble)
            said = refusal("restore", path, replace=True, without_undo=True)
        assert "No space left on device" in said
        assert "Nothing was changed." in said
        assert (everything(), pictures()) == (before, files)

        said = manage("restore", path, replace=True)

        assert Consultation.objects.get().first_name == "Maya"
        assert pictures() == {"both.webp": b"of then", "then.webp": PICTURE}
        assert not list((folders / "now").glob(".*"))
        undo = said.split("manage.py restore ")[1].split(" --replace")[0]
        assert "2 uploaded files" in manage("restore", undo, check=True)
