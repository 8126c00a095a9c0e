"""Journal of erasures: what is erased or cleared is marked, so that no restore brings it back.

A mark stands for one consultation or reader's question and names nobody: a hash keyed with the
row's own random page key, which goes with the row. So nobody can tell from a mark whose it was, and
whoever has an older copy of the row can tell that it is to go. No key of the settings is in it:
`reseal` and a key that is taken out change nothing, and a mark fits whichever database the row is
restored into.

The marks stand in a table, written by the transaction that erases, and in a file apart from the
database (ERASURE_JOURNAL), to which they are added once it is committed. A line that the file
missed (a full disk, a crash in between) is made good from the table by `make_good`; what a restored
table misses comes from the file by `erasures.apply_again`. Nothing ever leaves the journal: a copy
of any age may be restored.
"""

import contextlib
import fcntl
import hmac
import logging
import os
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bookings.models import Erasure

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


def mark_of(page_key: UUID) -> str:
    """64 hex digits that stand for what has this page key."""
    return hmac.digest(page_key.bytes, _MARK, "sha256").hex()


def make_good() -> int:
    """Add to the file what it misses of the table, and to the table what it misses of the file.

    Returns how many lines. Raises JournalFault.
    """
    of_file, of_table = _in_file(), in_table()
    _store(of_file - of_table)
    _append(sorted(of_table - of_file, key=str))
    return len(of_file ^ of_table)


def fault() -> str:
    """What is wrong with the file apart, in a sentence with how to mend it; empty if nothing is."""
    try:
        _append([])
        _in_file()
    except JournalFault as found:
        return str(found)
    return ""


def add(lines: Sequence[Line]) -> None:
    """To the table with this transaction, and to the file once it is committed.

    Not before: a mark of what was rolled back would erase it at the next restore.
    """
    _store(lines)
    transaction.on_commit(partial(_append_or_say, lines))


def _store(lines: Iterable[Line]) -> None:
    rows = [Erasure(**line._asdict()) for line in lines]
    Erasure.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def in_table() -> set[Line]:
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
