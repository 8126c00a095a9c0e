"""An earlier time at the desk: seen on the first page, offered by one press, answered for them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import lifecycle
from bookings.admin.week.closures import consultations_met
from bookings.availability import iso
from bookings.models import Access, EarlierOffer, Status
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import AT_ONE, PROPOSALS, in_status, offered, waiting
from tests.bookings.lives import desk as a_desk
from tests.bookings.test_desk.words import BY_PHONE
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WEDNESDAY_AT_TWO, _, FRIDAY_AT_TWO = PROPOSALS
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def freed(office):
    """Maya waits first and Theo second for what was canceled: Tuesday at two."""
    gone = ask(office, email="gone@example.com")
    first = ask(office, starts_at=FRIDAY_AT_TWO, email="first@example.com")
    second = ask(
        office,
        starts_at=WEDNESDAY_AT_TWO,
        email="second@example.com",
        first_name="Theo",
        last_name="Lim",
    )
    for each in (first, second):
        lifecycle.wait(each, by=None, now=MONDAY)
    lifecycle.cancel(gone, by=None, now=MONDAY)
    return first, second


def section(client):
    found = re.search(
        r'<section aria-labelledby="earlier">(.*?)</section>', client.get("/admin/").text, re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def offer(client, consultation, starts_at=TUESDAY_AT_TWO, **more):
    sent = {"starts_at": iso(starts_at), **more}
    return client.post(f"{CONSULTATIONS}{consultation.pk}/offer-earlier/", sent, follow=True)


def test_the_first_page_says_which_time_is_free_and_who_waits_for_it(desk, freed):
    text = section(desk)

    assert text.startswith("An earlier time is free")
    assert "Tuesday, November 24, 2:00 pm" in text
    assert f"Maya O. , {freed[0].reference}, has Friday, November 27, 2:00 pm" in text
    assert "Then Theo L. ." in text
    assert text.count("Offer to") == 1


def test_without_anybody_who_waits_there_is_no_such_section(desk, office):
    ask(office)

    assert section(desk) == ""


def test_one_press_offers_it_and_leads_back_to_the_first_page(desk, freed):
    first, _ = freed

    response = offer(desk, first)

    assert response.redirect_chain[-1] == ("/admin/", 302)
    assert said(response) == [
        f"{first.reference} is being offered an earlier time, and keeps its own until it is taken."
        " An e-mail tells the patient."
    ]
    assert EarlierOffer.objects.get().consultation == first
    assert Access.objects.filter(reference=first.reference, fields="offer_earlier").exists()
    text = section(desk)
    assert text.startswith("An earlier time is offered")
    assert "Offered to Maya O." in text
    assert "Held until Tuesday, November 24, 12:00 pm." in text


def test_what_was_kept_is_offered_to_the_next_one_by_the_next_press(desk, freed):
    first, second = freed
    offer(desk, first)

    answer = {"starts_at": iso(TUESDAY_AT_TWO)}
    kept = desk.post(f"{CONSULTATIONS}{first.pk}/keep/", answer, follow=True)

    assert said(kept) == [f"{first.reference} is keeping its own time. Nobody needs to be told."]
    text = section(desk)
    assert f"Theo L. , {second.reference}, has Wednesday" in text
    assert "Did not take it: Maya O." in text
    assert offer(desk, second).status_code == 200
    assert EarlierOffer.objects.filter(outcome="open").get().consultation == second


def test_the_desk_takes_it_for_whoever_says_so_on_the_phone(desk, office):
    one = offered(in_status(Status.CONFIRMED, office, **BY_PHONE))
    page = desk.get(f"{CONSULTATIONS}{one.pk}/change/").text
    assert "They take Tuesday, November 24, 1:00 pm" in page

    answer = {"starts_at": iso(AT_ONE)}
    desk.post(f"{CONSULTATIONS}{one.pk}/accept/", answer)

    one.refresh_from_db()
    assert one.starts_at == AT_ONE
    assert one.events.last().by.username == "desk"


def test_who_calls_is_put_on_the_list_and_off_it_again(desk, office):
    one = in_status(Status.CONFIRMED, office)
    page = f"{CONSULTATIONS}{one.pk}/"
    assert "They would come earlier" in desk.get(f"{page}change/").text

    on_it = desk.post(f"{page}wait/", follow=True)
    assert said(on_it) == [
        f"{one.reference} is on the list for an earlier time. Nobody needs to be told."
    ]
    assert "They wait for no earlier time" in on_it.text
    assert "<strong>Waits for an earlier time</strong>" in on_it.text

    desk.post(f"{page}stop-waiting/")
    assert not one.waits.exists()


def test_who_is_too_late_reads_what_is_true(desk, freed):
    first, second = freed
    offer(desk, first)

    again = offer(desk, first)
    other = offer(desk, second)
    past = offer(desk, second, starts_at=MONDAY)

    assert said(again) == [
        f"{first.reference} is being offered Tuesday, November 24, 2:00 pm Pacific time already."
    ]
    told_nobody = f"{second.reference} was not told."
    assert said(other) == [f"Somebody else has that time by now. {told_nobody}"]
    assert said(past) == [f"That time is no longer on offer. {told_nobody}"]


def test_who_may_only_look_sees_it_and_offers_nothing(client, freed):
    looker = staff(client, "view_consultation")
    first, _ = freed

    assert "Offer to" not in section(looker)
    assert "Maya O." in section(looker)
    assert offer(looker, first).status_code == 403
    assert not EarlierOffer.objects.exists()


def test_a_look_at_the_address_offers_nothing(desk, freed):
    first, _ = freed

    response = desk.get(f"{CONSULTATIONS}{first.pk}/offer-earlier/")

    assert response.status_code == 405
    assert not EarlierOffer.objects.exists()


def test_the_week_shows_what_is_offered_and_to_whom(desk, freed):
    first, _ = freed
    offer(desk, first)

    text = desk.get(f"{CONSULTATIONS}week/").text

    assert text.count("<span>Offered</span>") == 1


def test_the_timeline_says_which_time_was_offered_and_what_came_of_it(desk, office):
    one = offered(in_status(Status.CONFIRMED, office))
    lifecycle.keep(one, by=None, now=MONDAY)

    text = desk.get(f"{CONSULTATIONS}{one.pk}/change/").text

    assert "Tuesday, November 24, 1:00 pm, held until Tuesday" in text
    assert "Kept their own time" in text


def test_the_first_page_asks_as_often_for_three_who_wait_as_for_one(
    desk, office, django_assert_max_num_queries
):
    gone = ask(office, email="gone@example.com")
    waiting(in_status(Status.CONFIRMED, office, starts_at=FRIDAY_AT_TWO))
    lifecycle.cancel(gone, by=None, now=MONDAY)
    desk.get("/admin/")
    with django_assert_max_num_queries(18):
        desk.get("/admin/")
    for number in range(2):
        waiting(ask(office, starts_at=PROPOSALS[number], email=f"{number}@example.com"))
    with django_assert_max_num_queries(18):
        assert "and 1 more" not in section(desk)


def test_the_words_of_an_offer_cost_the_first_page_no_query_a_person(desk, office):
    queries = []
    for number in range(2):
        phone = BY_PHONE | {"phone": f"+1424555013{number}"}
        one = ask(office, starts_at=PROPOSALS[number], **phone)
        offered(lifecycle.confirm(one, by=a_desk(), now=MONDAY), AT_ONE - number * AN_HOUR)
        one.notifications.filter(kind="confirmed").delete()
        desk.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            text = desk.get("/admin/").text
        assert text.count("An earlier time is free: Tuesday") == number + 1
        queries.append(len(asked))

    assert queries[0] == queries[1]


def test_a_closure_meets_nobody_by_a_time_that_is_only_offered(office):
    offered(in_status(Status.CONFIRMED, office))
    half_an_hour = timedelta(minutes=30)
    closures = [
        office.closures.create(starts_at=start, ends_at=start + half_an_hour)
        for start in (AT_ONE, TUESDAY_AT_TWO)
    ]

    met = [len(consultations_met(closure, now=MONDAY)) for closure in closures]

    assert met == [0, 1]


def test_numbers_say_how_many_were_offered_and_taken(desk, office):
    assert "Earlier times" not in desk.get(f"{CONSULTATIONS}numbers/").text
    lifecycle.keep(offered(in_status(Status.CONFIRMED, office)), by=None, now=MONDAY)

    text = " ".join(desk.get(f"{CONSULTATIONS}numbers/").text.split())

    assert "Earlier times offered to people who waited for one: 1, of which 0 were taken." in text
