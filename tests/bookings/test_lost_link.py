"""Finding one's request again, without telling anybody else that there is one."""

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from bookings import audit_log, lifecycle
from bookings.models import Access, Consultation, Event, Notification, Status
from bookings.models.consultation import REFERENCE_LETTERS
from clinic.protection import rate_limits
from clinic.site.logs import DiscreetFormatter
from tests.bookings.lives import everything, in_status
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
FIND = "/consultation/find/"


@pytest.fixture
def consultation(office):
    return ask(office, phone="+14245550134")


def links(consultation):
    return consultation.notifications.filter(kind=Notification.Kind.LINK)


def plain(response):
    """The page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def send(client, consultation, contact="maya@example.com", **more):
    return client.post(FIND, {"reference": consultation.reference, "contact": contact} | more)


@pytest.mark.parametrize(
    "contact",
    ["maya@example.com", " Maya@Example.com ", "424 555 0134", "(424) 555-0134", "+1 424 555 0134"],
)
def test_reference_and_email_or_phone_get_the_link_again(client, consultation, contact):
    response = send(client, consultation, contact)

    assert response.status_code == 200
    assert links(consultation).count() == 1
    assert consultation.events.last().kind == Event.Kind.LINK


WRITTEN = {
    "small letters": str.lower,
    "a full stop behind": "{}.".format,
    "a comma behind": "{},".format,
    "quotes around": "“{}”".format,
    "a number sign before": "#{}".format,
    "its label before": "Reference: {}.".format,
    "blanks and a dash": lambda text: f" {text[:3]} – {text[3:]} ",
    "blanks between all": " ".join,
    "full-width letters": lambda text: "".join(chr(ord(sign) + 0xFEE0) for sign in text),
    "signs that nobody sees": "\u200b{}\u00ad".format,
}


@pytest.mark.parametrize("how", WRITTEN)
def test_only_letters_and_digits_of_a_reference_count(client, consultation, how):
    send(client, consultation, reference=WRITTEN[how](consultation.reference))

    assert links(consultation).count() == 1


def test_no_letter_of_a_reference_has_a_look_alike_that_could_be_meant():
    assert not set(REFERENCE_LETTERS) & set("0O1IL2Z5S8BUVAE")


@pytest.mark.parametrize("how", WRITTEN)
def test_staff_and_commands_read_a_reference_as_the_page_does(admin_client, consultation, how):
    typed = WRITTEN[how](consultation.reference)
    audit_log.log(Access.Action.SEEN, consultation.reference, by="ines", now=MONDAY)
    lists = [
        admin_client.get(reverse(f"admin:bookings_{name}_changelist"), {"q": typed})
        .context["cl"]
        .result_list
        for name in ("consultation", "notification", "access")
    ]
    found = [{getattr(row, "consultation", row).reference for row in rows} for rows in lists]
    call_command("erase", typed, stdout=StringIO())

    assert found == [{consultation.reference}] * 3
    assert not Consultation.objects.exists()


def test_the_answer_is_the_same_whether_there_is_such_a_request_or_not(
    client, office, consultation
):
    ended = in_status(Status.CANCELED, office, email="ended@example.com", starts_at=None)

    answers = [
        send(client, consultation),
        send(client, consultation, "somebody@example.com"),
        send(client, consultation, "424 555 0199"),
        send(client, ended, "ended@example.com"),
        client.post(FIND, {"reference": "AAAAAA", "contact": "maya@example.com"}),
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({plain(answer) for answer in answers}) == 1
    assert "If we have a request with this reference and contact" in answers[0].text
    assert "the office gets in touch with you instead" in answers[0].text
    assert consultation.reference not in answers[0].text
    assert Notification.objects.filter(kind=Notification.Kind.LINK).count() == 1


def test_without_an_email_the_office_is_given_the_task(client, office):
    consultation = ask(office, reach_by="call", phone="+14245550134", email="")

    send(client, consultation, "424 555 0134")

    assert links(consultation).get().channel == Notification.Channel.DESK


@pytest.mark.parametrize("status", Status)
def test_only_an_open_request_gets_its_link(client, office, status):
    consultation = in_status(status, office)

    assert send(client, consultation).status_code == 200

    is_open = status in (Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED)
    assert links(consultation).exists() == is_open


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Enter your reference"),
        ({"reference": "K7QF9D"}, "Enter the email address or phone number that you gave us"),
        ({"reference": "K7QF9D", "contact": "maya@"}, "Enter an email address in the format"),
        ({"reference": "K7QF9D", "contact": "12"}, "Enter an email address, or a phone number"),
        ({"reference": "K\0", "contact": "maya@example.com"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_a_contact_is_asked_for_again_with_every_word_kept(
    client, office, typed, says
):
    response = client.post(FIND, typed)

    assert response.status_code == 422
    assert says in response.text
    if typed.get("contact"):
        assert f'value="{typed["contact"]}"' in response.text


def test_one_contact_is_asked_for_three_times_an_hour_found_or_not(client, consultation):
    for contact in ("maya@example.com", "nobody@example.com"):
        answers = [send(client, consultation, contact) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1]["Retry-After"] == "3600"
        assert (
            "please try again after Monday, November 23, 10:00 am Pacific time" in answers[-1].text
        )
        assert f'value="{contact}"' in answers[-1].text
        assert "(424) 252-1210" in answers[-1].text
    assert links(consultation).count() == 3


def test_one_reference_is_tried_ten_times_an_hour(client, consultation):
    statuses = [
        send(client, consultation, f"person{number}@example.com").status_code
        for number in range(11)
    ]

    assert statuses == [200] * 10 + [429]


def test_one_network_does_not_try_without_end(client, office, monkeypatch):
    monkeypatch.setattr(rate_limits, "TRIES", rate_limits.Limit(2, timedelta(minutes=10)))

    assert [client.post(FIND).status_code for _ in range(3)] == [422, 422, 429]


def test_reading_changes_nothing_and_other_methods_are_refused(client, consultation):
    before = everything()

    assert client.get(FIND, {"reference": consultation.reference}).status_code == 200
    assert client.head(FIND).status_code == 200
    assert client.put(FIND).status_code == 405

    assert everything() == before


def test_somebody_faster_leaves_the_answer_as_it_is(client, consultation, monkeypatch):
    def refuse(*args, **kwargs):
        raise lifecycle.NotAllowed("It is canceled.")

    monkeypatch.setattr(lifecycle, "send_link", refuse)

    assert send(client, consultation).status_code == 200


def test_no_log_line_carries_what_was_typed(client, consultation, caplog):
    with caplog.at_level(logging.DEBUG):
        send(client, consultation)
        send(client, consultation, "424 555 0134")

    lines = "\n".join(DiscreetFormatter().format(record) for record in caplog.records)
    assert "POST /consultation/-/ 200" in lines
    for unsaid in ("maya", "0134", consultation.reference):
        assert unsaid not in lines


def test_the_way_there_starts_at_a_link_that_opens_nothing(client, office):
    assert f'href="{FIND}"' in client.get("/consultation/nonsense/").text
