"""Synonyms of the search as it asks them: by the stems of what is typed."""

from typing import NamedTuple

from articles.models import Synonym
from articles.search.words import is_empty, stem, typed_words
from clinic.changes.content_version import content

Phrase = tuple[str, ...]  # stems, in their order


class Meant(NamedTuple):
    """What one typed phrase stands for: phrases of our pages, and a sentence that may be empty."""

    typed: tuple[str, ...]  # its words, as staff wrote them
    finds: tuple[Phrase, ...]
    sentence: str


def meanings(language: str) -> dict[Phrase, Meant]:
    """By what people type on pages in that language. One query, and none while the rows do not
    change.
    """
    return content.fact(
        f"synonyms {language}", lambda: _meanings(language), of=[Synonym._meta.db_table]
    )


def _meanings(language: str) -> dict[Phrase, Meant]:
    found: dict[Phrase, Meant] = {}
    for row in Synonym.objects.filter(is_on=True, language=language):
        finds = tuple(
            filter(None, (_bare_phrase(line, language) for line in row.finds.splitlines()))
        )
        for line in row.typed.splitlines():
            typed = tuple(typed_words(line))
            phrase = tuple(stem(word, language) for word in typed)
            if phrase:
                known = found.get(phrase, Meant(typed, (), ""))
                found[phrase] = Meant(typed, known.finds + finds, known.sentence or row.sentence)
    return found


def _bare_phrase(line: str, language: str) -> Phrase:
    """Without words that say nothing, where others do."""
    words = typed_words(line)
    bare = [word for word in words if not is_empty(word, language)] or words
    return tuple(stem(word, language) for word in bare)


def longest(phrases: dict[Phrase, Meant], stems: Phrase) -> int:
    """How many of `stems`, from the first on, are a phrase; 0 for none."""
    return next((size for size in range(len(stems), 0, -1) if stems[:size] in phrases), 0)
