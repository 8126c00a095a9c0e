"""Message catalogs: gathered from code and templates, and whole."""

import gettext

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings

from clinic import languages, messages


@pytest.fixture(scope="module")
def found():
    return messages.gathered()


def catalog(*entries):
    made = Catalog(locale="es", charset="utf-8")
    for english, spanish in entries:
        made.add(english, spanish)
    return made


def test_every_language_has_a_catalog_and_its_plural_forms():
    assert set(messages.PLURALS) == set(languages.TRANSLATED)
    assert [code for code, _ in settings.LANGUAGES] == list(languages.LANGUAGES)


def test_sentences_come_from_templates_and_code_and_none_from_staffs_pages(found):
    assert found.get("Skip to the content")
    assert found.get("{figure} minute")
    assert found.get("early {weekday} morning", "part of a day")
    for message in found:
        for name, _ in message.locations:
            assert not name.startswith(messages.LEFT_OUT)


def test_a_catalog_that_lacks_a_sentence_is_not_whole():
    lacking = catalog(("Menu", "Menú"), ("Close menu", ""))

    assert [str(trouble) for trouble in messages.troubles(lacking)] == [
        "not translated: Close menu"
    ]


@pytest.mark.parametrize(
    ("english", "spanish", "is_whole"),
    [
        ("Call %(phone)s", "Llamar al %(phone)s", True),
        ("Call %(phone)s", "Llamar al %(telefono)s", False),
        ("{first} to {last}", "{first} a {first}", False),
        (("{n} day", "{n} days"), ("un día", "{n} días", "{n} días"), True),
        (("{n} day", "{n} days"), ("un día", "{n} días", ""), False),
        (("{n} day", "{n} days"), ("un día", "{n} días", "días"), False),
    ],
)
def test_a_translation_has_the_placeholders_of_the_english(english, spanish, is_whole):
    assert (not list(messages.troubles(catalog((english, spanish))))) == is_whole


def test_a_translation_that_was_sent_in_goes_before_the_old_one(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "catalog_of", lambda code: tmp_path / "django.po")
    for name, words in (("django.po", "Viejo"), ("sent.po", "Nuevo")):
        with (tmp_path / name).open("wb") as file:
            write_po(file, catalog(("Menu", words)))

    merged = messages.merged("es", catalog(("Menu", "")), [tmp_path / "sent.po"])

    assert merged.get("Menu").string == "Nuevo"


def test_what_no_page_says_any_more_is_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "catalog_of", lambda code: tmp_path / "django.po")
    with (tmp_path / "django.po").open("wb") as file:
        write_po(file, catalog(("Menu", "Menú"), ("Visit us", "Visítenos")))

    merged = messages.merged("es", catalog(("Menu", "")), [])

    assert [(message.id, message.string) for message in merged if message.id] == [("Menu", "Menú")]
    assert not merged.obsolete


def test_of_a_changed_sentence_the_old_words_are_kept_to_be_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "catalog_of", lambda code: tmp_path / "django.po")
    with (tmp_path / "django.po").open("wb") as file:
        write_po(file, catalog(("Please close the menu", "Por favor, cierre el menú")))

    merged = messages.merged("es", catalog(("Please close this menu", "")), [])

    assert merged.get("Please close this menu").string == "Por favor, cierre el menú"
    assert [str(each) for each in messages.troubles(merged)] == [
        "to be looked at (fuzzy): Please close this menu"
    ]


def test_the_compiled_catalog_says_what_the_words_beside_it_say():
    for code in messages.PLURALS:
        path = messages.catalog_of(code)
        with path.with_suffix(".mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        simple = [
            each
            for each in messages._read(path, code)
            if isinstance(each.id, str) and each.id and not each.context
        ]

        assert len(simple) > 500
        assert [each.id for each in simple if compiled.gettext(each.id) != each.string] == []
