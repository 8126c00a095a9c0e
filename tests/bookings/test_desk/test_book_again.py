"""A person whose consultation came to nothing is booked again with everything filled in."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import availability, erasures, lifecycle, person
from bookings.models import CONSENT_WORDING, Consent, Consultation, Status
from tests.articles.factories import make_article
from tests.bookings.desk import said
from tests.bookings.lives import HALF_AN_HOUR, in_status
from tests.bookings.test_desk.words import ADD, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

LATER = TUESDAY_AT_TWO + timedelta(days=2)
ENDED = [Status.DECLINED, Status.CANCELED, Status.LAPSED, Status.NO_SHOW]
pytestmark = pytest.mark.django_db


@pytest.fixture
def declined(desk, office):
    """Somebody who was declined by mistake, and had agreed to be texted."""
    one = ask(
        office,
        reach_by="text",
        phone="+14245550134;ext=12",
        article=make_article("Pores, plainly"),
    )
    agree(one)
    return lifecycle.decline(one, by=User.objects.get(), now=MONDAY)


def agree(one):
    Consent.objects.bulk_create(
        Consent(consultation=one, kind=kind, wording=words, given_at=MONDAY)
        for kind, words in CONSENT_WORDING.items()
    )


def again(one):
    return f"{ADD}?again={one.pk}"


def filled_in(desk, address, **changes):
    """What the page would send: what stands in its fields, and a time."""
    text = desk.get(address).text
    form = re.search(r'<form class="acu-step".*?</form>', text, re.S)[0]
    sent = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' not in tag or " checked" in tag:
            sent[name[1]] = unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name, options in re.findall(r'<select name="([^"]*)"(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        sent[name] = chosen[0] if chosen else ""
    return sent | {"time": availability.iso(LATER)} | changes


def book(desk, one, **changes):
    response = desk.post(again(one), filled_in(desk, again(one), **changes))
    assert response.status_code == 302, response.text
    return Consultation.objects.get(again_for=one)


# ---- the button ----------------------------------------------------------------------------------
@pytest.mark.parametrize("status", Status)
def test_the_button_stands_where_it_came_to_nothing_and_nowhere_else(desk, office, status):
    one = in_status(status, office)

    text = desk.get(page_of(one)).text

    assert (f'href="{again(one)}">Book again for this person' in text) == (status in ENDED)


@pytest.mark.parametrize("status", ENDED)
def test_two_presses_book_it_as_a_new_one(desk, office, monday, status):
    one = in_status(status, office)
    before = one.events.count()

    new = book(desk, one)

    one.refresh_from_db()
    assert (one.status, one.events.count()) == (status, before)  # nothing is undone
    assert (new.status, new.starts_at, new.again_for) == ("confirmed", LATER, one)
    assert new.notifications.filter(audience="patient").exists()


def test_everything_that_is_known_is_filled_in(desk, declined):
    new = book(desk, declined)

    for name in ["first_name", "last_name", "phone", "email", "reach_by", "concern", "article"]:
        assert getattr(new, name) == getattr(declined, name), name
    assert (new.answers, new.note) == ([], "")  # they belong to the old one, which keeps them


def test_each_page_leads_to_the_other(desk, declined):
    new = book(desk, declined)

    old_page, new_page = desk.get(page_of(declined)).text, desk.get(page_of(new)).text
    assert f'<a href="{page_of(new)}">{new.reference}</a>, confirmed.' in old_page
    assert "Book again for this person" not in old_page
    assert f'Booked again for <a href="{page_of(declined)}">{declined.reference}</a>' in new_page


# ---- what they had agreed to ---------------------------------------------------------------------
def consents(one):
    return {each.kind: (each.wording, each.given_at) for each in one.consents.all()}


def test_what_they_agreed_to_goes_on_in_its_words_and_with_its_time(desk, declined, monday):
    monday.move_to(MONDAY + timedelta(hours=3))

    assert consents(book(desk, declined)) == consents(declined)


def test_another_number_may_not_be_texted_by_what_was_agreed_for_the_old_one(desk, declined):
    new = book(desk, declined, phone="(310) 555-0199")

    assert consents(new)["texts"][0].startswith("Asked by phone or at the door")
    assert consents(new)["adult"] == consents(declined)["adult"]


def test_who_did_not_come_or_canceled_is_asked_anew_whether_we_may_contact_them(
    client, desk, office
):
    missed = in_status(Status.NO_SHOW, office)
    agree(missed)

    text = desk.get(again(missed)).text
    assert f"They agreed on Monday, November 23: “{CONSENT_WORDING['adult']}”" in text
    assert str(CONSENT_WORDING["contact"]) not in text
    assert "Ask before you press: May we contact them about this consultation?" in text
    refused = desk.post(again(missed), filled_in(desk, again(missed), reach_by="text"))
    assert refused.status_code == 422
    assert "Ask whether we may text them" in refused.text

    new = book(desk, missed)

    assert consents(new)["adult"] == consents(missed)["adult"]
    assert consents(new)["contact"][0].startswith("Asked by phone or at the door")
    assert "texts" not in consents(new)


def test_what_goes_on_is_said_and_not_asked_again(desk, declined):
    text = desk.get(again(declined)).text

    assert text.count("They agreed on Monday, November 23") == len(CONSENT_WORDING)
    assert "Ask before you press" not in text


# ---- twice ---------------------------------------------------------------------------------------
def test_nobody_is_booked_again_twice(desk, declined):
    two = [filled_in(desk, again(declined)) for _ in range(2)]
    two[1]["time"] = availability.iso(LATER + HALF_AN_HOUR)
    desk.post(again(declined), two[0])

    response = desk.post(again(declined), two[1], follow=True)

    new = Consultation.objects.get(again_for=declined)
    assert response.redirect_chain == [(page_of(new), 302)]
    assert said(response)[-1] == f"They were booked again already: this is {new.reference}."
    with pytest.raises(lifecycle.BookedAgain):  # though two press at one moment
        lifecycle.book(
            Consultation(
                office=new.office, concern=new.concern, again_for=declined, first_name="M"
            ),
            starts_at=LATER + HALF_AN_HOUR,
            consents={},
            by=User.objects.get(),
            now=MONDAY,
        )


def test_the_same_form_sent_twice_is_one_booking(desk, declined):
    sent = filled_in(desk, again(declined))
    for _ in range(2):
        desk.post(again(declined), sent)

    assert Consultation.objects.filter(again_for=declined).count() == 1


def test_whoever_asked_anew_meanwhile_is_named_before_anything_is_booked(desk, office, declined):
    assert "With the same phone or e-mail" not in desk.get(again(declined)).text
    anew = ask(office, phone=declined.phone, starts_at=LATER, email="theo@example.com")

    text = desk.get(again(declined)).text

    assert f'there is <a href="{page_of(anew)}">{anew.reference}</a>, requested' in text


def test_an_open_one_and_one_that_is_not_there_are_not_booked_again(desk, office):
    one = ask(office)

    response = desk.get(again(one), follow=True)

    assert response.redirect_chain == [(page_of(one), 302)]
    assert said(response) == ["It has not come to nothing: change this one instead."]
    for key in ["9999", "x", "9" * 30, "²"]:
        assert desk.get(ADD, {"again": key}).status_code == 404


# ---- the patient's page --------------------------------------------------------------------------
def test_the_old_page_leads_the_patient_to_the_new_one(client, desk, declined):
    new = book(desk, declined)
    client.logout()

    text = client.get(declined.get_absolute_url()).text

    assert f'<b>We have booked you again.</b> <a href="{new.get_absolute_url()}">' in text
    assert new.reference not in text
    assert client.get(new.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("changed", [{"email": "new@example.com"}, {"phone": "(310) 555-0199"}])
def test_whoever_has_the_old_address_alone_is_not_led_to_another_contacts_page(
    client, desk, declined, changed
):
    book(desk, declined, **changed)

    assert "booked you again" not in client.get(declined.get_absolute_url()).text


def test_an_old_address_that_went_to_a_mistyped_mailbox_leads_nowhere(client, desk, office):
    one = ask(office, email="mistyped@example.com")
    by = User.objects.get()
    one = lifecycle.correct(one, email="maya@example.com", phone="", texts=None, by=by, now=MONDAY)
    one = lifecycle.decline(one, by=by, now=MONDAY)
    book(desk, one)

    assert "booked you again" not in client.get(one.get_absolute_url()).text


# ---- what is kept --------------------------------------------------------------------------------
@pytest.mark.parametrize("which", ["old", "new"])
def test_either_is_erased_without_the_other(desk, declined, which):
    new = book(desk, declined)
    gone, stays = (declined, new) if which == "old" else (new, declined)

    erasures.erase(Consultation.objects.filter(pk=gone.pk), by="owner", now=MONDAY)

    desk.get("/admin/")  # where the last press is told of
    stays.refresh_from_db()
    assert stays.again_for_id is None
    text = desk.get(page_of(stays)).text
    assert gone.reference not in text
    assert ("Book again for this person" in text) == (which == "new")


def test_all_of_a_person_says_which_was_booked_for_which_and_nothing_twice(desk, declined):
    new = book(desk, declined)

    rows = person.found(person.contacts_of(new)).order_by("pk")
    held = [person._request(each) for each in rows]

    assert [each["booked again for"] for each in held] == [None, declined.reference]
    assert not any("phone_end" in name for each in held for name in each)
