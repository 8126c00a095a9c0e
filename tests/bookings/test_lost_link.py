"""Finding one's request again, without telling anybody else that there is one."""

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from bookings import audit_log, lifecycle, notifications
from bookings.models import Access, Consultation, Event, LinkRequest, Notification, Status
from bookings.models.consultation import LOOKED_FOR, REFERENCE_LETTERS
from clinic.protection import rate_limits
from clinic.protection.encryption import blind_index
from clinic.site.logs import DiscreetFormatter
from tests.bookings.desk import found
from tests.bookings.lives import answer_link_requests, everything, in_status
from tests.bookings.mails import deliver, parts, text_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
FIND = "/consultation/find/"
PHONE = "424 555 0134"
Channel = Notification.Channel


@pytest.fixture
def consultation(office):
    return ask(office, phone="+14245550134")


def links(**found):
    return Notification.objects.filter(kind=Notification.Kind.LINK, **found)


def plain(response):
    """The page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def send(client, contact="maya@example.com", **more):
    return client.post(FIND, {"contact": contact} | more)


def told_to(client, contact):
    """What is owed to whoever types `contact`, once the worker has looked."""
    send(client, contact)
    answer_link_requests()
    return links().order_by("pk")


# ---- by e-mail or by phone alone -----------------------------------------------------------------
@pytest.mark.parametrize("typed", ["maya@example.com", " Maya@Example.com "])
def test_an_email_alone_is_mailed_the_link_again(client, consultation, typed):
    (owed,) = told_to(client, typed)

    assert (owed.channel, owed.consultation) == (Channel.MAIL, consultation)
    assert consultation.events.last().kind == Event.Kind.LINK
    mail = deliver()[-1]
    assert mail["To"] == "maya@example.com"
    assert consultation.get_absolute_url() in text_of(mail)


@pytest.mark.parametrize("typed", [PHONE, "(424) 555-0134", "+1 424 555 0134", "4245550134 x9"])
def test_a_phone_alone_is_a_task_of_the_desk_with_the_address_of_the_page(
    client, consultation, typed
):
    (owed,) = told_to(client, typed)

    assert owed.channel == Channel.DESK
    assert consultation.get_absolute_url() in notifications.words_to_say(owed, MONDAY)


def test_by_phone_the_desk_has_one_task_a_person_a_day(client, office, consultation, monday):
    for number in ("+14245550134", "+14245550199"):
        ask(office, starts_at=None, phone=number, email="", reach_by="call")
    for contact in (PHONE, PHONE, PHONE, "424 555 0199"):
        told_to(client, contact)
    assert sorted(links().values_list("consultation__phone_mark", flat=True)) == sorted(
        map(blind_index, ["+14245550134", "+14245550199"])
    )

    monday.shift(timedelta(days=1))
    send(client, PHONE)
    lifecycle.answer_link_request(now=MONDAY + timedelta(days=1))

    assert links().count() == 3


def test_whoever_asked_several_times_gets_all_links_in_one_mail(client, office):
    first = in_status(Status.CONFIRMED, office)
    second = ask(office, starts_at=None)
    other = ask(office, starts_at=None, email="other@example.com")
    deliver()

    told_to(client, "maya@example.com")
    (mail,) = deliver()

    assert mail["Subject"] == "Here are the links to your requests"
    for words in parts(mail):
        assert first.get_absolute_url() in words
        assert second.get_absolute_url() in words
        assert other.reference not in words
        assert "Confirmed" in words
    assert text_of(mail).index(second.reference) < text_of(mail).index(first.reference)


def test_the_desk_tells_all_links_of_one_number_at_once(client, office):
    by_phone = {"phone": "+14245550134", "email": "", "reach_by": "call"}
    asked = [ask(office, starts_at=starts_at, **by_phone) for starts_at in (TUESDAY_AT_TWO, None)]

    (owed,) = told_to(client, PHONE)

    words = notifications.words_to_say(owed, MONDAY)
    assert [each.get_absolute_url() in words for each in asked] == [True, True]
    without = notifications.words_to_say(owed, MONDAY, tells_page=False)
    assert "/consultation/" not in without
    assert [each.reference in without for each in asked] == [True, True]


@pytest.mark.parametrize("status", Status)
def test_what_is_open_or_ended_lately_is_found_and_nothing_that_is_set_aside(
    client, office, status
):
    in_status(status, office)

    assert told_to(client, "maya@example.com").exists() == (status != Status.ASIDE)


def test_what_ended_long_ago_is_not_found(client, office):
    consultation = in_status(Status.CANCELED, office)
    consultation.events.filter(kind="canceled").update(at=MONDAY - LOOKED_FOR - timedelta(hours=1))

    assert not told_to(client, "maya@example.com").exists()


def test_of_what_has_ended_the_mail_says_so(client, office):
    consultation = in_status(Status.CANCELED, office)
    deliver()

    told_to(client, "maya@example.com")

    (mail,) = deliver()
    assert "It is canceled" in text_of(mail)
    assert consultation.get_absolute_url() in text_of(mail)


# ---- nobody else learns anything -----------------------------------------------------------------
def test_the_answer_and_what_is_stored_are_the_same_whether_there_is_such_a_request_or_not(
    client, office, consultation, django_assert_num_queries
):
    in_status(Status.DECLINED, office, email="ended@example.com", starts_at=None)
    send(client, "first@example.com")  # the office's facts are asked for once

    for known, unknown in (
        (["maya@example.com", "ended@example.com"], ["somebody@example.com"]),
        ([PHONE], ["424 555 0199"]),
    ):
        answers = []
        for contact in known + unknown:
            with django_assert_num_queries(5):
                answers.append(send(client, contact))
        assert {answer.status_code for answer in answers} == {200}
        assert len({plain(answer) for answer in answers}) == 1

    assert LinkRequest.objects.count() == 6
    assert not links().exists()
    answer_link_requests()
    assert not LinkRequest.objects.exists()


def test_what_is_stored_meanwhile_names_nobody(client, consultation):
    send(client)

    row = LinkRequest.objects.values().get()

    assert "maya" not in str(row)
    assert row["marks"] == [blind_index("maya@example.com")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the email address or phone number that you gave us"),
        ("maya@", "Enter an email address in the format"),
        ("12", "Enter an email address, or a phone number"),
        ("m\0", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_a_contact_is_asked_for_again_with_every_word_kept(
    client, office, typed, says
):
    response = send(client, typed)

    assert response.status_code == 422
    assert says in response.text
    if typed:
        assert f'value="{typed}"' in response.text
    assert not LinkRequest.objects.exists()


# ---- limits --------------------------------------------------------------------------------------
def test_one_contact_is_asked_for_three_times_an_hour_found_or_not(client, consultation):
    for contact in ("maya@example.com", "nobody@example.com"):
        answers = [send(client, contact) for _ in range(4)]
        answer_link_requests()

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1]["Retry-After"] == "3600"
        assert (
            "please try again after Monday, November 23, 10:00 am Pacific time" in answers[-1].text
        )
        assert f'value="{contact}"' in answers[-1].text
        assert "(424) 252-1210" in answers[-1].text
    assert links().count() == 3


def test_one_mailbox_is_sent_six_links_a_day(client, consultation, monday):
    for _ in range(5):
        monday.shift(timedelta(hours=1))
        for _ in range(3):
            send(client)
            answer_link_requests()

    assert links().count() <= 6


def test_one_network_does_not_try_without_end(client, office, monkeypatch):
    monkeypatch.setattr(rate_limits, "TRIES", rate_limits.Limit(2, timedelta(minutes=10)))

    assert [client.post(FIND).status_code for _ in range(3)] == [422, 422, 429]


# ---- robust --------------------------------------------------------------------------------------
def test_reading_changes_nothing_and_other_methods_are_refused(client, consultation):
    before = everything()

    assert client.get(FIND, {"contact": "maya@example.com"}).status_code == 200
    assert client.head(FIND).status_code == 200
    assert client.put(FIND).status_code == 405

    assert everything() == before


def test_a_request_that_no_key_opens_keeps_no_mail_waiting(client, consultation, settings):
    send(client)
    settings.SEALING_KEYS = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]

    assert lifecycle.answer_link_request(now=MONDAY)

    assert not LinkRequest.objects.exists()


def test_no_log_line_carries_what_was_typed(client, consultation, caplog):
    with caplog.at_level(logging.DEBUG):
        send(client)
        send(client, PHONE)
        answer_link_requests()

    lines = "\n".join(DiscreetFormatter().format(record) for record in caplog.records)
    assert "POST /consultation/-/ 200" in lines
    for unsaid in ("maya", "0134", consultation.reference):
        assert unsaid not in lines


@pytest.mark.parametrize("address", ["/consultation/nonsense/", "/nowhere/", "/"])
def test_the_way_there_starts_at_every_page_and_at_what_is_not_found(client, office, address):
    main, _, footer = client.get(address).text.partition("<footer")

    assert f'href="{FIND}"' in footer
    assert (f'href="{FIND}"' in main) == (address != "/")


# ---- references, as staff type them --------------------------------------------------------------
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


def test_no_letter_of_a_reference_has_a_look_alike_that_could_be_meant():
    assert not set(REFERENCE_LETTERS) & set("0O1IL2Z5S8BUVAE")


@pytest.mark.parametrize("how", WRITTEN)
def test_only_letters_and_digits_of_a_reference_count_for_staff_and_commands(
    admin_client, consultation, how
):
    typed = WRITTEN[how](consultation.reference)
    audit_log.log(Access.Action.SEEN, consultation.reference, by="ines", now=MONDAY)
    lists = [
        admin_client.get(reverse(f"admin:bookings_{name}_changelist"), {"q": typed})
        .context["cl"]
        .result_list
        for name in ("notification", "access")
    ]
    listed = [{getattr(row, "consultation", row).reference for row in rows} for rows in lists]
    in_the_box = found(admin_client, typed)
    call_command("erase", typed, stdout=StringIO())

    assert listed == [{consultation.reference}] * 2
    assert [each.reference for each in in_the_box] == [consultation.reference]
    assert not Consultation.objects.exists()
