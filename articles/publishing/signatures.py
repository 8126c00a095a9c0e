"""Signatures of reviewers (sign-off): who reviewed an article, and when, by their own press alone.

An account signs for the practitioner whose account it is, and for nobody else.
"""

from copy import copy
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from articles.publishing.common import Refused, must_be_as_seen, must_decide, stored
from articles.publishing.version_history import keep_first, keep_released
from clinic.office.models import Practitioner

OF_NOBODY = (
    "Your account signs for nobody yet. The owner chooses it on your page under Practitioners, and"
    " then you can sign what you reviewed."
)
A_SAMPLE = (
    "“Sample reviewer” stands for somebody whom the clinic has yet to name. The owner enters who"
    " reviews under Practitioners, with their account; then that person signs."
)


def signer(user: User) -> Practitioner | None:
    """Whom this account signs for."""
    return Practitioner.objects.filter(account=user).first()


def why_not_signed_by(user: User) -> str:
    """Why this account cannot sign; empty if it can."""
    person = signer(user)
    if person is None:
        return OF_NOBODY
    return A_SAMPLE if person.is_sample and not settings.DEVELOPMENT else ""


def is_a_samples(article: Article) -> bool:
    """Whether nobody signed it but a sample reviewer, which counts on one's own machine alone."""
    if settings.DEVELOPMENT or article.reviewer is None:
        return False
    return article.reviewer.is_sample


@transaction.atomic
def sign(
    article: Article, *, by: User, now: datetime, revision: int | str | None = None
) -> Article:
    """Readers are told that `by` reviewed it today. `revision` is the one that was looked at.

    Raises PermissionDenied; Changed if there is another by now; Refused where the account is
    nobody's who reviews.
    """
    must_decide(by)
    article = stored(article)
    must_be_as_seen(article, revision)
    why_not = why_not_signed_by(by)
    if why_not:
        raise Refused(why_not)
    keep_first(article, now=now)
    article = as_signed(article, by=by, now=now)
    article.save(
        update_fields=["reviewer", "last_reviewed_day", "review_due_day", "changed_since_review"]
    )
    if article.published_at:
        keep_released(article, by=by, now=now)
    return article


def as_signed(article: Article, *, by: User, now: datetime) -> Article:
    """The article in memory as it will be once `by` has signed it. A day of review that has come
    is over with that.
    """
    signed, today = copy(article), timezone.localtime(now).date()
    signed.reviewer, signed.last_reviewed_day = signer(by), today
    signed.changed_since_review = False
    if signed.review_due_day and signed.review_due_day <= today:
        signed.review_due_day = None
    return signed


def is_wanted(article: Article, *, by: User, now: datetime) -> bool:
    """Whether a signature of `by` would say something new: none is there that counts, the text was
    changed since, or a review is due.
    """
    today = timezone.localtime(now).date()
    return (
        article.reviewer_id is None
        or article.last_reviewed_day is None
        or is_a_samples(article)
        or article.changed_since_review
        or bool(article.review_due and article.review_due <= today)
    )
