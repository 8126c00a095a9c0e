"""What comes along unseen when people paste is read past: in phones, addresses, references and
codes.
"""

import pytest

from bookings.models import read_reference
from clinic.office import emails, phones
from clinic.office.invisible_characters import as_seen, without_unseen
from clinic.staff import second_factor
from tests.clinic.pasted import PASTED


@pytest.mark.parametrize("how", PASTED)
def test_a_phone_number_is_read_as_it_is_seen(how):
    assert phones.find(PASTED[how]("(424) 555-0134")) == "+14245550134"


@pytest.mark.parametrize("how", PASTED)
def test_an_address_is_read_as_it_is_seen(how):
    assert emails.read(PASTED[how]("maya.o@example.com")) == "maya.o@example.com"


@pytest.mark.parametrize("how", PASTED)
def test_a_reference_is_read_as_it_is_seen(how):
    assert read_reference(PASTED[how]("K7QF9D")) == "K7QF9D"


@pytest.mark.parametrize("how", sorted(set(PASTED) - {"wide letters"}))
def test_a_code_is_read_as_it_is_seen(how):
    assert second_factor.tidy(PASTED[how]("123 456")) == "123456"


def test_a_pasted_link_to_an_address_is_the_address():
    assert emails.read("mailto:maya@example.com") == "maya@example.com"
    assert phones.find("tel:+1-424-555-0134") == "+14245550134"


def test_what_is_seen_stays():
    assert without_unseen("Zoë – “7”, 10\u00a0%") == "Zoë – “7”, 10\u00a0%"
    assert as_seen("a b") == "a b"
    assert emails.read("maya example.com") == "maya example.com", "for the form to refuse"
