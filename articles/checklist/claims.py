"""What the words of a rule find: claims that are never made, and uses that are not worded as looks."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from articles.checklist.words import Phrases, Said, Span, Word, forms, parted, plain, read, sentences

ALLOW, WITH, LIST = "allow:", "with:", "list:"
NOES = {"no", "not", "never", "nobody", "nothing"}
NOT_ALL = {"just", "only", "merely", "simply"}  # “not only” denies nothing


class Vocabulary:
    """A rule's lines, by what they begin with.

    `allow:` words that let a finding pass; with a question mark, a whole question that does.
    `with:` a sentence is found only if one of these stands in it too.
    `list:` looked for in the list “May help with” alone.
    All others are what the rule looks for.
    """

    def __init__(self, lines: str) -> None:
        parted: dict[str, list[str]] = {"": [], ALLOW: [], WITH: [], LIST: []}
        for line in lines.splitlines():
            label = next(
                (each for each in (ALLOW, WITH, LIST) if line.strip().casefold().startswith(each)), ""
            )
            parted[label].append(line.strip()[len(label) :].strip())
        self.questions = [_texts(plain(line)) for line in parted[ALLOW] if line.endswith("?")]
        self.looked_for = Phrases(parted[""])
        self.allowed = Phrases(line for line in parted[ALLOW] if not line.endswith("?"))
        self.together = Phrases(parted[WITH])
        self.in_lists = Phrases(parted[""] + parted[LIST])

    def allows_question(self, sentence: str, words: list[Word]) -> bool:
        return sentence.endswith("?") and [word.text for word in words] in self.questions


@lru_cache(maxsize=32)
def vocabulary(lines: str) -> Vocabulary:
    return Vocabulary(lines)


def claims(text: str, known: Vocabulary) -> Iterator[Said]:
    """Each place in `text` at which a rule's words stand, and no words that let them pass.

    Those that let pass hold what they let pass, and no comma or semicolon: “cannot … permanent” passes
    “cannot change it permanently”, and not “cannot hurt, and is permanent”. So does a “no” that answers a
    question at once: “Does it last forever? No.”
    """
    said = sentences(text)
    for sentence, answer in zip_longest(said, said[1:], fillvalue=""):
        words = read(sentence)
        found = list(known.looked_for.spans(words))
        if not found or _is_denied(sentence, answer):
            continue
        if known.allows_question(sentence, words) and not _begins(answer, {"yes"}):
            continue
        allowed = [
            span
            for span in known.allowed.spans(words)
            if not {",", ";"} & set(sentence[words[span.start].start : words[span.end - 1].end])
            and _denies(words, span)
        ]
        for span in found:
            if not any(each.start <= span.start and span.end <= each.end for each in allowed):
                yield _part(sentence, words, span)


def unworded(text: str, known: Vocabulary) -> Iterator[Said]:
    """Sentences that speak of another use as if more than its look changed. A question claims nothing."""
    for sentence in sentences(text):
        words = read(sentence)
        found = next(known.looked_for.spans(words), None)
        if found is None or sentence.endswith("?"):
            continue
        changes = not known.together or any(known.together.spans(words))
        if changes and not any(_denies(words, span) for span in known.allowed.spans(words)):
            yield _part(sentence, words, found)


def unworded_in_list(line: str, known: Vocabulary) -> Iterator[Said]:
    """A line of “May help with” that names another use, and not that it is about its look."""
    words = read(line)
    found = next(known.in_lists.spans(words), None)
    if found and not any(word.text in forms("look") for word in words):
        yield _part(line, words, found)


def _denies(words: list[Word], span: Span) -> bool:
    """Whether words that let pass mean it: a “not” among them is not that of “not only”."""
    pairs = zip(words[span.start : span.end], words[span.start + 1 : span.end + 1], strict=False)
    return not any(
        (word.text == "not" or word.text.endswith("n't")) and after.text in NOT_ALL for word, after in pairs
    )


def _is_denied(question: str, answer: str) -> bool:
    return question.endswith("?") and _begins(answer, NOES)


def _begins(sentence: str, words: set[str]) -> bool:
    return any(word.text in words for word in read(sentence)[:1])


def _part(sentence: str, words: list[Word], span: Span) -> Said:
    return parted(sentence, words[span.start].start, words[span.end - 1].end)


def _texts(line: str) -> list[str]:
    return [word.text for word in read(line)]
