"""An export holds everything that is the clinic's, and opens nothing that nobody opened."""

import csv
import errno
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from icalendar import Calendar

from articles.models import Article, OldAddress
from bookings.csv_export import as_typed
from bookings.models import Access, Consultation
from clinic.operations.backups.tables import LEFT_OUT
from clinic.operations.export import consultations, site
from clinic.operations.management.commands import export_site
from clinic.staff.roles import make_roles
from tests.factories import ask, make_office
from tests.operations.databases import instead
from tests.operations.lives import PICTURE, full_life

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password for one test"
SECRETS = ("+14245550199", "quux@example.com", "Schläft", "sensitive", "Bruno", "5ecce7")


@pytest.fixture
def at_the_terminal(monkeypatch):
    """A function: what is typed there."""

    def typed(name, *passwords):
        given = iter(passwords)
        monkeypatch.setattr("builtins.input", lambda prompt: name)
        monkeypatch.setattr(export_site.getpass, "getpass", lambda prompt: next(given))

    return typed


def exported(path, **options):
    call_command("export_site", path, stdout=io.StringIO(), stderr=io.StringIO(), **options)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
def test_a_sealed_export_tells_all_but_what_is_sealed(vendor, folders, settings, request):
    if vendor == "sqlite":
        with instead(request.getfixturevalue("sqlite")()):
            files = _sealed(folders)
    else:
        files = _sealed(folders)

    readme = files.pop("README.txt").decode()
    whole = b"\n".join(files.values()).decode(errors="replace")
    assert [secret for secret in SECRETS if secret in whole + readme] == []
    (confirmed,) = [each for each in rows(files["consultations/consultations.csv"]) if each["note"]]
    opened = {
        name: Fernet(settings.SEALING_KEYS[0]).decrypt(confirmed[name].removeprefix("sealed:"))
        for name in ("phone", "email", "note", "answers")
    }
    assert opened["email"] == b"quux@example.com"
    assert json.loads(opened["answers"]) == ["sensitive"]
    assert "SEALED" in readme
    assert "dumpdata" in readme
    assert "hashes of passwords" in readme


def _sealed(folders):
    full_life()
    files = exported(folders / "site.zip")
    lines = list(
        Access.objects.order_by("pk").values_list("by_name", "action", "reference", "fields")
    )
    assert lines[-1] == ("command", "exported", "site", "everything, sealed")
    return files


def test_every_file_is_explained_and_reads_as_what_it_is(folders, settings):
    asked = full_life()
    OldAddress.objects.create(path="/post/pores", article=Article.objects.get())
    files = exported(folders / "site.zip")

    readme = files.pop("README.txt").decode()
    folders_named = [name for name in files if name.split("/")[0] not in readme]
    assert folders_named == []
    for table in consultations.TABLES:
        assert f"{table.name}\n    {table.words}" in readme
    article = json.loads(files["articles/pores-plainly.json"])
    assert (article["title"], article["topic"]) == ("Pores, plainly", "Pores")
    versions = json.loads(files["articles/pores-plainly.versions.json"])
    assert [version["content"] for version in versions] == [{"z": None, "a": [1.5, "ü"]}, None]
    html = files["articles/pores-plainly.html"].decode()
    assert "<h1>Pores, plainly</h1>" in html
    for name in article["picture"]["files"]:
        assert files[name].startswith(PICTURE)
        assert name in readme or "pictures/<key>/<width>.webp" in readme
    assert article["picture"]["files"][-1] in html
    assert "<p>Hardly.</p>" in files["questions/questions.html"].decode()
    assert json.loads(files["questions/questions.json"])[0]["questions"][0]["slug"] == "hurt"
    assert rows(files["redirects.csv"]) == [
        {"from": "/post/pores", "to": "/articles/pores-plainly/"}
    ]
    clinic = json.loads(files["clinic.json"])
    assert clinic["office"]["phone"] == "+14242521210"
    assert len(clinic["opening_hours"]) == 6
    history = rows(files["consultations/history.csv"])
    kinds = [row["kind"] for row in history if row["consultation reference"] == asked.reference]
    assert kinds == ["asked", "confirmed"]
    (entry,) = Calendar.from_ical(files["consultations/calendar.ics"]).walk("VEVENT")
    assert entry["dtstart"].dt == asked.starts_at
    (clerk,) = rows(files["staff/accounts.csv"])
    assert (clerk["username"], clerk["active"]) == ("clerk", "yes")
    assert b"md5$" not in b"".join(files.values())


def test_no_cell_is_run_by_a_spreadsheet(folders):
    typed = "=HYPERLINK('//x')"
    ask(make_office(), first_name=typed)

    files = exported(folders / "site.zip")

    (row,) = rows(files["consultations/consultations.csv"])
    assert row["first name"] == f"'{typed}"
    assert as_typed(row["first name"]) == typed


def test_an_owner_opens_it_by_their_password_and_the_log_says_so(folders, at_the_terminal):
    full_life()
    make_roles()
    for name, role in (("maya", "Owner"), ("desk", "Front desk")):
        user = User.objects.create_user(name, password=PASSWORD)
        user.groups.add(Group.objects.get(name=role))
    path = folders / "site.zip"
    for name, passwords in (("maya", ["a", "b", "c"]), ("desk", [PASSWORD] * 3), ("?", ["x"] * 3)):
        at_the_terminal(name, *passwords)
        with pytest.raises(CommandError, match="only an owner opens what is sealed"):
            exported(path, open=True)
    assert list(folders.glob("*site.zip*")) == []

    at_the_terminal("maya", "mistyped", PASSWORD)
    files = exported(path, open=True)

    said = b"\n".join(files.values()).decode(errors="replace")
    assert [secret for secret in SECRETS[:-1] if secret not in said] == []
    assert SECRETS[-1] not in said, "nobody's second factor is anybody's to take along"
    assert "THIS EXPORT IS OPEN" in files["README.txt"].decode()
    last = Access.objects.order_by("pk").values_list("by_name", "action", "fields").last()
    assert last == ("maya", "exported", "everything, opened")
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_nothing_is_written_over_and_nothing_half(folders, monkeypatch):
    path = folders / "site.zip"
    with pytest.raises(CommandError, match="There is no office yet"):
        exported(path)
    make_office()
    exported(path)
    with pytest.raises(CommandError, match="nothing is written over"):
        exported(path)
    with pytest.raises(CommandError, match="is not there: make it"):
        exported(folders / "no" / "site.zip")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "_add", full)
    with pytest.raises(CommandError, match="No space left on device"):
        exported(folders / "second.zip")
    assert list(folders.glob("*second*")) == []


def test_a_folder_of_pictures_that_cannot_be_looked_into_is_named(folders, settings, monkeypatch):
    make_office()
    folder, scandir = Path(settings.MEDIA_ROOT), os.scandir
    folder.mkdir()

    def refuse(asked):
        if str(asked) == str(folder):  # as for another account's; root may look everywhere
            raise PermissionError(errno.EACCES, "Permission denied", str(asked))
        return scandir(asked)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(CommandError, match=f"^{folder} cannot be read .* Nothing was exported"):
        exported(folders / "out.zip")

    monkeypatch.undo()
    assert [each.name for each in folders.iterdir() if each.name.endswith((".zip", ".part"))] == []


def test_every_table_is_exported_or_named_as_not():
    named = {table.model._meta.label_lower for table in consultations.TABLES}
    there = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert there - set(LEFT_OUT) - set(site.NOT_INSIDE) - site.WITHIN - named == set()
    assert not named & set(site.NOT_INSIDE)
    forgotten = {
        name.attname
        for name in Consultation._meta.concrete_fields
        if not any(
            column.split("__")[0] in (name.name, name.attname)
            for column in consultations.TABLES[0].columns
        )
    }
    own = {"id", "office_id", "page_key", "form_key", "form_digest", "lapses_at", "cleared_at"}
    marks = {"phone_mark", "phone_end_mark", "phone_end_of", "email_mark"}
    assert forgotten <= own | marks | {"calendar_sequence", "folded_name"}
