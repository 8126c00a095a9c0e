"""Common parts of the workflow: permission, row lock, exceptions."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from articles.checklist import Finding
from articles.models import FAQ, Article
from articles.text.sanitizer import has_words

Row = TypeVar("Row", Article, FAQ)
PERMISSION = "articles.publish_article"


class Refused(Exception):
    """Why not, in sentences for staff."""

    def __init__(self, *why: str) -> None:
        super().__init__(*why)
        self.why = list(why)


class Changed(Refused):
    """What somebody looked at is not what is stored by now."""


class Found(Refused):
    """The checklist finds what it did not find before. `findings` may be let stand, with a
    reason.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(*(str(finding) for finding in findings))
        self.findings = list(findings)


def may_publish(user: Any) -> bool:
    """Whether this person decides what readers see."""
    return bool(user.has_perm(PERMISSION))


def locked(pk: int) -> Article:
    """The article as it is stored now, for one transaction at a time."""
    return Article.objects.select_for_update(of=("self",)).get(pk=pk)


def stored(row: Row) -> Row:
    """An article or a question as it is stored now, for one transaction at a time.

    Articles go on to take up a question that is locked so: they wait for nobody who waits for them.
    """
    is_shared = isinstance(row, FAQ)
    return (
        type(row)._default_manager.select_for_update(of=("self",), no_key=is_shared).get(pk=row.pk)
    )


def have_text(sections: Iterable[tuple[str, str, str]]) -> bool:
    """Whether one of these has something to read: a typed part, a drawing, which has words, or rich
    text.
    """
    return any(part or drawing or has_words(body) for part, drawing, body in sections)


def must_decide(by: User) -> None:
    if not may_publish(by):
        raise PermissionDenied


def must_be_as_seen(row: Article | FAQ, revision: int | str | None) -> None:
    if revision is not None and str(revision) != str(row.revision):
        raise Changed(
            "Its text was changed after you had opened this page. Look at it again, then decide."
        )
