"""The patient's side of an earlier time: the box on the form, and their page."""

from datetime import timedelta

import pytest

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Consultation, EarlierOffer, Status, Wait
from tests.bookings.forms import answers
from tests.bookings.lives import AT_ONE, everything, in_status, offered, waiting
from tests.bookings.patients import address, main
from tests.factories import TUESDAY_AT_TWO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
MAY = [Status.REQUESTED, Status.CONFIRMED]
TICK = "Tell me if an earlier time frees up"


def page(client, consultation):
    return " ".join(main(client.get(address(consultation))).split())


def press(client, consultation, say, **more):
    return client.post(address(consultation, "earlier/"), {"say": say, **more})


# ---- the booking form ----------------------------------------------------------------------------
def test_the_box_on_the_form_is_unticked_and_promises_nothing(client, office):
    text = client.get("/book/").text

    assert TICK in text
    assert "We cannot promise that one does." in text
    assert 'name="earlier"' in text
    box = text.split('name="earlier"')[1].split(">")[0]
    assert "checked" not in box


@pytest.mark.parametrize(
    ("sent", "waits"),
    [({}, False), ({"earlier": "on"}, True), ({"earlier": "on", "when": "call"}, False)],
)
def test_who_chose_a_time_and_ticked_the_box_waits(client, office, sent, waits):
    response = client.post("/book/", answers(**sent))

    assert response.status_code == 302
    one = Consultation.objects.get()
    assert one.waits.exists() == waits
    assert ("You asked us to tell you if an earlier time frees up." in page(client, one)) == waits


def test_what_was_free_when_the_form_was_sent_is_known(client, office):
    client.post("/book/", answers(earlier="on"))

    assert len(Wait.objects.get().free_then) == 8  # from ten to two


def test_the_box_stays_ticked_while_something_needs_mending(client, office):
    response = client.post("/book/", answers(earlier="on", first_name=""))

    assert response.status_code == 422
    assert "checked" in response.text.split('name="earlier"')[1].split(">")[0]


def test_who_is_set_aside_waits_once_released(client, office, ines):
    client.post("/book/", answers(earlier="on", leave_empty="x"))
    one = Consultation.objects.get()
    assert one.status == Status.ASIDE
    assert "earlier time" not in page(client, one)

    lifecycle.release(one, by=ines, now=one.asked_at)

    assert "You asked us to tell you if an earlier time frees up." in page(client, one)


# ---- their own page ------------------------------------------------------------------------------
@pytest.mark.parametrize("status", MAY)
def test_they_tick_and_untick_it_on_their_page(client, office, status):
    one = in_status(status, office)
    assert f">{TICK}</button>" in page(client, one)

    assert press(client, one, "wait").url == address(one)
    text = page(client, one)
    assert "and cannot promise that one does. This time stays yours." in text

    assert press(client, one, "stop").url == address(one)
    assert not one.waits.exists()
    assert f">{TICK}</button>" in page(client, one)


@pytest.mark.parametrize("status", [each for each in Status if each not in MAY])
def test_nobody_else_is_asked_about_it(client, office, status):
    assert "earlier time" not in page(client, in_status(status, office))


def test_who_has_no_time_is_not_asked_about_an_earlier_one(client, office):
    client.post("/book/", answers(when="call"))

    assert "earlier time" not in page(client, Consultation.objects.get())


def test_who_ticks_twice_is_on_the_list_once(client, office):
    one = in_status(Status.REQUESTED, office)
    press(client, one, "wait")

    again = press(client, one, "wait")

    assert again.status_code == 409
    assert f"{one.reference} is on the list for an earlier time already." in again.text
    assert one.waits.count() == 1


@pytest.mark.parametrize("status", MAY)
def test_an_offer_says_its_time_its_end_and_what_they_keep(client, office, status):
    text = page(client, offered(in_status(status, office)))

    assert "An earlier time is free" in text
    assert "We hold it for you until <b>Tuesday, November 24, 11:00 am Pacific time</b>." in text
    kept = "The time you have, Tuesday, November 24, 2:00 pm Pacific time, stays yours unless"
    assert kept in text
    assert TICK not in text
    assert "Stop looking" not in text


@pytest.mark.parametrize("status", MAY)
def test_they_take_it_by_one_press(client, office, status):
    one = offered(in_status(status, office))

    response = press(client, one, "accept", slot=iso(AT_ONE))

    assert response.url == address(one)
    one.refresh_from_db()
    assert (one.status, one.starts_at) == (Status.CONFIRMED, AT_ONE)
    text = page(client, one)
    assert "Tuesday, November 24, 2:00 pm Pacific time, from your calendar" in text
    assert "An earlier time is free" not in text


@pytest.mark.parametrize("status", MAY)
def test_they_keep_the_time_they_have_by_one_press(client, office, status):
    one = offered(in_status(status, office))

    press(client, one, "keep", slot=iso(AT_ONE))

    one.refresh_from_db()
    assert (one.status, one.starts_at) == (status, TUESDAY_AT_TWO)
    assert "Thank you for telling us: you keep this time." in page(client, one)


@pytest.mark.parametrize(
    ("was_told", "said"),
    [(True, "and did not hear from you"), (False, "and could not tell you in time. We are sorry.")],
)
def test_what_ended_without_an_answer_says_whose_silence_it_was(
    client, office, monday, was_told, said
):
    one = offered(in_status(Status.CONFIRMED, office))
    if was_told:
        one.notifications.filter(kind="earlier").update(sent_at=one.asked_at, due_at=None)
    moment = one.open_offer.answer_by
    monday.move_to(moment)
    assert press(client, one, "accept", slot=iso(AT_ONE)).status_code == 409
    assert "An earlier time is free" not in page(client, one)

    lifecycle.expire_due(now=moment)

    assert said in page(client, one)
    late = press(client, one, "accept", slot=iso(AT_ONE))
    assert late.status_code == 409
    assert "That earlier time is not held any more. The own time stands." in late.text


def test_while_a_time_is_offered_nobody_leaves_the_list(client, office):
    one = offered(in_status(Status.CONFIRMED, office))

    response = press(client, one, "stop")

    assert response.status_code == 409
    assert "Take it, or keep the one you have." in response.text
    assert one.waits.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"say": "accept"}, {"say": "accept", "slot": "soon"}, {"say": "ac\0cept"}]
)
def test_a_post_without_a_button_changes_nothing_and_says_what_to_do(client, office, sent):
    one = offered(in_status(Status.CONFIRMED, office))
    before = everything()

    response = client.post(address(one, "earlier/"), sent)

    assert response.status_code == 422
    assert "Please press one of the buttons below." in response.text
    assert everything() == before


def test_looking_at_its_address_changes_nothing_and_leads_to_the_page(client, office):
    one = offered(in_status(Status.CONFIRMED, office))
    before = everything()

    for say in ("accept", "keep", "wait", "stop"):
        query = {"say": say, "slot": iso(AT_ONE)}
        assert client.get(address(one, "earlier/"), query).url == address(one)
        client.head(address(one, "earlier/"), query)

    assert everything() == before


def test_an_old_offer_is_no_news_once_something_else_has_happened(client, office, ines):
    one = offered(waiting(in_status(Status.REQUESTED, office)))
    press(client, one, "keep", slot=iso(AT_ONE))

    lifecycle.confirm(one, by=ines, now=one.asked_at + timedelta(minutes=1))

    assert EarlierOffer.objects.get().outcome == "kept"
    assert "You asked us to tell you if an earlier time frees up." in page(client, one)


def test_nobody_lists_all_free_times_again_and_again_by_ticking_and_unticking(client, office):
    one = in_status(Status.CONFIRMED, office)
    for _ in range(6):
        press(client, one, "wait")
        press(client, one, "stop")

    response = press(client, one, "wait")

    assert response.status_code == 429
    assert not one.waits.exists()
