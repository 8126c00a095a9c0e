"""Checklist of a page's words: claims, looks, numbers, links and grade, as readers find them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils import timezone

from articles.checklist import checks
from articles.checklist.findings import Finding, Passage, Place
from articles.checklist.links import Link, Site, links
from articles.checklist.rules import in_language
from articles.models import Article, Rule
from articles.snapshots import Shown
from articles.text.visible_text import plain
from clinic.office.page_words import Kind, Known, Page, Words, in_plain_words

Check = Rule.Check
OF_A_PAGE = [Check.CLAIM, Check.LOOKS, Check.BOTH_SIDES, Check.FACTS, Check.GRADE, Check.LINKS]


def control_of(words: Words) -> str:
    """The id of the field in which a text is written."""
    return f"id_{field_of(words)}"


def field_of(words: Words) -> str:
    return words.key.replace(".", "-")


def of_page(page: Page, own: Mapping[str, str], known: Known, *, now: datetime) -> list[Finding]:
    """What the rules find in a page's words with the clinic's `own` among them, facts filled in.

    Its captions, and what no table of words holds, are not looked at. Up to six queries.
    """
    on = Rule.objects.filter(check_name__in=OF_A_PAGE, is_on=True).order_by("pk")
    rules = in_language(on, page.language)
    matter = _matter(page, own, known, now=now)
    found: dict[tuple[Place, str, str], Finding] = {}
    for rule in rules:
        check = _easy if rule.check_name == Check.GRADE else checks.CHECKS[rule.check_name]
        for finding in check(rule, matter):
            found.setdefault((finding.place, finding.check, finding.found), finding)
    return list(found.values())


def _matter(page: Page, own: Mapping[str, str], known: Known, *, now: datetime) -> checks.Matter:
    shown = Shown(Article(language=page.language), sections=[], treatments=[], faqs=[])
    linked = list(_links(page, own))
    return checks.Matter(
        shown=shown,
        passages=list(_passages(page, own, known)),
        links=linked,
        pictures=[],
        treatments=[known.treatment] if known.treatment else [],
        site=Site([link.address for link, _ in linked], shown, now=now),
        today=timezone.localtime(now).date(),
    )


def _passages(page: Page, own: Mapping[str, str], known: Known) -> Iterator[Passage]:
    for number, words in enumerate(page.words):
        place = _place(words, number)
        for line in in_plain_words(words.key, own, known).splitlines():
            if text := plain(line):
                yield Passage(text, place, "text")


def _links(page: Page, own: Mapping[str, str]) -> Iterator[tuple[Link, Place]]:
    for number, words in enumerate(page.words):
        if words.kind is Kind.RICH:
            yield from ((link, _place(words, number)) for link in links(own.get(words.key, "")))


def _place(words: Words, number: int) -> Place:
    return Place(f"{words.part}: {words.label}", control_of(words), "page", number)


def _easy(rule: Rule, matter: checks.Matter) -> Iterator[Finding]:
    """By all that is sentences; it is mended in the text that is hardest."""
    texts: dict[Place, list[str]] = {}
    for passage in matter.passages:
        if passage.text.rstrip('”"’)').endswith((".", "?")):
            texts.setdefault(passage.place, []).append(passage.text)
    reading = matter.grammar.reading
    found = reading.of([text for each in texts.values() for text in each])
    if not texts or found <= checks.hardest(rule.words, reading):
        return
    place = max(texts, key=lambda each: reading.of(texts[each]))
    detail = f"{reading.said(found)}; this is the page’s hardest text"
    yield Finding(rule.check_name, place, rule.reason, detail)
