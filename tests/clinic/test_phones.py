"""Phone numbers as people write them, with an extension, beside words, and in area codes of
tomorrow.
"""

import pytest
from django.core.exceptions import ValidationError

from clinic.office import phones
from clinic.office.models import Office
from tests.factories import make_office

OURS = "+14242521210"
WRITTEN = {
    "(424) 252-1210": OURS,
    "424.252.1210": OURS,
    "1 424 252 1210": OURS,
    "+1 (424) 252-1210": OURS,
    "４２４ ２５２ １２１０": OURS,
    "4242521210 4242521210": OURS,
    "٤٢٤ ٢٥٢ ١٢١٠ x١٢": f"{OURS};ext=12",
    # words and times beside it
    "424-252-1210 (cell)": OURS,
    "424-252-1210 home": OURS,
    "(424)2521210cell": OURS,
    "cell: 424-252-1210": OURS,
    "424-252-1210 after 5pm": OURS,
    "5 pm: 424-252-1210": OURS,
    "424-252-1210 9-5, Mon-Fri": OURS,
    "call 424-252-1210 after 17:30": OURS,
    "424-252-1210 (ask for Kim)": OURS,
    "424-252-1210 ext": OURS,
    # extensions
    "(424) 252-1210 ext. 12": f"{OURS};ext=12",
    "424-252-1210x12": f"{OURS};ext=12",
    "424 252 1210 #12": f"{OURS};ext=12",
    "424-252-1210, extension: 12 after 5pm": f"{OURS};ext=12",
    "(424) 252-1210 - ext 7 (work)": f"{OURS};ext=7",
    "424-252-1210,,12": f"{OURS};ext=12",
    "424-252-1210 ext. 0012": f"{OURS};ext=0012",
    "tel:+1-424-252-1210;ext=12": f"{OURS};ext=12",
    "+44 20 7946 0958 ext 5": "+442079460958;ext=5",
    # the numbering plan decides for +1, the phone data elsewhere
    "357-252-1210": "+13572521210",
    "+1 357 252 1210 ext 3": "+13572521210;ext=3",
    "555-555-0134": "+15555550134",
    "+44 20 7946 0958": "+442079460958",
    "011 44 20 7946 0958": "+442079460958",
    "+52 55 1234 5678": "+525512345678",
    "+52 1 55 1234 5678": "+525512345678",
    "+5215512345678 (cel)": "+525512345678",
    "011 52 1 (55) 1234-5678": "+525512345678",
    "1-800-FLOWERS": "+18003569377",
}
REFUSED = {
    "": phones.NO_AREA_CODE,
    "12": phones.NO_AREA_CODE,
    "call me": phones.NO_AREA_CODE,
    "\0": phones.NO_AREA_CODE,
    "252-1210": phones.NO_AREA_CODE,
    "255-5121 cel": phones.NO_AREA_CODE,  # its letters are no digits
    "(123) 456-7890": "Check the digits: there is no area code 123",
    "911-252-1210": "Check the digits: there is no area code 911",
    "424-052-1210": "Check the digits: no number has 052 after its area code",
    "424-911-1210": "Check the digits: no number has 911 after its area code",
    "424-252-1210 12": phones.TOO_MANY_DIGITS,
    "424-252-12100": phones.TOO_MANY_DIGITS,
    "424-252-1210 apt 4": phones.TOO_MANY_DIGITS,
    "424-252-1210 ext 4 or 5": phones.TOO_MANY_DIGITS,
    "020 7946 0958": phones.TOO_MANY_DIGITS,
    "424-252-1210 or 310-555-0134": phones.SEVERAL,
    "424-252-1210 x4, 424-252-1210 x5": phones.SEVERAL,
    "+44 20 79": "Check the digits: +44 has no such number",
    "4" * 81: phones.TOO_LONG,
}


@pytest.mark.parametrize(("typed", "stored"), WRITTEN.items())
def test_a_number_is_read_past_words_with_its_extension(typed, stored):
    assert phones.stored(phones.parse(typed)) == stored


@pytest.mark.parametrize(("typed", "says"), REFUSED.items())
def test_what_is_no_number_is_said_and_no_digit_is_dropped(typed, says):
    with pytest.raises(ValidationError) as refused:
        phones.parse(typed)

    assert refused.value.messages == [says]


@pytest.mark.parametrize("typed", ["1" * 1_000_000, "(424) 252-1210" * 100_000])
def test_its_length_is_judged_before_anything_else_looks_at_it(typed, monkeypatch):
    monkeypatch.setattr(phones, "unicodedata", None)
    monkeypatch.setattr(phones, "PhoneNumberMatcher", None)

    with pytest.raises(ValidationError, match="Enter only a phone number here"):
        phones.parse(typed)


@pytest.mark.parametrize(
    ("stored", "shown", "call", "text"),
    [
        ("+14245550134", "(424) 555-0134", "tel:+14245550134", "sms:+14245550134"),
        (
            "+14245550134;ext=12",
            "(424) 555-0134 ext. 12",
            "tel:+14245550134;ext=12",
            "sms:+14245550134",
        ),
        (
            "+13572521210;ext=3",
            "(357) 252-1210 ext. 3",
            "tel:+13572521210;ext=3",
            "sms:+13572521210",
        ),
        ("+442079460958", "+44 20 7946 0958", "tel:+442079460958", "sms:+442079460958"),
        (
            "+442079460958;ext=5",
            "+44 20 7946 0958 ext. 5",
            "tel:+442079460958;ext=5",
            "sms:+442079460958",
        ),
    ],
)
def test_what_is_stored_is_shown_called_and_texted(stored, shown, call, text):
    number = phones.load(stored)

    assert (phones.shown(number), phones.call_link(number), phones.text_link(number)) == (
        shown,
        call,
        text,
    )


def test_what_is_shown_can_be_typed_again():
    for stored in filter(None, WRITTEN.values()):
        assert phones.stored(phones.parse(phones.shown(phones.load(stored)))) == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("(357) 252-1210", []),
        (
            "(424) 252-1210 ext. 12",
            ["Enter a number without an extension: people call and text it."],
        ),
        ("911-252-1210", ["Check the digits: there is no area code 911"]),
    ],
)
def test_the_offices_own_number_follows_the_plan_and_drops_no_extension_in_silence(typed, says):
    field = Office._meta.get_field("phone").formfield()
    try:
        Office._meta.get_field("phone").clean(field.clean(typed), Office())
        found = []
    except ValidationError as refused:
        found = refused.messages

    assert found == says


@pytest.mark.django_db
def test_a_new_area_code_of_the_offices_own_is_stored_and_printed():
    office = make_office()
    office.phone = Office._meta.get_field("phone").formfield().clean("(357) 252-1210")
    office.full_clean()
    office.save()

    kept = Office.objects.get().phone
    assert (kept.as_national, kept.as_e164) == ("(357) 252-1210", "+13572521210")
