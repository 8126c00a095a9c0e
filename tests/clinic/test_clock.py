"""Times in forms of staff: read as people here write them, shown as the site writes them."""

from datetime import time

import pytest
from django import forms

from clinic.office import clock
from clinic.office.clock import ClockField, HoursField

TEN_TO_ONE = (time(10), time(13))
TWO_TO_SIX = (time(14), time(18))


class Day(forms.Form):
    at = ClockField(label="At", required=False)
    hours = HoursField(label="Hours")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[
            (each, time(10))
            for each in ("10 am", "10:00 am", "10AM", "10 a.m.", "10:00 A.M", "10a")
        ],
        *[
            (each, time(13, 30))
            for each in ("1:30 pm", "1:30PM", "1.30 p.m.", "130 pm", "1:30\u202fPM")
        ],
        *[(each, time(13, 30)) for each in ("13:30", "13.30", "1330", "13:30:00", " 13:30 ")],
        *[(each, time(12)) for each in ("noon", "12 noon", "12 pm", "12:00", "12")],
        *[(each, time(0, 30)) for each in ("12:30 am", "00:30", "0:30")],
        *[(each, time(9)) for each in ("9:00", "09:00", "9", "9am")],
        ("01:30", time(1, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, meant):
    form = Day({"at": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *[
            (each, clock.UNREADABLE)
            for each in (
                "ten",
                "25:00",
                "13 am",
                "0 am",
                "10:60",
                "10:5",
                "10:00:30",
                "٣",
                "1" * 60,
            )
        ],
        ("1:30", "Write 1:30 am or 1:30 pm."),
        ("6", "Write 6:00 am or 6:00 pm."),
    ],
)
def test_what_is_no_time_gets_an_example_and_stays_as_it_was_typed(typed, said):
    form = Day({"at": typed})

    assert form.errors["at"] == [said]
    assert f'value="{typed}"' in str(form["at"])


def test_a_time_is_shown_as_the_site_writes_it():
    assert 'value="1:30 pm"' in str(Day(initial={"at": time(13, 30)})["at"])
    assert (
        not Day({"at": "13:30"}, initial={"at": time(13, 30)})
        .fields["at"]
        .has_changed(time(13, 30), "1:30 pm")
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("Closed", []),
        ("10:00 am to 1:00 pm, 2:00 pm to 6:00 pm", [TEN_TO_ONE, TWO_TO_SIX]),
        ("2 to 6 pm and 10 to 1 pm", [TEN_TO_ONE, TWO_TO_SIX]),
        ("10am-1pm; 14:00\u201318:00", [TEN_TO_ONE, TWO_TO_SIX]),
        ("10 until noon", [(time(10), time(12))]),
        ("9 to 5 pm", [(time(9), time(17))]),
    ],
)
def test_the_hours_of_a_day_are_read_from_one_line(typed, meant):
    form = Day({"hours": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["hours"] == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10 am", clock.UNREADABLE_LINE),
        ("by phone", clock.UNREADABLE_LINE),
        ("10 am to 1 pm,", clock.UNREADABLE_LINE),
        ("10 am to 1 pm to 3 pm", clock.UNREADABLE_LINE),
        ("2 pm to 10 am", "“Until” must be later than “from”."),
        ("10 am to 1 pm, 12 pm to 3 pm", "These hours overlap."),
        ("9 to 5", "Write 5:00 am or 5:00 pm."),
        ("1" * 300, clock.UNREADABLE_LINE),
    ],
)
def test_a_line_that_cannot_be_read_gets_an_example_and_stays(typed, said):
    form = Day({"hours": typed})

    assert form.errors["hours"] == [said]
    assert f'value="{typed}"' in str(form["hours"])


def test_the_hours_of_a_day_are_shown_in_one_line():
    shown = str(Day(initial={"hours": [TEN_TO_ONE, TWO_TO_SIX]})["hours"])

    assert 'value="10:00 am to 1:00 pm, 2:00 pm to 6:00 pm"' in shown
