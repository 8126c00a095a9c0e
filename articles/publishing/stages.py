"""Stage transitions: from draft to published and back, for articles and questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles import checklist, redirects
from articles.models import FAQ, Article, ReviewAsked, Version
from articles.publishing.common import Refused, Row, have_text, must_be_as_seen, must_decide, stored
from articles.publishing.review_requests import answer, ask, remember_published
from articles.publishing.signatures import A_SAMPLE, is_a_samples, sign
from articles.publishing.translations import not_translated
from articles.publishing.version_history import (
    about_to_change_question,
    keep,
    keep_first,
    part_changed,
)
from articles.text.sanitizer import has_words
from clinic.office import sharing
from clinic.office.models import CANNOT_BESIDE_MAY

Kind = Version.Kind
Stage = Article.Stage


@transaction.atomic
def ask_for_review(row: Row, *, by: User, now: datetime) -> Row:
    """A reviewer should look at this draft. Raises Refused."""
    row = stored(row)
    if row.published_at or row.stage == Stage.REVIEW:
        raise Refused(f"Only a draft or a retired {_noun(row)} is given to review.")
    ask(row, by=by, now=now)
    return _stand(row, Stage.REVIEW)


@transaction.atomic
def publish(
    row: Row,
    *,
    by: User,
    now: datetime,
    at: datetime | None = None,
    revision: int | str | None = None,
    signs: bool = False,
) -> Row:
    """Readers see it from `at` on, or at once. `revision` is the one that was looked at.

    Who `signs` says with the same press that they reviewed it. Raises PermissionDenied; Changed if
    there is another by now; Refused with all that is missing, and then it is not signed either.
    """
    must_decide(by)
    if signs and isinstance(row, Article):
        row = sign(row, by=by, now=now, revision=revision)
    row = stored(row)
    must_be_as_seen(row, revision)
    if row.published_at and row.published_at <= now:
        raise Refused("It is published already.")
    if at is not None and at <= now:
        raise Refused("That moment has passed. Choose a later one, or publish it now.")
    return _publish(row, at or now, by=by, now=now)


@transaction.atomic
def publish_together(rows: Sequence[Any], *, by: User, now: datetime) -> list[Any]:
    """Readers see all of them at once, so each may link to the others. Returns those that are new.

    Raises PermissionDenied; Refused with all that is missing, and then none of them is published.
    """
    must_decide(by)
    found = [stored(row) for row in sorted(rows, key=lambda row: row.pk)]
    new = [row for row in found if row.published_at is None or row.published_at > now]
    why_not = missing_together(new, now=now)
    if why_not:
        raise Refused(*why_not)
    return [_give_to_readers(row, now, by=by, now=now) for row in new]


@transaction.atomic
def missing_together(rows: Sequence[Any], *, now: datetime) -> list[str]:
    """What stands between these rows and their readers if all of them are published at `now`."""
    lacking = [f"“{row}”: {why}" for row in rows for why in _lacking(row)]
    if lacking:
        return lacking
    with transaction.atomic():  # looked at as it would be, and taken back
        for row in rows:
            type(row)._default_manager.filter(pk=row.pk).update(published_at=now)
        stopped = [(row, finding) for row in rows for finding in checklist.stops(row, now=now)]
        transaction.set_rollback(True)
    return [f"“{row}”: {finding} {finding.reason}" for row, finding in stopped]


@transaction.atomic
def republish(row: Row, *, by: User, now: datetime, revision: int | str | None = None) -> Row:
    """Give a retired row back to readers: an article under the day they first saw it, a question
    from now.

    Raises as `publish` does.
    """
    must_decide(by)
    row = stored(row)
    must_be_as_seen(row, revision)
    if row.published_at or row.stage != Stage.RETIRED:
        raise Refused(f"Only a retired {_noun(row)} is published again.")
    return _publish(row, min(_first_seen(row) or now, now), by=by, now=now)


@transaction.atomic
def withdraw(row: Row, *, by: User, now: datetime, why: str = "") -> Row:
    """It is a draft again. What readers see, or will see, only those withdraw who may publish.

    `why` is for whoever had asked for a review of it.
    """
    row = stored(row)
    if row.published_at:
        must_decide(by)
        return _take_from_readers(row, Stage.DRAFT, by=by, now=now)
    if row.stage == Stage.DRAFT:
        raise Refused("It is a draft already.")
    answer(row, ReviewAsked.Outcome.DRAFT, why=why, by=by, now=now)
    return _stand(row, Stage.DRAFT)


@transaction.atomic
def retire(row: Row, *, by: User, now: datetime) -> Row:
    """Readers do not find it anymore; it is kept. Raises PermissionDenied and Refused."""
    must_decide(by)
    row = stored(row)
    if row.published_at is None or row.published_at > now:
        raise Refused(f"Only a published {_noun(row)} is retired.")
    return _take_from_readers(row, Stage.RETIRED, by=by, now=now)


def missing(row: Article | FAQ, *, at: datetime) -> list[str]:
    """What stands between the row and its readers at `at`, and why it matters, in sentences."""
    stops = checklist.stops(row, now=at)
    return _lacking(row) + [f"{finding} {finding.reason}" for finding in stops]


def _lacking(row: Article | FAQ) -> list[str]:
    """What no reader is given without, whatever the rules of the checklist say."""
    found = []
    if isinstance(row, Article) and (row.reviewer_id is None or row.last_reviewed_day is None):
        found.append("Nobody has signed that they reviewed it.")
    if isinstance(row, Article) and is_a_samples(row):
        found.append(A_SAMPLE)
    if isinstance(row, Article) and row.is_one_sided:
        found.append(CANNOT_BESIDE_MAY)
    if isinstance(row, FAQ) and not has_words(row.answer):
        found.append("Write an answer.")
    if isinstance(row, Article) and not have_text(
        row.sections.values_list("part", "drawing", "body")
    ):
        found.append("Write something: it has no text yet.")
    return found + not_translated(row)


def _stand(row: Row, stage: str, published_at: datetime | None = None) -> Row:
    row.stage, row.published_at = stage, published_at
    row.save(update_fields=["stage", "published_at"])
    return row


def _publish(row: Row, at: datetime, *, by: User, now: datetime) -> Row:
    why_not = missing(row, at=at)
    if why_not:
        raise Refused(*why_not)
    return _give_to_readers(row, at, by=by, now=now)


def _give_to_readers(row: Row, at: datetime, *, by: User, now: datetime) -> Row:
    answer(row, ReviewAsked.Outcome.PUBLISHED, by=by, now=now)
    if isinstance(row, FAQ):
        return _on_its_articles(row, Stage.DRAFT, at, by=by, now=now)
    _stand(row, Stage.DRAFT, at)
    redirects.keep_redirect(row, now=now)
    keep(row, Kind.RELEASED, by=by, now=now)
    sharing.draw(row.shared_as)
    return row


def _take_from_readers(row: Row, stage: str, *, by: User, now: datetime) -> Row:
    if isinstance(row, FAQ):
        remember_published(row, by=by, now=now)
        return _on_its_articles(row, stage, None, by=by, now=now)
    keep_first(row, now=now)
    keep(row, Kind.WITHDRAWN, by=by, now=now)
    return _stand(row, stage)


def _on_its_articles(faq: FAQ, stage: str, at: datetime | None, *, by: User, now: datetime) -> FAQ:
    """A question comes or goes on every article that asks it: what readers have of these is
    kept.
    """
    articles = about_to_change_question(faq.pk, now=now)
    _stand(faq, stage, at)
    part_changed(articles, by=by, now=now)
    return faq


def _first_seen(row: Article | FAQ) -> datetime | None:
    """From when readers had an article. Of a question that is not kept."""
    if isinstance(row, FAQ):
        return None
    days = row.versions.filter(kind=Kind.RELEASED).order_by("readable_from")
    return days.values_list("readable_from", flat=True).first()


def _noun(row: Article | FAQ) -> str:
    return str(row._meta.verbose_name)
