"""Asking: a reader's question is stored, with its promise and the messages that it owes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from bookings.models import QuestionEvent, QuestionStatus, ReaderQuestion, new_reference
from bookings.questions.messages import record
from clinic.office import hours, phones
from clinic.protection import rate_limits


class AlreadySent(Exception):
    """This very form has been received before, as `question`."""

    def __init__(self, question: ReaderQuestion) -> None:
        self.question = question


def submit(
    question: ReaderQuestion, *, now: datetime, network: str = "", suspect: bool = False
) -> ReaderQuestion:
    """Store what a reader asks, and owe the office word of it.

    `network` is where it came from, for the limits. A `suspect` one, or one in a burst, is set
    aside. Raises AlreadySent or rate_limits.TooMany; then nothing is stored.
    """
    office = question.office
    closures = hours.closures_ahead(office, now=now)
    question.asked_at, question.reply_by = now, hours.reply_by(office, closures, now=now)
    question.reference = _unused_reference(question)
    named = [phones.without_extension(question.phone), question.email]
    limits = rate_limits.of_a_form("questions", network=network, named=named)
    try:
        with transaction.atomic():
            question.save(force_insert=True)  # before it is counted: twice the same is once
            is_burst = not rate_limits.spend(*limits, now=now)
            if suspect or is_burst:
                question.status = QuestionStatus.ASIDE
                question.save(update_fields=["status"])
                record(question, QuestionEvent.Kind.ASIDE, by=None, now=now)
            else:
                record(question, QuestionEvent.Kind.ASKED, by=None, now=now)
    except IntegrityError:
        _refuse_if_sent(question)  # twice at one moment
        raise
    return question


def _unused_reference(question: ReaderQuestion) -> str:
    """One query. Raises AlreadySent."""
    while True:
        reference = new_reference()
        found = Q(form_key=question.form_key) | Q(reference=reference)
        if not ReaderQuestion.objects.filter(found).exists():
            return reference
        _refuse_if_sent(question)


def _refuse_if_sent(question: ReaderQuestion) -> None:
    sent = ReaderQuestion.objects.filter(form_key=question.form_key).first()
    if sent:
        raise AlreadySent(sent)
