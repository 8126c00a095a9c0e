"""Pre-publication checklist: what it finds, and what staff let stand.

The checks are code (`checks.py`), what they look for and why are rows that the owner edits
(`Rule`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.utils import timezone

from articles.checklist.checks import CHECKS, Matter
from articles.checklist.findings import Finding, Place, digest, passages, rich_texts
from articles.checklist.links import Site, links
from articles.checklist.pages import control_of, field_of, of_page
from articles.checklist.rules import in_language
from articles.models import FAQ, Article, Override, Picture, Rule
from articles.snapshots import Shown
from clinic.office.models import Treatment

OF_A_QUESTION = [Rule.Check.CLAIM, Rule.Check.LOOKS, Rule.Check.BOTH_SIDES, Rule.Check.LINKS]
NO_RULE = "Each check has a rule, on or off. An update adds the ones that are missing."

__all__ = [
    "Finding",
    "Place",
    "checks_of",
    "control_of",
    "field_of",
    "findings",
    "let_stand",
    "of",
    "of_page",
    "stops",
    "take_back",
]


def stops(row: Article | FAQ, *, now: datetime | None = None) -> list[Finding]:
    """What keeps a stored article or question from being published: all findings that nobody has
    let stand.

    `now` is the moment from which readers would see it, the present if none is given: its review
    must not be due by then, and what it links to must be published. A finding says itself in a
    sentence: `str(finding)`. About ten queries, whatever the article's length.
    """
    return [finding for finding in of(row, now=now or timezone.now()) if finding.override is None]


def of(row: Article | FAQ, *, now: datetime) -> list[Finding]:
    """All findings in a stored article or question, those that somebody let stand among them,
    marked.
    """
    checks = checks_of(row)
    rules = list(Rule.objects.filter(check_name__in=checks))
    return [*without_rule(rules, checks), *findings(_shown(row), rules=rules, now=now)]


def checks_of(row: Article | FAQ) -> list[Rule.Check]:
    """What is looked at; a question has no reviewer, no pictures and no treatment of its own."""
    if isinstance(row, FAQ):
        return OF_A_QUESTION
    return list(Rule.Check)


def _shown(row: Article | FAQ) -> Shown:
    """As the checks want it: a question is looked at as if it stood alone on a page."""
    if isinstance(row, FAQ):
        return Shown(Article(language=row.language), sections=[], treatments=[], faqs=[row])
    return Shown(
        article=row,
        sections=list(row.sections.all()),
        treatments=list(row.treatments.values_list("pk", flat=True)),
        faqs=list(FAQ.objects.in_language(row.language).of(row)),
    )


def findings(shown: Shown, *, rules: Iterable[Rule], now: datetime) -> list[Finding]:
    """What `rules` find in an article's content, stored or not, check by check in the order of
    `Rule.Check`.

    A rule that is off finds nothing. What somebody let stand, in the article or in one of its
    questions, is marked. Up to nine queries, none a section; of a translation one more, for what
    the rules look for in its language.
    """
    rules = in_language(rules, shown.article.language)
    counting = Override.objects.counting_in(shown.article, shown.faqs).select_related("by")
    stand = {(each.question_id, each.check_name, each.found): each for each in counting}
    matter = look_at(shown, now=now)
    in_order = sorted(
        (rule for rule in rules if rule.is_on),
        key=lambda rule: Rule.Check.values.index(rule.check_name),
    )
    found: dict[tuple[Place, str, str], Finding] = {}
    for rule in in_order:
        for finding in CHECKS[rule.check_name](rule, matter):
            if not finding.words:
                finding = replace(finding, text=digest(matter.passages, finding.place))
            question = finding.place.key if finding.place.kind == "faq" else None
            by_place = (
                stand.get((where, finding.check, finding.found)) for where in (None, question)
            )
            override = next(filter(None, by_place), None)
            found.setdefault(
                (finding.place, finding.check, finding.found), finding.with_override(override)
            )
    return list(found.values())


def without_rule(rules: Iterable[Rule], checks: Iterable[Rule.Check]) -> Iterator[Finding]:
    """A check that has no rule looks at nothing, and nobody decided that: it is not one that is
    off.
    """
    known = {rule.check_name for rule in rules}
    for check in checks:
        if check not in known:
            place = Place(f"Rules of the checklist, “{check.label}”", "id_title")
            detail = "This check has no rule: run manage.py migrate"
            yield Finding(check, place, NO_RULE, detail, may_stand=False)


def look_at(shown: Shown, *, now: datetime) -> Matter:
    """The article with what has to be known of the rest of the site. Reads the database, once a
    table.
    """
    linked = [(link, place) for html, place in rich_texts(shown) for link in links(html)]
    named = Treatment.objects.filter(pk__in=shown.treatments)
    return Matter(
        shown=shown,
        passages=list(passages(shown)),
        links=linked,
        pictures=_pictures(shown),
        treatments=list(named),
        site=Site([link.address for link, _ in linked], shown, now=now),
        today=timezone.localtime(now).date(),
    )


def let_stand(
    row: Article | FAQ, finding: Finding, *, reason: str, by: User, now: datetime
) -> Override:
    """Keep that `by` looked at this finding and why it may stand; whoever did so first is kept."""
    override, _ = Override.objects.get_or_create(
        article=row if isinstance(row, Article) else None,
        question=row if isinstance(row, FAQ) else None,
        check_name=finding.check,
        found=finding.found,
        defaults={"reason": reason, "by": by, "at": now},
    )
    return override


def take_back(override: Override) -> bool:
    """It does not stand anymore. False if somebody was faster."""
    number, _ = Override.objects.filter(pk=override.pk).delete()
    return bool(number)


def _pictures(shown: Shown) -> list[tuple[Picture, Place]]:
    """The pictures that it shows, each once, with where its words are mended."""
    keys = [shown.article.picture_id, *(section.picture_id for section in shown.sections)]
    if any(keys):
        rows = Picture.objects.in_bulk([key for key in keys if key])
    else:
        rows = {}
    if shown.article.is_translation:
        prefetch_related_objects(list(rows.values()), "in_languages")
    return [
        (row, Place(f"Picture “{row}”: in words", "id_alt", "picture", row.pk))
        for row in rows.values()
    ]
