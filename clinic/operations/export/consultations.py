"""Consultations of an export, with all that belongs to them; staff's accounts and the logs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models

from bookings.calendars import feed_file
from bookings.models import (
    Access,
    Block,
    Call,
    Consent,
    Consultation,
    EarlierOffer,
    Event,
    Feed,
    Hold,
    InternalNote,
    Notification,
    QuestionEvent,
    QuestionMessage,
    ReaderQuestion,
    Wait,
)
from clinic.operations.export.content import Files
from clinic.operations.export.values import Export

EVER = timedelta(days=365 * 60)


class Table(NamedTuple):
    """A CSV file: which columns of which rows. A path leads to another table."""

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    words: str


_OF = "consultation__reference"
TABLES = [
    Table(
        "consultations/consultations.csv",
        Consultation,
        (
            *("reference", "status", "asked_at", "reply_by", "starts_at", "ends_at"),
            *("first_name", "last_name", "reach_by", "phone", "email", "mail_returned_at"),
            *("concern__name", "article__slug", "answers", "note"),
            *("preferred_days", "preferred_parts", "again_for__reference", "language"),
        ),
        "Every consultation that was asked for. The other files name it by its reference.",
    ),
    Table(
        "consultations/history.csv",
        Event,
        (
            *(_OF, "kind", "at", "actor", "by__username", "starts_at", "was_at", "note", "reason"),
            "language",
        ),
        "What happened to each: who did what, when; the time from then on, and before.",
    ),
    Table(
        "consultations/consents.csv",
        Consent,
        (_OF, "kind", "wording", "given_at"),
        "What each patient agreed to, in the words they read.",
    ),
    Table(
        "consultations/internal-notes.csv",
        InternalNote,
        (_OF, "at", "by__username", "text"),
        "What staff told each other.",
    ),
    Table(
        "consultations/calls.csv",
        Call,
        (_OF, "at", "by__username", "outcome", "note"),
        "Calls to patients, and what came of them.",
    ),
    Table(
        "consultations/messages.csv",
        Notification,
        (
            *(_OF, "kind", "audience", "office_address", "channel", "queued_at", "due_at"),
            *("sent_at", "failed_at", "superseded_at", "attempts", "last_error"),
            "told_by__username",
        ),
        "Every message that was owed, and what became of it. Texts of messages are not stored.",
    ),
    Table(
        "consultations/held-times.csv",
        Hold,
        (_OF, "starts_at", "ends_at"),
        "Times that consultations keep from everybody else.",
    ),
    Table(
        "consultations/wait-list.csv",
        Wait,
        (_OF, "since"),
        "Who would come earlier than at their own time, and since when they say so.",
    ),
    Table(
        "consultations/earlier-times.csv",
        EarlierOffer,
        (_OF, "starts_at", "ends_at", "answer_by", "outcome", "ended_at"),
        "Earlier times that were offered to them, until when, and what came of it.",
    ),
    Table(
        "consultations/blocked-times.csv",
        Block,
        ("starts_at", "ends_at", "note", "by__username"),
        "Times that staff keep free.",
    ),
    Table(
        "questions/questions.csv",
        ReaderQuestion,
        (
            *("reference", "status", "asked_at", "reply_by", "question", "phone", "email"),
            *("contact_wording", "publish_wording", "word_wording", "article__slug"),
            *("answer", "told", "answered_at", "faq__slug", "published_at"),
            *("consultation__reference", "language"),
        ),
        "Every question that readers asked from the site, its answer, and what became of it.",
    ),
    Table(
        "questions/history.csv",
        QuestionEvent,
        ("question__reference", "kind", "at", "by__username"),
        "What happened to each: who did what, and when.",
    ),
    Table(
        "questions/messages.csv",
        QuestionMessage,
        (
            *("question__reference", "kind", "office_address", "queued_at", "due_at"),
            *("sent_at", "failed_at", "superseded_at", "attempts", "last_error"),
        ),
        "Every mail about them, and what became of it. No text of theirs was ever in one.",
    ),
    Table(
        "staff/calendar-addresses.csv",
        Feed,
        ("user__username", "name", "made_at", "fetched_at", "revoked_at"),
        "Calendar addresses that staff made. The addresses themselves are not stored.",
    ),
    Table(
        "staff/access-log.csv",
        Access,
        ("at", "by_name", "action", "reference", "fields"),
        "Who saw, changed, exported or erased what.",
    ),
    Table(
        "staff/admin-log.csv",
        LogEntry,
        ("action_time", "user__username", "content_type__model", "object_repr", "change_message"),
        "What staff added, changed and deleted in the admin.",
    ),
]


def tables(export: Export) -> Files:
    for table in TABLES:
        rows = table.model._base_manager.order_by("pk")
        header = [name.replace("__", " ").replace("_", " ") for name in table.columns]
        yield table.name, export.csv(header, export.values(rows, table.columns))


def calendar(export: Export) -> Files:
    yield "consultations/calendar.ics", [feed_file(export.office, now=export.now, looks_back=EVER)]


def accounts(export: Export) -> Files:
    header = ["username", "first name", "last name", "e-mail", "roles", "active", "last sign-in"]
    yield "staff/accounts.csv", export.csv([*header, "since"], _accounts())


def _accounts() -> Iterator[Iterable[object]]:
    for user in User.objects.prefetch_related("groups").order_by("pk"):
        roles = [group.name for group in user.groups.all()]
        if user.is_superuser:
            roles.append("superuser")
        yield (
            *(user.get_username(), user.first_name, user.last_name, user.email, roles),
            *(user.is_active, user.last_login, user.date_joined),
        )
