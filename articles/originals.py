"""Originals: what a translator saw of the text that they translated, and what changed of it since.

It is kept beside the translation, word for word, so that a later change can be shown sentence by
sentence, whatever versions there are of the original.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, cast

from articles import snapshots
from articles.models import FAQ, Article
from articles.text import diff, tokens
from articles.text.sanitizer import lines_as_read
from clinic.office.sentences import number_changed

SEEN_OF_QUESTION = ("question", "answer")
WORDS_OF_ARTICLE = (
    *("title", "search_title", "summary", "ways", "indirect_way", "may_help", "cannot"),
)


def seen_now(original: Article | FAQ) -> Any:
    """The original's words as they are, to be kept beside a translation of them."""
    if isinstance(original, Article):
        return snapshots.as_kept(snapshots.snapshot_of(original))
    return {name: getattr(original, name) for name in SEEN_OF_QUESTION}


def digest_of(seen: Any) -> str:
    """By which a press says which words of the original somebody looked at."""
    return sha256(repr(list(_texts(seen or {}))).encode()).hexdigest()[:32]


def sentences_changed(row: Article | FAQ) -> int:
    """How many sentences of the original are other ones since, or are new or gone."""
    if row.translation_of is None:
        return 0
    now = seen_now(cast(Any, row.translation_of))
    return number_changed(_texts(row.original_seen or {}), _texts(now))


def changes(row: Article | FAQ) -> list[diff.Change]:
    """The same, with the words: what went of the original, and what came. Questions on an article
    have translations of their own.
    """
    original: Any = row.translation_of
    if original is None or row.original_seen is None or not sentences_changed(row):
        return []
    seen, now = row.original_seen, seen_now(original)
    if isinstance(row, FAQ):
        told = [
            diff.Change("The question", "question", diff.words(seen["question"], now["question"])),
            diff.Change("The question", "answer", diff.rich_words(seen["answer"], now["answer"])),
        ]
        return [each for each in told if any(part.kind != tokens.SAME for part in each.parts)]
    return diff.contents(cast(Any, {**seen, "faqs": []}), cast(Any, {**now, "faqs": []}))


def _texts(seen: dict[str, Any]) -> Iterator[str]:
    """All that a translator writes anew: of a question its two, of an article its fields, sections,
    sources and pictures.
    """
    if "question" in seen:
        yield seen["question"]
        yield "\n".join(lines_as_read(seen["answer"]))
        return
    fields = seen.get("fields", {})
    yield from (fields.get(name) or "" for name in WORDS_OF_ARTICLE)
    for section in seen.get("sections", []):
        yield section["heading"]
        yield "\n".join(lines_as_read(section["body"]))
    yield from (source["claim"] for source in seen.get("sources", []))
    yield from (picture["alt"] for picture in seen.get("pictures", []))


def in_words(number: int) -> str:
    """What staff read of it; empty while nothing changed."""
    if not number:
        return ""
    return f"{number} sentence{'' if number == 1 else 's'} of the original changed since"
