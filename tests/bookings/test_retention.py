"""Retention: what is due by which rule, that a dry run says what a run does, and what never goes."""

import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import KeptUpload, Preview, ReviewMessage
from articles.search import unanswered
from bookings import audit_log, erasures, lifecycle, retention, statistics
from bookings.models import (
    Access,
    Call,
    Consent,
    Consultation,
    Event,
    Hold,
    Notification,
    RetentionRun,
    Status,
)
from clinic.mail.outbox import MailWorker
from clinic.office.models import AccountMessage, Ending, Office, RetentionRule
from clinic.operations import expired
from clinic.protection import rate_limits
from clinic.protection.rate_limits import Tally
from tests.articles.factories import make_article
from tests.bookings.lives import desk, in_status
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

both_databases = pytest.mark.both_databases
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "journal")]
DAY = timedelta(days=1)
OPEN = [Status.REQUESTED, Status.PROPOSED]
COUNTED = (Consultation, Event, Consent, Call, Hold, Notification)


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    for limit in ("BURST", "CONTACT", "CONTACT_A_DAY"):
        monkeypatch.setattr(rate_limits, limit, rate_limits.Limit(1000, timedelta(minutes=10)))


def aged(status, office, *, days, **fields):
    """One that ended so many days before MONDAY, with words that clearing takes."""
    fields = {"note": "I sleep badly.", "answers": ["sensitive"], "email": f"{days}@x.org"} | fields
    if status in (Status.REQUESTED, Status.ASIDE):
        fields = {"starts_at": None} | fields
    consultation = in_status(status, office, **fields)
    Hold.objects.filter(consultation=consultation).delete()  # many share one time here
    back = MONDAY - timedelta(days=days) - consultation.events.last().at
    moved = {"asked_at": consultation.asked_at + back, "reply_by": consultation.reply_by + back}
    if consultation.starts_at:
        moved |= {
            "starts_at": consultation.starts_at + back,
            "ends_at": consultation.ends_at + back,
        }
    Consultation.objects.filter(pk=consultation.pk).update(**moved)
    for event in consultation.events.all():
        Event.objects.filter(pk=event.pk).update(at=event.at + back)
    consultation.refresh_from_db()
    return consultation


def run(now=MONDAY):
    return retention.run(by="timer", now=now)


def command(*options):
    said = StringIO()
    call_command("retention", *options, stdout=said)
    return said.getvalue()


def numbers(counts):
    """What a dry run counts, as a run notes it."""
    return (
        {str(each.rule.pk): each.cleared for each in counts if each.cleared},
        {str(each.rule.pk): each.erased for each in counts if each.erased},
    )


# ---- the rules ---------------------------------------------------------------------------------
def test_every_status_that_is_not_open_has_a_rule_and_no_open_one():
    of_requests = {*Ending.values} - {Ending.QUESTION}
    assert of_requests | {*OPEN} == {*Status.values}
    assert [rule.status for rule in RetentionRule.objects.in_force()] == Ending.values


def test_without_rows_the_rules_to_begin_with_hold():
    stored = [
        (r.status, r.clear_after_days, r.erase_after_months)
        for r in RetentionRule.objects.in_force()
    ]
    RetentionRule.objects.all().delete()

    begin = [
        (r.status, r.clear_after_days, r.erase_after_months)
        for r in RetentionRule.objects.in_force()
    ]

    assert stored == begin
    RetentionRule.objects.add_missing()
    assert RetentionRule.objects.count() == 8


@both_databases
@pytest.mark.parametrize(
    ("days", "months", "sentence"),
    [
        (6, 12, "Clear answers and notes after 7 to 365 days"),
        (366, 120, "Clear answers and notes after 7 to 365 days"),
        (7, 0, "Erase requests after 1 to 120 months"),
        (7, 121, "Erase requests after 1 to 120 months"),
        (29, 1, "Answers and notes must be cleared before all of it is erased"),
    ],
)
def test_a_rule_out_of_bounds_is_refused_by_a_sentence_and_by_the_database(days, months, sentence):
    RetentionRule.objects.add_missing()
    rule = RetentionRule.objects.get(status="lapsed")
    rule.clear_after_days, rule.erase_after_months = days, months

    with pytest.raises(ValidationError, match=sentence):
        rule.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


# ---- what is due -------------------------------------------------------------------------------
@both_databases
def test_answers_and_notes_go_after_thirty_days_and_all_of_it_after_a_year(office):
    ages = (29, 31, 364, 366)
    made = {days: aged(Status.DECLINED, office, days=days) for days in ages}

    done = run()

    assert (done.cleared, done.erased) == ({"declined": 2}, {"declined": 1})
    left = {days: Consultation.objects.filter(pk=each.pk).first() for days, each in made.items()}
    assert [bool(left[days] and left[days].note) for days in ages] == [True, False, False, False]
    assert left[366] is None
    assert [bool(each and each.email) for each in left.values()] == [True, True, True, False]
    assert run().cleared == {}


def test_what_took_place_stays_for_three_years(office):
    for status in (Status.COMPLETED, Status.NO_SHOW, Status.CONFIRMED):
        for days in (366, 3 * 366):
            aged(status, office, days=days)

    done = run()

    assert done.erased == {"completed": 1, "no_show": 2, "confirmed": 1}


def test_consents_stay_as_long_as_the_row(office):
    consultation = aged(Status.DECLINED, office, days=100)
    consultation.consents.create(kind="adult", wording="I am 18 or older.", given_at=MONDAY)

    run()

    assert consultation.consents.get().wording == "I am 18 or older."
    run(now=MONDAY + 300 * DAY)
    assert not Consent.objects.exists()


@both_databases
def test_what_is_open_is_never_touched(office):
    for status in OPEN:
        aged(status, office, days=4000)
    ahead = aged(Status.CONFIRMED, office, days=4000)
    Consultation.objects.filter(pk=ahead.pk).update(
        starts_at=MONDAY + DAY, ends_at=MONDAY + DAY + timedelta(hours=1)
    )
    before = list(Consultation.objects.order_by("pk").values())

    done = run()

    assert (done.cleared, done.erased) == ({}, {})
    assert list(Consultation.objects.order_by("pk").values()) == before


def test_the_last_thing_that_happened_counts(office):
    consultation = aged(Status.NO_SHOW, office, days=400)
    consultation.events.create(kind="completed", at=MONDAY - 5 * DAY, actor="staff")

    done = run()

    assert (done.cleared, done.erased) == ({}, {})


def test_a_note_that_staff_added_later_has_its_own_thirty_days(office):
    consultation = aged(Status.DECLINED, office, days=40)
    audit_log.add_note(consultation, "Asks again in spring.", by=desk(), now=MONDAY - DAY)

    run()
    assert consultation.internal_notes.get().text == "Asks again in spring."
    assert run(now=MONDAY + 31 * DAY).cleared == {"declined": 1}
    assert not consultation.internal_notes.exists()


# ---- the dry run is the run ----------------------------------------------------------------------
@both_databases
def test_a_dry_run_says_what_the_run_does_and_does_nothing(office):
    chance = random.Random(7)
    for nth in range(40):
        status = chance.choice(list(Status))
        aged(
            status,
            office,
            days=chance.choice([1, 29, 30, 31, 364, 365, 366, 1094, 1097]),
            email=f"{nth}@x.org",
        )
    rows = {model: model.objects.count() for model in COUNTED}
    shown = numbers(retention.dry_run(now=MONDAY))
    assert sum(map(len, shown)) > 6, "several rules are tried here"
    assert {model: model.objects.count() for model in COUNTED} == rows

    done = run()

    assert (done.cleared, done.erased) == shown
    assert Consultation.objects.count() == rows[Consultation] - sum(done.erased.values())
    assert numbers(retention.dry_run(now=MONDAY)) == ({}, {})


def test_a_dry_run_counts_in_as_many_questions_however_much_is_due(office):
    counts = []
    for nth in range(3):
        aged(Status.DECLINED, office, days=40 + 400 * nth)
        with CaptureQueriesContext(connection) as asked:
            retention.dry_run(now=MONDAY)
        counts.append(len(asked))

    assert counts == [17, 17, 17]  # the rules, and two for each of eight


# ---- a run -----------------------------------------------------------------------------------------
@both_databases
def test_a_run_that_was_killed_goes_on_where_it_was_and_counts_what_it_did(office, monkeypatch):
    monkeypatch.setattr(erasures, "AT_ONCE", 2)
    for nth in range(5):
        aged(Status.LAPSED, office, days=500, email=f"{nth}@x.org")
    told = []

    class Killed(BaseException):
        pass

    def tell(*words):
        told.append(words)
        if len(told) == 2:
            raise Killed

    with pytest.raises(Killed):
        retention.run(by="timer", now=MONDAY, tell=tell)

    first = RetentionRun.objects.get()
    assert (first.erased, first.ended_at, Consultation.objects.count()) == ({"lapsed": 4}, None, 1)
    assert told == [("erased", "lapsed", 2, 5), ("erased", "lapsed", 4, 5)]
    assert run().erased == {"lapsed": 1}
    assert not Consultation.objects.exists()


def test_what_has_moved_on_before_the_lock_is_left_alone(office, monkeypatch):
    consultation = aged(Status.NO_SHOW, office, days=366)
    real = Office.objects.select_for_update

    def somebody_was_first(*args, **options):
        consultation.events.create(kind="completed", at=MONDAY, actor="staff")
        return real(*args, **options)

    monkeypatch.setattr(Office.objects, "select_for_update", somebody_was_first)

    assert run().erased == {}
    assert Consultation.objects.exists()


def test_numbers_are_the_same_after_a_run(office):
    RetentionRule.objects.add_missing()
    RetentionRule.objects.update(clear_after_days=7, erase_after_months=1)
    of_requests = [status for status in Ending.values if status in Status.values]
    for nth, status in enumerate(of_requests):
        aged(Status(status), office, days=60, email=f"{nth}@x.org")
    before = statistics.of_last_year(office, now=MONDAY)
    assert before.total.asked == 6

    assert sum(run().erased.values()) == 7

    assert statistics.of_last_year(office, now=MONDAY) == before


def test_a_run_tells_the_access_log_what_it_did_and_names_nobody(office):
    erased = aged(Status.DECLINED, office, days=400)
    cleared = aged(Status.DECLINED, office, days=40)

    run()

    log = Access.objects.filter(by_name="retention").order_by("pk")
    assert list(log.values_list("action", "reference", "fields")) == [
        ("erased", erased.reference, "all"),
        ("erased", cleared.reference, "answers and notes"),
    ]
    assert RetentionRun.objects.get().by_name == "timer"


def test_a_file_that_cannot_be_written_stops_a_run_before_it_erases(office, journal):
    aged(Status.DECLINED, office, days=400)
    retention.start(by="owner", now=MONDAY)
    journal.mkdir(parents=True)

    with pytest.raises(CommandError, match=r"Nothing was erased\. The journal of erasures"):
        command()

    assert Consultation.objects.exists()


def test_a_database_that_goes_away_stops_a_run_in_a_sentence(office, monkeypatch):
    retention.start(by="owner", now=MONDAY)

    def away():
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(erasures, "make_good", away)

    with pytest.raises(CommandError, match=r"run it again, and it goes on\. \(OperationalError\)"):
        command()


# ---- off until it is started -------------------------------------------------------------------
def test_nothing_goes_before_the_owner_has_started_it_but_what_ran_out(office):
    aged(Status.DECLINED, office, days=400)
    old = Tally.objects.create(mark="x", window_at=MONDAY - 3 * DAY)

    assert "Retention is not started: no request was cleared or erased" in command()
    assert Consultation.objects.exists()
    assert not Tally.objects.filter(pk=old.pk).exists()

    retention.start(by=desk(), now=MONDAY)
    assert retention.is_started()
    assert "Erased 1: Declined." in command("--by", "timer")
    assert not Consultation.objects.exists()
    retention.stop(by=desk(), now=MONDAY)
    assert not retention.is_started()
    said = (
        Access.objects.filter(reference="retention").order_by("pk").values_list("fields", flat=True)
    )
    assert list(said) == ["start", "stop"]


def test_the_commands_dry_run_says_so_and_throws_nothing_away(office):
    aged(Status.DECLINED, office, days=400)
    aged(Status.LAPSED, office, days=40)
    old = Tally.objects.create(mark="x", window_at=MONDAY - 3 * DAY)

    said = command("--dry-run")

    assert "Would be erased 1: Declined." in said
    assert "Would be cleared of answers and notes 1: Lapsed." in said
    assert "Retention is not started" in said
    assert (Consultation.objects.count(), Tally.objects.filter(pk=old.pk).count()) == (2, 1)


def test_by_a_clock_that_leapt_ahead_nothing_is_erased(office, monday):
    aged(Status.DECLINED, office, days=10)
    retention.start(by="owner", now=MONDAY)
    MailWorker.beat(now=timezone.now())
    monday.move_to(MONDAY + 400 * DAY)

    with pytest.raises(CommandError, match="The clock leapt ahead"):
        command()

    assert Consultation.objects.get().note


# ---- what ran out ------------------------------------------------------------------------------
@both_databases
def test_what_ran_out_goes_and_the_rest_stays(office, ines):
    Session.objects.bulk_create(
        Session(session_key=key, session_data="", expire_date=MONDAY + days * DAY)
        for key, days in (("old", -1), ("young", 1))
    )
    Preview.objects.bulk_create(
        Preview(content={}, made_at=MONDAY - days * DAY, by=ines) for days in (6, 8)
    )
    for days in (0, 3):
        Tally.objects.create(mark=str(days), window_at=MONDAY - days * DAY)
        AccessAttempt.objects.create(username=str(days), failures_since_start=1)
    AccessAttempt.objects.filter(username="3").update(attempt_time=MONDAY - 3 * DAY)
    article = make_article()
    for days in (89, 91):
        at = MONDAY - days * DAY
        AccountMessage.objects.create(user=ines, kind="password", queued_at=at, sent_at=at)
        ReviewMessage.objects.create(
            to=ines, kind="waits", article=article, queued_at=at, sent_at=at
        )
    for said, days in (("parking", 90), ("insurance", 91)):
        unanswered.note(said, now=MONDAY - timedelta(days=days))
    for hours, by in ((7, ines), (9, desk())):
        KeptUpload.objects.create(
            by=by, width=1, height=1, files={}, kept_at=MONDAY - timedelta(hours=hours)
        )

    assert expired.forget(now=MONDAY) == {
        "sessions": 1,
        "counts of the limits": 1,
        "previews of drafts": 1,
        "files of unfinished forms": 1,
        "wrong sign-ins": 1,
        "mail about accounts": 1,
        "mail about reviews": 1,
        "searches that found nothing": 1,
        "words that no text has any more": 0,
        "pictures of pages as they were": 0,
    }

    left = [Session, Preview, Tally, AccessAttempt, AccountMessage, ReviewMessage, KeptUpload]
    assert [model.objects.count() for model in left] == [1] * 7
    assert not any(expired.forget(now=MONDAY).values())


def test_months_are_the_calendars(office):
    RetentionRule.objects.add_missing()
    RetentionRule.objects.update(clear_after_days=7, erase_after_months=1)
    consultation = aged(Status.DECLINED, office, days=10)
    Event.objects.filter(consultation=consultation).update(at=datetime(2027, 2, 27, 23, tzinfo=UTC))

    assert run(now=datetime(2027, 3, 27, 23, tzinfo=UTC)).erased == {}
    assert run(now=datetime(2027, 3, 28, 0, tzinfo=UTC)).erased == {"declined": 1}


def test_the_verbs_still_take_effect_after_a_run(office):
    retention.start(by="owner", now=MONDAY)
    consultation = ask(office, starts_at=TUESDAY_AT_TWO)

    command()

    assert lifecycle.confirm(consultation, by=desk(), now=MONDAY).status == Status.CONFIRMED
