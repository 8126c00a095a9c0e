"""Days as people type them."""

from datetime import date

import pytest

from clinic import languages
from clinic.office.typed_days import HOW, Unreadable, read

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("June 5, 2027", date(2027, 6, 5)),
        ("june 5", date(2027, 6, 5)),
        ("Sat., Jun. 5th, 2027", date(2027, 6, 5)),
        ("Saturday June 5 27", date(2027, 6, 5)),
        ("the 5th of June", date(2027, 6, 5)),
        ("5 JUNE 2027", date(2027, 6, 5)),
        ("by Sept 3", date(2027, 9, 3)),
        ("6/5", date(2027, 6, 5)),
        ("6/5/2027", date(2027, 6, 5)),
        ("06/05/27", date(2027, 6, 5)),
        ("6-5-2027", date(2027, 6, 5)),
        ("6.5.2027", date(2027, 6, 5)),
        ("2027-06-05", date(2027, 6, 5)),
        ("\u200b２０２７-06-05\u00a0", date(2027, 6, 5)),
        ("11/30", TODAY),
        ("11/29", date(2027, 11, 29)),
        ("2/29", date(2028, 2, 29)),
        ("February 29, 2028", date(2028, 2, 29)),
    ],
)
def test_it_is_read_as_it_is_meant(typed, day):
    assert read(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("February 29, 2027", "There is no February 29 in 2027."),
        ("4/31", "There is no April 31 in 2026."),
        *[(typed, HOW) for typed in ("", "soon", "June", "5", "13/5", "0/5", "6/0", "June 5 at 3")],
        *[(typed, HOW) for typed in ("May June 5", "2027-6-5-1", "٦/٥", "1/1/0000", "6/5/" * 30)],
    ],
)
def test_what_is_no_day_gets_a_sentence(typed, why):
    with pytest.raises(Unreadable) as refused:
        read(typed, today=TODAY)

    assert str(refused.value) == why


# ---- in Spanish ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5 de junio de 2027", date(2027, 6, 5)),
        ("sábado, 5 de junio de 2027", date(2027, 6, 5)),
        ("sabado 5 junio", date(2027, 6, 5)),
        ("el 5 de jun.", date(2027, 6, 5)),
        ("mar 2 de mar 2027", date(2027, 3, 2)),
        ("2 mar 2027", date(2027, 3, 2)),
        ("June 5, 2027", date(2027, 6, 5)),
        ("5/6/2027", date(2027, 6, 5)),
        ("6/15/2027", date(2027, 6, 15)),  # there is no fifteenth month
        ("15/6", date(2027, 6, 15)),
        ("2027-06-05", date(2027, 6, 5)),
    ],
)
def test_in_spanish_a_day_comes_before_its_month(typed, day):
    with languages.speaking("es"):
        assert read(typed, today=TODAY) == day


def test_in_spanish_a_day_that_is_not_is_named_in_spanish():
    with languages.speaking("es"), pytest.raises(Unreadable) as refused:
        read("29 de febrero de 2027", today=TODAY)

    assert str(refused.value) == "No hay 29 de febrero en 2027."
