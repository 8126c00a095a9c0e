"""The week’s page: one press blocks, another unblocks."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import availability
from bookings.availability import iso
from bookings.models import Access, Block
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import HALF_AN_HOUR, everything
from tests.bookings.test_desk.words import listed
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WEEK = f"{CONSULTATIONS}week/"
BLOCK, UNBLOCK, HOURS = f"{WEEK}block/", f"{WEEK}unblock/", f"{WEEK}hours/"
THREE_TO_FOUR = {"day": "2026-11-27", "starts": "15:00", "ends": "16:00", "note": "a facial"}
AT = "Tuesday, November 24, 2:00 pm"
UNDO = "“Unblock” in the week offers it again."


def buttons(text):
    """The presses in the table, as they are read aloud."""
    found = re.findall(r"<button[^>]*>((?:Block|Unblock)<span.*?)</button>", text, re.S)
    return [re.sub(r"<[^>]+>", "", each) for each in found]


def offered(office):
    return [slot.starts_at for slot in availability.offer(office, now=MONDAY).slots]


# ---- looking -------------------------------------------------------------------------------------
def test_a_week_leads_to_those_beside_it_and_back(desk, office):
    text = desk.get(f"{WEEK}?week=2026-12-02").text

    assert "<h1>Next week</h1>" in text
    assert re.findall(r'href="\?week=([^"]*)"', text) == ["2026-11-23", "2026-12-07"]
    assert f'href="{WEEK}">This week' in text
    assert "<h1>This week</h1>" in desk.get(WEEK).text
    assert "<h1>Week of December 7, 2026</h1>" in desk.get(f"{WEEK}?week=2026-12-07").text


@pytest.mark.parametrize("value", ["tomorrow", "2026-02-30", "1999-12-31", "9999-12-31", "<b>"])
def test_what_is_no_week_gets_a_sentence_and_the_present_one(desk, office, value):
    response = desk.get(f"{WEEK}?week={value}")

    assert response.status_code == 422
    assert "That is not a week that we can show." in response.text
    assert "<h1>This week</h1>" in response.text


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_last_weeks_of_all_are_shown(desk, office, day):
    assert desk.get(f"{WEEK}?week={day}").status_code == 200


def test_who_only_looks_is_offered_no_button(client, office, desk):
    assert buttons(desk.get(WEEK).text)
    User.objects.all().delete()
    reader = staff(client, "view_consultation")

    text = reader.get(WEEK).text

    assert buttons(text) == []
    assert "Block time" not in text
    assert HOURS not in text
    assert "Block time" not in reader.get("/admin/").text


def test_looking_changes_nothing(desk, office):
    before = everything()

    for address in (WEEK, HOURS, "/admin/"):
        desk.get(address)
    for address in (BLOCK, UNBLOCK):
        assert desk.get(address).status_code == 405

    assert (everything(), Block.objects.count(), Access.objects.count()) == (before, 0, 0)


# ---- blocking ------------------------------------------------------------------------------------
def test_an_open_time_is_blocked_by_one_press_and_unblocked_by_another(desk, office):
    assert f"Block {AT}" in buttons(desk.get(WEEK).text)

    response = desk.post(
        BLOCK, {"starts_at": iso(TUESDAY_AT_TWO), "week": "2026-11-23"}, follow=True
    )

    assert response.redirect_chain == [(f"{WEEK}?week=2026-11-23", 302)]
    assert said(response) == [f"Tuesday, November 24, 2:00 pm to 2:30 pm is blocked. {UNDO}"]
    assert f"Block {AT}" not in buttons(response.text)
    assert f"Unblock {AT}" in buttons(response.text)
    assert "by desk" in response.text
    assert TUESDAY_AT_TWO not in offered(office)

    response = desk.post(
        UNBLOCK, {"block": Block.objects.get().pk, "week": "2026-11-23"}, follow=True
    )

    assert said(response) == ["Tuesday, November 24, 2:00 pm to 2:30 pm is not blocked any more."]
    assert TUESDAY_AT_TWO in offered(office)


def test_pressed_on_the_first_page_it_leads_back_there(desk, office):
    pressed = desk.post(
        BLOCK, {"starts_at": iso(TUESDAY_AT_TWO), "week": "2026-11-23", "back": "desk"}
    )

    assert pressed.url == "/admin/#week"
    assert f"Unblock {AT}" in buttons(desk.get("/admin/").text)


def test_a_second_press_does_no_harm_and_says_so(desk, office):
    desk.post(BLOCK, {"starts_at": iso(TUESDAY_AT_TWO)})
    pk = Block.objects.get().pk

    twice = desk.post(BLOCK, {"starts_at": iso(TUESDAY_AT_TWO)}, follow=True)
    desk.post(UNBLOCK, {"block": pk})
    again = desk.post(UNBLOCK, {"block": pk}, follow=True)

    assert said(twice)[-1] == "That time is blocked already."
    assert said(again)[-1] == "It was not blocked any more."
    assert desk.post(UNBLOCK, {"block": "x"}).status_code == 302


def test_a_past_time_is_not_blocked_by_a_press(desk, office):
    response = desk.post(BLOCK, {"starts_at": iso(MONDAY - timedelta(days=1))}, follow=True)

    assert said(response) == ["That time has passed."]
    assert not Block.objects.exists()


def test_the_form_blocks_a_stretch_and_says_who_stays_in_it(desk, office):
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=3, hours=1))
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=3, hours=1.5), email="theo@example.com")

    response = desk.post(BLOCK, THREE_TO_FOUR | {"week": "2026-11-23"}, follow=True)

    assert said(response) == [
        "Friday, November 27, 3:00 pm to 4:00 pm is blocked. 2 consultations are in it and stay."
        f" {UNDO}"
    ]
    block = Block.objects.get()
    assert (block.note, block.by.username) == ("a facial", "desk")
    assert block.ends_at - block.starts_at == 2 * HALF_AN_HOUR


def test_without_times_the_whole_day_is_blocked_also_when_the_clocks_change(desk, office):
    for day in ("2026-11-27", "2027-03-14"):
        data = {"day": day, "starts": "", "ends": "", "note": "", "week": "2026-11-23"}
        response = desk.post(BLOCK, data, follow=True)

    assert said(response) == [f"Sunday, March 14 is blocked. {UNDO}"]
    lengths = [block.ends_at - block.starts_at for block in Block.objects.order_by("starts_at")]
    assert lengths == [timedelta(hours=24), timedelta(hours=23)]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ends": "14:00"}, "“Until” must be later than “from”."),
        ({"day": "2026-11-22"}, "That time has passed."),
        ({"day": "2030-11-22"}, "That is more than a year ahead."),
        ({"day": "someday"}, "Write the day as in 2026-11-24, between the years 2000 and 2099."),
        (
            {"starts": ""},
            "Choose a time, or leave both empty: for the rest of today, or all of another day.",
        ),
        (
            {"ends": ""},
            "Choose a time, or leave both empty: for the rest of today, or all of another day.",
        ),
        ({"ends": "25:00"}, "Write the time as in 10:00 am or 1:30 pm."),
        (
            {"day": "2027-03-14", "starts": "02:30"},
            "The clocks change on this day and leave this time out.",
        ),
        ({"note": "x\u202ey"}, "A hidden character has slipped in"),
    ],
)
def test_what_cannot_be_is_refused_with_its_words_kept(desk, office, changed, why):
    response = desk.post(BLOCK, THREE_TO_FOUR | changed | {"week": "2026-11-23"})

    assert response.status_code == 422
    assert listed(response.text)[0].startswith(why)
    assert '<details class="acu-block" open>' in response.text
    kept = unescape(response.text)
    assert all(f'value="{value}"' in kept for value in (THREE_TO_FOUR | changed).values() if value)
    assert not Block.objects.exists()


def test_who_may_not_answer_blocks_nothing(client, office):
    reader = staff(client, "view_consultation")

    for address in (BLOCK, UNBLOCK, HOURS):
        assert reader.post(address, THREE_TO_FOUR).status_code == 403
    assert reader.get(HOURS).status_code == 403
    assert not Block.objects.exists()


# ---- the rest of the day ---------------------------------------------------------------------------
def rest(text):
    return re.findall(r'<button name="rest" value="([^"]*)"', text)


def on_tuesday(desk, monday, **after_two):
    monday.move_to(TUESDAY_AT_TWO + timedelta(**after_two))
    desk.force_login(User.objects.get())


def test_the_rest_of_today_is_blocked_by_one_press_in_its_column(desk, office, monday):
    ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR)
    on_tuesday(desk, monday, minutes=7, seconds=30)
    pressed = {"rest": rest(desk.get("/admin/").text)[0], "back": "desk"}

    response = desk.post(BLOCK, pressed, follow=True)

    assert response.redirect_chain == [("/admin/#week", 302)]
    assert said(response) == [
        "Tuesday, November 24, 2:07 pm to 5:00 pm is blocked. 1 consultation is in it and stays."
        f" {UNDO}"
    ]
    assert rest(response.text) == []
    desk.post(UNBLOCK, {"block": Block.objects.get().pk})
    assert rest(desk.get(WEEK).text) == ["2026-11-24"]


def test_the_form_is_about_the_rest_of_today_with_nothing_to_type(desk, office, monday):
    on_tuesday(desk, monday)
    form = re.search(r'<details class="acu-block">.*?</details>', desk.get(WEEK).text, re.S)[0]
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))
    assert fields["day"] == "2026-11-24"

    response = desk.post(BLOCK, fields | {"starts": "", "ends": "", "note": ""}, follow=True)

    assert response.redirect_chain == [(WEEK, 302)]
    assert said(response) == [f"Tuesday, November 24, 2:00 pm to 5:00 pm is blocked. {UNDO}"]


def test_a_day_that_is_over_has_no_rest(desk, office, monday):
    on_tuesday(desk, monday, days=1)

    response = desk.post(BLOCK, {"rest": "2026-11-24"}, follow=True)

    assert said(response) == ["That day is over. Press “Rest of the day” again for today."]
    assert not Block.objects.exists()


def test_what_is_no_time_is_not_blocked_by_a_press(desk, office):
    response = desk.post(BLOCK, {"starts_at": "now"}, follow=True)

    assert said(response) == ["That is not a time that can be blocked."]


# ---- this week, from today on ----------------------------------------------------------------------
def columns(text):
    return re.findall(r'<th scope="col"[^>]*><span>([^<]*)</span>', text)


def test_this_week_begins_with_today_and_the_days_before_stay_a_press_away(desk, office, monday):
    on_tuesday(desk, monday, days=1)

    text = desk.get(WEEK).text

    assert columns(text) == ["Wed 25, today", "Thu 26", "Fri 27", "Sat 28"]
    assert re.findall(r'href="\?week=([^"]*)">Earlier this week', text) == ["2026-11-23"]
    assert columns(desk.get(f"{WEEK}?week=2026-11-23").text)[0] == "Tue 24"


def test_after_the_last_consultation_of_a_week_the_next_one_is_shown(desk, office, monday):
    on_tuesday(desk, monday, days=4, hours=2)  # Saturday at four

    text = desk.get(WEEK).text

    assert "<h1>Next week</h1>" in text
    assert columns(text) == ["Tue 1", "Wed 2", "Thu 3", "Fri 4", "Sat 5"]
    assert re.findall(r'href="\?week=([^"]*)">Week before', text) == ["2026-11-23"]
