"""What each mail says in each of the ways that lead to it."""

from datetime import timedelta

import pytest

from bookings import lifecycle, notifications
from bookings.models import Notification
from clinic.office import formats
from tests.bookings.lives import PROPOSALS, desk
from tests.bookings.mails import A_TIME, OLD_TIME, calendar_method, deliver, said, sent, text_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, request_for

pytestmark = pytest.mark.django_db
PHONE = "(424) 252-1210"
OLD, NEW = (
    "Tuesday, November 24, 2:00 pm Pacific time",
    "Wednesday, November 25, 2:00 pm Pacific time",
)


def test_confirmed_names_the_file_and_until_when_it_can_be_changed(office):
    lifecycle.confirm(ask(office, starts_at=PROPOSALS[0]), by=desk(), now=MONDAY)

    message = sent()

    assert message["Subject"] == f"Your consultation: {NEW}"
    assert "A calendar file is attached." in said(message)
    assert (
        f"you can move or cancel it on your page until {OLD}. After that, call or text {PHONE}."
        in said(message)
    )
    assert "old time" not in said(message)


def test_confirmed_after_the_change_limit_says_whom_to_call(office):
    lifecycle.confirm(ask(office), by=desk(), now=MONDAY)

    message = sent(now=TUESDAY_AT_TWO - timedelta(hours=23))

    assert f"If your plans change, call or text {PHONE}. See your consultation:" in said(message)
    assert "until" not in said(message)


def test_picked_instead_of_a_confirmed_time_says_to_remove_the_old_one(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    lifecycle.pick(consultation, starts_at=PROPOSALS[0], by=None, now=MONDAY)

    messages = {message["To"]: message for message in deliver()}

    patient, desk_mail = messages["maya@example.com"], messages["desk@clinic.example"]
    assert f"The old time was {OLD}. {OLD_TIME}" in said(patient)
    assert (
        desk_mail["Subject"] == f"Consultation {consultation.reference}: time chosen by the patient"
    )
    assert f"When: {NEW} Before: {OLD}" in said(desk_mail)


def test_moved_says_both_times_and_to_whom_it_was_due(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.move(consultation, starts_at=PROPOSALS[0], by=desk(), now=MONDAY)

    messages = {message["To"]: message for message in deliver()}

    assert messages["maya@example.com"]["Subject"] == f"Moved: {NEW}"
    assert f"The old time was {OLD}. {OLD_TIME}" in said(messages["maya@example.com"])
    assert (
        messages["desk@clinic.example"]["Subject"]
        == f"Consultation {consultation.reference}: moved by staff"
    )
    assert said(messages["desk@clinic.example"]).startswith("Moved by desk.")


@pytest.mark.parametrize(
    ("how_many", "subject", "offered"),
    [
        (
            1,
            "Another time for your consultation",
            "can offer you this time, and hold it while you choose:",
        ),
        (
            2,
            "Two other times for your consultation",
            "can offer you these times, and hold them while",
        ),
        (
            3,
            "Three other times for your consultation",
            "can offer you these times, and hold them while",
        ),
    ],
)
def test_proposed_lists_one_two_or_three_times_until_when(office, how_many, subject, offered):
    times = PROPOSALS[:how_many]
    consultation = lifecycle.propose(ask(office), times=times, by=desk(), now=MONDAY)

    message = sent()

    assert message["Subject"] == subject
    assert offered in said(message)
    assert f"The time you asked for did not work out: {OLD}" in said(message)
    for starts_at in times:
        assert f"\n- {formats.when(starts_at, office)}\n" in text_of(message)
    assert (
        f"Please choose by {formats.when(consultation.lapses_at, office)}. After that we can no longer hold"
        in said(message)
    )


def test_proposed_to_somebody_who_asked_for_no_time_mentions_none(office):
    lifecycle.propose(ask(office, starts_at=None), times=PROPOSALS[:1], by=desk(), now=MONDAY)

    message = sent()

    assert message["Subject"] == "A time for your consultation"
    assert said(message).startswith("Hello Maya, We can offer you this time")


def test_proposed_instead_of_a_confirmed_time_says_that_it_stays_theirs_until_they_choose(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)

    message = sent()

    assert message["Subject"] == "We have to move your consultation"
    assert f"we have to move your consultation on {OLD}. We can offer you these times" in said(
        message
    )
    assert (
        "Until then your old time stays yours. After that we can hold none of these times, nor the old one."
        in said(message)
    )
    assert "calendar" not in said(message)


def test_turned_down_says_how_and_by_when_we_get_in_touch(office):
    consultation = lifecycle.propose(ask(office), times=PROPOSALS, by=desk(), now=MONDAY)
    consultation = lifecycle.turn_down(consultation, by=None, now=MONDAY)

    messages = {message["To"]: message for message in deliver()}

    due = formats.reply_by_in_full(consultation.reply_by, office, now=MONDAY)
    patient, desk_mail = messages["maya@example.com"], messages["desk@clinic.example"]
    assert patient["Subject"] == "We have your answer"
    assert f"We will email you, to look for a time with you, by {due}." in said(patient)
    assert "calendar" not in said(patient)
    assert desk_mail["Subject"] == f"Consultation {consultation.reference}: none of the times suits"
    exactly = formats.when(consultation.reply_by, office)
    assert f"Answer by: {exactly}" in said(desk_mail)


def test_turned_down_when_the_office_had_to_move_it_gives_up_the_old_time_too(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    lifecycle.turn_down(consultation, by=None, now=MONDAY)

    message = sent()

    assert f"Your old time is free again too: {OLD} {OLD_TIME}" in said(message)
    assert calendar_method(message) == "CANCEL"


def test_canceling_what_was_confirmed_takes_it_out_of_the_calendar(office):
    lifecycle.cancel(lifecycle.confirm(ask(office), by=desk(), now=MONDAY), by=None, now=MONDAY)

    message = sent()

    assert message["Subject"] == f"Canceled: {OLD}"
    assert calendar_method(message) == "CANCEL"
    assert OLD_TIME in said(message)


def test_canceling_what_was_only_asked_for_speaks_of_no_calendar(office):
    lifecycle.cancel(ask(office), by=None, now=MONDAY)

    message = sent()

    assert f"Your request is canceled: {OLD}" in said(message)
    assert "calendar" not in said(message)
    assert calendar_method(message) is None


@pytest.mark.parametrize(("by_staff", "who"), [(False, "the patient"), (True, "staff")])
def test_canceled_is_true_whoever_canceled(office, by_staff, who):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.cancel(consultation, by=desk() if by_staff else None, now=MONDAY)

    messages = {message["To"]: message for message in deliver()}

    assert f"Your consultation is canceled: {OLD}" in said(messages["maya@example.com"])
    assert f"If you did not expect this, call or text {PHONE}" in said(messages["maya@example.com"])
    office_subject = messages["desk@clinic.example"]["Subject"]
    assert office_subject == f"Consultation {consultation.reference}: canceled by {who}"


def test_lapsed_without_our_answer_is_our_fault_and_says_so(office):
    consultation = ask(office)
    lapses_at = consultation.lapses_at
    lifecycle.lapse(consultation, now=lapses_at)

    messages = {message["To"]: message for message in deliver(lapses_at)}

    patient = messages["maya@example.com"]
    assert patient["Subject"] == "We are sorry: we did not answer you"
    due = formats.when(consultation.reply_by, office)
    assert f"we would answer by {due}. We did not. That was our fault" in said(patient)
    assert f"no longer held: {OLD} Please call or text {PHONE}" in said(patient)
    assert messages["desk@clinic.example"]["Subject"].endswith(": lapsed without an answer")


def test_lapsed_without_a_choice_is_nobodys_fault(office):
    consultation = lifecycle.propose(ask(office), times=PROPOSALS, by=desk(), now=MONDAY)
    lapses_at = consultation.lapses_at
    deliver(MONDAY)
    lifecycle.lapse(consultation, now=lapses_at)

    messages = {message["To"]: message for message in deliver(lapses_at)}

    patient = messages["maya@example.com"]
    assert patient["Subject"] == "Your request has lapsed"
    assert "have not heard from you" in said(patient)
    assert "fault" not in said(patient)
    assert "calendar" not in said(patient)
    assert messages["desk@clinic.example"]["Subject"].endswith(": lapsed")
    assert "We have written to them, with our phone number." in said(
        messages["desk@clinic.example"]
    )


def test_lapsed_without_having_been_told_is_our_fault_and_the_office_is_asked_to_call(office):
    by_phone = {"email": "", "phone": "+14245550134", "reach_by": "call"}
    consultation = lifecycle.confirm(ask(office, **by_phone), by=desk(), now=MONDAY)
    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    lifecycle.lapse(consultation, now=consultation.lapses_at)

    told = said(sent(to="desk@clinic.example", now=consultation.lapses_at))
    task = consultation.notifications.get(kind="lapsed", channel="desk")
    words = notifications.words_to_say(task, consultation.lapses_at)

    assert "nobody told the patient in time" in told
    assert "It had been confirmed: they may come at the old time." in told
    assert "They have no e-mail: please call them." in told
    assert "did not reach you about them; we are sorry" in words


def test_lapsed_when_the_office_had_to_move_it_gives_up_the_old_time_too(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    lifecycle.lapse(consultation, now=consultation.lapses_at)

    message = sent(now=consultation.lapses_at)

    assert f"Your old time, which we had to move, is free again too: {OLD} {OLD_TIME}" in said(
        message
    )


def test_declined_after_it_was_confirmed_says_to_remove_it(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    lifecycle.decline(consultation, by=desk(), now=MONDAY)

    message = sent()

    assert f"Your time is no longer held: {OLD} {OLD_TIME}" in said(message)
    assert calendar_method(message) == "CANCEL"


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_link_again_names_what_it_leads_to_and_no_time(office, confirmed):
    consultation = ask(office)
    deliver()
    if confirmed:
        consultation = lifecycle.confirm(consultation, by=desk(), now=MONDAY)
        deliver()
    lifecycle.send_link(consultation, now=MONDAY)

    message = sent()

    what = "consultation" if confirmed else "request"
    assert message["Subject"] == f"Here is the link to your {what}"
    assert consultation.get_absolute_url() in text_of(message)
    assert A_TIME.findall(text_of(message)) == []


def test_an_answer_that_is_late_is_not_promised_again(office):
    consultation = ask(office)

    message = sent(now=consultation.reply_by)

    due = formats.when(consultation.reply_by, office)
    assert f"We meant to answer by {due}, and are late. We are sorry." in said(message)
    assert "We will" not in said(message)


# ---- again, to a corrected address ---------------------------------------------------------------
def correct(consultation, email="right@example.com"):
    return lifecycle.correct(consultation, email=email, phone="", texts=None, by=None, now=MONDAY)


def test_a_corrected_address_reads_the_same_as_the_first(office):
    consultation = ask(office)
    first = sent()
    correct(consultation)

    again = sent(to="right@example.com")

    assert again["Subject"] == first["Subject"] == "We have your request"
    assert text_of(again) == text_of(first)
    assert again["Message-ID"] != first["Message-ID"]


def test_a_corrected_address_is_told_of_the_old_time_as_well(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    deliver()
    correct(consultation)
    proposed = sent(to="right@example.com")
    consultation = lifecycle.pick(consultation, starts_at=PROPOSALS[0], by=None, now=MONDAY)
    deliver()
    correct(consultation, "righter@example.com")
    confirmed = sent(to="righter@example.com")

    assert f"we have to move your consultation on {OLD}" in said(proposed)
    assert f"The old time was {OLD}. {OLD_TIME}" in said(confirmed)
    assert calendar_method(confirmed) == "PUBLISH"


def test_booked_by_phone_is_confirmed_like_any_other(office):
    lifecycle.book(
        request_for(office), starts_at=TUESDAY_AT_TWO, consents={}, by=desk(), now=MONDAY
    )

    message = sent()

    assert message["Subject"] == f"Your consultation: {OLD}"
    assert calendar_method(message) == "PUBLISH"
    assert Notification.objects.filter(audience="office").count() == 0
