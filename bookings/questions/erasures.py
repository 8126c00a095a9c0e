"""Erasures of readers' questions, marked in the journal as consultations are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Length

from bookings import audit_log, erasure_journal
from bookings.erasure_journal import Line, mark_of
from bookings.models import Access, Erasure, ReaderQuestion, ReaderQuestionQuerySet
from bookings.questions.messages import keep_for_others


@transaction.atomic
def erase(
    rows: ReaderQuestionQuerySet, *, by: User | str, now: datetime, is_marked: bool = False
) -> list[str]:
    """Erase these questions with history and messages. Returns what the access log calls them.

    A public question that was begun from one stays: it holds nothing of its asker.
    """
    found = _locked(rows)
    keep_for_others(ReaderQuestion.objects.filter(pk__in=[row.pk for row in found]))
    ReaderQuestion.objects.filter(pk__in=[row.pk for row in found]).delete()
    _note(found, "all", by=by, now=now)
    if not is_marked:
        day = now.astimezone(UTC).date()
        erasure_journal.add(
            [Line(mark_of(row.page_key), Erasure.Kind.ERASED, day) for row in found]
        )
    return [str(row) for row in found]


@transaction.atomic
def clear(
    rows: ReaderQuestionQuerySet,
    *,
    before: date,
    by: User | str,
    now: datetime,
    is_marked: bool = False,
) -> list[str]:
    """Clear what was asked and answered, of those asked before a day. The rest of the row stays."""
    found = _locked(with_words(rows, before=before))
    cleared = ReaderQuestion.objects.filter(pk__in=[row.pk for row in found])
    cleared.update(question="", answer="", told="", cleared_at=now)
    _note(found, "question and answer", by=by, now=now)
    if not is_marked:
        erasure_journal.add(
            [Line(mark_of(row.page_key), Erasure.Kind.CLEARED, before) for row in found]
        )
    return [str(row) for row in found]


def with_words(rows: ReaderQuestionQuerySet, *, before: date) -> ReaderQuestionQuerySet:
    """Those asked before a day of which words are left."""
    lengths = {name: Length(name.removesuffix("_length")) for name in _LENGTHS}
    is_left = Q(question_length__gt=0) | Q(answer_length__gt=0) | Q(told_length__gt=0)
    moment = datetime(before.year, before.month, before.day, tzinfo=UTC)
    return rows.alias(**lengths).filter(is_left, asked_at__lt=moment)


_LENGTHS = ("question_length", "answer_length", "told_length")


def _locked(rows: ReaderQuestionQuerySet) -> list[ReaderQuestion]:
    held = rows.select_for_update(of=("self",)).order_by("pk")
    return list(held.only("reference", "page_key"))


def _note(found: Sequence[ReaderQuestion], fields: str, *, by: User | str, now: datetime) -> None:
    names = [str(row) for row in found]
    audit_log.log_many(Access.Action.ERASED, names, by=by, now=now, fields=fields)
