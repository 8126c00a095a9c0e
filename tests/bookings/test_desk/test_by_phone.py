"""What was agreed by phone or at the door, entered by staff."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import availability
from bookings.availability import iso
from bookings.models import Consultation, Notification
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import HALF_AN_HOUR, everything
from tests.bookings.test_desk.words import ADD, booking, listed, page_of, times_in_view
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern

pytestmark = pytest.mark.django_db
WEEK = f"{CONSULTATIONS}week/"
AT_TWO = "Tuesday, November 24, 2:00 pm"


def test_what_was_agreed_by_phone_is_confirmed_at_once(desk, office):
    response = desk.post(ADD, booking(desk), follow=True)

    consultation = Consultation.objects.get()
    assert response.redirect_chain[-1][0] == page_of(consultation)
    assert (consultation.status, consultation.starts_at) == ("confirmed", TUESDAY_AT_TWO)
    assert (consultation.phone, consultation.last_name, consultation.email) == (
        "+14245550134",
        "",
        "",
    )
    assert [consent.wording for consent in consultation.consents.all()] == [
        "Asked by phone or at the door: they are 18 or older, or a parent or guardian is with them.",
        "Asked by phone or at the door: we may contact them about this consultation.",
        "Asked by phone or at the door: we may text them about this consultation at this number.",
    ]
    assert said(response) == [
        f"{consultation.reference} is booked and confirmed. There is no e-mail address: please text the patient."
    ]


def test_what_is_missing_is_said_and_the_rest_is_kept(desk, office):
    data = booking(desk, reach_by="email", time="")

    response = desk.post(ADD, {name: value for name, value in data.items() if value})

    assert response.status_code == 422
    assert listed(response.text) == [
        "Choose a time.",
        "Enter an e-mail address, so that we can write to them.",
    ]
    assert 'value="Ana"' in response.text
    assert not Consultation.objects.exists()


def test_nobody_is_texted_who_was_not_asked(desk, office):
    data = booking(desk)
    del data["texts"]

    response = desk.post(ADD, data)

    assert listed(response.text) == ["Ask whether we may text them, or choose call or e-mail."]


def test_a_time_taken_while_the_desk_typed_is_refused_with_the_three_nearest(desk, office):
    data = booking(desk)
    ask(office)

    response = desk.post(ADD, data)

    assert response.status_code == 409
    assert listed(response.text) == [f"{AT_TWO}: Somebody else has this time. These are free:"]
    assert times_in_view(response.text) == (
        [TUESDAY_AT_TWO, *(TUESDAY_AT_TWO + number * HALF_AN_HOUR for number in (-2, -1, 1))],
        [TUESDAY_AT_TWO],
    )
    assert 'value="Ana"' in response.text


def test_a_form_sent_twice_books_once(desk, office):
    data = booking(desk)
    desk.post(ADD, data)

    response = desk.post(ADD, data, follow=True)

    consultation = Consultation.objects.get()
    assert response.redirect_chain[-1][0] == page_of(consultation)
    assert said(response)[-1] == f"{consultation.reference} had been entered by this form already."


def test_a_form_sent_again_with_other_words_is_shown_again_and_books_when_pressed_once_more(
    desk, office
):
    data = booking(desk, first_name="Ada")
    desk.post(ADD, data)
    ada = Consultation.objects.get()
    others = {
        "first_name": "Bo",
        "phone": "(424) 555-0135",
        "time": iso(TUESDAY_AT_TWO + HALF_AN_HOUR),
    }

    response = desk.post(ADD, data | others)

    assert response.status_code == 409
    assert listed(response.text) == [
        f"Ada was booked with this form already ({ada.reference}). Press once more to book Bo."
    ]
    assert 'value="Bo"' in response.text
    assert 'value="(424) 555-0135"' in response.text
    assert times_in_view(response.text)[1] == [TUESDAY_AT_TWO + HALF_AN_HOUR]
    assert Consultation.objects.get() == ada
    key = re.search(r'name="form_key" value="([^"]*)"', response.text)[1]
    desk.post(ADD, data | others | {"form_key": key})
    assert Consultation.objects.get(first_name="Bo").starts_at == TUESDAY_AT_TWO + HALF_AN_HOUR


def test_a_key_that_we_did_not_make_books_nothing_until_it_is_pressed_once_more(desk, office):
    data = booking(desk, form_key="x")

    response = desk.post(ADD, data)

    assert response.status_code == 422
    assert not Consultation.objects.exists()
    key = re.search(r'name="form_key" value="([^"]*)"', response.text)[1]
    desk.post(ADD, data | {"form_key": key})
    assert Consultation.objects.count() == 1


def test_who_may_not_answer_books_nothing(client, office):
    reader = staff(client, "view_consultation")

    assert reader.get(ADD).status_code == 403
    assert reader.post(ADD).status_code == 403


# ---- a time that was pressed in the week -----------------------------------------------------------
def test_an_open_time_of_the_week_leads_to_the_form_with_that_time_chosen(desk, office):
    link = re.search(rf'href="({ADD}[^"]*)">Open<span[^>]*>: book {AT_TWO}<', desk.get(WEEK).text)[
        1
    ]

    text = desk.get(unescape(link)).text

    assert times_in_view(text) == ([TUESDAY_AT_TWO], [TUESDAY_AT_TWO])
    assert f"checked> {AT_TWO}</label>" in text
    assert re.search(r'name="first_name"[^>]* autofocus', text)
    assert text.count("Pacific time") == 1


def test_without_a_time_the_next_three_are_in_view_and_all_others_folded_once_each(desk, office):
    free = [slot.starts_at for slot in availability.offer(office, now=MONDAY, online=False).slots]

    text = desk.get(ADD).text

    assert times_in_view(text) == (free[:3], [])
    folded = re.findall(r'name="time" id="[^"]*" value="([^"]+)"', text)
    assert [availability.read_iso(value) for value in folded] == free


def test_the_next_free_time_is_one_press_from_the_first_page_and_the_week(desk, office):
    ask(office, starts_at=availability.offer(office, now=MONDAY).slots[0].starts_at)
    second = availability.offer(office, now=MONDAY).slots[0].starts_at

    for address in ("/admin/", WEEK):
        found = re.search(rf'href="({ADD}[^"]*)">Next free: ([^<]*)<', desk.get(address).text)
        assert found[2] == "Tuesday, November 24, 10:30 am", address
        assert times_in_view(desk.get(unescape(found[1])).text)[1] == [second]


def test_a_time_that_somebody_took_meanwhile_is_said_before_anything_is_typed(desk, office):
    ask(office)

    response = desk.get(f"{ADD}?at={iso(TUESDAY_AT_TWO)}")

    assert response.status_code == 200
    assert f"{AT_TWO}: Somebody else has this time. These are free:" in response.text
    assert len(times_in_view(response.text)[0]) == 4


def test_a_time_sooner_than_our_notice_asks_for_its_reason_at_once_and_is_booked_with_it(
    desk, office, monday
):
    monday.move_to(TUESDAY_AT_TWO - HALF_AN_HOUR)
    desk.force_login(User.objects.get())

    text = desk.get(f"{ADD}?at={iso(TUESDAY_AT_TWO)}").text
    refused = desk.post(ADD, booking(desk))
    desk.post(ADD, booking(desk, reason="Lives next door"))

    assert '<p class="acu-warn"><strong>Sooner than our notice.</strong></p>' in text
    assert text.index('name="reason"') < text.index('name="first_name"')
    assert listed(refused.text) == ["Say why you book it all the same, or choose another time."]
    assert len(times_in_view(refused.text)[0]) == 4
    assert Consultation.objects.get().starts_at == TUESDAY_AT_TWO


def test_what_is_no_time_is_said_and_the_next_ones_are_offered(desk, office):
    response = desk.get(f"{ADD}?at=tomorrow")

    assert response.status_code == 422
    assert "That is not a time that we can show. Choose one below." in response.text
    assert len(times_in_view(response.text)[0]) == 3


def test_looking_at_a_time_books_nothing_and_tells_nobody(desk, office):
    before = everything()

    desk.get(f"{ADD}?at={iso(TUESDAY_AT_TWO)}")

    assert everything() == before


# ---- told while booking ----------------------------------------------------------------------------
def test_nobody_is_asked_to_call_the_person_on_the_line(desk, office):
    assert re.search(r'name="told"[^>]* checked', desk.get(ADD).text)

    response = desk.post(ADD, booking(desk, told="on"), follow=True)

    told = Notification.objects.get(kind="confirmed")
    assert said(response)[0].endswith("is booked and confirmed. They were told while booking.")
    assert (told.state, told.told_by.username, told.sent_at) == ("told", "desk", MONDAY)
    assert "To tell by phone" not in desk.get("/admin/").text


def test_a_reminder_by_phone_stays_the_desks_task_for_the_day_before(desk, office):
    desk.post(ADD, booking(desk, told="on", time=iso(TUESDAY_AT_TWO + timedelta(days=3))))

    reminder = Notification.objects.get(kind="reminder")

    assert (reminder.state, reminder.due_at) == ("to be told", TUESDAY_AT_TWO + timedelta(days=2))


def test_with_an_address_the_mail_goes_although_they_were_told(desk, office):
    response = desk.post(ADD, booking(desk, told="on", email="ana@example.com"), follow=True)

    assert said(response)[0].endswith("An e-mail tells the patient.")
    states = Notification.objects.filter(kind="confirmed").values_list(
        "channel", "due_at", "told_by"
    )
    assert set(states) == {("mail", MONDAY, None), ("desk", None, User.objects.get().pk)}
    assert "To tell by phone" not in desk.get("/admin/").text


def test_with_any_concern_left_open_it_is_something_else(desk, office):
    make_concern(name="Something else", slug="else", position=9)

    assert re.search(r"<option value=\"\d+\" selected>Something else", desk.get(ADD).text)
