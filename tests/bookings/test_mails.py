"""All mails: what none of them says, that text and HTML say the same, what goes with each."""

import re
from datetime import timedelta

import pytest

from bookings import lifecycle, notifications
from bookings.models import Notification
from bookings.notifications.kinds import KINDS
from tests.bookings.lives import PROPOSALS, desk
from tests.bookings.mails import (
    A_TIME,
    NEVER,
    NEVER_AT_THE_OFFICE,
    OLD_TIME,
    SEVERAL,
    calendar_method,
    deliver,
    every_mail,
    every_word_to_say,
    html_of,
    plain_lines_of,
    sent,
    words_of,
)
from tests.factories import MONDAY, ask

pytestmark = pytest.mark.django_db
PHONE = "(424) 252-1210"
GREETING = re.compile(r"Hello [^,]+,\s*(?:<br>)?\s*(\S)")  # and what follows it


@pytest.fixture
def every(office):
    return every_mail(office)


def to_patient(mails):
    """Those of `every` that a patient gets."""
    return {name: mail for name, mail in mails.items() if "_patient" in name}


# ---- all of them ---------------------------------------------------------------------------------
def test_every_message_that_is_owed_is_among_them(every):
    owed = {f"{row.name}_{row.audience}" for row in KINDS if row.owed_by}

    assert {name.partition(":")[0] for name in every} == owed


def test_none_says_what_is_sealed_and_none_to_the_office_says_how_to_reach_the_patient(every):
    for name, mail in every.items():
        everything = "\n".join([mail.subject, mail.body, words_of(html_of(mail)), html_of(mail)])
        for unsaid in NEVER if "_patient" in name else NEVER_AT_THE_OFFICE:
            assert unsaid not in everything, name


def test_text_and_html_say_the_same(every):
    for name, mail in every.items():
        text, html = " ".join(mail.body.split()), words_of(html_of(mail))
        links = set(re.findall(r"http\S+", text))

        assert set(A_TIME.findall(text)) == set(A_TIME.findall(html)), name
        assert links <= set(re.findall(r'href="(http[^"]+)"', html_of(mail))), name
        for fact in (
            OLD_TIME,
            PHONE,
            "calendar file",
            "Maya",
            "are late",
            "We are sorry",
            "Reference",
        ):
            assert (fact.lower() in text.lower()) == (fact.lower() in html.lower()), (name, fact)


def test_a_program_without_css_runs_no_two_words_into_one(every, office):
    office.mail_addresses.create(email="daily@clinic.example", hears="digest")
    ask(office, starts_at=None, email="somebody@example.com")
    every["digest_office"] = notifications.write(Notification.objects.get(kind="digest"), MONDAY)

    for name, mail in every.items():
        lines = plain_lines_of(html_of(mail))

        assert not [
            line for line in lines if re.search(r"[a-z,.:][A-Z]|[A-Za-z]\d\d?:\d\d", line)
        ], name
        buttons = re.findall(r"<td class=\"btnc\".*?>([^<>]+)</a>", html_of(mail))
        assert buttons, name
        for label in buttons:
            assert words_of(label) in lines, name  # a line of its own


def test_nothing_that_stands_in_a_line_needs_css_for_its_room(every):
    for name, mail in every.items():
        for element, style in re.findall(
            r'<(a|b|span|i|em|strong)\b[^>]*style="([^"]*)"', html_of(mail)
        ):
            assert not re.search(r"display:block|padding|margin", style), (name, element)
        assert not re.search(r"<(s|del|strike)\b|line-through", html_of(mail)), (
            name
        )  # unmarked in links


def test_the_ticket_is_read_line_by_line_without_css(every):
    lines = plain_lines_of(html_of(every["confirmed_patient: the time asked for"]))

    at = lines.index("Confirmed")
    assert lines[at + 1 : at + 5] == [
        "Wednesday, November 25,",
        "10:00 am Pacific time",
        "1150 Yale St, Suite 10, Santa Monica",
        lines[at + 4],
    ]
    assert re.fullmatch(r"Reference [A-Z0-9]{6}", lines[at + 4])


def test_a_mail_to_a_patient_says_phone_and_for_each_request_reference_and_one_link(every):
    for name, mail in to_patient(every).items():
        requests = 2 if name.endswith(SEVERAL) else 1
        for twin in (mail.body, words_of(html_of(mail))):
            assert (
                len(set(re.findall(r"[Rr]eference(?: is)? ([A-Z0-9]{6})\b", twin))) == requests
            ), name
        assert PHONE in mail.body, name
        assert len(re.findall("http", mail.body)) == requests, name


def test_a_mail_to_the_office_says_first_name_how_to_reach_them_and_one_link(every):
    for name, mail in every.items():
        if "_office" in name and not name.startswith("aside"):
            assert "First name: Maya\n" in mail.body, name
            assert "Reach by: Email\n" in mail.body, name
            assert len(re.findall("http", mail.body)) == 1, name
            assert html_of(mail).count("http") == 2, name  # the clinic's name, and the button
            assert re.search(r"Review request [A-Z0-9]{6}:\nhttp\S+/change/\n", mail.body), name


def test_texts_are_narrow_and_have_no_gaps(every):
    for name, mail in every.items():
        lines = [line for line in mail.body.splitlines() if not line.startswith("http")]

        assert max(map(len, lines)) <= 76, name
        assert "\n\n\n" not in mail.body, name
        assert not [line for line in lines if line != line.strip()], name
        assert "\n" not in mail.subject, name


def test_no_date_time_or_phone_breaks_in_html(every):
    for name, mail in every.items():
        shown = re.sub(r"<(title|style).*?</\1>", "", html_of(mail), flags=re.DOTALL)

        assert not re.search(r"(?:November|December) \d|\d [ap]m\b|\(\d{3}\) \d", shown), name


def test_no_gap_is_left_where_a_mail_has_nothing_to_say(every):
    for name, mail in every.items():
        for line in (mail.subject, *mail.body.splitlines()):
            assert not re.search(r"\bNone\b(?! of)|[{}\[]|  | [,.]( |$)|\(\)", line), name


# ---- what goes with each -------------------------------------------------------------------------
def test_they_come_from_the_clinic_answers_go_to_the_office_and_machines_leave_them_alone(
    office, settings
):
    settings.DEFAULT_FROM_EMAIL = "Acupunctury <office@acupunctury.example>"
    ask(office)
    rows = {row.message_id: row for row in Notification.objects.all()}

    messages = deliver()

    assert [rows[message["Message-ID"]].audience for message in messages] == ["patient", "office"]
    assert [message["Reply-To"] for message in messages] == ["desk@clinic.example", None]
    for message in messages:
        assert message["From"] == "Acupunctury <office@acupunctury.example>"
        assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("hears", "replies_to"),
    [
        (["trouble", "every", "every"], "office1@clinic.example"),
        (["digest", "trouble", "every"], "office2@clinic.example"),
        (["trouble", "digest", "digest"], "office1@clinic.example"),
        (["every", "digest", "trouble"], "office0@clinic.example"),
    ],
)
def test_patients_answers_go_to_the_first_address_that_hears_of_requests(office, hears, replies_to):
    office.mail_addresses.all().delete()
    for number, each in enumerate(hears):
        office.mail_addresses.create(email=f"office{number}@clinic.example", hears=each)
    ask(office)

    assert sent()["Reply-To"] == replies_to


def test_a_calendar_file_goes_with_each_change_of_a_time_that_was_confirmed(office):
    consultation = ask(office)
    methods = {"received": calendar_method(sent())}
    consultation = lifecycle.confirm(consultation, by=desk(), now=MONDAY)
    methods["confirmed"] = calendar_method(sent())
    consultation = lifecycle.move(consultation, starts_at=PROPOSALS[0], by=None, now=MONDAY)
    methods["moved"] = calendar_method(sent())
    lifecycle.send_link(consultation, now=MONDAY)
    methods["link"] = calendar_method(sent())
    methods["reminder"] = calendar_method(sent(now=PROPOSALS[0] - timedelta(days=1)))
    consultation = lifecycle.propose(consultation, times=PROPOSALS[1:], by=desk(), now=MONDAY)
    methods["proposed"] = calendar_method(sent())
    lifecycle.lapse(consultation, now=consultation.lapses_at)
    methods["lapsed"] = calendar_method(sent(now=consultation.lapses_at))

    assert methods == {
        "received": None,
        "confirmed": "PUBLISH",
        "moved": "PUBLISH",
        "link": None,
        "reminder": None,
        "proposed": None,
        "lapsed": "CANCEL",
    }


# ---- what the desk says --------------------------------------------------------------------------
@pytest.fixture
def spoken(office):
    return every_word_to_say(office)


def test_the_desk_has_words_for_every_message_to_a_patient(spoken):
    owed = {row.name for row in KINDS if row.owed_by and row.audience == "patient"}

    assert {name.partition("_patient")[0] for name in spoken} == owed


def test_what_the_desk_says_is_short_and_has_who_calls_when_and_the_reference(spoken):
    for name, sentences in spoken.items():
        assert sentences.startswith("Hello Maya, this is Acupunctury. "), name
        assert (
            1 <= len(re.findall(r"[.](?: |$)", sentences.partition(". ")[2])) <= 4 or "link" in name
        ), name
        assert re.search(r"[Rr]eference( is)? [A-Z0-9]{6}\b", sentences), name
        assert (
            "without a time" in name
            or "before" in name
            or "nothing" in name
            or A_TIME.search(sentences)
        ), name
        assert not re.search(r"\bNone\b|[{}\[&]|  | [,.]", sentences), name


def test_what_the_desk_says_has_nothing_sealed_and_the_address_of_each_page(spoken):
    """Of people without e-mail: from nobody else they have it."""
    for name, sentences in spoken.items():
        pages = re.findall(r"http\S+/consultation/\S+/(?= |$)", sentences)
        assert len(pages) == (2 if name.endswith(SEVERAL) else 1), name
        assert sentences.count("http") == len(pages), name
        for unsaid in (*NEVER, "Ortiz"):
            assert unsaid not in sentences, name


def test_the_desk_tells_of_an_old_time_to_remove(spoken):
    of_removal = {name for name, sentences in spoken.items() if "from your calendar" in sentences}

    assert of_removal == {
        "moved_patient: by the patient",
        "moved_patient: by staff",
        "confirmed_patient: instead of an old time",
        "turned_down_patient: an old time too",
        "canceled_patient: a consultation, by staff",
        "lapsed_patient: nothing chosen, an old time",
        "declined_patient: an old time",
    }


def test_every_mail_goes_on_with_a_capital_letter_after_its_greeting(every):
    """In both of its twins."""
    found = {}
    for name, mail in every.items():
        for twin in (str(mail.body), html_of(mail)):
            found |= {(name, begins): begins.isupper() for begins in GREETING.findall(twin)}

    assert len(found) > 20
    assert [name for name, is_capital in found.items() if not is_capital] == []
