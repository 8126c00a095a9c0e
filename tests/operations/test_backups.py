"""A backup is the whole of it, and its restore brings the whole of it back."""

import io
import json
import tarfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import FAQ, Article, SearchDocument, Version
from bookings import erasures
from bookings.models import Access, Consultation, Notification
from clinic.mail.outbox import MailWorker
from clinic.operations.backups import latest, tables
from tests.factories import TUESDAY_AT_TWO, ask, make_office
from tests.operations.databases import everything, instead, new_postgresql, sqlite_in
from tests.operations.lives import PICTURE, full_life

pytestmark = pytest.mark.django_db(transaction=True)


def manage(*command, **options):
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def backed_up(settings):
    manage("backup")
    (path,) = Path(settings.BACKUP_FOLDER).iterdir()
    return path


def pictures(settings):
    base = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(base)): path.read_bytes() for path in base.rglob("*.webp")}


def without_the_restores_own(found):
    """A restore adds one line to the access log; and a newer release may add permissions."""
    found["bookings.Access"] = [
        row for row in found["bookings.Access"] if row["by_name"] != "command"
    ]
    return found


@pytest.mark.parametrize(
    ("source", "target"),
    [("postgresql", "postgresql"), ("sqlite", "postgresql"), ("sqlite", "sqlite")],
)
def test_what_was_backed_up_comes_back_whole(source, target, folders, settings, sqlite):
    with ExitStack() as places:
        if source == "sqlite":
            places.enter_context(instead(sqlite()))
        full_life()
        before, files = everything(), pictures(settings)
        path = backed_up(settings)
    assert all(
        before[label] for label in ("bookings.Hold", "articles.Version", "clinic.SecondFactor")
    )

    settings.MEDIA_ROOT = str(folders / "elsewhere")
    with ExitStack() as places:
        if target == "postgresql":
            new = places.enter_context(new_postgresql())
        else:
            new = sqlite_in(folders / "new.sqlite3")
        places.enter_context(instead(new))
        said = manage("restore", path)

        after = without_the_restores_own(everything())
        assert after == before
        assert (
            pictures(settings) == files == {name: PICTURE * int(Path(name).stem) for name in files}
        )
        assert "counted and compared" in said
        if target == "postgresql":
            texts = Article.objects.count() + FAQ.objects.count()
            assert SearchDocument.objects.filter(is_stale=False).count() == texts > 0
        assert Version.objects.filter(content=None).count() == 1, "JSON's null is no empty column"
        assert Access.objects.filter(by_name="command", reference="database").count() == 1
        waits = Notification.objects.waiting().filter(channel="mail").count()
        assert (Notification.objects.held().count(), waits > 0) == (waits, True)
        assert Consultation.objects.reached_at("quux@example.com").count() == 1
        new = ask(before_office(), first_name="Ida", starts_at=None, preferred_days=["tue"])
        assert new.pk > max(row["id"] for row in before["bookings.Consultation"])


def before_office():
    from clinic.office.models import Office

    return Office.objects.current()


def test_every_table_is_backed_up_or_named_as_left_out(folders, settings):
    full_life()
    with tarfile.open(backed_up(settings)) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))

    from django.apps import apps

    left_out = {apps.get_model(label)._meta.db_table for label in tables.LEFT_OUT}
    backed = {table["name"] for table in manifest["tables"]}
    there = set(connection.introspection.table_names()) - {"django_migrations"}
    assert backed | left_out == there
    assert not backed & left_out


def test_numbers_of_erased_rows_are_not_given_again(folders, settings):
    office = make_office()
    ask(office)
    erased = ask(office, first_name="Ida", starts_at=None, preferred_days=["mon"])
    erased_pk = erased.pk
    erased.delete()
    path = backed_up(settings)

    with new_postgresql() as new, instead(new):
        manage("restore", path)

        newer = ask(before_office(), first_name="Lea", starts_at=None, preferred_days=["mon"])
        assert newer.pk > erased_pk


def test_a_backup_is_of_one_moment_whatever_comes_in_meanwhile(folders, settings, monkeypatch):
    office = make_office()
    ask(office)
    rows, asked = tables.Rows.__iter__, []

    def interrupted(self):
        if self.table.name == "bookings_consultation" and not asked:
            asked.append(ask(office, first_name="Ida", starts_at=None, preferred_days=["mon"]))
        return rows(self)

    monkeypatch.setattr(tables.Rows, "__iter__", interrupted)

    with tarfile.open(backed_up(settings)) as tar:
        checksums = json.load(tar.extractfile("checksums.json"))

    assert asked
    counts = {name: said["rows"] for name, said in checksums["tables"].items()}
    assert (counts["bookings_consultation"], counts["bookings_event"]) == (1, 1)


def test_an_sqlite_site_writes_on_while_it_is_backed_up(folders, settings, sqlite, monkeypatch):
    with instead(sqlite()):
        test_a_backup_is_of_one_moment_whatever_comes_in_meanwhile(folders, settings, monkeypatch)


def test_the_newest_stay_and_the_newest_is_known(folders, settings, monday):
    make_office()
    assert latest() is None
    for _ in range(4):
        monday.shift(60)
        said = manage("backup", keep=2)

    kept = sorted(path.name for path in Path(settings.BACKUP_FOLDER).iterdir())
    assert kept == ["clinic-20261123T170300Z.tar.gz", "clinic-20261123T170400Z.tar.gz"]
    assert latest().minute == 4
    assert "deleted: 1" in said


def test_what_was_erased_since_is_erased_again_or_nothing_comes_back(folders, settings):
    settings.ERASURE_JOURNAL = str(folders / "apart" / "erasures.journal")
    stays = ask(make_office())
    goes = ask(stays.office, first_name="Ida", starts_at=None, preferred_days=["mon"])
    path = backed_up(settings)
    erasures.erase(Consultation.objects.filter(pk=goes.pk), by="command", now=timezone.now())
    assert Path(settings.ERASURE_JOURNAL).stat().st_size

    with instead(sqlite_in(folders / "new.sqlite3")):
        settings.ERASURE_JOURNAL = str(folders)  # no file
        with pytest.raises(CommandError, match=r"journal of erasures .* Nothing was changed"):
            manage("restore", path)
        assert connection.introspection.table_names() == []

        settings.ERASURE_JOURNAL = str(folders / "apart" / "erasures.journal")
        assert "erased after the backup: 1." in manage("restore", path)
        assert Consultation.objects.get().reference == stays.reference


@pytest.mark.parametrize("without_undo", [False, True])
def test_what_the_replaced_database_alone_knows_as_erased_does_not_come_back(
    without_undo, folders, settings, sqlite
):
    settings.ERASURE_JOURNAL = str(folders / "erasures.journal")
    with instead(sqlite()):
        goes = ask(make_office(), starts_at=None, preferred_days=["mon"])
        path = backed_up(settings)
        erasures.erase(Consultation.objects.filter(pk=goes.pk), by="command", now=timezone.now())
        Path(settings.ERASURE_JOURNAL).unlink()  # as a disk that was full leaves it

        said = manage("restore", path, replace=True, without_undo=without_undo)

        assert "erased after the backup: 1." in said
        assert not Consultation.objects.exists()


def test_who_restores_is_told_what_is_as_it_was_then(folders, settings):
    ask(make_office(), starts_at=TUESDAY_AT_TWO)
    path = backed_up(settings)

    with new_postgresql() as new, instead(new):
        said = manage("restore", path)
        assert MailWorker.is_holding()

    assert "Accounts, passwords, roles and calendar addresses are as they were then" in said
