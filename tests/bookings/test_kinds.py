"""Notification kinds: what a row decides, and that a row and its templates are all that sending a
new kind takes.
"""

from datetime import timedelta

import pytest

from bookings import lifecycle, notifications
from bookings.models import Event, Notification
from bookings.notifications import kinds
from bookings.notifications.kinds import OFFICE, PATIENT, NotificationKind
from tests.bookings.lives import desk
from tests.bookings.mails import DAILY, EVERY, TROUBLE, calendar_method, deliver, html_of, text_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)
TEXT = '{% extends "emails/_base.txt" %}{% block subject %}SUBJECT{% endblock %}'
TEXT += "{% block body %}Hello.{% endblock %}"
HTML = '{% extends "emails/_base.html" %}{% block body %}<p>Hello, {{ question }}</p>{% endblock %}'


@pytest.fixture
def add_kind(tmp_path, settings, monkeypatch):
    """Add rows to the table, and their templates to a folder beside the site's."""
    settings.TEMPLATES = [
        {**engine, "DIRS": [*engine["DIRS"], tmp_path]} for engine in settings.TEMPLATES
    ]
    (tmp_path / "emails").mkdir()
    (tmp_path / "say").mkdir()

    def add(row, subject):
        monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, row))
        mail = tmp_path / "emails" / f"{row.name}_{row.audience}"
        mail.with_suffix(".txt").write_text(TEXT.replace("SUBJECT", subject))
        mail.with_suffix(".html").write_text(HTML)
        (tmp_path / "say" / f"{row.name}.txt").write_text("Hello {{ question }}")

    return add


def after_the_visit(event, now):
    return event.consultation.ends_at + AN_HOUR


def question(facts):
    return {**kinds.contexts.of_consultation(facts), "question": f"how was it on {facts.when}?"}


ASKED_AFTERWARDS = NotificationKind(
    name="how_was_it",
    audience=PATIENT,
    owed_by=(Event.Kind.COMPLETED,),
    due_at=after_the_visit,
    has_calendar_file=True,
    context=question,
)


def visited(office, **fields):
    consultation = lifecycle.confirm(ask(office, **fields), by=desk(), now=MONDAY)
    deliver(TUESDAY_AT_TWO)
    return lifecycle.complete(consultation, by=desk(), now=TUESDAY_AT_TWO + AN_HOUR)


def test_a_kind_that_was_never_heard_of_goes_out_when_its_row_says(office, add_kind):
    add_kind(ASKED_AFTERWARDS, "How was it?")
    visit = visited(office)

    early = deliver(visit.ends_at + AN_HOUR - timedelta(seconds=1))
    (mail,) = deliver(visit.ends_at + AN_HOUR)

    assert early == []
    assert (mail["To"], mail["Subject"]) == ("maya@example.com", "How was it?")
    assert "Hello." in text_of(mail)
    assert calendar_method(mail) == "PUBLISH"


def test_it_is_told_by_the_desk_to_whoever_has_no_email(office, add_kind):
    add_kind(ASKED_AFTERWARDS, "How was it?")
    visit = visited(office, email="", phone="+14245550134", reach_by="call")

    task = visit.notifications.get(kind="how_was_it")

    assert task.channel == Notification.Channel.DESK
    said = notifications.words_to_say(task, visit.ends_at + AN_HOUR)
    assert said == "Hello how was it on Tuesday, November 24, 2:00 pm Pacific time?"


def test_what_is_in_its_context_stands_in_its_mail(office, add_kind):
    add_kind(ASKED_AFTERWARDS, "How was it?")
    visit = visited(office)

    written = notifications.write(
        visit.notifications.get(kind="how_was_it"), visit.ends_at + AN_HOUR
    )

    assert "<p>Hello, how was it on Tuesday, November 24, 2:00 pm Pacific time?</p>" in html_of(
        written
    )


def test_it_is_not_sent_once_its_row_says_that_it_helps_no_more(office, add_kind):
    add_kind(NotificationKind(name="welcome", audience=PATIENT, owed_by=(Event.Kind.ASKED,),
                              helps=lambda facts: facts.now < MONDAY + AN_HOUR), "Welcome")  # fmt: skip
    ask(office)

    sent = [
        mail["Subject"] for mail in deliver(MONDAY + AN_HOUR) if mail["To"] == "maya@example.com"
    ]

    assert sent == ["We have your request"]


@pytest.mark.usefixtures("addresses")
@pytest.mark.parametrize(
    ("is_trouble", "hear"), [(False, [EVERY]), (True, [EVERY, DAILY, TROUBLE])]
)
def test_addresses_of_the_office_hear_at_once_of_trouble_or_of_everything(
    office, add_kind, is_trouble, hear
):
    add_kind(NotificationKind(name="note", audience=OFFICE, owed_by=(Event.Kind.ASKED,),
                              is_trouble=is_trouble), "A note")  # fmt: skip
    ask(office)

    assert [mail["To"] for mail in deliver() if mail["Subject"] == "A note"] == hear


# ---- the table ---------------------------------------------------------------------------------
def test_every_kind_that_can_be_stored_has_a_row_and_every_row_is_there_once():
    rows = [(row.name, row.audience) for row in kinds.KINDS]

    assert {name for name, _ in rows} == set(Notification.Kind)
    assert len(rows) == len(set(rows))


def test_a_message_of_which_no_row_tells_is_refused_by_name(office):
    ask(office)
    unknown = Notification(kind="unheard", audience="office")

    with pytest.raises(LookupError, match="no kind unheard to the office"):
        kinds.kind_of(unknown)
