"""Places of backups: in which folder a file may be made, which is the newest, which go.

Without a key a backup is as open as the database, so it stays in a folder of this machine that no
other account reads. With a key it may go anywhere.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from clinic.operations.backups.errors import BackupError

PREFIX, PLAIN, ENCRYPTED, UNFINISHED = "clinic-", ".tar.gz", ".tar.gz.age", ".part"
_STAMP = "%Y%m%dT%H%M%SZ"
# Kinds of file systems that lie on other machines.
_ELSEWHERE = ("nfs", "cifs", "smb", "9p", "ceph", "glusterfs", "afs", "fuse", "davfs", "ncpfs")


def own_folder() -> Path:
    return Path(settings.BACKUP_FOLDER)


def latest() -> datetime | None:
    """When the newest backup of BACKUP_FOLDER was made; None without any, or if it cannot be
    looked into.
    """
    newest = newest_file()
    return made_at(newest) if newest else None


def newest_file() -> Path | None:
    try:
        found = finished(own_folder())
    except OSError:
        return None
    return found[-1] if found else None


def finished(folder: Path) -> list[Path]:
    """The backups in `folder`, the oldest first."""
    found = [path for path in folder.iterdir() if made_at(path) is not None]
    return sorted(found, key=lambda path: path.name)


def made_at(path: Path) -> datetime | None:
    """By its name; None for other files."""
    for ending in (PLAIN, ENCRYPTED):
        if path.name.startswith(PREFIX) and path.name.endswith(ending):
            try:
                stamp = path.name.removeprefix(PREFIX).removesuffix(ending)
                return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
            except ValueError:
                return None
    return None


def name_at(now: datetime, *, encrypted: bool) -> str:
    return f"{PREFIX}{now.astimezone(UTC):{_STAMP}}{ENCRYPTED if encrypted else PLAIN}"


# ---- whether it may be made there --------------------------------------------------------------
def prepare_own_folder() -> Path:
    """BACKUP_FOLDER, made if it was not there. Raises BackupError where others could read it."""
    folder = own_folder()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat()
    except FileNotFoundError:
        raise BackupError(
            f"{folder} cannot be made, because {folder.parent} is not there. Make it, or say"
            " another place in BACKUP_FOLDER."
        ) from None
    except (PermissionError, NotADirectoryError, FileExistsError) as refused:
        raise _cannot_write(folder, refused) from None
    if found.st_uid != os.geteuid():
        raise BackupError(
            f"{folder} belongs to another account: run this as the account that runs the site, for"
            f" example `sudo -u \"$(stat -c %U '{folder}')\" …`."
        )
    return folder


def check_private(folder: Path) -> None:
    """Raises BackupError unless `folder` may hold a backup that is not encrypted."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        raise BackupError(
            f"Other accounts may look into {folder}, and there is no key to encrypt with: run"
            f" `chmod 700 '{folder}'`, or set BACKUP_RECIPIENTS."
        )
    kind = _file_system(folder)
    if kind.startswith(_ELSEWHERE):
        raise BackupError(
            f"{folder} lies on another machine ({kind}), and there is no key to encrypt with: set"
            " BACKUP_RECIPIENTS (`manage.py backup --make-key` makes a key), or another"
            " BACKUP_FOLDER."
        )


def _file_system(folder: Path) -> str:
    """Of which kind the file system is; empty where that cannot be asked."""
    best, kind = "", ""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    whole = os.path.realpath(folder)
    for line in lines:
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ")
        if len(point) >= len(best) and (whole + "/").startswith(point.rstrip("/") + "/"):
            best, kind = point, words[2]
    return kind


def target(to: str, now: datetime, *, encrypted: bool) -> Path:
    """Which file `--to` means: a new one in a folder, or just that one."""
    path = Path(to).absolute() if to else prepare_own_folder()
    if path.is_dir():
        path = _new_name(path, now, encrypted=encrypted)
    if path.exists():
        raise BackupError(f"{path} is there already, and nothing is written over: name another.")
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent} is not there: make it, or name another folder.")
    if not encrypted:
        if os.path.realpath(path.parent) != os.path.realpath(own_folder()):
            raise BackupError(
                "A backup leaves BACKUP_FOLDER only encrypted: set BACKUP_RECIPIENTS"
                " (`manage.py backup --make-key` makes a key)."
            )
        check_private(prepare_own_folder())
    return path


def _new_name(folder: Path, now: datetime, *, encrypted: bool) -> Path:
    """The name of a second in which no other backup was made."""
    while (path := folder / name_at(now, encrypted=encrypted)).exists():
        now += timedelta(seconds=1)
    return path


def _cannot_write(folder: Path, refused: OSError) -> BackupError:
    return BackupError(
        f"Nothing can be written into {folder} ({refused.strerror}): run this as the account that"
        " runs the site, or name another folder."
    )


# ---- one at a time, whole or not at all --------------------------------------------------------
@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to. It becomes `path` if all went well, else it is removed.

    What a killed run left behind in that folder is removed too.
    """
    part = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with _alone_in(path.parent):
            for left in path.parent.glob(f".{PREFIX}*{UNFINISHED}"):
                left.unlink()
            try:
                yield part
                part.rename(path)
                _to_disk(path.parent)
            finally:
                part.unlink(missing_ok=True)
    except PermissionError as refused:
        raise _cannot_write(path.parent, refused) from None
    except OSError as trouble:
        raise BackupError(
            f"The backup could not be written into {path.parent} ({trouble.strerror}). Nothing is"
            " left of it; older ones are as they were."
        ) from None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is just being written into {folder}.") from None
        yield
    finally:
        os.close(handle)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups in `folder`; return those that went."""
    gone = finished(folder)[:-keep]
    for path in gone:
        path.unlink()
    return gone
