"""Journal of erasures: what is erased or cleared is marked, so that no restore brings it back.

A mark stands for one consultation and names nobody: a hash keyed with the row's own random page
key, which goes with the row. So nobody can tell from a mark whose it was, and whoever has an older
copy of the row can tell that it is to go. No key of the settings is in it: `reseal` and a key that
is taken out change nothing, and a mark fits whichever database the row is restored into.

The marks stand in a table, written by the transaction that erases, and in a file apart from the
database (ERASURE_JOURNAL), to which they are added once it is committed. A line that the file
missed (a full disk, a crash in between) is made good from the table by `make_good`; what a restored
table misses comes from the file by `apply_again`. Nothing ever leaves the journal: a copy of any
age may be restored.
"""

import contextlib
import fcntl
import hmac
import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from bookings import audit_log, notifications, statistics
from bookings.models import (
    Access,
    Call,
    Consultation,
    ConsultationQuerySet,
    Erasure,
    Event,
    InternalNote,
)
from bookings.notifications.kinds import names_of_many
from clinic.office.models import Office

AT_ONCE = 100  # under the office's lock: some tenths of a second
_MARK = b"journal of erasures"
log = logging.getLogger(__name__)


class JournalFault(Exception):
    """The file apart cannot be read or written; the text says which, and how to mend it."""


class Line(NamedTuple):
    """One line of the journal."""

    mark: str
    kind: str
    day: date

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.mark}"


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
        _add([Line(mark_of(row.page_key), Erasure.Kind.ERASED, day) for row in found])
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
        _add([Line(mark_of(row.page_key), Erasure.Kind.CLEARED, before) for row in found])
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


# ---- the journal -------------------------------------------------------------------------------
def mark_of(page_key: UUID) -> str:
    """64 hex digits that stand for the consultation with this page key."""
    return hmac.digest(page_key.bytes, _MARK, "sha256").hex()


def make_good() -> int:
    """Add to the file what it misses of the table, and to the table what it misses of the file.

    Returns how many lines. Raises JournalFault.
    """
    in_file, in_table = _in_file(), _in_table()
    _store(in_file - in_table)
    _append(sorted(in_table - in_file, key=str))
    return len(in_file ^ in_table)


def fault() -> str:
    """What is wrong with the file apart, in a sentence with how to mend it; empty if nothing is."""
    try:
        _append([])
        _in_file()
    except JournalFault as found:
        return str(found)
    return ""


def apply_again(*, now: datetime) -> int:
    """After a restore: erase and clear again whatever the journal marks. Returns how many rows.

    What is as the journal says is left alone, so that it does no harm at any other time, and may be
    run again after it was stopped. Raises JournalFault.
    """
    make_good()
    erased, cleared = set(), {}
    for line in sorted(_in_table(), key=str):
        if line.kind == Erasure.Kind.ERASED:
            erased.add(line.mark)
        else:
            cleared[line.mark] = line.day  # the last day of several
    to_erase, to_clear = [], defaultdict(list)
    for key, page_key in Consultation.objects.order_by("pk").values_list("pk", "page_key"):
        mark = mark_of(page_key)
        if mark in erased:
            to_erase.append(key)
        elif mark in cleared:
            to_clear[cleared[mark]].append(key)
    done = 0
    by = "journal of erasures"
    for keys in _some(to_erase):
        with transaction.atomic():
            some = Consultation.objects.filter(pk__in=keys)
            done += len(_erase(some, by=by, now=now, is_marked=True))
    for day, of_day in to_clear.items():
        for keys in _some(of_day):
            with transaction.atomic():
                some = Consultation.objects.filter(pk__in=keys)
                done += len(_clear(some, before=day, by=by, now=now, is_marked=True))
    return done


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = iter(keys)
    while batch := list(islice(keys, AT_ONCE)):
        yield batch


def _add(lines: Sequence[Line]) -> None:
    """To the table with this transaction, and to the file once it is committed.

    Not before: a mark of what was rolled back would erase it at the next restore.
    """
    _store(lines)
    transaction.on_commit(partial(_append_or_say, lines))


def _store(lines: Iterable[Line]) -> None:
    rows = [Erasure(**line._asdict()) for line in lines]
    Erasure.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _in_table() -> set[Line]:
    return {Line(*row) for row in Erasure.objects.values_list(*Line._fields)}


def _append_or_say(lines: Sequence[Line]) -> None:
    try:
        _append(lines)
    except JournalFault as found:  # what was erased is erased, and the table knows
        log.error("%s Until then the table alone has its marks.", found)


def _append(lines: Sequence[Line]) -> None:
    """Whole lines, on the disk when it returns. Raises JournalFault."""
    path = Path(settings.ERASURE_JOURNAL)
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True)
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with contextlib.closing(os.fdopen(file, "ab+", buffering=0)) as journal:
            fcntl.flock(journal, fcntl.LOCK_EX)
            text = "".join(f"{line}\n" for line in lines)
            if text and not _ends_whole(journal.fileno()):
                text = f"\n{text}"  # behind what a crash left of a line
            data = text.encode()
            while data:
                data = data[journal.write(data) :]
            os.fsync(journal)
        if is_new:
            _sync_folder(path.parent)
    except OSError as problem:
        raise _fault(path, "written", problem) from None


def _ends_whole(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _in_file() -> set[Line]:
    """What can be read of it: half a line is made good from the table. Raises JournalFault."""
    path = Path(settings.ERASURE_JOURNAL)
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return set()
    except OSError as problem:
        raise _fault(path, "read", problem) from None
    return {line for line in map(_line, text.splitlines()) if line}


def _line(text: str) -> Line | None:
    day, _, rest = text.partition(" ")
    kind, _, mark = rest.partition(" ")
    is_mark = len(mark) == 64 and set(mark) <= set("0123456789abcdef")
    if kind not in Erasure.Kind.values or not is_mark:
        return None
    try:
        return Line(mark, kind, date.fromisoformat(day))
    except ValueError:
        return None


def _fault(path: Path, what: str, problem: OSError) -> JournalFault:
    return JournalFault(
        f"The journal of erasures {path} cannot be {what} ({problem.strerror}): let the account"
        " that the site runs as write there, or name another file in ERASURE_JOURNAL."
    )
