"""Messages about readers' questions: what each event owes, to whom and when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User

from bookings.models import (
    QuestionEvent,
    QuestionMessage,
    QuestionStatus,
    ReaderQuestion,
    ReaderQuestionQuerySet,
)
from bookings.notifications import digest, suspected_spam
from clinic.mail.outbox import log_queued
from clinic.office.models import Office, OfficeAddress

Event, Kind, Hears = QuestionEvent.Kind, QuestionMessage.Kind, OfficeAddress.Hears

OF_ONE = (Kind.CAME, Kind.OVERDUE)  # what the office is told of one question
OF_MANY = (Kind.DIGEST, Kind.ASIDE)  # and of all that there are


class Owed(NamedTuple):
    kind: QuestionMessage.Kind
    address: str  # the office's; empty for the asker
    due_at: datetime


def record(
    question: ReaderQuestion, kind: QuestionEvent.Kind, *, by: User | None, now: datetime
) -> None:
    """Add a line to its history, and owe what follows. In the transaction of the change."""
    QuestionEvent.objects.create(question=question, kind=kind, by=by, at=now)
    if question.status != QuestionStatus.WAITING:
        question.messages.waiting().filter(kind__in=OF_ONE).drop(now=now)
    owed = list(_owed(question, kind, now))
    if kind in (Event.ANSWERED, Event.PUBLISHED):  # said anew: one mail is enough
        again = question.messages.waiting().filter(kind__in=[each.kind for each in owed])
        again.drop(now=now)
    _queue(question, owed, now)


def readdress(office: Office, was: Mapping[int, str], *, now: datetime) -> None:
    """The office's addresses are others than they `was`, by key: what waits follows.

    What waits for one that was put right goes there; what is overdue, or will be, is told to every
    address that is on the list now; all else that waits for one taken off is sent no more. To be
    called in the transaction of the change.
    """
    is_now = dict(office.mail_addresses.values_list("pk", "email"))
    if set(is_now.values()) == set(was.values()):
        return
    of_office = QuestionMessage.objects.filter(question__office=office)
    waiting = of_office.waiting().filter(kind__in=(*OF_ONE, *OF_MANY))
    overdue = list(waiting.filter(kind=Kind.OVERDUE).select_related("question"))
    for pk, email in was.items():
        if email not in is_now.values() and pk in is_now:
            told = waiting.filter(office_address=is_now[pk]).values("question")
            put_right = waiting.filter(office_address=email).exclude(question__in=told)
            put_right.update(office_address=is_now[pk])
    waiting.exclude(office_address__in=is_now.values()).drop(now=now)
    for question in {message.question_id: message.question for message in overdue}.values():
        known = set(
            waiting.filter(question=question, kind=Kind.OVERDUE).values_list(
                "office_address", flat=True
            )
        )
        due_at = max(question.reply_by, now)
        missing = [each for each in is_now.values() if each not in known]
        _queue(question, [Owed(Kind.OVERDUE, each, due_at) for each in missing], now)


def keep_for_others(rows: ReaderQuestionQuerySet) -> None:
    """Hang what speaks of others too on one of them, before `rows` are erased with all their own.

    In the transaction that erases.
    """
    keys = list(rows.values_list("pk", flat=True))
    for kind, others in (
        (Kind.DIGEST, ReaderQuestion.objects.waiting()),
        (Kind.ASIDE, ReaderQuestion.objects.aside()),
    ):
        heir = others.exclude(pk__in=keys).order_by("pk").first()
        if heir:
            messages = QuestionMessage.objects.waiting().filter(kind=kind, question__in=keys)
            messages.update(question=heir)


def _owed(question: ReaderQuestion, kind: QuestionEvent.Kind, now: datetime) -> Iterator[Owed]:
    if kind == Event.ANSWERED and question.email:
        yield Owed(Kind.ANSWERED, "", now)
    if kind == Event.PUBLISHED and question.word_wording:
        yield Owed(Kind.PUBLISHED, "", now)
    if kind not in (Event.ASKED, Event.ASIDE, Event.RELEASED):
        return
    chosen = list(question.office.mail_addresses.values_list("email", "hears"))
    if kind == Event.ASIDE:
        at_once = [address for address, hears in chosen if hears == Hears.EVERY]
        for address in _not_waited_for(at_once, Kind.ASIDE):
            yield Owed(Kind.ASIDE, address, now + suspected_spam.WAIT)
        return
    if kind == Event.ASKED:
        morning = digest.next_morning(now, question.office)
        daily = [address for address, hears in chosen if hears == Hears.DIGEST]
        for address, hears in chosen:
            if hears == Hears.EVERY:
                yield Owed(Kind.CAME, address, now)
        for address in _not_waited_for(daily, Kind.DIGEST):
            yield Owed(Kind.DIGEST, address, morning)
    if question.reply_by > now:
        for address, _ in chosen:
            yield Owed(Kind.OVERDUE, address, question.reply_by)


def _not_waited_for(addresses: list[str], kind: QuestionMessage.Kind) -> list[str]:
    """Those for which no such message waits: one speaks of all that there are."""
    waiting = QuestionMessage.objects.free().filter(kind=kind, attempts=0)
    waited_for = set(waiting.values_list("office_address", flat=True))
    return [address for address in addresses if address not in waited_for]


def _queue(question: ReaderQuestion, owed: list[Owed], now: datetime) -> None:
    queued = QuestionMessage.objects.bulk_create(
        QuestionMessage(
            question=question,
            kind=each.kind,
            office_address=each.address,
            queued_at=now,
            due_at=each.due_at,
        )
        for each in owed
    )
    log_queued(queued)
