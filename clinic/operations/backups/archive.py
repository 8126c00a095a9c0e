"""Archive: the file of a backup, written and read piece by piece.

    README.txt                         how to open it without this product
    manifest.json                      when, of what, which tables and migrations, marks of keys
    rows/bookings_event/000001.jsonl   rows as lines of JSON, a megabyte each
    media/pictures/…                   uploaded files as they are
    checksums.json                     of every member; how many rows each table has, and their sum
    seal.json                          over the checksums, by one of SEALING_KEYS

A tar archive in gzip, in the age format if it is encrypted. Whoever reads it trusts nothing in it:
names are looked at before a file is written, and only tables that we know are filled.
"""

import gzip
import hashlib
import json
import os
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple

import pyrage

from clinic.operations.backups import keys
from clinic.operations.backups.errors import BackupError, BrokenFile

FORMAT = 1
MANIFEST, CHECKSUMS, SEAL, README = "manifest.json", "checksums.json", "seal.json", "README.txt"
ROWS, MEDIA = "rows/", "media/"
PIECE = 256 * 1024  # bytes
LARGEST_IN_MEMORY = 256 * 1024 * 1024  # of a member of rows; one text may be long
AGE, GZIP = b"age-encryption.org/v1\n", b"\x1f\x8b"
WORDS = """\
A backup of the website of a clinic: its database as lines of JSON, and its uploaded pictures.

manifest.json names the tables, their columns and the kind of each. A line of rows/<table>/ is one
row, with its columns in that order. Kinds: moment is a time in UTC, day a date, clock a time of
day, duration microseconds, bytes base64, json a text that is JSON itself. media/ holds files as
they were.
checksums.json has the SHA-256 of every other member.

What patients wrote beyond their name is sealed: Fernet tokens of the site's SEALING_KEYS, which are
not in here. `manage.py restore` of the same or a newer release brings everything back.
"""


class Member(NamedTuple):
    """A member to be written: exactly `size` bytes in `pieces`."""

    name: str
    size: int
    pieces: Iterable[bytes]

    @classmethod
    def of(cls, name: str, content: bytes) -> "Member":
        return cls(name, len(content), [content])


@dataclass
class Totals:
    """What an archive says at its end."""

    members: dict[str, str] = field(default_factory=dict)  # name: SHA-256
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    media_bytes: int = 0

    @property
    def files(self) -> int:
        return sum(name.startswith(MEDIA) for name in self.members)

    @property
    def rows(self) -> int:
        return sum(int(table["rows"]) for table in self.tables.values())


# ---- writing -----------------------------------------------------------------------------------
def packed(members: Iterable[Member], totals: Totals) -> Iterator[bytes]:
    """The bytes of an archive, which ends with `totals` and a seal. Nothing is kept in memory.

    Rows are pressed; pictures, which are already, are stored.
    """
    squeeze = _gzip(6)
    stored = False
    for member in members:
        if member.name.startswith(MEDIA) and not stored:
            yield squeeze.flush()
            squeeze, stored = _gzip(0), True
        yield from _one(member, squeeze, totals)
    said = json.dumps({"members": totals.members, "tables": totals.tables}).encode()
    for member in (Member.of(CHECKSUMS, said), Member.of(SEAL, keys.seal(said))):
        yield from _one(member, squeeze, Totals())
    yield squeeze.compress(bytes(2 * tarfile.BLOCKSIZE)) + squeeze.flush()


def _gzip(level: int) -> "zlib._Compress":
    return zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)


def _one(member: Member, squeeze: "zlib._Compress", totals: Totals) -> Iterator[bytes]:
    head = tarfile.TarInfo(member.name)
    head.size, head.mode = member.size, 0o600
    yield squeeze.compress(head.tobuf(tarfile.PAX_FORMAT))
    written, checksum = 0, hashlib.sha256()
    for piece in member.pieces:
        written += len(piece)
        checksum.update(piece)
        yield squeeze.compress(piece)
    if written != member.size:
        raise BackupError(f"{member.name} changed while it was read. Try again.")
    yield squeeze.compress(bytes(-written % tarfile.BLOCKSIZE))
    totals.members[member.name] = checksum.hexdigest()
    if member.name.startswith(MEDIA):
        totals.media_bytes += written


class _Pull:
    """A file to read from, made of pieces; keeps the error that ended them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not len(self._rest):
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        given, self._rest = self._rest[:size], self._rest[size:]
        return bytes(given)


class _Push:
    """A file to write to; keeps the first error and writes nothing behind it.

    pyrage 1.4.0 reports no error of the last write, nor of the only one of a small file: a full
    disk would pass for a backup.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: BaseException | None = None

    def write(self, piece: bytes) -> int:
        if self.error is not None:
            raise self.error
        try:
            self._file.write(piece)
        except BaseException as error:
            self.error = error
            raise
        return len(piece)

    def flush(self) -> None:
        pass


def write(pieces: Iterator[bytes], file: IO[bytes], recipients: list[keys.Recipient]) -> None:
    """`pieces` into `file`, encrypted if there are `recipients`. Raises what reading or writing
    raised.
    """
    if not recipients:
        for piece in pieces:
            file.write(piece)
        return
    source, target = _Pull(pieces), _Push(file)
    trouble: Exception | None = None
    try:
        pyrage.encrypt_io(source, target, recipients)
    except Exception as error:
        trouble = error
    for first in (source.error, target.error):
        if first is not None:
            raise first
    if trouble is not None:  # told to end (SIGTERM, Ctrl-C) between a read and a write, for example
        raise BackupError(f"Encrypting stopped ({trouble}). Nothing is kept of it.") from trouble


# ---- reading -----------------------------------------------------------------------------------
class Part:
    """A member that is being read; its checksum is compared once it was read to the end."""

    def __init__(self, name: str, size: int, file: IO[bytes]) -> None:
        self.name, self.size = name, size
        self._file, self._left = file, size
        self._checksum = hashlib.sha256()

    def pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self._file.read(min(PIECE, self._left))
            if not piece:
                raise EOFError
            self._left -= len(piece)
            self._checksum.update(piece)
            yield piece

    def content(self) -> bytes:
        if self.size > LARGEST_IN_MEMORY:
            raise BrokenFile(f"{self.name} in this backup is too large to be true.")
        return b"".join(self.pieces())

    def hexdigest(self) -> str:
        for _ in self.pieces():
            pass
        return self._checksum.hexdigest()


Visit = Callable[[Part], None]


class Reader:
    """Reads an archive from its first byte to its last. `manifest` is there from the second member
    on, `totals` in the end; `is_ours` says whether one of our keys sealed it.
    """

    def __init__(self, identities: list[keys.Identity] | None = None) -> None:
        self.identities = identities
        self.manifest: dict[str, Any] = {}
        self.totals = Totals()
        self.is_encrypted = False
        self.is_ours = False
        self._said = b""

    def read(self, file: IO[bytes], visit: Visit) -> None:
        """`visit` each member of rows and media. Raises BrokenFile, at the latest at the end."""
        with _decrypted(file, self) as plain:
            try:
                self._read(plain, visit)
            except (EOFError, tarfile.TarError, zlib.error, gzip.BadGzipFile) as error:
                raise _broken() from error
            except (KeyError, TypeError, ValueError, UnicodeError) as error:
                raise _broken() from error

    def _read(self, plain: IO[bytes], visit: Visit) -> None:
        with gzip.GzipFile(fileobj=plain) as unpacked:
            found: dict[str, str] = {}
            sealed = False
            with tarfile.open(fileobj=unpacked, mode="r|") as tar:
                for head in tar:
                    if sealed or head.name in found or not head.isreg():
                        raise _broken()
                    file = tar.extractfile(head)
                    assert file is not None
                    part = Part(head.name, head.size, file)
                    sealed = self._take(part, visit, found)
            if not sealed:
                raise _broken()
            while piece := unpacked.read(PIECE):  # up to gzip's own checksum
                if piece.strip(b"\0"):
                    raise _broken()
        if plain.read(1):
            raise _broken()

    def _take(self, part: Part, visit: Visit, found: dict[str, str]) -> bool:
        """Whether it was the last member."""
        if part.name == SEAL:
            self.is_ours = keys.check_seal(self._said, part.content())
            return True
        if part.name == CHECKSUMS:
            self._said = part.content()
            said = json.loads(self._said)
            if said["members"] != found:
                raise _broken()
            self.totals.members, self.totals.tables = said["members"], said["tables"]
            return False
        if part.name == MANIFEST:
            self.manifest = json.loads(part.content())
            if self.manifest["format"] != FORMAT:
                raise BrokenFile(
                    "This backup is of a newer release of the site: update the site first, then"
                    " restore."
                )
        elif part.name.startswith((ROWS, MEDIA)):
            if not self.manifest:
                raise _broken()
            safe_path(part.name)
            visit(part)
        found[part.name] = part.hexdigest()
        if part.name.startswith(MEDIA):
            self.totals.media_bytes += part.size
        return False


def safe_path(name: str) -> PurePosixPath:
    """`name` behind its first folder. Raises BrokenFile for one that leads elsewhere."""
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or len(path.parts) < 2
    if odd or "\\" in name or "\0" in name:
        raise BrokenFile("This backup names a file that lies outside its folder.")
    return PurePosixPath(*path.parts[1:])


def _broken() -> BrokenFile:
    return BrokenFile(
        "This backup is cut short or was changed: it cannot be restored. Take another one."
    )


@contextmanager
def _decrypted(file: IO[bytes], reader: Reader) -> Iterator[IO[bytes]]:
    """What `file` holds, opened by one of the reader's keys if it is encrypted."""
    begins = file.read(len(AGE))
    file.seek(0)
    if begins.startswith(GZIP):
        yield file
        return
    if begins != AGE:
        raise BrokenFile("This file is no backup of the site: neither the age format nor gzip.")
    reader.is_encrypted = True
    if not reader.identities:
        raise BrokenFile("This backup is encrypted: give --identity with the file of its key.")
    with _by_thread(file, reader.identities) as plain:
        yield plain


@contextmanager
def _by_thread(file: IO[bytes], identities: list[keys.Identity]) -> Iterator[IO[bytes]]:
    """The library pushes and tarfile pulls, so a pipe stands between them.

    Whatever the library complains about goes before what its reader then complained about.
    """
    taken, given = os.pipe()
    trouble: list[Exception] = []
    left = threading.Event()

    def decrypt() -> None:
        with suppress(BrokenPipeError), os.fdopen(given, "wb", PIECE) as out:
            try:
                pyrage.decrypt_io(file, out, identities)
            except Exception as error:
                if not left.is_set():
                    trouble.append(error)

    thread = threading.Thread(target=decrypt, daemon=True)
    thread.start()
    try:
        with os.fdopen(taken, "rb", PIECE) as plain:
            try:
                yield plain
            finally:
                if not _at_end(plain):
                    left.set()
    except BrokenFile:
        thread.join()
        _complain(trouble)
        raise
    finally:
        thread.join()
    _complain(trouble)


def _at_end(plain: IO[bytes]) -> bool:
    return not plain.read(1)


def _complain(trouble: list[Exception]) -> None:
    for error in trouble:
        if isinstance(error, pyrage.DecryptError) and "matching" in str(error):
            raise BrokenFile(
                "This backup is encrypted for another key: the one of --identity does not open it."
            ) from None
        raise _broken() from None
