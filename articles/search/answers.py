"""Answer: the sentence of a text that says best what was searched for, marked, and its address."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Query
from articles.search.texts import Kind, Passage, Text
from articles.search.words import as_shown, stem, stems, words
from articles.text.readability import sentences
from clinic.languages import ENGLISH

LONGEST = 240  # letters of a sentence that is shown
SHORTEST = 40  # letters, unless the paragraph ends
WHOLE = 80  # letters of a sentence that an address repeats; of longer ones it has both ends
IN_SENTENCE, IN_HEADING, AS_TYPED = 4, 3, 1


class Answer(NamedTuple):
    kind: Kind
    title: SafeString
    address: str
    heading: SafeString  # of the section that it stands in; may be empty
    sentence: SafeString
    language: str


def answer(text: Text, query: Query) -> Answer:
    passage, sentence = _best(text, query)
    stems_, language = query.stems, text.language
    return Answer(
        text.kind,
        marked(as_shown(text.title), stems_, language),
        _address(text, passage, sentence),
        marked(as_shown(passage.heading), stems_, language),
        marked(shortened(sentence, stems_, language), stems_, language),
        language,
    )


def _best(text: Text, query: Query) -> tuple[Passage, str]:
    """The passage and sentence that hold most of the terms, the first of equals. A short one is
    shown with what follows it.
    """
    best, most = (text.passages[0], next(_sentences(text.passages[0]), "")), 0
    for passage in text.passages:
        if not passage.stands_alone:
            continue
        heading = stems(passage.heading, text.language)
        for sentence in _sentences(passage):
            score = _score(query, stems(sentence, text.language), heading)
            if score > most:
                best, most = (passage, sentence), score
    return best


def _score(query: Query, sentence: frozenset[str], heading: frozenset[str]) -> int:
    score = 0
    for term in query.terms:
        if term.is_in(sentence):
            score += IN_SENTENCE
        elif term.is_in(heading):
            score += IN_HEADING
        if term.exact and term.exact <= sentence | heading:
            score += AS_TYPED
    return score


def _sentences(passage: Passage) -> Iterator[str]:
    """Of a heading alone, one that is empty."""
    if not passage.lines:
        yield ""
    for line in passage.lines:
        rest = list(filter(None, sentences(as_shown(line))))
        while rest:
            said = rest.pop(0)
            while rest and len(said) < SHORTEST:
                said = f"{said} {rest.pop(0)}"
            yield said


# ---- how it is shown -----------------------------------------------------------------------------
def marked(shown: str, wanted: frozenset[str], language: str = ENGLISH) -> SafeString:
    """`shown`, escaped, with every word marked that has a stem of `wanted`."""
    pieces, at = [], 0
    for word in words(shown):
        if any(stem(form, language) in wanted for form in word.forms):
            pieces.append((shown[at : word.start], shown[word.start : word.end]))
            at = word.end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), shown[at:])


def shortened(sentence: str, wanted: frozenset[str], language: str = ENGLISH) -> str:
    """So much of a long one as is shown, around its first word that is wanted."""
    if len(sentence) <= LONGEST:
        return sentence
    hits = (
        word.start
        for word in words(sentence)
        if any(stem(form, language) in wanted for form in word.forms)
    )
    begins = max(0, next(hits, 0) - LONGEST // 3)
    begins = sentence.find(" ", begins) + 1 if begins else 0
    shown, _, _ = sentence[begins : begins + LONGEST].rpartition(" ")
    return f"{'… ' * (begins > 0)}{shown} …"


# ---- where it stands -----------------------------------------------------------------------------
def _address(text: Text, passage: Passage, sentence: str) -> str:
    """With the section's name, and the sentence for browsers that mark it without script."""
    begins = f"{text.address}#{passage.anchor}" if passage.anchor else f"{text.address}#"
    if not sentence:
        return begins.removesuffix("#")
    return f"{begins}:~:text={_fragment(sentence)}"


def _fragment(sentence: str) -> str:
    if len(sentence) <= WHOLE:
        return _quoted(sentence)
    said = sentence.split()
    return f"{_quoted(' '.join(said[:4]))},{_quoted(' '.join(said[-4:]))}"


def _quoted(said: str) -> str:
    return quote(said, safe="").replace("-", "%2D")
