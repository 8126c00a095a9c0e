"""Verbs of staff about a reader's question, each one transaction under the lock of its row."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from bookings import audit_log
from bookings.models import (
    Access,
    Consultation,
    QuestionEvent,
    QuestionStatus,
    ReaderQuestion,
)
from bookings.questions.faq_draft import Draft, begin
from bookings.questions.messages import record
from clinic.office.optimistic_lock import Changed as Changed

Kind, S = QuestionEvent.Kind, QuestionStatus
# In which statuses each may be said, in the order of the buttons.
STATUSES: dict[str, set[QuestionStatus]] = {
    "release": {S.ASIDE},
    "answer": {S.WAITING, S.ANSWERED},
    "tell": {S.WAITING, S.ANSWERED},
    "draft": {S.WAITING, S.ANSWERED},
    "book": {S.WAITING, S.ANSWERED},
    "quarantine": {S.WAITING},
}


class NotAllowed(Exception):
    """The verb does not apply; the text says why, in words that a page may show."""


def verbs_of(question: ReaderQuestion) -> list[str]:
    """What may be done with it as it stands."""
    found = [verb for verb, statuses in STATUSES.items() if question.status in statuses]
    if not question.may_be_published or question.faq_id:
        found = [verb for verb in found if verb != "draft"]
    if question.cleared_at:
        found = [verb for verb in found if verb not in ("draft", "answer")]
    return found


@transaction.atomic
def release(
    question: ReaderQuestion, *, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """A person is behind it: it waits like any other. Raises NotAllowed or Changed."""
    question = _take_up(question, "release", by=by, now=now, revision=revision)
    return _stand(question, S.WAITING, Kind.RELEASED, by=by, now=now)


@transaction.atomic
def quarantine(
    question: ReaderQuestion, *, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """It is no question of a person's: nobody is told. Raises NotAllowed or Changed."""
    question = _take_up(question, "quarantine", by=by, now=now, revision=revision)
    return _stand(question, S.ASIDE, Kind.QUARANTINED, by=by, now=now)


@transaction.atomic
def answer(
    question: ReaderQuestion, *, text: str, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """Show this on the asker's own page; a mail, if they gave an address, carries its link alone.

    Said again it takes the place of what stood there. Raises NotAllowed or Changed.
    """
    question = _take_up(question, "answer", by=by, now=now, revision=revision)
    question.answer, question.answered_at = text, now
    return _stand(question, S.ANSWERED, Kind.ANSWERED, by=by, now=now)


@transaction.atomic
def tell(
    question: ReaderQuestion, *, note: str, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """They were told by phone; `note` is for staff alone. Raises NotAllowed or Changed."""
    question = _take_up(question, "tell", by=by, now=now, revision=revision)
    question.told, question.answered_at = note, now
    return _stand(question, S.ANSWERED, Kind.TOLD, by=by, now=now)


@transaction.atomic
def draft(
    question: ReaderQuestion, draft: Draft, *, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """Begin a public question that an editor reviews. The promise to answer its asker stays.

    Raises NotAllowed or Changed.
    """
    question = _take_up(question, "draft", by=by, now=now, revision=revision)
    question.faq = begin(draft, by=by, now=now)
    return _stand(question, S(question.status), Kind.DRAFTED, by=by, now=now)


@transaction.atomic
def book(
    question: ReaderQuestion, consultation: Consultation, *, by: User, now: datetime
) -> ReaderQuestion:
    """It became this consultation, in the transaction that books it. Raises NotAllowed."""
    question = _take_up(question, "book", by=by, now=now)
    question.consultation = consultation
    return _stand(question, S.BOOKED, Kind.BOOKED, by=by, now=now)


def _take_up(
    question: ReaderQuestion, verb: str, *, by: User, now: datetime, revision: str = ""
) -> ReaderQuestion:
    """The row as it is now, locked, with a line in the audit log.

    Raises ReaderQuestion.DoesNotExist once it was erased.
    """
    fresh = ReaderQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    fresh.office = question.office
    last = fresh.events.order_by("-pk").values_list("pk", flat=True).first()
    if verb not in verbs_of(fresh):
        raise NotAllowed(f"{fresh.reference}: {fresh.get_status_display().lower()} by now.")
    if revision and revision != str(last):
        raise Changed
    audit_log.log(Access.Action.CHANGED, str(fresh), by=by, now=now, fields=verb)
    return fresh


def _stand(
    question: ReaderQuestion,
    status: QuestionStatus,
    kind: QuestionEvent.Kind,
    *,
    by: User,
    now: datetime,
) -> ReaderQuestion:
    question.status = status
    question.save()
    record(question, kind, by=by, now=now)
    return question
