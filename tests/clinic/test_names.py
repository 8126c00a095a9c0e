"""Names of people: taken as they are, no link in any mail, and found however they are typed."""

import pytest
from django.core.exceptions import ValidationError

from clinic.office import names
from tests.clinic.names_found import FOUND

REAL = [
    "Kim (she/her)",
    "Anna/Maria",
    "Ravi s/o Kumar",
    "Ma.theresa",
    "J.R.",
    "J. R.",
    "Dr.Kim",
    "St.John",
]
REAL += [
    "Ma.de Lourdes",
    "Zoë",
    "O’Brien",
    "D'Arcy",
    "Anne-Marie",
    "María José",
    "李小龍",
    "Louis 14",
    "Ma.Co",
]
REAL += [
    "Dr.Li",
    "Dr.Ng",
    "T.Ly",
    "Asia",
    "Dr.Page",
    "Mo.Ali",
    "X.",
    "Jean...Luc",
    "Kim w/ Lee",
    "Wwwilma",
]
ADDRESSES = [
    "www.evil",
    "x www.evil.example",
    "http://x",
    "ftp://1",
    "maya@example",
    "evil.com",
    "EVIL.COM",
]
ADDRESSES += [
    "Win at x.com now",
    "evil.net/free",
    "a.evil.org",
    "evil.xyz?q",
    "bit.ru",
    "t.co/abc",
    "evil。com",
]
ADDRESSES += ["ｅｖｉｌ．ｃｏｍ", r"\\host\share", "evil.co/x", "evil.shop:80", "(evil.info)"]


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_is_taken(name):
    names.plain_name(name)


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_no_name(name):
    with pytest.raises(ValidationError, match="without a web or email address"):
        names.plain_name(name)


@pytest.mark.parametrize("name", ["Call 888-555-0134", "1 (888) 555 0134", "８８８５５５０１３４"])
def test_a_phone_number_is_no_name(name):
    with pytest.raises(ValidationError, match="without a phone number"):
        names.plain_name(name)


def test_the_length_of_a_name_is_judged_before_anything_else_looks_at_it(monkeypatch):
    monkeypatch.setattr(names, "unicodedata", None)

    with pytest.raises(ValidationError, match="shorter"):
        names.plain_name("a" * 1_000_000)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maya", "Maya"),
        ("Kim (she/her)", "Kim (she/her)"),
        ("Ravi s/o Kumar", "Ravi s/o Kumar"),
        ("J.R.", "J. R."),
        ("Ma.theresa", "Ma. theresa"),
        ("evil.example/x", "evil. example/x"),
        ("evil。com", "evil。 com"),
        ("http://10.0.0.1/x", "http: / /10. 0. 0. 1/x"),
        ("maya@example.com", "maya@ example. com"),
        (r"\\host\share", r"\ \host\share"),
    ],
)
def test_what_would_be_a_link_in_a_mail_is_none(name, said):
    assert names.unlinked(name) == said
    assert names.unlinked(said) == said


# ---- searching ---------------------------------------------------------------------------------
NOT_FOUND = {
    ("Zoë", "García"): ["Zoë H.", "Zoe B", "Garcias", "garcia zoa", "a"],
    ("Kim", "Arias"): ["maria", "i"],
}


def finds(typed, *name):
    """As `ConsultationQuerySet.named` asks the database."""
    column, words = names.folded(*name), names.wanted(typed)
    return bool(words) and all(any(each in column for each in spellings) for spellings in words)


@pytest.mark.parametrize(
    ("name", "typed"), [(name, typed) for name in FOUND for typed in FOUND[name]]
)
def test_a_name_is_found_however_a_keyboard_here_writes_it(name, typed):
    assert finds(typed, *name)


@pytest.mark.parametrize(
    ("name", "typed"), [(name, typed) for name in NOT_FOUND for typed in NOT_FOUND[name]]
)
def test_an_initial_begins_a_word_and_no_word_crosses_two_names(name, typed):
    assert not finds(typed, *name)


@pytest.mark.parametrize("typed", ["", "...", "’", "&"])
def test_signs_alone_name_nobody(typed):
    assert names.wanted(typed) == []
    assert names.folded(typed) == ""
