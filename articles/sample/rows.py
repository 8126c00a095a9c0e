"""The shape in which the sample articles and questions are written down."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from clinic.office.sample import Row

__all__ = ["Row", "SampleArticle", "morning_of", "prose"]


@dataclass(frozen=True)
class SampleArticle:
    """An article's own fields, and by slug or in order what hangs on it."""

    fields: Row
    topic: str
    concern: str
    treatments: list[str]
    faqs: list[str]
    sections: list[Row]
    sources: list[Row] = field(default_factory=list)


def prose(text: str) -> str:
    """`text` on one line, as the editor would store it; its line breaks only kept the source
    readable.
    """
    return " ".join(text.split())


def morning_of(year: int, month: int, day: int) -> datetime:
    """Nine o'clock on that day in Santa Monica."""
    return datetime(year, month, day, 9, tzinfo=ZoneInfo("America/Los_Angeles"))
