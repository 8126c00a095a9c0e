"""Who treats here, with their licenses; nobody is invented."""

import pytest
from django.db import IntegrityError, transaction

from clinic.office.models import Practitioner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
LICENSED = {
    "license_type": "Licensed Acupuncturist",
    "license_number": "AC 00000",
    "board_notice": "Sample notice of a board.",
    "is_published": True,
}


def test_while_nobody_is_shown_the_page_is_neither_there_nor_linked(client):
    Practitioner.objects.create(name="Sample reviewer, set before launch")

    assert client.get("/about/").status_code == 404
    assert "/about/" not in client.get("/visit/").text
    assert "/about/" not in client.get("/sitemap.xml").text


def test_somebody_shown_stands_there_with_license_and_the_boards_notice(client):
    Practitioner.objects.create(name="Sample person", about="One.\n\nTwo.", **LICENSED)
    Practitioner.objects.create(name="Somebody else")

    text = client.get("/about/").text

    for said in (
        "Sample person",
        "Licensed Acupuncturist, AC 00000",
        "Sample notice of a board.",
        "<p>Two.</p>",
    ):
        assert said in text
    assert "Somebody else" not in text
    assert "/about/" in client.get("/visit/").text
    assert "/about/" in client.get("/sitemap.xml").text


@pytest.mark.parametrize("missing", ["license_type", "license_number", "board_notice"])
def test_nobody_is_shown_without_license_and_notice(missing):
    with (
        pytest.raises(IntegrityError, match="practitioner_shown_with_license"),
        transaction.atomic(),
    ):
        Practitioner.objects.create(name="Sample person", **(LICENSED | {missing: ""}))
