"""Who is told what, and what is left unsaid."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.template.loader import get_template

from bookings import lifecycle, notifications
from bookings.models import Consultation, Event, Notification
from bookings.notifications.kinds import KINDS
from clinic.office.models import ConsultationHours
from tests.bookings.lives import PROPOSALS, desk
from tests.bookings.mails import deliver, deliver_all, parts, text_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern, make_office

pytestmark = pytest.mark.django_db
TIME = "Tuesday, November 24, 2:00 pm Pacific time"


@pytest.fixture
def consultation():
    return ask(
        make_office(),
        concern=make_concern(),
        phone="+14245550134",
        note="keloid on the left",
        answers=["sensitive"],
    )


def test_the_office_reads_first_name_time_and_one_link_and_nothing_more(smtp, consultation):
    deliver_all()

    mail = next(m.message for m in smtp.messages if m.recipients == ["desk@clinic.example"])
    text, html = parts(mail)
    assert mail["Subject"] == f"New consultation request {consultation.reference}"
    for said in ("Maya", TIME, "Email", f"/admin/bookings/consultation/{consultation.pk}/change/"):
        assert said in text
    assert html.count("http") == 2  # the clinic's name, and the button
    for unsaid in ("Ortiz", "maya@", "5550134", "keloid", "sensitive", "pores", consultation.token):
        assert unsaid not in (text + html).replace(" ", " ")


def test_the_patient_reads_time_place_reference_and_link_and_no_concern(smtp, consultation):
    deliver_all()

    mail = next(m.message for m in smtp.messages if m.recipients == ["maya@example.com"])
    text, html = parts(mail)
    assert mail["Subject"] == "We have your request"
    assert mail["Reply-To"] == "desk@clinic.example"
    for said in (
        "Requested, not yet confirmed",
        TIME,
        consultation.reference,
        consultation.token,
        "1150 Yale St",
    ):
        assert said in text
    assert consultation.get_absolute_url() in html
    for unsaid in ("ores", "keloid", "sensitive", "icroneedling", "5550134"):
        assert unsaid not in text + html


def test_every_mail_has_both_twins_and_says_that_a_machine_sent_it(smtp, consultation):
    deliver_all()
    lifecycle.confirm(consultation, by=User.objects.create_user("desk"), now=MONDAY)
    deliver_all()

    assert len(smtp.messages) == 3
    for received in smtp.messages:
        assert received.message["Auto-Submitted"] == "auto-generated"
        assert len(received.recipients) == 1
        text, html = parts(received.message)
        assert text.strip()
        assert "&amp;" not in text
        assert "<table" in html


def test_the_confirmation_names_the_time_in_its_subject(smtp, consultation):
    lifecycle.confirm(consultation, by=User.objects.create_user("desk"), now=MONDAY)
    deliver_all()

    subjects = [received.message["Subject"] for received in smtp.messages]
    assert subjects == [f"Your consultation: {TIME}"]


def test_what_the_consultation_has_outlived_is_not_sent(smtp, consultation):
    lifecycle.decline(consultation, by=User.objects.create_user("desk"), now=MONDAY)

    deliver_all()

    assert [received.message["Subject"] for received in smtp.messages] == [
        "We cannot offer this consultation"
    ]
    states = {row.kind: row.state for row in Notification.objects.all()}
    assert states == {"received": "no longer true", "overdue": "no longer true", "declined": "sent"}


def test_names_with_quotes_and_markup_are_text_in_text_and_inert_in_html(smtp):
    ask(make_office(), first_name="O'Brien <b>&", starts_at=None)

    deliver_all()

    text, html = parts(
        next(m.message for m in smtp.messages if m.recipients == ["maya@example.com"])
    )
    assert "Hello O'Brien <b>&," in text
    assert "O&#x27;Brien &lt;b&gt;&amp;" in html


def test_a_patient_without_email_is_sent_none(smtp):
    ask(make_office(), reach_by="call", phone="+14245550134", email="", starts_at=None)

    deliver_all()

    assert [received.recipients for received in smtp.messages] == [["desk@clinic.example"]]
    assert "When: No time chosen" in parts(smtp.messages[0].message)[0]


def test_links_in_mails_come_from_the_settings_and_never_from_a_request(
    smtp, settings, consultation
):
    settings.SITE_URL = "https://www.acupuncturyla.com"

    deliver_all()

    for received in smtp.messages:
        assert "https://www.acupuncturyla.com/" in parts(received.message)[0]


def test_the_row_of_a_message_holds_no_text_and_no_patients_address(consultation):
    stored = repr(list(Notification.objects.values()))

    for unsaid in ("Maya", "maya@", "5550134", "keloid"):
        assert unsaid not in stored
    assert Consultation.objects.count() == 1


# ---- everything that is owed can be said ---------------------------------------------------------
def test_every_message_that_is_owed_has_its_words_in_text_in_html_and_for_the_desk():
    for row in KINDS:
        for case in [f"/{case}" for case in row.cases] if row.cases else [""]:
            get_template(f"emails/{row.name}_{row.audience}{case}.txt")
            get_template(f"emails/{row.name}_{row.audience}{case}.html")
            if row.audience == "patient":
                get_template(f"say/{row.name}{case}.txt")


def test_every_event_says_what_it_owes():
    """After an offer of an earlier time that was not taken they have what they had, as it said;
    and another language is heard with the next message.
    """
    silent = {Event.Kind.COMPLETED, Event.Kind.NO_SHOW, Event.Kind.KEPT, Event.Kind.EXPIRED}
    silent.add(Event.Kind.LANGUAGE)
    owing = {kind for row in KINDS for kind in row.owed_by}

    assert owing | {Event.Kind.CORRECTED} == set(Event.Kind) - silent


# ---- nothing is sent that is no longer true ------------------------------------------------------
def subjects(now=MONDAY, *, to="maya@example.com"):
    """What `to` is sent by `now`, beyond what went before."""
    return [message["Subject"] for message in deliver(now) if message["To"] == to]


def test_moved_twice_quickly_one_mail_says_the_last_time():
    consultation = lifecycle.confirm(ask(make_office()), by=desk(), now=MONDAY)
    lifecycle.move(consultation, starts_at=PROPOSALS[0], by=None, now=MONDAY)
    lifecycle.move(consultation, starts_at=PROPOSALS[1], by=None, now=MONDAY)

    assert subjects() == ["Moved: Thursday, November 26, 2:00 pm Pacific time"]


def test_canceled_before_the_confirmation_went_only_the_cancellation_goes():
    consultation = lifecycle.confirm(ask(make_office()), by=desk(), now=MONDAY)
    lifecycle.cancel(consultation, by=None, now=MONDAY)

    assert subjects() == [f"Canceled: {TIME}"]


def test_a_corrected_phone_makes_nothing_untrue_and_is_told_to_nobody():
    consultation = ask(make_office())
    email = consultation.email
    lifecycle.correct(
        consultation, email=email, phone="+14245550134", texts=None, by=None, now=MONDAY
    )

    assert subjects() == ["We have your request"]


def test_asking_for_the_link_makes_nothing_untrue():
    consultation = ask(make_office())
    lifecycle.send_link(consultation, now=MONDAY)

    assert subjects() == ["We have your request", "Here is the link to your request"]


# ---- overdue -------------------------------------------------------------------------------------
def test_the_office_hears_once_of_an_answer_that_is_overdue(consultation):
    due = consultation.reply_by
    office = {"to": "desk@clinic.example"}
    deliver()

    assert subjects(due - timedelta(seconds=1), **office) == []
    assert subjects(due, **office) == [f"Overdue: consultation request {consultation.reference}"]
    assert subjects(due + timedelta(days=1), **office) == []


def test_an_answer_that_was_given_is_not_overdue(consultation):
    lifecycle.confirm(consultation, by=desk(), now=MONDAY)
    deliver()

    assert subjects(consultation.reply_by, to="desk@clinic.example") == []


def test_whoever_turned_the_times_down_waits_for_an_answer_again():
    now = MONDAY + timedelta(hours=1)
    consultation = lifecycle.propose(ask(make_office()), times=PROPOSALS, by=desk(), now=MONDAY)
    consultation = lifecycle.turn_down(consultation, by=None, now=now)
    deliver(now)

    late = [f"Overdue: consultation request {consultation.reference}"]
    assert consultation.reply_by > MONDAY + timedelta(hours=4)
    assert subjects(consultation.reply_by - timedelta(seconds=1), to="desk@clinic.example") == []
    assert subjects(consultation.reply_by, to="desk@clinic.example") == late


# ---- the reminder --------------------------------------------------------------------------------
WEDNESDAY_AT_TWO = PROPOSALS[0]
A_DAY = timedelta(days=1)
REMINDER = ["Tomorrow at 2:00 pm Pacific time"]


@pytest.fixture
def confirmed():
    """For Wednesday at two; all that is due on Monday has gone."""
    consultation = ask(make_office(), starts_at=WEDNESDAY_AT_TWO)
    consultation = lifecycle.confirm(consultation, by=desk(), now=MONDAY)
    deliver()
    return consultation


def test_it_goes_at_the_same_hour_of_the_day_before_and_once(confirmed):
    assert subjects(WEDNESDAY_AT_TWO - A_DAY - timedelta(seconds=1)) == []
    assert subjects(WEDNESDAY_AT_TWO - A_DAY) == REMINDER
    assert subjects(WEDNESDAY_AT_TWO) == []


@pytest.mark.parametrize(
    ("asked_on", "starts_at", "remind_at"),
    [
        # At eleven on both clocks, which are 23 and 25 hours apart.
        (
            (2027, 3, 10),
            datetime(2027, 3, 14, 18, tzinfo=UTC),
            datetime(2027, 3, 13, 19, tzinfo=UTC),
        ),
        (
            (2027, 11, 3),
            datetime(2027, 11, 7, 19, tzinfo=UTC),
            datetime(2027, 11, 6, 18, tzinfo=UTC),
        ),
    ],
)
def test_it_goes_at_the_same_hour_also_when_the_clocks_change_in_between(
    asked_on, starts_at, remind_at
):
    office, now = make_office(), datetime(*asked_on, 20, tzinfo=UTC)
    ConsultationHours.objects.create(office=office, weekday=6, opens=time(10), closes=time(16))
    lifecycle.confirm(ask(office, starts_at=starts_at, now=now), by=desk(), now=now)
    deliver(now)

    assert subjects(remind_at - timedelta(seconds=1)) == []
    assert subjects(remind_at) == ["Tomorrow at 11:00 am Pacific time"]


def test_whoever_asked_on_the_day_before_needs_none():
    consultation = lifecycle.confirm(ask(make_office()), by=desk(), now=MONDAY)
    deliver()

    assert not consultation.notifications.filter(kind="reminder").exists()
    assert subjects(TUESDAY_AT_TWO - A_DAY) == []


@pytest.mark.parametrize(
    ("hours_late", "sent"),
    [
        (6, REMINDER),
        (9.9, REMINDER),
        (10, ["Today at 2:00 pm Pacific time"]),  # midnight
        (21.9, ["Today at 2:00 pm Pacific time"]),
        (22, []),  # the notice: too late to help
        (30, []),
    ],
)
def test_late_it_goes_while_it_still_helps_and_names_the_day_rightly(confirmed, hours_late, sent):
    now = WEDNESDAY_AT_TWO - A_DAY + timedelta(hours=hours_late)

    assert subjects(now) == sent


def test_after_a_move_it_goes_for_the_new_time_only(confirmed):
    lifecycle.move(confirmed, starts_at=PROPOSALS[1], by=None, now=MONDAY)
    deliver()

    assert subjects(WEDNESDAY_AT_TWO - A_DAY) == []
    assert subjects(PROPOSALS[1] - A_DAY) == REMINDER


REMINDED_AT = WEDNESDAY_AT_TWO - A_DAY
A_WEEK_LATER = WEDNESDAY_AT_TWO + 7 * A_DAY


def test_moved_after_its_reminder_went_it_is_reminded_of_on_the_day_before_the_new_time(confirmed):
    assert subjects(REMINDED_AT) == REMINDER
    lifecycle.move(confirmed, starts_at=A_WEEK_LATER, by=desk(), now=REMINDED_AT)
    deliver(REMINDED_AT)

    assert subjects(A_WEEK_LATER - A_DAY - timedelta(seconds=1)) == []
    assert subjects(A_WEEK_LATER - A_DAY) == REMINDER
    assert subjects(A_WEEK_LATER) == []


def test_picked_after_a_reminder_of_the_old_time_the_new_one_is_reminded_of(confirmed):
    assert subjects(REMINDED_AT) == REMINDER
    proposed = lifecycle.propose(confirmed, times=[A_WEEK_LATER], by=desk(), now=REMINDED_AT)
    lifecycle.pick(proposed, starts_at=A_WEEK_LATER, by=None, now=REMINDED_AT)
    deliver(REMINDED_AT)

    assert subjects(A_WEEK_LATER - A_DAY) == REMINDER


def test_nobody_is_reminded_twice_of_one_time(confirmed):
    assert subjects(REMINDED_AT) == REMINDER
    away = lifecycle.move(confirmed, starts_at=A_WEEK_LATER, by=desk(), now=REMINDED_AT)
    lifecycle.move(away, starts_at=WEDNESDAY_AT_TWO, by=desk(), now=REMINDED_AT)
    deliver(REMINDED_AT)

    assert subjects(WEDNESDAY_AT_TWO - timedelta(hours=3)) == []


@pytest.fixture
def update():
    """The step of an update that brings reminders to whoever has none yet."""
    migration = import_module("bookings.migrations.0017_a_reminder_a_time")

    def at(now):
        with time_machine.travel(now, tick=False):
            migration.remind(apps, None)

    return at


def test_whoever_was_confirmed_before_an_update_that_brings_reminders_gets_theirs(
    confirmed, update
):
    confirmed.notifications.filter(kind="reminder").delete()

    update(MONDAY)
    update(MONDAY)  # and once

    (reminder,) = confirmed.notifications.filter(kind="reminder")
    assert (reminder.due_at, reminder.channel, reminder.audience) == (
        REMINDED_AT,
        "mail",
        "patient",
    )
    assert subjects(REMINDED_AT) == REMINDER


def test_an_update_reminds_nobody_too_late_twice_or_of_a_time_that_is_not_theirs(confirmed, update):
    confirmed.notifications.filter(kind="reminder").delete()
    update(REMINDED_AT)
    assert not confirmed.notifications.filter(kind="reminder").exists()
    update(MONDAY)
    assert subjects(REMINDED_AT) == REMINDER

    update(MONDAY)
    lifecycle.cancel(confirmed, by=None, now=REMINDED_AT)
    update(MONDAY)

    assert confirmed.notifications.filter(kind="reminder").count() == 1


def test_after_it_was_canceled_nobody_is_reminded(confirmed):
    lifecycle.cancel(confirmed, by=None, now=MONDAY)
    deliver()

    assert subjects(WEDNESDAY_AT_TWO - A_DAY) == []


def test_while_the_office_must_move_it_nobody_is_reminded(confirmed):
    lifecycle.propose(confirmed, times=PROPOSALS[1:], by=desk(), now=MONDAY)
    deliver()

    assert subjects(WEDNESDAY_AT_TWO - A_DAY) == []


# ---- patients without e-mail ---------------------------------------------------------------------
@pytest.fixture
def without_email():
    return ask(
        make_office(), starts_at=WEDNESDAY_AT_TWO, reach_by="call", phone="+14245550134", email=""
    )


def test_the_desk_tells_a_patient_without_email_and_the_worker_does_not(without_email):
    lifecycle.confirm(without_email, by=desk(), now=MONDAY)

    assert [message["To"] for message in deliver(MONDAY + timedelta(days=3))] == []
    (task,) = Notification.objects.to_tell(MONDAY)
    assert notifications.words_to_say(task, MONDAY) == (
        "Hello Maya, this is Acupunctury. "
        "Your consultation on Wednesday, November 25, 2:00 pm Pacific time is confirmed, "
        "at 1150 Yale St, Suite 10, Santa Monica, CA 90403. "
        f"Your reference is {without_email.reference}. "
        f"Your page: http://testserver{without_email.get_absolute_url()}"
    )
    assert task.state == "to be told"
    assert list(Notification.objects.late(MONDAY + timedelta(minutes=5))) == [task]


def test_the_desk_is_asked_to_remind_on_the_day_before(without_email):
    lifecycle.confirm(without_email, by=desk(), now=MONDAY)
    told = [
        row.kind
        for row in Notification.objects.to_tell(WEDNESDAY_AT_TWO - A_DAY - timedelta(seconds=1))
    ]

    assert told == ["confirmed"]
    tasks = Notification.objects.to_tell(WEDNESDAY_AT_TWO - A_DAY)
    assert [row.kind for row in tasks.order_by("due_at")] == ["confirmed", "reminder"]


def test_what_is_no_longer_true_is_no_task(without_email):
    (task,) = Notification.objects.to_tell(MONDAY)
    lifecycle.cancel(without_email, by=desk(), now=MONDAY)

    assert [row.kind for row in Notification.objects.to_tell(MONDAY)] == ["canceled"]
    assert notifications.words_to_say(task, MONDAY) == ""


def test_with_an_email_added_the_tasks_become_mail_and_nothing_is_said_twice(without_email):
    consultation = lifecycle.confirm(without_email, by=desk(), now=MONDAY)
    consultation = lifecycle.move(consultation, starts_at=PROPOSALS[1], by=desk(), now=MONDAY)
    lifecycle.correct(
        consultation,
        email="maya@example.com",
        phone="+14245550134",
        texts=None,
        by=desk(),
        now=MONDAY,
    )

    when = "Thursday, November 26, 2:00 pm Pacific time"
    assert subjects() == [f"Moved: {when}", f"Your consultation: {when}"]
    assert not Notification.objects.to_tell(MONDAY).exists()
    assert subjects(PROPOSALS[1] - A_DAY) == REMINDER


def test_an_address_corrected_before_anything_went_is_written_to_once():
    consultation = ask(make_office(), email="wrong@example.com")
    lifecycle.correct(
        consultation, email="maya@example.com", phone="", texts=None, by=None, now=MONDAY
    )

    to_patients = [message for message in deliver() if message["To"] != "desk@clinic.example"]

    assert [message["To"] for message in to_patients] == ["maya@example.com"]
    assert "We will answer by" in text_of(to_patients[0])
