"""Published: readers have the public question by now, and its asker hears of it if they wanted to.

Articles know nothing of bookings, so the worker looks, also for what was scheduled. An index holds
only the questions that are to be public and are not yet: mostly none.
"""

from datetime import datetime

from django.db import transaction

from bookings.models import QuestionEvent, QuestionStatus, ReaderQuestion
from bookings.questions.messages import record

AT_ONCE = 50


def notice_published(*, now: datetime) -> int:
    """Note what readers have since the last look, and owe its askers word. Returns how many.

    Who still waited for an answer has one now. One query where there is nothing.
    """
    found = ReaderQuestion.objects.newly_published(now=now).order_by("pk")
    keys = list(found.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_notice(key, now=now) for key in keys)


@transaction.atomic
def _notice(key: int, *, now: datetime) -> bool:
    """False where another worker was faster, or staff took it out meanwhile."""
    found = ReaderQuestion.objects.newly_published(now=now).filter(pk=key)
    question = found.select_for_update(of=("self",)).first()
    if question is None:
        return False
    question.published_at = now
    if question.status == QuestionStatus.WAITING:
        question.status, question.answered_at = QuestionStatus.ANSWERED, now
    question.save()
    record(question, QuestionEvent.Kind.PUBLISHED, by=None, now=now)
    return True
