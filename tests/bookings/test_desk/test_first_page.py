"""The first page: who waits, whom to tell, who comes today, and what is left of earlier days."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings import availability, lifecycle
from bookings.models import Consent, Notification, Status
from clinic.office.holiday_closures import close
from clinic.office.models import OfficeAddress
from clinic.protection import rate_limits
from clinic.staff import second_factor
from clinic.staff.roles import make_roles
from tests.bookings.desk import CONSULTATIONS, staff
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, in_status
from tests.bookings.test_desk.words import BY_PHONE
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
HOSTILE = ["<img src=x onerror=alert(1)>", "{{7*7}}", "\u202eevil", "W" * 80]


@pytest.fixture(autouse=True)
def no_bursts(monkeypatch):
    for limit in ("BURST", "CONTACT"):
        monkeypatch.setattr(rate_limits, limit, rate_limits.Limit(1000, timedelta(minutes=10)))


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


def section(text, name):
    """What a reader finds below a heading; empty if the section is left out."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', text, re.S)
    return plain(found[1]) if found else ""


def today(text):
    return of_day(text, "Today")


def of_day(text, name):
    """Who comes on a day, below its heading."""
    part = re.search(rf'<h3>{name} .*?<ul class="acu-today">(.*?)</ul>', text, re.S)
    return [plain(item.split("<form")[0]) for item in re.findall(r"<li.*?</li>", part[1], re.S)]


def title(text):
    return re.search(r"<title>(.*?)</title>", text, re.S)[1].strip()


def confirmed(starts_at, office, **fields):
    asked = ask(office, starts_at=starts_at, email=f"{starts_at:%d%H%M}@example.com", **fields)
    return lifecycle.confirm(asked, by=User.objects.get(username="desk"), now=MONDAY)


# ---- above the list ------------------------------------------------------------------------------
def test_the_title_says_how_many_wait_and_the_heading_is_the_day(desk, office):
    assert title(desk.get("/admin/").text) == "Front desk | Acupunctury"
    for number in range(2):
        ask(office, starts_at=None, email=f"{number}@example.com")
    ask(office, starts_at=None, suspect=True, email="machine@example.com")

    text = desk.get("/admin/").text

    assert title(text) == "(2) Front desk | Acupunctury"
    assert re.findall(r"<h1>(.*?)</h1>", text) == ["Monday, November 23"]


def test_more_than_twenty_are_counted_and_the_first_twenty_shown(desk, office):
    times = availability.offer(office, now=MONDAY).slots[:22]  # of this week, which shows them all
    for number, slot in enumerate(times):
        ask(office, starts_at=slot.starts_at, email=f"{number}@example.com")

    text = desk.get("/admin/").text

    assert title(text).startswith("(22) ")
    assert "22 requests, oldest promise first." in section(text, "waiting")
    assert "The first 20 of 22 are here." in section(text, "waiting")
    assert section(text, "waiting").count("Visible pores") == 20
    assert section(text, "week").count("To confirm") == 22


@pytest.mark.parametrize(
    ("hears", "is_red"), [(["every"], False), (["digest"], False), (["trouble"], True), ([], True)]
)
def test_it_is_red_when_no_address_hears_of_requests(desk, office, hears, is_red):
    OfficeAddress.objects.all().delete()
    for each in hears:
        OfficeAddress.objects.create(office=office, email="desk@clinic.example", hears=each)

    assert ("No address of the clinic’s is told of requests." in desk.get("/admin/").text) is is_red


def test_without_an_office_the_page_opens_all_the_same(desk):
    assert desk.get("/admin/").status_code == 200


def test_staff_who_see_no_consultations_get_the_page_without_a_desk(client, office):
    ask(office)

    text = staff(client, "view_article").get("/admin/").text

    assert title(text) == "What needs doing | Front desk"
    assert 'id="desk"' not in text
    assert "desk.js" not in text
    assert reverse("admin:bookings_consultation_week") not in text


# ---- today ---------------------------------------------------------------------------------------
def test_today_says_how_each_stands(desk, office, monday):
    by = User.objects.get()
    times = [TUESDAY_AT_TWO + number * HALF_AN_HOUR for number in range(-3, 3)]
    came, missed, begun, following, reminded, last = (confirmed(at, office) for at in times)
    Notification.objects.filter(consultation=reminded, kind="confirmed").update(
        kind="reminder", due_at=None, sent_at=MONDAY
    )
    confirmed(TUESDAY_AT_TWO + timedelta(days=1), office)
    monday.move_to(TUESDAY_AT_TWO - timedelta(minutes=10))
    lifecycle.complete(came, by=by, now=TUESDAY_AT_TWO)
    lifecycle.miss(missed, by=by, now=TUESDAY_AT_TWO)

    text = desk.get("/admin/").text

    assert today(text) == [
        "12:30 pm Maya O. Visible pores Came",
        "1:00 pm Maya O. Visible pores Did not come",
        "1:30 pm Maya O. Visible pores Did they come?",
        "2:00 pm Maya O. Visible pores Next",
        "2:30 pm Maya O. Visible pores Reminded by email",
        "3:00 pm Maya O. Visible pores Confirmed",
    ]
    assert re.findall(r'<li class="now">\s*<b>(.*?)</b>', text) == ["2:00 pm"]
    assert f"{CONSULTATIONS}{begun.pk}/complete/" in text
    assert f"{CONSULTATIONS}{last.pk}/move/" in text
    assert f"{CONSULTATIONS}{following.pk}/complete/" not in text
    assert f"{CONSULTATIONS}{came.pk}/miss/" not in text


def test_the_old_time_of_today_is_kept_until_they_choose_and_shown(desk, office, monday):
    by = User.objects.get()
    kept = confirmed(TUESDAY_AT_TWO, office)
    confirmed(TUESDAY_AT_TWO + HALF_AN_HOUR, office)
    monday.move_to(TUESDAY_AT_TWO - timedelta(hours=5))
    lifecycle.propose(kept, times=PROPOSALS[1:2], by=by, now=TUESDAY_AT_TWO - timedelta(hours=5))

    text = desk.get("/admin/").text

    assert today(text) == [
        "2:00 pm Maya O. Visible pores Kept until they choose",
        "2:30 pm Maya O. Visible pores Next",
    ]
    assert section(text, "days").startswith("Next days Today 2 consultations")


def test_the_next_day_with_anybody_in_it_follows_today_however_far_it_is(desk, office, monday):
    assert "Nobody comes today." in section(desk.get("/admin/").text, "days")
    far = confirmed(TUESDAY_AT_TWO + timedelta(days=21), office)

    text = desk.get("/admin/").text

    assert of_day(text, "Tuesday, December 15") == ["2:00 pm Maya O. Visible pores Next"]
    assert f"{CONSULTATIONS}{far.pk}/move/" in text
    confirmed(TUESDAY_AT_TWO + timedelta(days=1), office)
    confirmed(TUESDAY_AT_TWO + timedelta(days=1) - HALF_AN_HOUR, office)
    text = desk.get("/admin/").text
    assert of_day(text, "Wednesday, November 25") == [
        "1:30 pm Maya O. Visible pores Next",
        "2:00 pm Maya O. Visible pores Confirmed",
    ]
    assert "<h3>Tuesday, December 15" not in text


def test_while_somebody_is_to_come_today_nobody_of_the_next_day_is_next(desk, office, monday):
    confirmed(TUESDAY_AT_TWO, office)
    confirmed(TUESDAY_AT_TWO + timedelta(days=1), office)
    monday.move_to(TUESDAY_AT_TWO - timedelta(hours=1))

    text = desk.get("/admin/").text

    assert today(text) == ["2:00 pm Maya O. Visible pores Next"]
    assert of_day(text, "Wednesday, November 25") == ["2:00 pm Maya O. Visible pores Confirmed"]


def test_a_reminder_of_the_time_before_is_none_of_this_one(desk, office, monday):
    row = confirmed(TUESDAY_AT_TWO, office)
    confirmed(PROPOSALS[0] - HALF_AN_HOUR, office)
    Notification.objects.filter(consultation=row, kind="confirmed").update(
        kind="reminder", due_at=None, sent_at=MONDAY
    )
    lifecycle.move(
        row, starts_at=PROPOSALS[0], by=User.objects.get(), now=MONDAY + timedelta(hours=1)
    )
    monday.move_to(PROPOSALS[0] - timedelta(hours=2))
    desk.force_login(User.objects.get())

    assert today(desk.get("/admin/").text)[1] == "2:00 pm Maya O. Visible pores Confirmed"


def test_what_is_over_and_unsettled_does_not_vanish(desk, office, monday):
    consultation = confirmed(TUESDAY_AT_TWO, office)
    monday.move_to(TUESDAY_AT_TWO + timedelta(days=12))

    text = desk.get("/admin/").text

    assert consultation.reference in section(text, "unsettled")
    assert f"{CONSULTATIONS}{consultation.pk}/complete/" in text
    lifecycle.complete(consultation, by=User.objects.get(), now=TUESDAY_AT_TWO + timedelta(days=12))
    assert consultation.reference not in desk.get("/admin/").text


def test_this_week_is_on_it(desk, office):
    confirmed(TUESDAY_AT_TWO, office)

    week = section(desk.get("/admin/").text, "week")

    assert week.startswith("This week November 24 to 28")
    assert "Maya O. Visible pores Confirmed" in week


def test_hostile_names_are_inert_on_the_first_page_and_in_the_week(desk, office):
    for number, name in enumerate(HOSTILE):
        ask(
            office,
            first_name=name,
            starts_at=TUESDAY_AT_TWO + number * HALF_AN_HOUR,
            email=f"{number}@x.com",
        )

    for address in ("/admin/", f"{CONSULTATIONS}week/"):
        text = desk.get(address).text
        assert "<img src=x" not in text
        assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", text)
        assert "<bdi>\u202eevil O.</bdi>" in text  # which turns nothing around beside it


# ---- how much it asks ----------------------------------------------------------------------------
def one_of_each(office, number, by):
    """One in every section, one today, two to tell (one of them reminded), one of an earlier
    day.
    """
    at = TUESDAY_AT_TWO + number * HALF_AN_HOUR
    mail = (f"{name}{number}@example.com" for name in ("waiting", "aside", "proposed"))
    ask(office, starts_at=None, email=next(mail))
    ask(office, starts_at=None, suspect=True, email=next(mail))
    proposed = ask(office, starts_at=None, email=next(mail))
    lifecycle.propose(proposed, times=[at + timedelta(days=1)], by=by, now=MONDAY)
    lifecycle.confirm(ask(office, starts_at=at + timedelta(days=2), **BY_PHONE), by=by, now=MONDAY)
    confirmed(at, office)
    told = ask(office, starts_at=at + timedelta(days=3), **BY_PHONE)
    Consent.objects.create(consultation=told, kind="texts", wording="Yes", given_at=MONDAY)


def test_the_first_page_asks_eighteen_times_whatever_there_is_to_do(
    client, office, monday, settings
):
    make_roles()
    me = User.objects.create_user("desk", is_staff=True)
    me.groups.add(Group.objects.get(name="Front desk"))
    settings.SECOND_FACTOR = True
    factor = second_factor.SecondFactor.objects.create(user=me, secret="00", last_step=0)
    monday.move_to(TUESDAY_AT_TWO + timedelta(days=1, hours=2))
    close(office, date(2027, 5, 31))  # a holiday, so that nothing is to be said of them
    client.force_login(me)
    session = client.session
    session[second_factor.VERIFIED_BY] = factor.pk
    session.save()
    queries = []
    for numbers in (range(1), range(1, 3)):
        for number in numbers:
            one_of_each(office, number, me)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            text = client.get("/admin/").text
        queries.append([each["sql"] for each in asked])

        rows = number + 1
        assert section(text, "waiting").startswith(f"Waiting for an answer {2 * rows} requests")
        for name in ("aside", "proposed", "unsettled"):
            assert section(text, name).count("Visible pores") == rows
        assert text.count("/told/") == 3 * rows
        assert text.count('href="sms:') == rows

    assert len(queries[0]) == len(queries[1])
    assert len(queries[0]) <= 18


def test_it_says_no_more_of_a_proposal_than_its_times(desk, office):
    consultation = in_status(Status.PROPOSED, office)

    text = desk.get("/admin/").text

    assert section(text, "week").count("Maya O. Proposed") == len(PROPOSALS)
    assert consultation.reference in section(text, "proposed")
