"""Open Graph pictures, stored: a file in MEDIA_ROOT for each page, named by what it shows.

There is no row: the name is a digest of the words, the plant and the looks, so whoever shows a page
knows where its picture lies, caches may keep it for ever, and a changed title makes another one. A
page whose picture is not there (yet) is shared with the general one.
"""

import logging
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clinic.sharing import drawing

LOOKS = 1  # rises when a picture of the same words would look otherwise
FOLDER = "shared"
PLATES = tuple(sorted(file.stem[6:] for file in drawing.ASSETS.glob("plate-*.png")))
# Chats and networks may show a picture of an older title for a while.
KEPT = timedelta(days=30)
log = logging.getLogger(__name__)


class Subject(NamedTuple):
    """What a picture is of: a page by its title, what kind of page that is, and its plant."""

    title: str
    kind: str = ""
    plate: str = ""

    @property
    def plant(self) -> str:
        """Its own; a page without one has always the same, by its title."""
        if self.plate in PLATES:
            return self.plate
        return PLATES[sha256(self.title.encode()).digest()[0] % len(PLATES)]

    def file_name(self, clinic: str) -> str:
        """Where its file lies, in MEDIA_ROOT, for the clinic of this name."""
        said = "\0".join([str(LOOKS), self.title, self.kind, self.plant, clinic])
        return f"{FOLDER}/{sha256(said.encode()).hexdigest()[:32]}.png"


def address(subject: Subject, *, clinic: str) -> str | None:
    """Where the file is fetched; None while it is not there."""
    name = subject.file_name(clinic)
    return default_storage.url(name) if default_storage.exists(name) else None


def draw(subject: Subject, *, clinic: str) -> bool:
    """Draw and store what is not there. Returns whether there is something new.

    No trouble with it stops what it is drawn for: the page has the general picture meanwhile.
    """
    name = subject.file_name(clinic)
    words = drawing.Words(subject.title, clinic, subject.kind)
    if default_storage.exists(name) or not drawing.can_write(words):
        return False
    try:
        _store(name, drawing.png(words, plate=subject.plant))
    except OSError as error:
        log.warning("a picture of a shared page was not stored: %s", type(error).__name__)
        return False
    return True


def _store(name: str, data: bytes) -> None:
    """Whole or not at all, whoever else writes the same one just now."""
    ours = default_storage.save(f"{name}.part", ContentFile(data))
    os.replace(default_storage.path(ours), default_storage.path(name))


def forget(needed: Collection[str], *, now: datetime) -> int:
    """Delete the files that no page has needed for a month. Returns how many.

    The file's own time says when it was needed last: it is set here, once a day.
    """
    folder = Path(default_storage.path(FOLDER))
    if not folder.is_dir():
        return 0
    moment, gone = now.timestamp(), 0
    for file in folder.iterdir():
        if f"{FOLDER}/{file.name}" in needed:
            os.utime(file, (moment, moment))
        elif file.stat().st_mtime < moment - KEPT.total_seconds():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
