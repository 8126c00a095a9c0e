"""Person: all that is held about somebody, found by whole phone or e-mail, exported or erased.

Nobody has an account, so a person is whoever can be reached there: a family with one telephone is
found together, and it is for people to say whom they mean. What is found is every request and every
question from the site, also one set aside as suspected spam, with all rows that belong to it. The
access log stays: it knows references alone.
"""

import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import IO, Any

from django.contrib.auth.models import User
from django.db.models import ForeignKey, Model
from django.template.loader import render_to_string

from bookings import audit_log, erasures, questions
from bookings.models import (
    Access,
    Consultation,
    ConsultationQuerySet,
    ReaderQuestion,
    ReaderQuestionQuerySet,
    Suitability,
)
from clinic.office import emails, phones
from clinic.office.formats import calendar_day, zoned_clock
from clinic.office.models import Office

# What says nothing about a person: keys, what finds a row, and what leads from one row to another.
_LEFT_OUT = {
    *("id", "page_key", "form_key", "form_digest", "folded_name", "phone_mark", "email_mark"),
    *("phone_end_mark", "phone_end_of"),
    *("office", "consultation", "event", "hold", "free_then", "message_key", "message_domain"),
}
# The rows that belong to a consultation, as an export names them.
_NAMES = {
    "calls": "calls",
    "consents": "what they agreed to",
    "earlier_offers": "earlier times offered",
    "events": "history",
    "holds": "times held",
    "internal_notes": "notes of staff",
    "messages": "messages",
    "notifications": "messages",
    "waits": "waiting for an earlier time",
}


class NotWhole(ValueError):
    """What was given is neither a whole phone number nor a whole e-mail address."""


def contact(typed: str) -> str:
    """A phone or e-mail as it is found by. Raises NotWhole; its text repeats nothing."""
    text = emails.read(typed)
    name, at, host = text.partition("@")
    if at and name and "." in host:
        return text
    number = phones.find(text)
    if at or not number:
        raise NotWhole("That is neither a whole phone number nor a whole e-mail address.")
    return number


def contacts_of(consultation: Consultation) -> list[str]:
    """By what the person of this consultation is found."""
    return [each for each in (consultation.phone, consultation.email) if each]


def found(contacts: Iterable[str]) -> ConsultationQuerySet:
    """Every request with one of these phones or e-mails, whatever became of it."""
    rows = Consultation.objects.none()
    for each in contacts:
        rows |= Consultation.objects.reached_at(each)
    return rows


def questions_of(contacts: Iterable[str]) -> ReaderQuestionQuerySet:
    """Every reader's question with one of these phones or e-mails, whatever became of it."""
    rows = ReaderQuestion.objects.none()
    for each in contacts:
        rows |= ReaderQuestion.objects.reached_at(each)
    return rows


def with_another_contact(
    rows: Iterable[Consultation],
    contacts: Iterable[str],
    asked: Iterable[ReaderQuestion] = (),
) -> list[str]:
    """References of requests and questions that share a phone or e-mail with these, and none of
    `contacts`.

    It may be the same person by another address, or somebody else in the family.
    """
    rows, asked = list(rows), list(asked)
    theirs = [*map(contacts_of, rows), *(row.contacts for row in asked)]
    others = {each for some in theirs for each in some} - set(contacts)
    consultations = found(others).exclude(pk__in=[row.pk for row in rows])
    more = questions_of(others).exclude(pk__in=[row.pk for row in asked])
    return sorted([*consultations.values_list("reference", flat=True), *map(str, more)])


# ---- erase -------------------------------------------------------------------------------------
def erase(
    rows: ConsultationQuerySet,
    *,
    by: User | str,
    now: datetime,
    asked: ReaderQuestionQuerySet | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[str]:
    """Erase all of them with everything that belongs to them, and the questions of `asked`.

    Returns the references.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    erased: list[str] = []
    for begin in range(0, len(keys), erasures.AT_ONCE):
        some = Consultation.objects.filter(pk__in=keys[begin : begin + erasures.AT_ONCE])
        erased += erasures.erase(some, by=by, now=now)
        if tell:
            tell(len(erased), len(keys))
    if asked is not None:
        erased += questions.erase(asked, by=by, now=now)
    return erased


# ---- export ------------------------------------------------------------------------------------
def export(
    rows: ConsultationQuerySet,
    file: IO[bytes],
    *,
    by: User | str,
    now: datetime,
    asked: ReaderQuestionQuerySet | None = None,
) -> int:
    """Write a ZIP with all that is held: as JSON for machines and as a page to read.

    Returns how many requests and questions are in it; the access log has a line for each.
    """
    found = list(rows.select_related("office", "concern", "article").order_by("asked_at", "pk"))
    of_site = list(
        asked.select_related("office", "article", "faq", "consultation").order_by("pk")
        if asked is not None
        else []
    )
    requests = [_request(each) for each in found]
    theirs = [_question(each) for each in of_site]
    audit_log.log_many(
        Access.Action.EXPORTED,
        [*(request["reference"] for request in requests), *map(str, of_site)],
        by=by,
        now=now,
        fields="all, for the person",
    )
    held = {"exported": now, "requests": requests, "questions": theirs}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "person.json", json.dumps(held, default=_iso, indent=2, ensure_ascii=False)
        )
        page = {
            "requests": _all_to_read(requests, found),
            "questions": _all_to_read(theirs, of_site),
            "now": now,
        }
        archive.writestr("person.html", render_to_string("bookings/person.html", page))
    return len(requests) + len(theirs)


def _request(consultation: Consultation) -> dict[str, Any]:
    """All of one request, by the names that staff read; also of rows that a later version adds."""
    said = _fields(consultation)
    answers = consultation.answers
    said["suitability answers"] = [str(each.label) for each in Suitability if each in answers]
    return _with_belongings(said, consultation, consultation.reference)


def _question(question: ReaderQuestion) -> dict[str, Any]:
    """All of one question from the site."""
    return _with_belongings(_fields(question), question, str(question))


def _with_belongings(said: dict[str, Any], row: Model, named: str) -> dict[str, Any]:
    """With all rows that belong to it, and who of staff looked."""
    for relation in row._meta.related_objects:
        name = str(relation.get_accessor_name())
        rows = getattr(row, name).order_by("pk")
        said[_NAMES.get(name, name)] = [_fields(each) for each in rows]
    looked = Access.objects.filter(reference=named).order_by("pk")
    said["who opened, changed or exported it"] = [_fields(line) for line in looked]
    return said


def _fields(row: Model) -> dict[str, Any]:
    return {
        str(field.verbose_name): _value(row, field)
        for field in row._meta.concrete_fields
        if field.name not in _LEFT_OUT
    }


def _value(row: Model, field: Any) -> Any:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(field, ForeignKey):
        return None if value is None else str(value)
    return value


def _iso(value: date | datetime) -> str:
    """As programs read a moment, or a day."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat()


def _all_to_read(said: list[dict[str, Any]], rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_to_read(each, row.office) for each, row in zip(said, rows, strict=True)]


def _to_read(request: dict[str, Any], office: Office) -> dict[str, Any]:
    """A request as the page shows it: what is empty is left out, rows of its own stand in lists."""
    tables = {
        name: [_filled(row, office) for row in value]
        for name, value in request.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    alone = {name: value for name, value in request.items() if name not in tables}
    return {"fields": _filled(alone, office), "tables": tables}


def _filled(row: dict[str, Any], office: Office) -> dict[str, str]:
    return {
        name: _in_words(value, office) for name, value in row.items() if value not in (None, "", [])
    }


def _in_words(value: Any, office: Office) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        local = value.astimezone(office.zone)
        return f"{calendar_day(local)}, {zoned_clock(local, office)}"
    return str(value)
