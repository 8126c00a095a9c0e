"""Before a closure is saved, staff see whom it meets and decide; nobody is canceled silently."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Consultation, Hold, Status
from clinic.office import formats
from clinic.office.models import Closure
from tests.bookings.desk import said, staff
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, everything, in_status
from tests.bookings.lives import desk as clerk
from tests.clinic.seen import seen
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
ADD = "/admin/clinic/closure/add/"
MAY = ["view_closure", "add_closure", "change_closure", "view_consultation", "change_consultation"]
TUESDAY = TUESDAY_AT_TWO - timedelta(hours=14)
WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def desk(client):
    return staff(client, *MAY)


def closure(office, starts_at=TUESDAY, ends_at=WEDNESDAY, **more):
    """What the form of a closure sends."""
    starts, ends = starts_at.astimezone(office.zone), ends_at.astimezone(office.zone)
    return {
        "office": office.pk,
        "starts_at_0": f"{starts:%Y-%m-%d}",
        "starts_at_1": f"{starts:%H:%M:%S}",
        "ends_at_0": f"{ends:%Y-%m-%d}",
        "ends_at_1": f"{ends:%H:%M:%S}",
        "reason": "training",
    } | more


def sent(response, **more):
    """What the page that asks sends back: all its hidden fields, and `more`."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.text)
    data = {}
    for name, value in found:
        data.setdefault(name, []).append(unescape(value))
    return data | more


def drafted(response, consultation):
    return sent(response).get(f"times-{consultation.pk}", [])


def test_a_closure_that_meets_nobody_is_saved_at_once(desk, office):
    ask(office, starts_at=PROPOSALS[0])
    lifecycle.cancel(ask(office, email="gone@example.com"), by=None, now=MONDAY)

    response = desk.post(ADD, closure(office))

    assert response.status_code == 302
    assert Closure.objects.get().reason == "training"


def test_a_closure_that_only_touches_a_time_meets_nobody(desk, office):
    ask(office)

    desk.post(ADD, closure(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR))
    desk.post(ADD, closure(office, ends_at=TUESDAY_AT_TWO))

    assert Closure.objects.count() == 2


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CONFIRMED], ids=str)
def test_a_closure_that_meets_somebody_is_asked_about_first(desk, office, status):
    consultation = in_status(status, office)
    before = everything()

    response = desk.post(ADD, closure(office))

    assert response.status_code == 200
    assert not Closure.objects.exists()
    assert everything() == before
    assert "1 consultation in this closure" in response.text
    assert "Propose these to Maya O." in response.text
    assert formats.when(TUESDAY_AT_TWO, office) in response.text
    assert drafted(response, consultation) == [
        iso(PROPOSALS[0] - timedelta(hours=4) + n * HALF_AN_HOUR) for n in range(3)
    ]


def test_no_two_are_drafted_the_same_time_and_none_inside(desk, office):
    first = ask(office)
    second = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="theo@example.com")

    response = desk.post(ADD, closure(office, ends_at=WEDNESDAY + timedelta(hours=11)))

    times = drafted(response, first) + drafted(response, second)
    assert len(times) == len(set(times)) == 6
    assert min(times) == iso(WEDNESDAY + timedelta(hours=11))


def test_it_is_saved_and_the_ticked_ones_are_asked_to_choose(desk, office):
    ticked = in_status(Status.CONFIRMED, office)
    other = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="theo@example.com")
    page = desk.post(ADD, closure(office))

    response = desk.post(ADD, sent(page, decision="propose", propose=ticked.pk), follow=True)

    ticked.refresh_from_db()
    other.refresh_from_db()
    assert Closure.objects.count() == 1
    assert (ticked.status, ticked.starts_at) == ("proposed", TUESDAY_AT_TWO)
    assert [iso(hold.starts_at) for hold in ticked.proposed_times] == drafted(page, ticked)
    assert (other.status, other.starts_at) == ("requested", TUESDAY_AT_TWO + HALF_AN_HOUR)
    assert f"{ticked} is waiting for the patient’s choice. An e-mail tells the patient." in said(
        response
    )


def test_it_is_saved_and_all_are_left_as_they_are(desk, office):
    consultation = ask(office)
    before = everything()
    page = desk.post(ADD, closure(office))

    desk.post(ADD, sent(page, decision="leave", propose=consultation.pk))

    assert Closure.objects.count() == 1
    assert everything() == before


def test_who_came_on_top_meanwhile_is_asked_about_too(desk, office):
    ask(office)
    page = desk.post(ADD, closure(office))
    late = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="theo@example.com")

    response = desk.post(ADD, sent(page, decision="leave"))

    assert not Closure.objects.exists()
    assert late.reference in response.text
    assert "2 consultations in this closure" in response.text


def test_a_drafted_time_that_somebody_took_is_said_and_the_closure_stands(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    page = desk.post(ADD, closure(office))
    ask(office, starts_at=PROPOSALS[0] - timedelta(hours=4), email="theo@example.com")

    response = desk.post(ADD, sent(page, decision="propose", propose=consultation.pk), follow=True)

    consultation.refresh_from_db()
    assert consultation.status == "confirmed"
    assert Closure.objects.count() == 1
    assert any("Nothing was proposed to" in message for message in said(response))


def test_what_each_would_read_stands_there_before_it_is_sent(desk, office):
    by_mail = in_status(Status.CONFIRMED, office)
    by_phone = ask(
        office,
        starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR,
        first_name="Theo",
        email="",
        phone="+14245550134",
        reach_by="call",
    )
    before = everything()

    shown = desk.post(ADD, closure(office)).text

    assert everything() == before
    assert "The e-mail that Maya O. gets" in shown
    assert "We are sorry: we have to move your consultation on" in shown
    assert f"- {formats.when(PROPOSALS[0] - timedelta(hours=4), office)}" in shown
    assert "What you tell Theo O." in shown
    assert by_mail.get_absolute_url() not in shown
    assert by_phone.get_absolute_url() not in shown


def test_who_was_changed_meanwhile_is_proposed_nothing(desk, office):
    consultation = in_status(Status.REQUESTED, office)
    page = desk.post(ADD, closure(office))
    lifecycle.confirm(consultation, by=clerk(), now=MONDAY)

    response = desk.post(ADD, sent(page, decision="propose", propose=consultation.pk), follow=True)

    consultation.refresh_from_db()
    assert consultation.status == "confirmed"
    assert Closure.objects.count() == 1
    assert any(
        "Nothing was proposed to" in message and "This has changed since you opened it." in message
        for message in said(response)
    )


def test_somebody_who_is_choosing_already_is_shown_without_a_draft(desk, office):
    consultation = in_status(Status.PROPOSED, office)

    response = desk.post(ADD, closure(office, ends_at=WEDNESDAY + timedelta(days=1)))

    assert consultation.reference in response.text
    assert "They are choosing among these already. Please call them." in response.text
    assert drafted(response, consultation) == []
    assert "Save, and leave them as they are" in response.text


def test_what_is_over_is_not_met(desk, office, monday):
    in_status(Status.CONFIRMED, office)
    monday.move_to(TUESDAY_AT_TWO + HALF_AN_HOUR)

    assert desk.post(ADD, closure(office)).status_code == 302


# ---- changing one --------------------------------------------------------------------------------
@pytest.fixture
def stored(office):
    return Closure.objects.create(
        office=office,
        starts_at=PROPOSALS[2],
        ends_at=PROPOSALS[2] + HALF_AN_HOUR,
        reason="training",
    )


def test_moving_a_closure_asks_as_well(desk, office, stored):
    consultation = ask(office)
    address = f"/admin/clinic/closure/{stored.pk}/change/"

    page = desk.post(address, closure(office) | seen(desk, address))
    stored.refresh_from_db()
    assert stored.starts_at == PROPOSALS[2]
    desk.post(address, sent(page, decision="propose", propose=consultation.pk))

    stored.refresh_from_db()
    consultation.refresh_from_db()
    assert (stored.starts_at, consultation.status) == (TUESDAY, "proposed")


def test_another_reason_asks_nothing(desk, office, stored):
    address = f"/admin/clinic/closure/{stored.pk}/change/"
    desk.post(address, closure(office) | seen(desk, address))
    moved = closure(office, starts_at=TUESDAY, ends_at=WEDNESDAY)
    page = desk.post(address, moved | seen(desk, address))
    assert page.status_code == 302
    ask(office, starts_at=PROPOSALS[0])

    response = desk.post(address, closure(office, reason="holiday") | seen(desk, address))

    stored.refresh_from_db()
    assert (response.status_code, stored.reason) == (302, "holiday")


def test_a_closure_that_makes_no_sense_is_refused_as_ever(desk, office):
    ask(office)

    response = desk.post(ADD, closure(office, starts_at=WEDNESDAY, ends_at=TUESDAY))

    assert "The end must come after the start." in response.text
    assert not Closure.objects.exists()


# ---- who may -------------------------------------------------------------------------------------
def test_who_may_not_see_consultations_reads_no_name(client, office):
    writer = staff(client, "view_closure", "add_closure")
    consultation = ask(office)

    page = writer.post(ADD, closure(office))
    assert "Maya" not in page.text
    assert "Propose" not in page.text
    writer.post(ADD, sent(page, decision="propose", propose=consultation.pk))

    consultation.refresh_from_db()
    assert (Closure.objects.count(), consultation.status) == (1, "requested")


def test_who_may_not_add_closures_learns_nothing(client, office):
    reader = staff(client, "view_closure")
    ask(office)

    assert reader.post(ADD, closure(office)).status_code == 403
    reader.logout()
    assert reader.post(ADD, closure(office)).url.startswith("/admin/login/")
    assert not Closure.objects.exists()


def test_the_office_shows_closures_and_leads_to_where_one_is_made(client, office, stored):
    reader = staff(client, "view_office", "change_office", "view_closure")

    text = reader.get(f"/admin/clinic/office/{office.pk}/change/").text

    assert "training" in text
    assert f'<a href="{ADD}">Add a closure</a>' in text
    assert 'name="closures-0-starts_at_0"' not in text


def test_a_closure_takes_no_time_and_no_hold_from_anybody(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    page = desk.post(ADD, closure(office))
    desk.post(ADD, sent(page, decision="leave"))

    assert Consultation.objects.get().status == "confirmed"
    assert Hold.objects.get().consultation == consultation


@pytest.mark.parametrize("rows", [1, 6])
def test_the_page_asks_more_for_the_message_of_each_alone(
    desk, office, rows, django_assert_max_num_queries
):
    for number in range(rows):
        ask(
            office, starts_at=TUESDAY_AT_TWO - number * HALF_AN_HOUR, email=f"p{number}@example.com"
        )

    with django_assert_max_num_queries(31 + rows * 33):
        desk.post(ADD, closure(office))


# ---- whole days by their dates -----------------------------------------------------------------
def by_dates(office, first, last, first_time="", last_time="", **more):
    dates = {
        "starts_at_0": first,
        "starts_at_1": first_time,
        "ends_at_0": last,
        "ends_at_1": last_time,
    }
    return {"office": office.pk, "reason": "leave"} | dates | more


def local(office, *values):
    return datetime(*values, tzinfo=office.zone)


def typed_again(text):
    """Day and time of both ends, as the form shows them."""
    names = ["starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1"]
    tags = [re.search(rf'<input [^>]*name="{name}"[^>]*>', text)[0] for name in names]
    return [(re.search(r'value="([^"]*)"', tag) or ["", ""])[1] for tag in tags]


def change(closure):
    return f"/admin/clinic/closure/{closure.pk}/change/"


@pytest.mark.parametrize(
    ("typed", "begin", "end"),
    [
        (("2026-12-24", "2026-12-26"), (2026, 12, 24), (2026, 12, 27)),
        (("2026-12-24", "2026-12-24"), (2026, 12, 24), (2026, 12, 25)),
        (("2026-12-24", "2026-12-26", "3:00 pm"), (2026, 12, 24, 15), (2026, 12, 27)),
        (("2026-12-24", "2026-12-26", "", "12:30 pm"), (2026, 12, 24), (2026, 12, 26, 12, 30)),
        (("2026-12-24", "2027-01-09"), (2026, 12, 24), (2027, 1, 10)),
        (("2027-03-14", "2027-03-14"), (2027, 3, 14), (2027, 3, 15)),  # a day of 23 hours
        (("2027-11-07", "2027-11-07"), (2027, 11, 7), (2027, 11, 8)),  # a day of 25 hours
    ],
    ids=str,
)
def test_a_closure_by_its_dates_lasts_whole_days_the_last_one_too(desk, office, typed, begin, end):
    assert desk.post(ADD, by_dates(office, *typed)).status_code == 302

    row = Closure.objects.get()
    assert (row.starts_at, row.ends_at) == (local(office, *begin), local(office, *end))
    assert typed_again(desk.get(change(row)).text) == [
        typed[0],
        *(typed[2:3] or [""]),
        typed[1],
        *(typed[3:] or [""]),
    ]


def test_a_day_of_the_clocks_change_has_its_23_or_25_hours(desk, office):
    for day in ("2027-03-14", "2027-11-07"):
        desk.post(ADD, by_dates(office, day, day))

    hours = [(row.ends_at - row.starts_at).total_seconds() / 3600 for row in Closure.objects.all()]
    assert hours == [23, 25]


def test_another_zone_of_the_office_counts_for_its_days(desk):
    office = make_office(time_zone="America/New_York")

    desk.post(ADD, by_dates(office, "2026-12-24", "2026-12-24"))

    row = Closure.objects.get()
    assert row.starts_at == local(office, 2026, 12, 24)
    assert typed_again(desk.get(change(row)).text) == ["2026-12-24", "", "2026-12-24", ""]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("", "2026-12-26"), "Choose a day."),
        (("2026-12-24", "", "", "12:00"), "Choose a day."),
        (("2026-12-26", "2026-12-24"), "The end must come after the start."),
        (("2026-12-24", "2026-12-24", "15:00", "14:00"), "The end must come after the start."),
        (("Christmas", "2026-12-26"), "Write the day as in 2026-11-24"),
        (
            ("2027-03-14", "2027-03-15", "02:30"),
            "The clocks change on this day and leave this time out.",
        ),
    ],
    ids=str,
)
def test_a_closure_that_cannot_be_is_refused_once_and_keeps_its_words(desk, office, typed, why):
    response = desk.post(ADD, by_dates(office, *typed))

    assert response.text.count(why) == 1
    assert "This field is required" not in response.text
    first, last, *times = (*typed, "", "")[:4]
    assert typed_again(response.text) == [first, times[0], last, times[1]]
    assert not Closure.objects.exists()


def test_a_closure_without_an_office_is_refused(desk, office):
    response = desk.post(ADD, by_dates(office, "2026-12-24", "2026-12-24") | {"office": ""})

    assert response.status_code == 200
    assert not Closure.objects.exists()


def test_what_nobody_touched_stays_to_the_second(desk, office):
    second_half_past_one = datetime(2027, 11, 7, 1, 30, 20, tzinfo=office.zone, fold=1).astimezone(
        UTC
    )
    row = office.closures.create(starts_at=second_half_past_one, ends_at=local(office, 2027, 11, 9))
    first, first_time, last, last_time = typed_again(desk.get(change(row)).text)
    assert (first, first_time, last, last_time) == ("2027-11-07", "1:30 am", "2027-11-08", "")

    typed = by_dates(office, first, last, first_time, last_time, reason="training")
    desk.post(change(row), typed | seen(desk, change(row)))

    row.refresh_from_db()
    assert (row.starts_at, row.reason) == (second_half_past_one, "training")


def test_the_last_day_that_somebody_else_saved_is_said_as_a_closed_one(desk, office):
    row = office.closures.create(
        starts_at=local(office, 2026, 12, 24), ends_at=local(office, 2027, 1, 10)
    )
    opened = seen(desk, change(row))
    longer = by_dates(office, "2026-12-24", "2027-01-11")
    desk.post(change(row), longer | {"reason": ""} | opened)

    response = desk.post(change(row), by_dates(office, "2026-12-24", "2027-01-09") | opened)

    assert response.status_code == 409
    assert "“Last day” is now: January 11, 2027" in response.text


def test_the_form_says_that_the_last_day_is_closed_and_the_office_shows_days(client, office):
    desk = staff(client, *MAY, "view_office")
    assert "This day is closed, too." in desk.get(ADD).text
    office.closures.create(
        starts_at=local(office, 2026, 12, 24), ends_at=local(office, 2026, 12, 27)
    )

    page = desk.get(f"/admin/clinic/office/{office.pk}/change/").text

    listed = desk.get("/admin/clinic/closure/").text
    assert "Thursday, December 24 through Saturday, December 26" in page
    assert "Thursday, December 24 through Saturday, December 26" in listed


def test_the_list_says_the_year_of_a_closure_of_another_year(client, office, monday):
    reader = staff(client, "view_closure")
    for year in (2026, 2027):
        begins = datetime(year, 12, 31, tzinfo=office.zone)
        office.closures.create(starts_at=begins, ends_at=begins + timedelta(days=1))

    listed = reader.get("/admin/clinic/closure/").text

    assert ">Thursday, December 31<" in listed
    assert ">Friday, December 31, 2027<" in listed
