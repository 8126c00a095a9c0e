"""FAQ draft: the public question that staff begin from a reader's, for an editor to review.

The one place of bookings that publishes anything's beginning, and the one that may ask
`articles.publishing` for it: so a reviewer is told as of any other text, and nothing but the
reviewer's own press shows it to readers. The asker's words are not copied: staff give the words.
"""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.utils.html import linebreaks
from django.utils.text import slugify

from articles.models import FAQ, FAQGroup
from articles.publishing import ask_for_review


class Draft(NamedTuple):
    """What staff wrote for readers."""

    question: str
    answer: str  # plain text; may be empty
    group: FAQGroup


def begin(draft: Draft, *, by: User, now: datetime) -> FAQ:
    """A draft that waits for its review. Within a transaction."""
    faq = FAQ.objects.create(
        question=draft.question,
        slug=_unused_slug(draft.question),
        answer=linebreaks(draft.answer, autoescape=True) if draft.answer else "",
        group=draft.group,
    )
    return ask_for_review(faq, by=by, now=now)


def _unused_slug(question: str) -> str:
    stem = slugify(question)[:70].strip("-") or "question"
    taken = set(FAQ.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    number = next(number for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
    return f"{stem}-{number}"
