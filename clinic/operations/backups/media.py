"""Media of a restore: files are laid ready beside their places, and moved in as one."""

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from django.conf import settings

from clinic.operations.backups.archive import Part, safe_path
from clinic.operations.backups.backup import media_files
from clinic.operations.backups.errors import BackupError

UNFINISHED = ".restoring-"
READABLE = 0o644  # by the web server in front


class Files:
    """Files of a backup on their way into MEDIA_FOLDER."""

    def __init__(self, base: Path, ready: Path) -> None:
        self.base, self._ready, self._aside = base, ready / "new", ready / "old"
        self.names: list[PurePosixPath] = []
        self._moved: list[tuple[Path, Path | None]] = []

    def lay_ready(self, part: Part) -> None:
        name = safe_path(part.name)
        path = self._ready / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in part.pieces():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(READABLE)
        self.names.append(name)

    def move_in(self) -> None:
        for name in self.names:
            ready, place = self._ready / name, self.base / name
            old = None
            if place.exists():
                if filecmp.cmp(ready, place, shallow=False):
                    continue
                old = self._aside / name
                old.parent.mkdir(parents=True, exist_ok=True)
                place.rename(old)
            place.parent.mkdir(parents=True, exist_ok=True)
            ready.rename(place)
            self._moved.append((place, old))

    def move_out(self) -> None:
        """As it was before `move_in`."""
        for place, old in reversed(self._moved):
            if old is None:
                place.unlink()
                self._remove_empty(place.parent)
            else:
                old.rename(place)
        self._moved.clear()

    def remove_others(self) -> int:
        """Delete what the backup does not hold; return how many files went.

        What cannot be deleted stays: it is named nowhere any more.
        """
        wanted, gone = {self.base / name for name in self.names}, 0
        there: list[Path] = []
        with suppress(BackupError):  # of a folder that cannot be looked into
            there.extend(media_files(self.base))
        for path in there:
            if path not in wanted:
                with suppress(OSError):
                    path.unlink()
                    gone += 1
                    self._remove_empty(path.parent)
        return gone

    def _remove_empty(self, folder: Path) -> None:
        with suppress(OSError):  # which is not empty
            while folder != self.base:
                folder.rmdir()
                folder = folder.parent


@contextmanager
def incoming() -> Iterator[Files]:
    """Files that go into MEDIA_FOLDER if all goes well; after an error it is as it was."""
    base = Path(settings.MEDIA_ROOT)
    base.mkdir(parents=True, exist_ok=True)
    for left in base.glob(f"{UNFINISHED}*"):  # of a restore that was killed
        shutil.rmtree(left, ignore_errors=True)
    ready = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=base))
    files = Files(base, ready)
    try:
        yield files
    except BaseException:
        files.move_out()
        raise
    finally:
        shutil.rmtree(ready, ignore_errors=True)
