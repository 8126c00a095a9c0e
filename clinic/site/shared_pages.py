"""Open Graph pictures of all pages: which there are, drawn again where one is missing.

Articles, treatments, topics and groups have theirs drawn when staff save them. What else writes
rows, as a restore, the sample, a shell, or the last release during an update, the worker finds
within a minute.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.db import Error, connection, connections
from django.utils.translation import gettext_lazy

from articles.models import Article, FAQGroup, Topic
from clinic import languages
from clinic.changes.listener import CONTENT
from clinic.office import facts, page_words
from clinic.office.models import Office, Treatment
from clinic.operations.periodic import Periodic
from clinic.sharing import pictures
from clinic.sharing.pictures import Subject

# By the titles with which their templates include `partials/share.html`; a test reads each page.
PAGES = (
    gettext_lazy("Articles"),
    gettext_lazy("Questions, answered plainly"),
    gettext_lazy("Visit us"),
    gettext_lazy("About us"),
    gettext_lazy("Book a consultation"),
    gettext_lazy("Ask a question"),
    gettext_lazy("Privacy"),
    gettext_lazy("Accessibility"),
)
FIRST_SECONDS = 15  # after the worker began
EVERY_SECONDS = 60
log = logging.getLogger(__name__)


class Round(NamedTuple):
    """What came of looking through all pages."""

    drawn: int
    there: int
    general: int  # whose titles our fonts cannot write, or whose files could not be stored


def subjects(office: Office) -> Iterator[Subject]:
    """What every page of the site is shared as in each language, scheduled articles among them.
    Four queries, and three more for each further language.
    """
    treatments = list(Treatment.objects.all())
    names = ["names"] if len(office.languages) > 1 else []
    groups: list[Topic | FAQGroup] = [
        *Topic.objects.prefetch_related(*names),
        *FAQGroup.objects.prefetch_related(*names),
    ]
    for code in office.languages:
        with languages.speaking(code):
            said = [facts.shown(treatment) for treatment in treatments]
            headline = _headline(office, said)
            subjects = [Subject(str(title)) for title in (headline, *PAGES)]
            subjects += [row.shared_as for row in (*said, *groups)]
        yield from subjects
    given = Article.objects.exclude(published_at=None).of_languages(office.languages).order_by()
    for article in given.only("title", "plate", "language").iterator():
        yield article.shared_as


def _headline(office: Office, treatments: list[Treatment]) -> str:
    """Of the home page, in the clinic's own words if it has some."""
    known = page_words.Known(office, next(iter(treatments), None))
    headline = page_words.in_plain_words("home.title", office.page_words, known)
    return headline.removesuffix(".")


def draw_missing(*, said: Callable[[int], None] = lambda _: None, again: bool = False) -> Round:
    """Draw what is not there, or all of it `again`. `said` hears how many were looked at."""
    office = facts.office()
    there = set() if again else _stored()
    drawn = known = general = 0
    for number, subject in enumerate(subjects(office), start=1):
        name = subject.file_name(office.name)
        if again:
            default_storage.delete(name)
        if name in there:
            known += 1
        elif pictures.draw(subject, clinic=office.name):
            drawn += 1
        else:
            general += 1
        said(number)
    if drawn:
        _announce()
    return Round(drawn, known, general)


def forget(*, now: datetime) -> int:
    """Delete the pictures that no page has needed for a month. Returns how many."""
    try:
        office = facts.office()
    except Office.DoesNotExist:
        return 0
    needed = {subject.file_name(office.name) for subject in subjects(office)}
    return pictures.forget(needed, now=now)


def _stored() -> set[str]:
    """One look into the folder instead of one for each page."""
    if not default_storage.exists(pictures.FOLDER):
        return set()
    _, files = default_storage.listdir(pictures.FOLDER)
    return {f"{pictures.FOLDER}/{file}" for file in files}


def _announce() -> None:
    """Pages that are kept with the general picture are fresh no more. SQLite's readers hear of the
    worker's next beat.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CONTENT, Article._meta.db_table])


class PictureRounds(Periodic):
    """When pictures are looked for next."""

    def __init__(self) -> None:
        super().__init__(
            _look, name="shared-pictures", first_seconds=FIRST_SECONDS, every_seconds=EVERY_SECONDS
        )


def _look() -> None:
    try:
        drawn = draw_missing().drawn
        if drawn:
            log.info("drew %d pictures of shared pages", drawn)
    except Office.DoesNotExist:
        pass  # a site that is not set up yet
    except Error as away:
        log.warning("pictures of shared pages were not looked for: %s", type(away).__name__)
    finally:
        connections.close_all()
