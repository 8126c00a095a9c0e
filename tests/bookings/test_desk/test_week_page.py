"""The week's page: one press blocks, another unblocks; and the page on which the hours are
changed.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import availability, blocks
from bookings.availability import iso
from bookings.models import Access, Block
from clinic.office.models import ConsultationHours, SpecialWeek
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import HALF_AN_HOUR, everything
from tests.bookings.test_desk.words import DESK, listed
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WEEK = f"{CONSULTATIONS}week/"
BLOCK, UNBLOCK, HOURS = f"{WEEK}block/", f"{WEEK}unblock/", f"{WEEK}hours/"
THREE_TO_FOUR = {"day": "2026-11-27", "starts": "15:00", "ends": "16:00", "note": "a facial"}
AT = "Tuesday, November 24, 2:00 pm"
UNDO = "“Unblock” in the week offers it again."
NEXT_WEEK = f"{HOURS}?week=2026-11-30"


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
        ({"ends": "25:00"}, "Write the time as in 15:00."),
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


# ---- hours ---------------------------------------------------------------------------------------
def filled(text):
    """The form of hours as it was opened, ready to be sent."""
    fields = {}
    for tag in re.findall(r'<input type="time"[^>]*>', text):
        value = re.search(r'value="([^"]*)"', tag)
        fields[re.search(r'name="([^"]*)"', tag)[1]] = value[1] if value else ""
    return fields | {"scope": "week"}


def week_in(text):
    return re.search(r'name="week" value="([^"]*)"', text)[1]


def test_the_hours_that_count_stand_in_the_form(desk, office):
    fields = filled(desk.get(NEXT_WEEK).text)

    assert (fields["opens_1_0"], fields["closes_1_0"]) == ("10:00", "16:00")
    assert fields["opens_0_0"] == fields["opens_1_1"] == ""
    assert len(fields) == 7 * 4 + 1


def test_hours_of_one_week_are_saved_and_the_public_page_follows_at_once(desk, office, client):
    fields = filled(desk.get(NEXT_WEEK).text)
    visit = client.get("/visit/").text
    assert "id_slot" in client.get("/book/").text
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=7))
    changes = {name: "" for name in fields if name != "scope"} | {
        "opens_6_0": "9:00",
        "closes_6_0": "10:00",
    }

    response = desk.post(NEXT_WEEK, fields | changes, follow=True)

    assert response.redirect_chain[0][0] == f"{WEEK}?week=2026-11-30"
    assert said(response) == [
        "The hours of the week of November 30 are saved, and count at once. "
        "1 consultation is outside of them and stays."
    ]
    assert "This week has consultation hours of its own." in response.text
    values = re.findall(
        r'name="slot"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="slot"',
        client.get("/book/").text,
    )
    days = {"".join(value)[:10] for value in values}
    assert {"2026-11-28", "2026-12-06"} <= days
    assert "2026-12-02" not in days
    assert client.get("/visit/").text == visit
    assert Access.objects.filter(action="changed", fields="consultation hours").count() == 1


def test_back_to_the_usual_hours(desk, office):
    blocks.offer_in_week(office, office.local_day(MONDAY), [], by=User.objects.get(), now=MONDAY)
    assert "Back to the usual hours" in desk.get(HOURS).text

    response = desk.post(HOURS, {"scope": "usual"}, follow=True)

    assert said(response) == ["The usual hours count in this week."]
    assert not SpecialWeek.objects.exists()
    assert "Back to the usual hours" not in desk.get(HOURS).text


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"closes_1_0": "09:00"}, "Tuesday: “until” must be later than “from”."),
        ({"closes_1_0": ""}, "Tuesday: enter both times, or neither."),
        ({"opens_2_1": "15:00", "closes_2_1": "17:00"}, "Wednesday: these hours overlap."),
        ({"opens_0_0": "early"}, "Write the time as in 15:00."),
        ({"scope": ""}, "Choose for how long they count."),
    ],
)
def test_hours_that_cannot_be_are_refused_with_their_words_kept(desk, office, changed, why):
    fields = filled(desk.get(NEXT_WEEK).text) | changed

    response = desk.post(NEXT_WEEK, fields)

    assert response.status_code == 422
    assert listed(response.text) == [why]
    assert filled(response.text) | changed == fields
    assert not SpecialWeek.objects.exists()


def test_hours_for_good_are_for_those_who_may_change_them(client, office):
    desk = staff(client, *DESK)
    text = desk.get(NEXT_WEEK).text
    assert "Every week from now on" not in text
    assert "Ask the owner to change the hours of every week." in text
    before = list(ConsultationHours.objects.values_list("pk"))

    refused = desk.post(NEXT_WEEK, filled(text) | {"scope": "always"})

    assert refused.status_code == 403
    assert list(ConsultationHours.objects.values_list("pk")) == before


def test_hours_for_good_take_the_place_of_the_usual_ones(client, office):
    owner = staff(client, *DESK, "change_consultationhours")
    fields = filled(owner.get(NEXT_WEEK).text) | {"scope": "always", "closes_1_0": "12:00"}

    response = owner.post(NEXT_WEEK, fields, follow=True)

    assert said(response) == ["The hours of every week are saved, and count at once."]
    assert ConsultationHours.objects.get(weekday=1).closes.hour == 12
    assert ConsultationHours.objects.count() == 5
    assert not SpecialWeek.objects.exists()


@pytest.mark.parametrize("value", ["2026-11-16", "someday"])
def test_hours_of_a_week_that_is_over_are_not_changed(desk, office, value):
    address, typed = (
        f"{HOURS}?week={value}",
        {"scope": "week", "opens_2_2": "12:00", "opens_0_0": ""},
    )
    typed |= {"opens_0_1": "", "opens_0_2": ""}

    response = desk.post(address, typed)
    looked_at = desk.get(address, follow=True)
    undone = desk.post(address, {"scope": "usual"}, follow=True)

    assert response.status_code == 422
    assert listed(response.text)[0] == (
        "That week is over, or is none. This is the present one. "
        "Save once more, and these hours count in the week of November 23."
    )
    assert filled(response.text)["opens_2_2"] == "12:00"
    assert (
        said(looked_at)
        == said(undone)
        == ["That week is over, or is none. This is the present one."]
    )
    assert not SpecialWeek.objects.exists()


def test_a_form_opened_before_midnight_on_sunday_means_the_week_that_it_showed(
    desk, office, monday
):
    monday.move_to(MONDAY - timedelta(hours=9, minutes=1))  # a minute before the week begins
    desk.force_login(User.objects.get())
    text = desk.get(HOURS).text
    assert "Only the week of November 16" in text
    typed = filled(text) | {"opens_2_0": "12:00", "week": week_in(text)}
    monday.move_to(MONDAY - timedelta(hours=8, minutes=59))

    refused = desk.post(HOURS, typed)

    assert refused.status_code == 422
    assert "Only the week of November 23" in refused.text
    assert filled(refused.text)["opens_2_0"] == "12:00"
    assert not SpecialWeek.objects.exists()
    desk.post(HOURS, typed | {"week": week_in(refused.text)})
    assert f"{SpecialWeek.objects.get().monday}" == "2026-11-23"
