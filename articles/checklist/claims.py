"""Medical claims that must not be made, and uses that are not worded as looks."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, zip_longest

from articles.checklist.denials import EMPTY
from articles.checklist.grammar import GRAMMARS, Grammar
from articles.checklist.phrases import (
    NOT,
    Phrases,
    Said,
    Span,
    Word,
    parted,
    read,
    sentences,
)
from articles.text.visible_text import plain
from clinic.languages import ENGLISH

ALLOW, WITH, LIST = "allow:", "with:", "list:"
IN_ENGLISH = GRAMMARS[ENGLISH]


class Vocabulary:
    """A rule's lines, by what they begin with.

    `allow:` words that let a finding pass; with a question mark, a whole question that does.
    `with:` a sentence is found only if one of these stands in it too.
    `list:` looked for in the list “May help with” alone.
    All others are what the rule looks for.
    """

    def __init__(self, lines: str, grammar: Grammar = IN_ENGLISH) -> None:
        self.grammar = grammar
        parted: dict[str, list[str]] = {"": [], ALLOW: [], WITH: [], LIST: []}
        for line in lines.splitlines():
            label = next(
                (each for each in (ALLOW, WITH, LIST) if line.strip().casefold().startswith(each)),
                "",
            )
            parted[label].append(line.strip()[len(label) :].strip())
        self.questions = [_texts(plain(line)) for line in parted[ALLOW] if line.endswith("?")]
        self.looked_for = Phrases(parted[""])
        self.allowed = Phrases(
            (line for line in parted[ALLOW] if not line.endswith("?")), ends=grammar.ends
        )
        self.together = Phrases(parted[WITH])
        self.in_lists = Phrases(parted[""] + parted[LIST])

    def allows_question(self, sentence: str, words: list[Word]) -> bool:
        return sentence.endswith("?") and [word.text for word in words] in self.questions


@lru_cache(maxsize=32)
def vocabulary(lines: str, grammar: Grammar = IN_ENGLISH) -> Vocabulary:
    return Vocabulary(lines, grammar)


def claims(text: str, known: Vocabulary) -> Iterator[Said]:
    """Each place in `text` at which a rule's words stand, and no words that let them pass.

    What the sentence denies passes, and so does a question that is answered “no” at once: “Does it
    last forever? No.” The words of an owner's line hold what they let pass, and between them stand
    no comma, “and”, “but” or “or”: “suits … best” passes “suits your week best”, and not “suits
    you, and is best”.
    """
    said, is_denied = sentences(text), known.grammar.is_denied
    for sentence, answer in zip_longest(said, said[1:], fillvalue=""):
        words, asks = read(sentence), sentence.endswith("?")
        found = list(known.looked_for.spans(words))
        if not found or (asks and _is_no(answer, known.grammar)):
            continue
        if known.allows_question(sentence, words) and not _affirms(answer, known):
            continue
        reach = _reach(words, known.allowed)
        for span in found:
            if span.end > reach[span.start] and not is_denied(words, span, asks=asks):
                yield _part(sentence, words, span)


def _reach(words: list[Word], allowed: Phrases) -> list[int]:
    """How far the words that let pass reach which begin at each word of a sentence, or before
    it.
    """
    reach = [0] * len(words)
    for span in allowed.spans(words):
        in_one_clause = words[span.start].clause == words[span.end - 1].clause
        if in_one_clause and _is_meant(words, span):
            reach[span.start] = max(reach[span.start], span.end)
    return list(accumulate(reach, max))


def unworded(text: str, known: Vocabulary) -> Iterator[Said]:
    """Sentences that speak of another use as if more than its look changed. A question claims
    nothing.

    Neither does what is denied: the use, or every word that says that it changes.
    """
    is_denied = known.grammar.is_denied
    for sentence in sentences(text):
        words = read(sentence)
        if sentence.endswith("?"):
            continue
        uses = (span for span in known.looked_for.spans(words) if not is_denied(words, span))
        found = next(uses, None)
        if found is None:
            continue
        changes = (span for span in known.together.spans(words) if not is_denied(words, span))
        if known.together and next(changes, None) is None:
            continue
        if not any(_is_meant(words, span) for span in known.allowed.spans(words)):
            yield _part(sentence, words, found)


def unworded_in_list(line: str, known: Vocabulary) -> Iterator[Said]:
    """A line of “May help with” that names another use, and not that it is about its look."""
    words = read(line)
    found = next(known.in_lists.spans(words), None)
    if found and not any(word.text in known.grammar.look for word in words):
        yield _part(line, words, found)


def _is_meant(words: list[Word], span: Span) -> bool:
    """Whether words that let pass mean it: a “not” among them is not that of “not only”."""
    pairs = zip(words[span.start : span.end], words[span.start + 1 : span.end + 1], strict=False)
    return not any(word.text in NOT and after.text in EMPTY for word, after in pairs)


def _is_no(answer: str, grammar: Grammar) -> bool:
    """Whether an answer is a no and nothing else, at least up to its first comma."""
    words = read(answer)
    return " ".join(word.text for word in words if word.clause == 0) in grammar.noes


def _affirms(answer: str, known: Vocabulary) -> bool:
    """“Yes”, or a no to something else: “Is it safe for everyone? Nobody was ever hurt.”"""
    words = read(answer)
    first = words[0].text if words else ""
    grammar = known.grammar
    is_no = _is_no(answer, grammar)
    elsewhere = not is_no and next(known.looked_for.spans(words), None) is None
    return first in grammar.affirms or (first in grammar.denies and elsewhere)


def _part(sentence: str, words: list[Word], span: Span) -> Said:
    return parted(sentence, words[span.start].start, words[span.end - 1].end)


def _texts(line: str) -> list[str]:
    return [word.text for word in read(line)]
