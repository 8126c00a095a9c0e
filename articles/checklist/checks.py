"""Checks: one function each, with the words and the reason of the owner's rule."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from django.conf import settings

from articles import originals
from articles.checklist import claims, facts
from articles.checklist.findings import Finding, Passage, Place
from articles.checklist.grammar import Grammar, grammar_of
from articles.checklist.links import Link, Site, target
from articles.checklist.phrases import Phrases, Said, read
from articles.models import ArticlePart, Picture, Rule
from articles.snapshots import Shown
from articles.text.readability import Measure, running_text
from articles.text.visible_text import plain
from clinic.office.formats import calendar_day
from clinic.office.models import Treatment

Check = Rule.Check
ORIGINAL = "original"  # where the form shows what changed of the text that it translates
SIGNATURE = "signature"  # where the article's form says who signed it
OF_A_SAMPLE = "“Sample reviewer” is nobody: whoever reviewed it signs it"
ENOUGH_WORDS = 30  # below, a section's grade says little
LONGEST_ALT = 125
REPEATS, LISTED, WORDS_OF_A_LIST = (
    3,
    4,
    3,
)  # from when on a picture's words are a list of search words
_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|webp|gif|heic)$|^(?:img|dsc|dscn|pxl)[-_ ]?\d+", re.IGNORECASE
)


class Matter(NamedTuple):
    """An article, and all that is to be known of the rest of the site to judge it."""

    shown: Shown
    passages: list[Passage]
    links: list[tuple[Link, Place]]
    pictures: list[tuple[Picture, Place]]
    treatments: list[Treatment]
    site: Site
    today: date

    @property
    def grammar(self) -> Grammar:
        return grammar_of(self.shown.article.language)


# ---- by words ------------------------------------------------------------------------------------
def claim(rule: Rule, matter: Matter) -> Iterator[Finding]:
    known = claims.vocabulary(rule.words, matter.grammar)
    for text, place, field in [*matter.passages, *_alts(matter)]:
        for said in claims.claims(_as_read(text, field, matter), known):
            yield _in_words(rule, place, said)


def looks(rule: Rule, matter: Matter) -> Iterator[Finding]:
    known = claims.vocabulary(rule.words, matter.grammar)
    for text, place, field in [*matter.passages, *_alts(matter)]:
        if field == "may_help":
            found = claims.unworded_in_list(text, known)
        else:
            found = claims.unworded(_as_read(text, field, matter), known)
        for said in found:
            yield _in_words(rule, place, said)


def numbers(rule: Rule, matter: Matter) -> Iterator[Finding]:
    for text, place, _ in matter.passages:
        for found in facts.contradictions(text, matter.treatments, matter.grammar.numbers):
            yield _in_words(rule, place, found.said, found.detail)


def _as_read(text: str, field: str, matter: Matter) -> str:
    """A line of the list “It cannot” is read with its heading."""
    if field == "cannot":
        return matter.grammar.it_cannot.format(text)
    return text


def _alts(matter: Matter) -> list[Passage]:
    return [
        Passage(_described(picture, matter), place, "alt") for picture, place in matter.pictures
    ]


def _described(picture: Picture, matter: Matter) -> str:
    """The picture in words of the article's language; empty where it has none."""
    language = matter.shown.article.language
    if language == picture.language:
        return plain(picture.alt)
    rows = (row.alt for row in picture.in_languages.all() if row.language == language)
    return plain(next(rows, ""))


# ---- by what is missing --------------------------------------------------------------------------
def both_sides(rule: Rule, matter: Matter) -> Iterator[Finding]:
    article, sections = matter.shown.article, matter.shown.sections
    may, cannot = plain(article.may_help), plain(article.cannot)
    expected = any(section.part == ArticlePart.EXPECT for section in sections)
    may_place, cannot_place = Place("May help with", "id_may_help"), Place("Cannot", "id_cannot")
    if may and not cannot:
        yield _missing(rule, cannot_place, "“May help with” is filled in and “cannot” is empty")
    elif cannot and not may:
        yield _missing(rule, may_place, "“Cannot” is filled in and “may help with” is empty")
    elif may and not expected:
        yield _missing(
            rule,
            may_place,
            "No section is followed by “May help with, and cannot”, so readers see neither",
        )
    elif expected and not may:
        yield _missing(rule, may_place, "A section is followed by these lists, and both are empty")
    for text, place, _ in matter.passages:
        found = matter.grammar.may_help.search(text)
        if found and place.kind:
            answer = " ".join(each.text for each in matter.passages if each.place.key == place.key)
            if not matter.grammar.cannot.search(answer):
                yield _in_words(
                    rule, place, _said(text, found), "The answer does not say what it cannot do"
                )
        elif found and not cannot and not matter.grammar.cannot.search(text):
            yield _in_words(rule, place, _said(text, found), "“Cannot” is empty")


def parts(rule: Rule, matter: Matter) -> Iterator[Finding]:
    """What was chosen to follow a section and has nothing to show. The two lists have their own
    check.
    """
    article, treatment = matter.shown.article, next(iter(matter.treatments), None)
    for number, section in enumerate(matter.shown.sections):
        chosen = ArticlePart.of(section.part)
        if chosen is None or chosen is ArticlePart.EXPECT or chosen.is_filled(article, treatment):
            continue
        named = f"Section {number + 1}, “{section.heading}”: followed by"
        detail = f"“{chosen.label}” was chosen, and {chosen.why_empty(treatment)}"
        yield _missing(rule, Place(named, f"id_sections-{number}-part"), detail)


def review(rule: Rule, matter: Matter) -> Iterator[Finding]:
    article = matter.shown.article
    who, day = Place("Reviewer", SIGNATURE), Place("Last reviewed", SIGNATURE)
    if article.reviewer_id is None:
        yield _missing(rule, who, "Nobody has signed that they reviewed it")
    elif not settings.DEVELOPMENT and article.reviewer and article.reviewer.is_sample:
        yield Finding(rule.check_name, who, rule.reason, OF_A_SAMPLE, may_stand=False)
    elif article.changed_since_review and not article.published_at:
        detail = f"It was changed after {article.reviewer} had signed it"
        yield _missing(rule, who, detail)
    if number := originals.sentences_changed(article):
        yield _missing(rule, Place("The English original", ORIGINAL), originals.in_words(number))
    if article.last_reviewed_day is None:
        yield _missing(rule, day, "It does not say when it was reviewed")
    elif article.last_reviewed_day > matter.today:
        yield _missing(rule, day, f"{calendar_day(article.last_reviewed_day)} has not come yet")
    elif article.review_due and article.review_due <= matter.today:
        yield _missing(
            rule, day, f"It was to be reviewed again by {calendar_day(article.review_due)}"
        )


def next_step(rule: Rule, matter: Matter) -> Iterator[Finding]:
    """Every article carries an invitation; it leads on if it knows what about, or if the text
    does.
    """
    onward = {"bookings:book", "office:treatment"}
    aims = [target(link.address) for link, place in matter.links if not place.kind]
    leads_on = any(aim and aim.match and aim.match.view_name in onward for aim in aims)
    if matter.shown.article.concern_id is None and not leads_on:
        detail = "The invitation has no concern, and no link leads to a treatment or to booking"
        yield _missing(rule, Place("Where the invitation leads", "id_concern"), detail)


# ---- pictures and links --------------------------------------------------------------------------
def alt(rule: Rule, matter: Matter) -> Iterator[Finding]:
    superfluous = Phrases(rule.words.splitlines())
    for picture, place in matter.pictures:
        text = _described(picture, matter)
        for detail in _troubles_of(text, superfluous):
            yield Finding(rule.check_name, place, rule.reason, detail, words=text)


def _troubles_of(text: str, superfluous: Phrases) -> Iterator[str]:
    words = read(text)
    if not words:
        yield "The picture is not described in words"
        return
    if len(text) > LONGEST_ALT:
        yield f"Longer than {LONGEST_ALT} characters"
    if _FILE_NAME.search(text):
        yield "The name of a file says nothing"
    if any(span.start <= 1 for span in superfluous.spans(words)):
        yield "That it is a picture need not be said"
    long = [word.text for word in words if len(word.text) > 3]
    often = [word for word in dict.fromkeys(long) if long.count(word) >= REPEATS]
    parts = [part.split() for part in text.split(",")]
    if often:
        yield f"“{often[0]}” stands in it {long.count(often[0])} times"
    elif len(parts) >= LISTED and all(len(part) <= WORDS_OF_A_LIST for part in parts):
        yield "A list of search words, and no description"


def depicts(rule: Rule, matter: Matter) -> Iterator[Finding]:
    for picture, place in matter.pictures:
        if not picture.depicts:
            yield _missing(
                rule, place._replace(control="id_depicts"), "It does not say who is in the picture"
            )


def links(rule: Rule, matter: Matter) -> Iterator[Finding]:
    for link, place in matter.links:
        trouble = matter.site.trouble(link.address)
        if trouble:
            detail = f"{link.address or 'The link'} {trouble}"
            yield Finding(rule.check_name, place, rule.reason, detail, words=plain(link.words))


# ---- easy to read --------------------------------------------------------------------------------
def easy(rule: Rule, matter: Matter) -> Iterator[Finding]:
    """By the whole article; it is mended in the section that is hardest."""
    article, sections = matter.shown.article, matter.shown.sections
    reading = matter.grammar.reading
    texts = [running_text(section.body) for section in sections]
    found = reading.of(blocks_to_grade(article.summary, article.ways, texts))
    if found <= hardest(rule.words, reading):
        return
    long = [
        at
        for at, text in enumerate(texts)
        if sum(len(block.split()) for block in text) >= ENOUGH_WORDS
    ]
    place = Place("The whole article", "id_summary")
    if long:
        at = max(long, key=lambda at: reading.of(texts[at]))
        named = f"The whole article; hardest is section {at + 1}, “{sections[at].heading}”"
        place = Place(named, f"id_sections-{at}-body")
    yield _missing(rule, place, reading.said(found))


def blocks_to_grade(summary: str, ways: str, sections: list[list[str]]) -> list[str]:
    """What of an article is graded: all that is sentences."""
    return [summary, *ways.splitlines(), *(block for blocks in sections for block in blocks)]


def hardest(words: str, reading: Measure) -> float:
    """What the rule's first line names, a school grade or an ease, if it names one."""
    said = re.match(r"\s*(\d+(?:\.\d+)?)\s*$", (words.splitlines() or [""])[0])
    if said is None:
        return reading.limit
    return float(said[1]) if reading.limit > 0 else -float(said[1])


# ---- their findings ------------------------------------------------------------------------------
def _missing(rule: Rule, place: Place, detail: str) -> Finding:
    return Finding(rule.check_name, place, rule.reason, detail)


def _in_words(rule: Rule, place: Place, said: Said, detail: str = "") -> Finding:
    return Finding(rule.check_name, place, rule.reason, detail, said.words, said.before, said.after)


def _said(text: str, found: re.Match[str]) -> Said:
    return Said(text[: found.start()], found[0], text[found.end() :])


CHECKS: dict[str, Callable[[Rule, Matter], Iterator[Finding]]] = {
    Check.CLAIM: claim,
    Check.LOOKS: looks,
    Check.BOTH_SIDES: both_sides,
    Check.PARTS: parts,
    Check.REVIEW: review,
    Check.FACTS: numbers,
    Check.ALT: alt,
    Check.DEPICTS: depicts,
    Check.GRADE: easy,
    Check.LINKS: links,
    Check.NEXT_STEP: next_step,
}
