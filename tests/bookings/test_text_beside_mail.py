"""Whoever chose text is told by the desk beside the mail; nobody's only word depends on a busy desk."""

from datetime import timedelta

import pytest

from bookings import lifecycle, notifications
from bookings.admin.consultation.actions import who_tells
from bookings.admin.reports.notifications import Task
from bookings.models import Consent, Consultation, Event, Notification, ReachBy
from bookings.notifications.kinds import KINDS, PATIENT
from tests.bookings.lives import desk
from tests.bookings.mails import deliver, text_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

PHONE = "+14245550134"
MAIL, DESK = Notification.Channel.MAIL, Notification.Channel.DESK
# What is on the patient's screen when it is owed, or what a stranger might ask for.
MAIL_ALONE = {("received", Event.Kind.ASKED), ("link", Event.Kind.LINK)}
TOLD_TO_PATIENTS = [
    (row, event) for row in KINDS if row.audience == PATIENT for event in row.owed_by
]


@pytest.mark.parametrize("has_email", [True, False], ids=["email", "no email"])
@pytest.mark.parametrize("reach_by", ReachBy)
@pytest.mark.parametrize(
    ("row", "event"),
    [pytest.param(*each, id=f"{each[0].name} after {each[1]}") for each in TOLD_TO_PATIENTS],
)
def test_who_has_an_address_is_mailed_everything_and_who_chose_text_is_texted_beside_it(
    row, event, reach_by, has_email
):
    consultation = Consultation(reach_by=reach_by, email="maya@example.com" if has_email else "")

    channels = row.channels(consultation, event)

    if not has_email:
        assert channels == [DESK]
    elif reach_by == ReachBy.TEXT and (row.name, event) not in MAIL_ALONE:
        assert channels == [MAIL, DESK]
    else:
        assert channels == [MAIL]


@pytest.fixture
def by_text(office):
    """Somebody who chose text, agreed to it, and gave an e-mail address too."""
    consultation = ask(office, reach_by="text", phone=PHONE, now=MONDAY - timedelta(days=3))
    Consent.objects.create(consultation=consultation, kind="texts", wording="Yes", given_at=MONDAY)
    return consultation


def to_tell(consultation, now=MONDAY):
    return list(Notification.objects.to_tell(now).filter(consultation=consultation))


def mailed(consultation):
    """The kinds that wait to be mailed to the patient."""
    rows = consultation.notifications.waiting().filter(audience="patient", channel="mail")
    return sorted(rows.values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_lapse_is_apologized_for_by_mail_and_is_a_task_with_words_to_text(by_text):
    lifecycle.lapse(by_text, now=by_text.lapses_at)

    (task,) = to_tell(by_text, now=by_text.lapses_at)
    assert (task.kind, mailed(by_text)) == ("lapsed", ["lapsed"])
    shown = Task.of(task, now=by_text.lapses_at, may_text=True, may_tell=True)
    assert "we are sorry" in shown.words
    assert shown.text.startswith(f"sms:{PHONE}?&body=Hello%20Maya")
    assert shown.is_text_wanted


@pytest.mark.django_db
def test_the_address_of_their_page_stands_in_the_mail_and_in_no_text_beside_it(by_text):
    confirmed = lifecycle.confirm(by_text, by=desk(), now=MONDAY)

    (task,) = to_tell(confirmed)
    assert "http" not in notifications.words_to_say(task, MONDAY)
    (mail,) = [each for each in deliver() if each["To"] == "maya@example.com"]
    assert confirmed.get_absolute_url() in text_of(mail)


@pytest.mark.django_db
def test_what_is_on_their_screen_is_no_task(by_text):
    assert to_tell(by_text) == []
    assert mailed(by_text) == ["received"]


@pytest.mark.django_db
def test_the_office_reads_that_a_mail_goes_and_a_text_is_wanted(by_text):
    confirmed = lifecycle.confirm(by_text, by=desk(), now=MONDAY)

    assert who_tells(confirmed) == (
        "An e-mail tells the patient. They chose text: please text them too."
    )


@pytest.mark.django_db
def test_the_reminder_that_was_mailed_is_still_worth_a_text_and_told_once(by_text, office):
    confirmed = lifecycle.confirm(by_text, by=desk(), now=MONDAY - timedelta(days=1))
    the_day_before = TUESDAY_AT_TWO - timedelta(days=1)
    deliver(the_day_before)

    (task,) = [each for each in to_tell(confirmed, the_day_before) if each.kind == "reminder"]

    assert confirmed.notifications.get(kind="reminder", channel="mail").sent_at
    assert notifications.words_to_say(task, the_day_before) != ""
    assert notifications.told(task, by=desk(), now=the_day_before)
    assert not notifications.told(task, by=desk(), now=the_day_before)


@pytest.mark.django_db
def test_a_corrected_mailbox_hears_again_and_the_open_task_stays_one(by_text):
    confirmed = lifecycle.confirm(by_text, by=desk(), now=MONDAY - timedelta(days=1))
    before = {each.pk for each in to_tell(confirmed)}

    lifecycle.correct(
        confirmed, email="new@example.com", phone=PHONE, texts="Yes", by=None, now=MONDAY
    )

    assert {each.pk for each in to_tell(confirmed)} == before
    assert mailed(confirmed) == ["confirmed", "reminder"]
    to_come = confirmed.notifications.waiting().filter(kind="reminder")
    assert sorted(to_come.values_list("channel", flat=True)) == ["desk", "mail"]


@pytest.mark.django_db
def test_who_gives_a_first_address_is_mailed_from_then_on_beside_the_texts(office):
    asked = ask(office, reach_by="text", phone=PHONE, email="", now=MONDAY - timedelta(days=3))
    confirmed = lifecycle.confirm(asked, by=desk(), now=MONDAY - timedelta(days=1))

    lifecycle.correct(
        confirmed, email="new@example.com", phone=PHONE, texts="Yes", by=None, now=MONDAY
    )

    assert mailed(confirmed) == ["confirmed", "reminder"]
    assert [each.kind for each in to_tell(confirmed)] == ["confirmed"]
