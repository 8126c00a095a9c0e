"""Spanish pages, mails and errors say nothing in English that the catalog has in Spanish, and the
other way round.
"""

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from bookings.models import Status
from clinic import languages
from tests.bookings.lives import in_status
from tests.bookings.mails import every_mail, html_of
from tests.factories import MONDAY, make_office, turn_on_spanish
from tests.record.crawl import Crawl
from tests.said_in import page_says_in, said_in

pytestmark = pytest.mark.django_db
OTHER = {"en": "es", "es": "en"}


class Reading(Crawl):
    """A crawl that keeps what it reads instead of writing it."""

    def __init__(self, client, folder):
        super().__init__(client, folder)
        self.read = {}

    def _write(self, name, response):
        content = b"" if response.streaming else response.content
        self.read[name] = content.decode(errors="replace")
        return content


def foreign(pages, code):
    """What of each page is said in the language that it is not in."""
    said = {
        name: page_says_in(OTHER[code], html) for name, html in pages.items() if "<html" in html
    }
    assert said
    return {name: texts for name, texts in said.items() if texts}


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture(params=["en", "es"])
def code(request):
    return request.param


def test_an_english_sentence_on_a_spanish_page_is_found():
    html = (
        '<html lang="es"><p>Skip to the content</p><p lang="en-US">Skip to the content</p></html>'
    )

    assert page_says_in("en", html) == ["Skip to the content"]
    assert page_says_in("en", html.replace("<p>Skip", '<p lang="en">Skip')) == []


def test_public_pages(code, tmp_path):
    call_command("load_sample", verbosity=0)
    reading = Reading(Client(), tmp_path)
    root = languages.prefix(code)

    reading.from_pages(f"{root}/", f"{root}/search/?q=zzzz", only=f"{root}/")
    reading.page(f"{root}/nothing/here/")
    reading.sent(f"{root}/book/", {})
    reading.sent(f"{root}/ask/", {})
    reading.sent(f"{root}/consultation/find/", {})

    ours = {name: html for name, html in reading.read.items() if code == "es" or "/es/" not in name}
    assert len(ours) > 20
    assert foreign(ours, code) == {}


@pytest.mark.parametrize("by", ["email", "phone"])
@pytest.mark.parametrize("status", list(Status))
def test_a_patients_own_pages(status, by, code, tmp_path):
    reached = {} if by == "email" else {"reach_by": "call", "phone": "+14245550134", "email": ""}
    turn_on_spanish()
    consultation = in_status(status, make_office(), language=code, **reached)
    reading = Reading(Client(), tmp_path)
    with languages.speaking(code):
        own = consultation.get_absolute_url()

    reading.from_pages(own, only=f"{languages.prefix(code)}/consultation/")

    assert own in reading.read
    assert foreign(reading.read, code) == {}


def test_every_mail(code):
    mails = every_mail(make_office(), language=code)

    to_patients = {name: each for name, each in mails.items() if "_patient" in name}
    assert len(to_patients) > 20
    said = {
        name: page_says_in(OTHER[code], html_of(each))
        + said_in(OTHER[code], f"{each.subject} {each.body}")
        for name, each in to_patients.items()
    }
    assert {name: texts for name, texts in said.items() if texts} == {}
    # the office reads English, whoever asked
    to_office = {name: each for name, each in mails.items() if "_office" in name}
    assert {
        name for name, each in to_office.items() if said_in("es", f"{each.subject} {each.body}")
    } == set()
