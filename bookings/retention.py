"""Retention: what has ended is cleared and in the end erased, by the rules of the clinic.

The rules are rows (`clinic.office.models.RetentionRule`). Nothing goes before the owner has started
it. What is due is decided by `due` alone: the dry run counts its rows, the run erases and clears
them. Days are whole days of UTC, so that what a dry run shows holds until midnight there.
"""

import time
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from bookings import audit_log, erasures, questions
from bookings.models import (
    Access,
    Consultation,
    ConsultationQuerySet,
    Event,
    QuestionEvent,
    QuestionStatus,
    ReaderQuestion,
    ReaderQuestionQuerySet,
    RetentionRun,
    Status,
)
from clinic.office.models import Ending, Office, RetentionRule

NAME = "retention"  # in the access log
Tell = Callable[[str, str, int, int], None]  # what is done to which status: how many, of how many


class Due(NamedTuple):
    """What is due of one status, or of readers' questions. Nothing is in both."""

    rule: RetentionRule
    clear_before: date
    clear: Any  # ConsultationQuerySet or ReaderQuestionQuerySet
    erase: Any
    by: Any = erasures  # the module whose `clear` and `erase` take these rows


class Count(NamedTuple):
    """How many are due of one status."""

    rule: RetentionRule
    cleared: int
    erased: int


# ---- started or not ----------------------------------------------------------------------------
def is_started() -> bool:
    """Whether the owner has started it. One query."""
    return Office.objects.filter(retention_started_at__isnull=False).exists()


@transaction.atomic
def start(*, by: User | str, now: datetime) -> None:
    """From the next run on, what is due goes. The privacy page says so from now on."""
    Office.objects.update(retention_started_at=now, retention_changed_at=now)
    audit_log.log(Access.Action.CHANGED, NAME, by=by, now=now, fields="start")


@transaction.atomic
def stop(*, by: User | str, now: datetime) -> None:
    """Nothing is cleared or erased by itself any more."""
    Office.objects.update(retention_started_at=None, retention_changed_at=now)
    audit_log.log(Access.Action.CHANGED, NAME, by=by, now=now, fields="stop")


@transaction.atomic
def note_change(rule: RetentionRule, changed: list[str], *, by: User, now: datetime) -> None:
    """A rule was changed: the access log keeps by whom, and the privacy page its day."""
    Office.objects.filter(retention_started_at__isnull=False).update(retention_changed_at=now)
    what = f"{NAME} {rule.pk}"
    audit_log.log(Access.Action.CHANGED, what, by=by, now=now, fields=", ".join(changed))


# ---- what is due -------------------------------------------------------------------------------
def due(*, now: datetime) -> Iterator[Due]:
    """What is due of each status, by the rules as they are."""
    today = now.astimezone(UTC).date()
    for rule in RetentionRule.objects.in_force():
        clear_before = today - timedelta(days=rule.clear_after_days)
        erase_before = _months_before(today, rule.erase_after_months)
        if rule.status == Ending.QUESTION:
            yield _due_of_questions(rule, clear_before, erase_before)
            continue
        erase = _over(rule, erase_before)
        clear = erasures.with_words(_over(rule, clear_before), before=clear_before)
        yield Due(rule, clear_before, clear.exclude(pk__in=erase.values("pk")), erase)


def _due_of_questions(rule: RetentionRule, clear_before: date, erase_before: date) -> Due:
    clear, erase = _questions_over(clear_before), _questions_over(erase_before)
    clear = questions.with_words(clear, before=clear_before)
    clear = clear.exclude(pk__in=erase.values("pk"))
    return Due(rule, clear_before, clear, erase, questions)


def _questions_over(before: date) -> ReaderQuestionQuerySet:
    """Those that nobody waits for, and to which nothing has happened from that day on."""
    moment = datetime(before.year, before.month, before.day, tzinfo=UTC)
    over = ReaderQuestion.objects.exclude(status=QuestionStatus.WAITING)
    later = QuestionEvent.objects.filter(question=OuterRef("pk"), at__gte=moment)
    return over.filter(~Exists(later), asked_at__lt=moment)


def _over(rule: RetentionRule, before: date) -> ConsultationQuerySet:
    """Those that ended as the rule says, and to which nothing has happened from that day on."""
    moment = datetime(before.year, before.month, before.day, tzinfo=UTC)
    over = Consultation.objects.filter(status=rule.status, asked_at__lt=moment)
    if rule.status == Status.CONFIRMED:  # which is open until its time is over
        over = over.filter(ends_at__lt=moment)
    later = Event.objects.filter(consultation=OuterRef("pk"), at__gte=moment)
    return over.filter(~Exists(later))


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def dry_run(*, now: datetime) -> list[Count]:
    """What a run at this moment would do. Changes nothing; takes no lock."""
    return [Count(each.rule, each.clear.count(), each.erase.count()) for each in due(now=now)]


# ---- the run -----------------------------------------------------------------------------------
def run(*, by: str, now: datetime, tell: Tell | None = None) -> RetentionRun:
    """Clear and erase what is due, whether it was started or not: who calls this asks `is_started`.

    In batches, each a transaction of its own under the office's lock with what the run counts: it
    may be killed at any time and run again, and others take their turn in between. Raises
    erasures.JournalFault before it touches anything.
    """
    began = time.monotonic()
    erasures.make_good()
    done = RetentionRun.objects.create(started_at=now, by_name=by)
    for each in due(now=now):
        status = str(each.rule.status)

        def erase(some: Any, each: Due = each) -> int:
            return len(each.by.erase(some, by=NAME, now=now))

        def clear(some: Any, each: Due = each) -> int:
            return len(each.by.clear(some, before=each.clear_before, by=NAME, now=now))

        _in_batches(done, "erased", status, each.erase, erase, tell)
        _in_batches(done, "cleared", status, each.clear, clear, tell)
    done.ended_at = now + timedelta(seconds=time.monotonic() - began)
    done.save(update_fields=["ended_at"])
    return done


def _in_batches(
    done: RetentionRun,
    what: str,
    status: str,
    rows: Any,
    perform: Callable[[Any], int],
    tell: Tell | None,
) -> None:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    counted: dict[str, int] = getattr(done, what)
    for begin in range(0, len(keys), erasures.AT_ONCE):
        some = rows.filter(pk__in=keys[begin : begin + erasures.AT_ONCE])
        with transaction.atomic():
            number = perform(some)
            if number:
                counted[status] = counted.get(status, 0) + number
                done.save(update_fields=[what])
        if tell:
            tell(what, status, min(begin + erasures.AT_ONCE, len(keys)), len(keys))
