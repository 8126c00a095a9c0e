"""Import: a page of the old site, or of a word processor, becomes a draft.

`source` reads what was pasted or uploaded, `blocks` cuts it into paragraphs, headings and lists,
`recognition` says where each of them goes, `drafts` stores that once somebody has looked at it.
Nothing is fetched from anywhere.
"""

from articles.importing.drafts import AlreadyLeads, Wishes, make
from articles.importing.recognition import Page, Place, read
from articles.importing.source import MOST_BYTES, Unreadable, decoded

__all__ = [
    "MOST_BYTES",
    "AlreadyLeads",
    "Page",
    "Place",
    "Unreadable",
    "Wishes",
    "decoded",
    "make",
    "read",
]
