"""The calendar that phones subscribe to: what is in it, who may fetch it, and what an app is told
anew.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import lifecycle
from bookings.calendars import feed_file, initial
from bookings.models import Access, Feed, Status, new_secret, secret_hash
from clinic.staff.roles import make_roles
from tests.bookings.lives import PROPOSALS, desk, in_status
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern, make_office

pytestmark = pytest.mark.django_db
DAY, AT_THREE = timedelta(days=1), TUESDAY_AT_TWO + timedelta(hours=1)


def confirmed(office, **fields):
    return lifecycle.confirm(ask(office, **fields), by=desk(), now=MONDAY)


def read(office, now=MONDAY):
    """What a calendar program makes of the feed."""
    return vobject.readOne(feed_file(office, now=now).decode())


def entries(office, now=MONDAY):
    return list(read(office, now).contents.get("vevent", []))


# ---- what is in it -----------------------------------------------------------------------------
def test_an_entry_says_initials_reference_time_and_place_and_no_more(office):
    sealed = {"phone": "+14245550134", "note": "keloid on the left", "answers": ["sensitive"]}
    consultation = confirmed(office, concern=make_concern(), **sealed)

    (entry,) = entries(office)

    assert entry.summary.value == f"Consult – M.O. ({consultation.reference})"
    assert (entry.dtstart.value, entry.dtend.value) == (
        consultation.starts_at,
        consultation.ends_at,
    )
    assert entry.location.value == office.address
    assert (entry.status.value, entry.getChildValue("class")) == ("CONFIRMED", "PRIVATE")
    written = feed_file(office, now=MONDAY).decode()
    for unsaid in (
        "Maya",
        "Ortiz",
        "maya@",
        "5550134",
        "keloid",
        "sensitive",
        "pores",
        consultation.token,
    ):
        assert unsaid.casefold() not in written.casefold()


def test_it_asks_to_be_fetched_every_hour_and_says_its_time_zone(office):
    confirmed(office)

    calendar = read(office)

    lines = feed_file(office, now=MONDAY).decode().split("\r\n")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines
    assert calendar.method.value == "PUBLISH"
    assert calendar.vtimezone.tzid.value == "America/Los_Angeles"
    assert [line for line in lines if line.startswith("DTSTART;TZID=America/Los_Angeles:2026")]
    assert lines.count("END:VCALENDAR") == lines.count("BEGIN:VTIMEZONE") == 1
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_an_empty_one_is_a_calendar_too(office):
    assert "vevent" not in read(office).contents


@pytest.mark.parametrize("status", Status.values)
def test_it_has_whom_the_office_expects_or_has_expected(office, status):
    in_status(Status(status), office)

    expected = status in (Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW)
    assert len(entries(office, TUESDAY_AT_TWO + DAY)) == expected


def test_while_other_times_are_proposed_the_confirmed_one_stands(office):
    consultation = lifecycle.propose(confirmed(office), times=PROPOSALS, by=desk(), now=MONDAY)
    assert [entry.dtstart.value for entry in entries(office)] == [TUESDAY_AT_TWO]

    lifecycle.turn_down(consultation, by=None, now=MONDAY)

    assert entries(office) == []


def test_it_looks_back_thirty_days(office):
    confirmed(office)

    assert len(entries(office, TUESDAY_AT_TWO + 30 * DAY)) == 1
    assert entries(office, TUESDAY_AT_TWO + 30 * DAY + timedelta(seconds=1)) == []


def test_what_is_further_ahead_than_times_are_offered_is_in_it(office):
    confirmed(office, starts_at=TUESDAY_AT_TWO + 14 * DAY)
    office.horizon_days = 1
    office.save()

    assert len(entries(office)) == 1


def test_a_change_keeps_the_uid_raises_the_sequence_and_is_stamped_with_its_own_moment(office):
    consultation = confirmed(office)
    (first,) = entries(office)
    later = MONDAY + timedelta(minutes=20)

    lifecycle.move(consultation, starts_at=AT_THREE, by=desk(), now=later)

    (second,) = entries(office)
    assert first.uid.value == second.uid.value
    assert (first.sequence.value, second.sequence.value) == ("0", "1")
    assert (first.dtstamp.value, second.dtstamp.value) == (MONDAY, later)
    assert second.dtstart.value == AT_THREE


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu"])
@pytest.mark.parametrize(
    "month", [datetime(2027, 3, 8, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)]
)
def test_another_program_reads_the_same_instants_on_both_sides_of_the_years_changes(zone, month):
    office = make_office(time_zone=zone)
    times = []
    for day in (3, 8, 10):
        local = (month + day * DAY).astimezone(office.zone).replace(hour=11)
        starts_at = local.astimezone(UTC)
        row = ask(office, starts_at=starts_at, now=month, email=f"maya{day}@example.com")
        lifecycle.confirm(row, by=desk(), now=month)
        times.append(starts_at)

    found = entries(office, month)

    assert [entry.dtstart.value for entry in found] == times
    assert {entry.dtstart.value.hour for entry in found} == {11}


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Maya", "M"),
        ("ángel", "Á"),
        ("a\u0301ngel", "Á"),
        ("ßen", "ß"),
        ("O'Brien", "O"),
        ("🌸 Maya", "M"),
        ("🌸", ""),
        ("", ""),
        ("مريم", "م"),
        ("किरण", "कि"),
        ("李", "李"),
        ("\u202egnihtemos", "G"),
        ("\u200f\u2067Maya", "M"),
        ("\r\nATTENDEE:x", "A"),
        (";,\\n", "N"),
        ("\u3164\u115fMaya", "M"),
        ("𝓜aya", "M"),
        ("Z\u0334\u0335\u0336\u0337\u0338", "Z\u0334\u0335"),
        ("3M", "M"),
    ],
)
def test_an_initial_is_one_letter_and_nothing_that_hides_or_breaks(name, letter):
    assert initial(name) == letter


def test_hostile_names_make_no_line_of_their_own(office):
    office.name = "Acu; \\ ,\r\nATTENDEE:mailto:x"
    office.suite = "Suite 10; rear\\"
    office.save()
    first = confirmed(
        office, first_name="\r\nEND:VEVENT", last_name="\u202e;\\", starts_at=TUESDAY_AT_TWO
    )
    one = confirmed(
        office, first_name="Cher", last_name="", starts_at=AT_THREE, email="c@example.com"
    )
    none = confirmed(
        office, first_name="🌸", last_name="", starts_at=PROPOSALS[0], email="d@example.com"
    )

    found = entries(office)

    lines = feed_file(office, now=MONDAY).split(b"\r\n")
    assert [entry.summary.value for entry in found] == [
        f"Consult – E. ({first.reference})",
        f"Consult – C. ({one.reference})",
        f"Consult ({none.reference})",
    ]
    assert {entry.location.value for entry in found} == {office.address}
    assert max(map(len, lines)) <= 75
    assert not [
        line for line in lines if line.startswith(b"ATTENDEE") or b"\n" in line or b"\r" in line
    ]


# ---- who may fetch it --------------------------------------------------------------------------
@pytest.fixture
def user():
    make_roles()
    ines = User.objects.create_user("ines", is_staff=True)
    ines.groups.add(Group.objects.get(name="Front desk"))
    return ines


@pytest.fixture
def secret(user):
    secret = new_secret()
    Feed.objects.create(
        user=user, name="Ines' phone", secret_hash=secret_hash(secret), made_at=MONDAY
    )
    return secret


def fetch(client, secret, now=MONDAY, **headers):
    with time_machine.travel(now, tick=False):
        return client.get(f"/calendar/{secret}.ics", headers=headers)


def test_it_opens_without_a_sign_in_leaves_no_cookie_and_is_not_to_be_found(client, office, secret):
    confirmed(office)

    response = fetch(client, secret)

    assert response.status_code == 200
    assert response.content == feed_file(office, now=MONDAY)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert client.get("/robots.txt").text.count("/calendar") == 0  # else Google would not fetch it


def test_it_is_read_only(client, office, secret):
    for method in ("post", "put", "delete", "patch"):
        response = getattr(client, method)(f"/calendar/{secret}.ics")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")

    assert client.head(f"/calendar/{secret}.ics").status_code == 200


def test_whatever_opens_nothing_is_one_and_the_same_404(client, office, user, secret):
    def refused(secret):
        response = fetch(client, secret)
        return response.status_code, response.content, sorted(response.items())

    def changed(change):
        before = fetch(client, secret).status_code
        change(user)
        user.save()
        return before, refused(secret)

    fetch(client, secret)  # from here on error pages know the office, whatever ran before
    unknown = refused(new_secret())
    assert unknown[0] == 404
    assert {refused(each)[1] for each in (secret[:-1], f"{secret}x", secret.swapcase(), "x")} == {
        unknown[1]
    }
    assert changed(lambda user: setattr(user, "is_active", False)) == (200, unknown)
    user.is_active = True
    user.save()
    assert changed(lambda user: setattr(user, "is_staff", False)) == (200, unknown)
    user.is_staff = True
    user.save()
    assert changed(lambda user: user.groups.clear()) == (200, unknown)
    user.groups.add(Group.objects.get(name="Front desk"))
    assert fetch(client, secret).status_code == 200
    Feed.objects.update(revoked_at=MONDAY)
    assert refused(secret) == unknown


# ---- what an app is told anew ------------------------------------------------------------------
def test_an_app_that_has_it_is_told_so_until_something_changes(client, office, secret):
    consultation = confirmed(office)
    first = fetch(client, secret)

    for matching in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
        again = fetch(client, secret, MONDAY + timedelta(hours=5), If_None_Match=matching)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == "private, no-cache"

    lifecycle.move(consultation, starts_at=AT_THREE, by=desk(), now=MONDAY)
    moved = fetch(client, secret, If_None_Match=first["ETag"])
    assert moved.status_code == 200
    assert moved["ETag"] != first["ETag"]
    assert first["ETag"].startswith('"')


def test_when_it_was_fetched_is_written_once_in_ten_minutes_also_when_nothing_was_new(
    client, office, secret
):
    def fetched_at(minutes, **headers):
        fetch(client, secret, MONDAY + timedelta(minutes=minutes), **headers)
        return (Feed.objects.get().fetched_at - MONDAY) / timedelta(minutes=1)

    etag = fetch(client, secret)["ETag"]

    assert fetched_at(9) == 0
    assert fetched_at(10, If_None_Match=etag) == 10
    assert fetched_at(19) == 10
    assert fetched_at(21) == 21


def test_it_takes_as_many_queries_for_three_as_for_one(client, office, secret):
    counts = []
    for number in range(3):
        starts_at = TUESDAY_AT_TWO + number * timedelta(minutes=30)
        confirmed(office, email=f"maya{number}@example.com", starts_at=starts_at)
        with CaptureQueriesContext(connection) as asked:
            fetch(client, secret, MONDAY + number * timedelta(hours=1))
        counts.append(len(asked))

    assert counts == [6, 6, 6]


# ---- the page where addresses are made ---------------------------------------------------------
PAGE = "/admin/bookings/consultation/feeds/"


def make(client, name="My phone"):
    """The answer to the form, and the secret that it shows."""
    response = client.post(PAGE, {"name": name})
    return response, response.context["address"].removeprefix(
        "http://testserver/calendar/"
    ).removesuffix(".ics")


def test_an_address_is_shown_once_and_kept_as_a_hash(client, office, user):
    client.force_login(user)

    response, secret = make(client)

    feed = Feed.objects.get()
    assert (feed.user, feed.name, feed.secret_hash) == (user, "My phone", secret_hash(secret))
    assert f'href="webcal://testserver/calendar/{secret}.ics"' in response.text
    assert f'value="http://testserver/calendar/{secret}.ics"' in response.text
    assert "no-store" in response["Cache-Control"]
    assert fetch(client, secret, feed.made_at).status_code == 200
    seen_later = client.get(PAGE).text + client.get("/admin/").text + repr(dict(client.session))
    assert secret not in seen_later
    assert "My phone" in client.get(PAGE).text
    stored = repr([*Feed.objects.values(), *_log()])
    assert secret not in stored
    assert _log() == [
        {"by_name": "ines", "reference": "calendar address of ines", "fields": "made"}
    ]


def _log():
    return list(Access.objects.order_by("pk").values("by_name", "reference", "fields"))


def test_a_phone_without_a_name_is_asked_for_one_and_gets_no_address(client, office, user):
    client.force_login(user)

    for name in ("", "x\u202ey", "x" * 41):
        assert client.post(PAGE, {"name": name}).status_code == 422

    assert not Feed.objects.exists()


def test_a_revoked_address_opens_nothing_at_once_and_leaves_the_list(client, office, user):
    client.force_login(user)
    _, secret = make(client)
    revoke = f"{PAGE}{Feed.objects.get().pk}/revoke/"
    assert client.get(revoke).status_code == 405

    response = client.post(revoke, follow=True)

    assert "The calendar address for “My phone” is revoked." in response.text
    assert "You have none." in response.text
    assert fetch(client, secret).status_code == 404
    client.post(revoke)
    assert [line["fields"] for line in _log()] == ["made", "revoked"]


def test_each_sees_and_revokes_their_own_and_the_owner_everybodys(client, office, user):
    client.force_login(user)
    _, secret = make(client, "Phone of Ines")
    revoke = f"{PAGE}{Feed.objects.get().pk}/revoke/"
    other = User.objects.create_user("noor", is_staff=True)
    other.groups.add(Group.objects.get(name="Front desk"))
    client.force_login(other)
    assert "Phone of Ines" not in client.get(PAGE).text
    assert client.post(revoke).status_code == 404
    assert fetch(client, secret).status_code == 200

    other.groups.set([Group.objects.get(name="Owner")])

    assert "Phone of Ines" in client.get(PAGE).text
    assert client.post(revoke).status_code == 302
    assert fetch(client, secret).status_code == 404


def test_the_page_takes_as_many_queries_for_three_people_as_for_one(client, office):
    client.force_login(User.objects.create_superuser("owner"))
    counts = []
    for number in range(3):
        somebody = User.objects.create_user(f"somebody{number}")
        Feed.objects.create(user=somebody, name="x", secret_hash=f"{number}" * 64, made_at=MONDAY)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))

    assert len(set(counts)) == 1


def test_a_hostile_name_of_a_phone_is_inert(client, office, user):
    client.force_login(user)

    response, _ = make(client, "<img src=x onerror=alert(1)>")

    assert "<img src=x" not in response.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in response.text
