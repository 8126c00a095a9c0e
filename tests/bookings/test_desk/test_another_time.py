"""At the door and on the phone: right now, or at a time that is not offered, with a reason that is
kept.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bookings.availability import iso, read_iso
from bookings.models import Block, Consultation, Hold, Notification
from clinic.office.models import Closure
from tests.bookings.desk import said
from tests.bookings.mails import deliver, text_of
from tests.bookings.test_desk.words import ADD, booking, listed, page_of, times_in_view
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WHY = "Say why you book it all the same, or choose another time."
OUTSIDE = "Outside consultation hours, which are 10:00 am to 4:00 pm that day."
SEVEN_PM = TUESDAY_AT_TWO + timedelta(hours=5)


def another(desk, day="2026-11-24", clock="19:00", **changes):
    return booking(desk, time="", day=day, clock=clock) | changes


def warned(response):
    return re.findall(r'<p class="acu-warn"><strong>(.*?)</strong>', response.text)


def test_another_time_warns_first_and_asks_for_a_reason(desk, office):
    response = desk.post(ADD, another(desk))

    assert response.status_code == 422
    assert warned(response) == [OUTSIDE]
    assert listed(response.text) == [WHY]
    assert '<details class="acu-other" open>' in response.text
    assert 'value="2026-11-24"' in response.text
    assert 'value="19:00"' in response.text
    assert 'value="Ana"' in response.text
    assert not Consultation.objects.exists()


def test_with_a_reason_it_is_booked_and_the_reason_is_for_staff_alone(desk, office):
    data = another(desk, reach_by="email", email="ana@example.com", reason="Her <b>train</b>")

    response = desk.post(ADD, data, follow=True)

    consultation = Consultation.objects.get()
    assert (consultation.status, consultation.starts_at) == ("confirmed", SEVEN_PM)
    assert said(response) == [
        f"{consultation.reference} is booked and confirmed. {OUTSIDE} An e-mail tells the patient."
    ]
    assert "Why it is an exception: Her &lt;b&gt;train&lt;/b&gt;" in response.text
    messages = deliver()
    assert [message["To"] for message in messages] == ["ana@example.com"]
    assert not [message for message in messages if "train" in str(message) + text_of(message)]


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            lambda office, **then: Closure.objects.create(office=office, reason="holiday", **then),
            "holiday",
        ),
        (
            lambda office, **then: Block.objects.create(
                office=office, by=User.objects.get(), **then
            ),
            "Blocked by desk.",
        ),
    ],
    ids=["closure", "block"],
)
def test_a_time_at_which_nobody_works_is_booked_with_a_reason(desk, office, made, sentence):
    made(office, starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO + timedelta(hours=1))
    data = another(desk, clock="14:00")

    response = desk.post(ADD, data)
    desk.post(ADD, data | {"reason": "An old friend"})

    assert [warning for warning in warned(response) if sentence in warning]
    assert Consultation.objects.get().starts_at == TUESDAY_AT_TWO


def test_another_time_that_is_on_offer_needs_no_reason_and_keeps_none(desk, office):
    desk.post(ADD, another(desk, clock="14:00", reason="Not needed"))

    consultation = Consultation.objects.get()
    assert consultation.starts_at == TUESDAY_AT_TWO
    assert consultation.events.get().reason == ""


def test_whoever_is_at_the_door_is_booked_for_this_very_minute(desk, office, monday):
    monday.move_to(MONDAY + timedelta(seconds=42))
    data = another(desk, day="", clock="", at_once="on")

    response = desk.post(ADD, data)
    monday.move_to(MONDAY + timedelta(seconds=75))
    desk.post(ADD, data | {"reason": "Walked in"})

    consultation = Consultation.objects.get()
    assert (response.status_code, warned(response)) == (
        422,
        ["No consultations are offered on that day.", "Sooner than our notice."],
    )
    assert consultation.starts_at == MONDAY + timedelta(minutes=1)
    assert Hold.objects.get().starts_at == consultation.starts_at


def test_nobody_is_to_be_told_who_is_there_already(desk, office):
    response = desk.post(
        ADD, another(desk, day="", clock="", at_once="on", reason="Walked in"), follow=True
    )

    assert said(response)[0].endswith("Nobody needs to be told.")
    assert not Notification.objects.exists()


def test_somebody_who_came_ten_minutes_ago_is_booked_and_an_hour_ago_is_not(desk, office):
    data = another(desk, day="2026-11-23", clock="08:50", reason="Walked in")

    assert desk.post(ADD, data | {"clock": "08:00"}).status_code == 422
    assert not Consultation.objects.exists()
    assert desk.post(ADD, data).status_code == 302
    assert Consultation.objects.get().starts_at == MONDAY - timedelta(minutes=10)


@pytest.mark.parametrize("reason", ["", "An old friend"])
def test_never_two_people_at_one_time(desk, office, reason):
    ask(office)
    data = another(desk, clock="14:10", reason=reason)

    response = desk.post(ADD, data)

    assert response.status_code == 409
    assert listed(response.text) == [
        "Tuesday, November 24, 2:10 pm: Somebody else has this time. These are free:"
    ]
    assert len(times_in_view(response.text)[0]) == 3
    assert Consultation.objects.count() == 1


def test_a_free_time_is_chosen_instead_and_every_word_is_kept(desk, office):
    ask(office)
    data = another(desk, clock="14:10", reason="An old friend")
    refused = desk.post(ADD, data)
    instead = times_in_view(refused.text)[0][1]
    assert '<details class="acu-other" open>' in refused.text
    assert 'value="Ana"' in refused.text
    was_chosen = re.search(r'name="was_chosen" value="([^"]*)"', refused.text)[1]

    desk.post(ADD, data | {"time": iso(instead), "was_chosen": was_chosen})

    assert was_chosen == ""
    assert Consultation.objects.get(first_name="Ana").starts_at == instead


def test_a_time_that_was_chosen_before_and_another_one_that_was_typed_are_asked_about(desk, office):
    both = another(desk, time=iso(TUESDAY_AT_TWO), was_chosen=iso(TUESDAY_AT_TWO))

    response = desk.post(ADD, both)

    assert listed(response.text) == [
        "Choose only one: a time in the list, right now, or another day."
    ]
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "", "clock": ""}, ["Choose a time."]),
        ({"day": ""}, ["Choose the day too."]),
        ({"clock": ""}, ["Choose the time too."]),
        ({"clock": "25:00"}, ["Write the time as in 10:00 am or 1:30 pm."]),
        ({"at_once": "on"}, ["Choose only one: a time in the list, right now, or another day."]),
        (
            {"time": iso(TUESDAY_AT_TWO)},
            ["Choose only one: a time in the list, right now, or another day."],
        ),
        ({"day": "2027-03-14", "clock": "02:30"}, ["The clocks skip this time on that day."]),
        ({"reason": "x" * 201}, ["Ensure this value has at most 200 characters (it has 201)."]),
    ],
)
def test_a_time_that_nobody_can_read_is_refused_in_words(desk, office, changes, words):
    response = desk.post(ADD, another(desk) | changes)

    assert (response.status_code, listed(response.text)) == (422, words)
    assert not Consultation.objects.exists()


def test_a_time_beyond_the_horizon_is_not_booked_with_a_reason_either(desk, office):
    response = desk.post(ADD, another(desk, day="2027-11-24", reason="Early bird"))

    assert response.status_code == 422
    assert f"Times are given for the next {office.horizon_days} days." in listed(response.text)[0]
    assert not Consultation.objects.exists()


def test_a_time_later_on_the_last_day_of_the_horizon_is_booked_with_a_reason(desk, office):
    type(office).objects.update(horizon_days=22)

    response = desk.post(ADD, another(desk, day="2026-12-15", reason="Early bird"))

    assert response.status_code == 302
    assert Consultation.objects.get().starts_at == SEVEN_PM + timedelta(days=21)
    assert desk.post(ADD, another(desk, day="2026-12-16", reason="Early bird")).status_code == 422


def test_an_exception_that_is_sent_twice_is_booked_once(desk, office):
    data = another(desk, reason="Her train")
    desk.post(ADD, data)

    response = desk.post(ADD, data, follow=True)

    consultation = Consultation.objects.get()
    assert response.redirect_chain[-1][0] == page_of(consultation)
    assert said(response)[-1] == f"{consultation.reference} had been entered by this form already."
    assert read_iso(iso(consultation.starts_at)) == SEVEN_PM
