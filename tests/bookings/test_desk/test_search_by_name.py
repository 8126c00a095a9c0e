"""The desk finds a patient by name, on both databases, and no mail makes a link of one."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from bookings.models import Consultation
from clinic.office import names
from tests.bookings.desk import found
from tests.bookings.forms import answers
from tests.bookings.mails import every_mail, html_of
from tests.bookings.test_desk.words import ADD, booking
from tests.clinic.names_found import FOUND
from tests.factories import ask, make_concern

NOW = {"time": "", "at_once": "on", "reason": "Walked in"}
pytestmark = pytest.mark.django_db
fill = import_module("bookings.migrations.0015_names_found_by_any_keyboard")


@pytest.mark.both_databases
def test_a_name_is_found_as_it_is_typed_in_santa_monica(desk, office):
    zoe = ask(office, first_name="Zoë", last_name="García")
    sean = ask(
        office, first_name="Sean", last_name="O’Brien", starts_at=None, email="sean@example.com"
    )
    ask(office, first_name="Zora", last_name="Gray", starts_at=None, email="zora@example.com")

    for typed in ["Garcia", "Zoe", "zoë", "ZOË", "Zoe\u0308", zoe.short_name, "garcía zoe"]:
        assert found(desk, typed) == [zoe], typed
    for typed in ["O’Brien", "O'Brien", "OBRIEN", "O'Brien, Sean"]:
        assert found(desk, typed) == [sean], typed
    for typed in ["Zoe H.", "%", "_", "...", "0"]:
        assert found(desk, typed) == [], typed


def test_a_name_entered_online_or_at_the_desk_is_found_at_once(client, desk, office):
    make_concern()
    client.post("/book/", answers(first_name="Łukasz", last_name="Müller"))
    desk.post(ADD, booking(desk, **NOW, first_name="Jörg", last_name="Strauß"))

    assert [each.first_name for each in found(desk, "lukasz mueller")] == ["Łukasz"]
    assert [each.first_name for each in found(desk, "joerg strauss")] == ["Jörg"]


def test_a_name_that_is_corrected_is_found_by_what_it_is_now(desk, office):
    consultation = ask(office, first_name="Zoe", last_name="Gray")
    consultation.first_name = "Jörg"
    consultation.save()

    assert found(desk, "jorg") == [consultation]
    assert found(desk, "zoe") == []


@pytest.mark.both_databases
def test_names_of_before_are_filled_in_batch_by_batch(office, monkeypatch):
    rows = [ask(office, starts_at=None, email=f"{n}@example.com") for n in range(3)]
    for row, (first, last) in zip(rows, FOUND, strict=False):
        Consultation.objects.filter(pk=row.pk).update(
            first_name=first, last_name=last, folded_name=""
        )
    monkeypatch.setattr(fill, "ROWS", 2)

    fill.fill(apps, SimpleNamespace(connection=connection))

    filled = [names.folded(*name) for name, _ in zip(FOUND, rows, strict=False)]
    assert list(Consultation.objects.order_by("pk").values_list("folded_name", flat=True)) == filled


@pytest.mark.parametrize("name", FOUND)
def test_the_copy_of_the_rule_in_the_migration_is_the_rule(name):
    assert fill.folded(*name) == names.folded(*name)


# ---- what mail makes of a name -----------------------------------------------------------------
LINKS = [
    "http://evil.example",
    "evil.example/x",
    "maya@evil.example",
    "www.evil.example",
    r"\\evil\x",
]


def test_no_mail_and_no_word_to_say_has_a_link_that_somebody_typed_as_a_name(office):
    name = " ".join(LINKS)
    written = every_mail(office, first_name=name)
    texts = [text for mail in written.values() for text in (mail.subject, mail.body, html_of(mail))]

    assert any("evil. example" in text for text in texts)
    for text in texts:
        assert not any(link in text for link in [*LINKS, "evil.example", "@evil"])


def test_no_template_of_a_message_takes_the_name_as_it_was_typed():
    folders = [Path(settings.BASE_DIR) / "templates" / name for name in ("emails", "say")]
    files = [file for folder in folders for file in folder.rglob("*.*")]

    said = {file: file.read_text().replace("line.first_name", "") for file in files}
    assert len(files) > 40
    assert [name for name, text in said.items() if ".first_name" in text] == []
