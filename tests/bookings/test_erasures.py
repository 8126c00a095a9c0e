"""What is erased stays erased: the journal, what a restore brings back, and what goes on to count."""

import os
import stat
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings import audit_log, erasures, lifecycle, statistics
from bookings.models import (
    Access,
    Call,
    Consultation,
    Erasure,
    Event,
    Hold,
    InternalNote,
    Notification,
    Status,
)
from tests.articles.factories import make_article
from tests.bookings.lives import desk, in_status
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, request_for

both_databases = pytest.mark.both_databases
commits = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("journal")]
DAY = timedelta(days=1)
NEW_KEY = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="


def erase(*consultations, now=MONDAY):
    found = Consultation.objects.filter(pk__in=[each.pk for each in consultations])
    return erasures.erase(found, by="command", now=now)


def clear(*consultations, before, now=MONDAY):
    found = Consultation.objects.filter(pk__in=[each.pk for each in consultations])
    return erasures.clear(found, before=before, by="retention", now=now)


def marks():
    return list(Erasure.objects.values_list("kind", "day"))


def told(office, **fields):
    """One with everything that clearing clears."""
    fields = {"note": "I sleep badly.", "answers": ["sensitive"]} | fields
    consultation = lifecycle.decline(ask(office, **fields), by=desk(), now=MONDAY, note="Not now.")
    consultation.events.filter(kind="asked").update(reason="Said so.")
    audit_log.add_note(consultation, "Called twice.", by=desk(), now=MONDAY)
    audit_log.add_call(consultation, Call.Outcome.REACHED, "Sounds kind.", by=desk(), now=MONDAY)
    return consultation


def words_of(consultation):
    consultation.refresh_from_db()
    return [
        text
        for text in [
            *consultation.answers,
            consultation.note,
            *consultation.internal_notes.values_list("text", flat=True),
            *consultation.calls.values_list("note", flat=True),
            *consultation.events.values_list("note", flat=True),
            *consultation.events.values_list("reason", flat=True),
        ]
        if text
    ]


class Copy:
    """The rows of one consultation as a backup holds them."""

    def __init__(self, consultation, path):
        self.path = path
        keys = {"consultation": consultation.pk}
        self.rows = [
            *Consultation.objects.filter(pk=consultation.pk),
            *Event.objects.filter(**keys),
            *InternalNote.objects.filter(**keys),
            *Call.objects.filter(**keys),
        ]

    def restore(self):
        for row in self.rows:
            row.save(force_insert=not type(row).objects.filter(pk=row.pk).exists())


# ---- erasing ------------------------------------------------------------------------------------
@commits
@both_databases
def test_erasing_leaves_a_mark_in_the_table_and_in_the_file_and_no_row(office, journal):
    consultation = told(office, starts_at=TUESDAY_AT_TWO)

    assert erase(consultation) == [consultation.reference]

    for model in (Consultation, Event, Hold, Notification, InternalNote, Call):
        assert not model.objects.exists(), model
    mark = erasures.mark_of(consultation.page_key)
    assert list(Erasure.objects.values_list("mark", "kind", "day")) == [
        (mark, "erased", date(2026, 11, 23))
    ]
    assert journal.read_text() == f"2026-11-23 erased {mark}\n"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o700
    assert Access.objects.first().reference == consultation.reference


def test_a_mark_names_nobody(office):
    consultation = ask(office)
    mark = erasures.mark_of(consultation.page_key)

    assert consultation.reference.lower() not in mark
    assert consultation.page_key.hex not in mark


@commits
def test_what_is_rolled_back_marks_nothing(office, journal):
    consultation = ask(office)

    with transaction.atomic():
        erase(consultation)
        transaction.set_rollback(True)

    assert (marks(), journal.exists(), Consultation.objects.count()) == ([], False, 1)


@commits
def test_the_command_goes_by_the_journal_too(office, journal):
    consultation = ask(office)
    said = StringIO()

    call_command("erase", consultation.reference.lower(), stdout=said)

    assert "a restore of one erases it again" in said.getvalue()
    assert len(journal.read_text().splitlines()) == len(marks()) == 1
    with pytest.raises(CommandError, match="There is no request"):
        call_command("erase", consultation.reference)


@commits
def test_a_file_that_cannot_be_written_is_said_and_made_good(office, journal, caplog, settings):
    settings.ERASURE_JOURNAL = str(journal / "no" / "folder")
    journal.parent.mkdir()
    journal.write_text("")  # a file, where a folder should be

    erase(ask(office))

    assert "cannot be written" in caplog.text
    assert "Not a directory" in erasures.fault()
    settings.ERASURE_JOURNAL = str(journal)
    assert (erasures.make_good(), erasures.fault()) == (1, "")
    assert len(journal.read_text().splitlines()) == 1
    assert erasures.make_good() == 0


@commits
def test_half_a_line_that_a_crash_left_spoils_no_other(office, journal):
    first, second = ask(office), ask(office, starts_at=None, email="other@example.com")
    erase(first)
    journal.write_text(journal.read_text()[:-20])

    erase(second)

    erasures.make_good()
    whole = [line for line in journal.read_text().splitlines() if len(line.split()[-1]) == 64]
    assert sorted(line.split()[-1] for line in whole) == sorted(
        erasures.mark_of(each.page_key) for each in (first, second)
    )


def test_a_thousand_cost_no_more_questions_than_one(office):
    def queries(number):
        rows = [request_for(office, starts_at=None) for _ in range(number)]
        for nth, row in enumerate(rows):
            row.reference, row.asked_at, row.reply_by = f"X{number:02}{nth:03}", MONDAY, MONDAY
            row.status, row.email_mark = Status.DECLINED, "0" * 64
        Consultation.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as asked:
            assert len(erase(*Consultation.objects.all())) == number
        return len(asked)

    assert queries(1) == queries(60) < 40


# ---- clearing ------------------------------------------------------------------------------------
@both_databases
def test_clearing_takes_answers_and_notes_and_leaves_the_rest(office):
    consultation = told(office)
    before = list(consultation.events.values_list("kind", "at", "starts_at"))
    assert len(words_of(consultation)) == 6

    cleared = clear(consultation, before=(MONDAY + DAY).date())

    assert cleared == [consultation.reference]
    assert words_of(consultation) == []
    assert consultation.cleared_at == MONDAY
    assert list(consultation.events.values_list("kind", "at", "starts_at")) == before
    assert (consultation.phone, consultation.email) == ("", "maya@example.com")
    assert consultation.calls.get().outcome == Call.Outcome.REACHED
    assert Access.objects.first().fields == "answers and notes"
    assert clear(consultation, before=(MONDAY + DAY).date()) == []


@both_databases
def test_a_note_of_that_day_or_later_stays(office):
    consultation = told(office)
    audit_log.add_note(consultation, "Will call again.", by=desk(), now=MONDAY + DAY)

    clear(consultation, before=(MONDAY + DAY).date())

    assert words_of(consultation) == ["Will call again."]


# ---- after a restore -----------------------------------------------------------------------------
@commits
@both_databases
def test_a_restore_of_an_older_backup_erases_and_clears_again(office, tmp_path):
    gone, cleared, stays = (
        told(office, email=f"{name}@example.com", starts_at=None) for name in ("a", "b", "c")
    )
    copies = [Copy(gone, tmp_path), Copy(cleared, tmp_path)]
    erase(gone)
    clear(cleared, before=(MONDAY + DAY).date())
    numbers = statistics.of_last_year(office, now=MONDAY)
    with transaction.atomic():  # as a restore does it
        for copy in copies:
            copy.restore()
        Erasure.objects.all().delete()  # of the older backup: it knows nothing of them
        statistics.MonthlyCount.objects.all().delete()
        statistics.AnswerCount.objects.all().delete()

        assert erasures.apply_again(now=MONDAY) == 2

    assert set(Consultation.objects.all()) == {cleared, stays}
    assert (words_of(cleared), len(words_of(stays))) == ([], 6)
    assert len(marks()) == 2
    assert statistics.of_last_year(office, now=MONDAY) == numbers
    assert erasures.apply_again(now=MONDAY + DAY) == 0


@commits
def test_without_the_file_the_table_is_enough_and_the_file_is_made_anew(office, journal, tmp_path):
    gone = told(office)
    copy = Copy(gone, tmp_path)
    erase(gone)
    journal.unlink()
    copy.restore()

    assert erasures.apply_again(now=MONDAY) == 1

    assert len(journal.read_text().splitlines()) == 1


@commits
def test_marks_outlive_every_key(office, settings, tmp_path):
    gone = told(office)
    copy = Copy(gone, tmp_path)
    erase(gone)

    settings.SEALING_KEYS = [NEW_KEY]
    copy.restore()

    assert erasures.apply_again(now=MONDAY) == 1


@commits
def test_a_journal_that_cannot_be_read_stops_what_would_bring_people_back(office, journal):
    journal.mkdir(parents=True)

    with pytest.raises(erasures.JournalFault, match="cannot be read"):
        erasures.apply_again(now=MONDAY)


@commits
def test_lines_that_are_none_are_passed_over(office, journal):
    journal.parent.mkdir()
    journal.write_bytes(b"\xff\n2026-11-23 erased short\n2026-99-99 erased " + b"a" * 64 + b"\n\n")

    assert erasures.apply_again(now=MONDAY) == 0
    assert os.path.getsize(journal) > 0


# ---- what goes on to count -------------------------------------------------------------------------
@both_databases
def test_numbers_are_the_same_after_everything_was_erased(office):
    now = TUESDAY_AT_TWO + DAY
    article = make_article()
    for nth, status in enumerate(Status):
        with_time = {"starts_at": TUESDAY_AT_TWO + nth * timedelta(hours=0)}
        if status in (Status.REQUESTED, Status.ASIDE):
            with_time = {"starts_at": None}
        fields = {"article": article if nth % 2 else None, "email": f"n{nth}@example.com"}
        consultation = in_status(status, office, **fields, **with_time)
        Hold.objects.filter(consultation=consultation).delete()  # all of them at one time
    by_phone = request_for(office, email="walk@example.com")
    lifecycle.book(
        by_phone, starts_at=now, consents={}, by=desk(), now=now, reason="They sit here."
    )
    before = statistics.of_last_year(office, now=now)
    assert (before.total.asked, before.total.by_phone) == (9, 1)

    one, *rest = Consultation.objects.all()
    erase(one, now=now)
    assert statistics.of_last_year(office, now=now) == before
    erase(*rest, now=now)

    assert not Consultation.objects.exists()
    assert statistics.of_last_year(office, now=now) == before
