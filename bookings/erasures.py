"""Erasures: consultations are erased or cleared, and after a restore once more.

What goes is marked in the journal (`bookings.erasure_journal`), so that no restore brings it back.
Readers' questions go by `bookings.questions.erasures`, and are marked in the same journal.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from bookings import audit_log, erasure_journal, notifications, questions, statistics
from bookings.erasure_journal import JournalFault as JournalFault
from bookings.erasure_journal import Line, mark_of
from bookings.erasure_journal import fault as fault
from bookings.erasure_journal import make_good as make_good
from bookings.models import (
    Access,
    Call,
    Consultation,
    ConsultationQuerySet,
    Erasure,
    Event,
    InternalNote,
    ReaderQuestion,
)
from bookings.notifications.kinds import names_of_many
from clinic.office.models import Office

AT_ONCE = 100  # under the office's lock: some tenths of a second


# ---- erase and clear ---------------------------------------------------------------------------
@transaction.atomic
def erase(consultations: ConsultationQuerySet, *, by: User | str, now: datetime) -> list[str]:
    """Erase these consultations with all that belongs to them; their times are free again.

    Which they are is looked up once more under the office's lock, so that who waited for it erases
    nothing that has moved on. What of it *Numbers* counts is kept, messages that speak of others
    too are hung on one of those. Returns the references, which the access log keeps.
    """
    return _erase(consultations, by=by, now=now, is_marked=False)


@transaction.atomic
def clear(
    consultations: ConsultationQuerySet, *, before: date, by: User | str, now: datetime
) -> list[str]:
    """Clear answers and notes of those of these consultations that have any from before a day.

    That is what the patient answered and noted, and what staff noted, gave as a reason or wrote to
    the patient. The rest of the row stays. Returns the references.
    """
    return _clear(consultations, before=before, by=by, now=now, is_marked=False)


def with_words(consultations: ConsultationQuerySet, *, before: date) -> ConsultationQuerySet:
    """Those of which answers or notes from before a day are left."""
    moment = _begin(before)
    own = {"consultation": OuterRef("pk"), "at__lt": moment}
    is_left = (
        Q(answers_length__gt=0)
        | Q(note_length__gt=0)
        | Exists(InternalNote.objects.filter(**own))
        | Exists(Call.objects.alias(length=Length("note")).filter(**own, length__gt=0))
        | Exists(
            Event.objects.alias(of_note=Length("note"), of_reason=Length("reason")).filter(
                Q(of_note__gt=0) | Q(of_reason__gt=0), **own
            )
        )
    )
    lengths = {"answers_length": Length("answers"), "note_length": Length("note")}
    return consultations.alias(**lengths).filter(is_left, asked_at__lt=moment)


def _erase(
    consultations: ConsultationQuerySet, *, by: User | str, now: datetime, is_marked: bool
) -> list[str]:
    found = _locked(consultations)
    for office, rows in _by_office(found):
        keys = [row.pk for row in rows]
        statistics.keep(Consultation.objects.filter(pk__in=keys), office, now=now)
        _keep_for_others(keys, office)
        Consultation.objects.filter(pk__in=keys).delete()
    _note(found, Access.Action.ERASED, "all", by=by, now=now)
    if not is_marked:
        day = now.astimezone(UTC).date()
        erasure_journal.add(
            [Line(mark_of(row.page_key), Erasure.Kind.ERASED, day) for row in found]
        )
    return [row.reference for row in found]


def _clear(
    consultations: ConsultationQuerySet,
    *,
    before: date,
    by: User | str,
    now: datetime,
    is_marked: bool,
) -> list[str]:
    found = _locked(with_words(consultations, before=before))
    keys, moment = [row.pk for row in found], _begin(before)
    own = {"consultation__in": keys, "at__lt": moment}
    Consultation.objects.filter(pk__in=keys).update(answers=[], note="", cleared_at=now)
    InternalNote.objects.filter(**own).delete()
    Call.objects.filter(**own).update(note="")
    Event.objects.filter(**own).update(note="", reason="")
    _note(found, Access.Action.ERASED, "answers and notes", by=by, now=now)
    if not is_marked:
        erasure_journal.add(
            [Line(mark_of(row.page_key), Erasure.Kind.CLEARED, before) for row in found]
        )
    return [row.reference for row in found]


def _begin(day: date) -> datetime:
    """Days of the journal are UTC's: they mean the same wherever the rows are restored."""
    return datetime.combine(day, time(), UTC)


def _locked(consultations: ConsultationQuerySet) -> list[Consultation]:
    """The rows as they are under the lock of every office, and held themselves.

    The rows too: staff add a note without the office's lock, and it would come between.
    """
    list(Office.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    held = consultations.select_for_update(of=("self",)).order_by("pk")
    return list(held.only("reference", "page_key", "office"))


def _by_office(found: Iterable[Consultation]) -> Iterator[tuple[Office, list[Consultation]]]:
    of_office = defaultdict(list)
    for row in found:
        of_office[row.office_id].append(row)
    for office in Office.objects.filter(pk__in=of_office):
        yield office, of_office[office.pk]


def _keep_for_others(keys: Sequence[int], office: Office) -> None:
    """Hang what speaks of others too on one of them that stays.

    One consultation after the other, each gone before the next: else a message would be hung on one
    that goes with it.
    """
    of_many = Consultation.objects.filter(
        pk__in=keys, notifications__kind__in=names_of_many()
    ).only("office")
    while (consultation := of_many.order_by("pk").first()) is not None:
        consultation.office = office
        notifications.keep_for_others(consultation)
        consultation.delete()


def _note(
    found: Sequence[Consultation],
    action: Access.Action,
    fields: str,
    *,
    by: User | str,
    now: datetime,
) -> None:
    audit_log.log_many(action, [row.reference for row in found], by=by, now=now, fields=fields)


# ---- after a restore ---------------------------------------------------------------------------
def apply_again(*, now: datetime) -> int:
    """After a restore: erase and clear again whatever the journal marks. Returns how many rows.

    What is as the journal says is left alone, so that it does no harm at any other time, and may be
    run again after it was stopped. Raises JournalFault.
    """
    make_good()
    done = _apply_to(Consultation.objects.all(), _erase, _clear, now=now)
    everything = ReaderQuestion.objects.all()
    return done + _apply_to(everything, questions.erase, questions.clear, now=now)


def _apply_to(every: QuerySet, erase_some: Callable, clear_some: Callable, *, now: datetime) -> int:
    """Of one table; its functions are told that what goes is marked already."""
    erased, cleared = set(), {}
    for line in sorted(erasure_journal.in_table(), key=str):
        if line.kind == Erasure.Kind.ERASED:
            erased.add(line.mark)
        else:
            cleared[line.mark] = line.day  # the last day of several
    to_erase, to_clear = [], defaultdict(list)
    for key, page_key in every.order_by("pk").values_list("pk", "page_key"):
        mark = mark_of(page_key)
        if mark in erased:
            to_erase.append(key)
        elif mark in cleared:
            to_clear[cleared[mark]].append(key)
    done = 0
    again = {"by": "journal of erasures", "now": now, "is_marked": True}
    for keys in _some(to_erase):
        with transaction.atomic():
            done += len(erase_some(every.filter(pk__in=keys), **again))
    for day, of_day in to_clear.items():
        for keys in _some(of_day):
            with transaction.atomic():
                done += len(clear_some(every.filter(pk__in=keys), before=day, **again))
    return done


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = iter(keys)
    while batch := list(islice(keys, AT_ONCE)):
        yield batch
