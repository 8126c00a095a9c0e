"""Checklist gate: what it finds in a change of published content stops the change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from articles import checklist
from articles.checklist import Finding
from articles.models import FAQ, Article
from articles.publishing.common import Found


def findings_now(row: Article | FAQ, *, now: datetime) -> list[Finding]:
    """What the checklist finds in a stored row that readers have, or will; in a draft nothing
    yet.
    """
    if row.published_at:
        return checklist.of(row, now=when_read(row, now))
    return []


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Those `after` a change that nobody let stand, and that were not there `before`.

    One in words is known by its words, wherever in the article they stand; any other by what it
    says is the matter. The words of a question excuse that question alone: it may be a draft that
    nobody has read.
    """

    def known_by(finding: Finding) -> tuple[Any, ...]:
        place = finding.place
        words = (finding.found,) if finding.words else (place.control, finding.detail)
        return (finding.check, place.kind, place.key, *words)

    known = {known_by(finding) for finding in before}
    return [finding for finding in after if not finding.override and known_by(finding) not in known]


def require_reason_for_new_findings(
    row: Article | FAQ, before: Iterable[Finding], *, by: User, now: datetime, reason: str = ""
) -> None:
    """After a change of what readers have: what it brought stands for a `reason`. Raises Found for
    none.
    """
    found = new_findings(before, findings_now(row, now=now))
    if found and not reason:
        raise Found(found)
    for finding in found:
        checklist.let_stand(row, finding, reason=reason, by=by, now=now)


def when_read(row: Article | FAQ, now: datetime) -> datetime:
    if row.published_at:
        return max(row.published_at, now)
    return now
