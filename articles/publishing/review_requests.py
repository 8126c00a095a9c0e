"""Review requests: asked by writers, decided by reviewers, with the reason."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from articles.models import FAQ, Article, ReviewAsked, Version
from articles.publishing.review_messages import tell_reviewers, tell_writer

TOLD_FOR = timedelta(days=14)
MOST_TOLD = 10
Outcome = ReviewAsked.Outcome


class Answer(NamedTuple):
    """What became of a proposal, or of a row that somebody wanted reviewed."""

    row: Article | FAQ
    of_proposal: bool
    was_taken: bool  # taken over, or published
    at: datetime
    by: User | None
    why: str

    @property
    def address(self) -> str:
        """Of the row in the admin."""
        return reverse(f"admin:articles_{self.row._meta.model_name}_change", args=[self.row.pk])


def ask(row: Article | FAQ, *, by: User, now: datetime) -> None:
    _of(row).create(by=by, at=now)
    tell_reviewers(row, by=by, now=now)


def answer(
    row: Article | FAQ, outcome: ReviewAsked.Outcome, *, by: User, now: datetime, why: str = ""
) -> None:
    """Answer whoever asked for a review of this row, if somebody did and nobody has."""
    open_ones = _of(row).filter(outcome="")
    writers = [asked.by for asked in open_ones.select_related("by")]
    open_ones.update(outcome=outcome, why=why, answered_by=by, answered_at=now)
    for writer in writers:
        tell_writer(writer, row, by=by, now=now)


def remember_published(faq: FAQ, *, by: User, now: datetime) -> None:
    """Before a question is taken from readers: that they had it stays known, also if nobody had
    asked.
    """
    if not faq.asked.filter(outcome=Outcome.PUBLISHED).exists():
        said = {"outcome": Outcome.PUBLISHED, "answered_by": by, "answered_at": now}
        faq.asked.create(by=by, at=now, **said)


def answers_to(writer: User, *, now: datetime) -> list[Answer]:
    """What others answered to this person in the last two weeks, the latest first. Two queries."""
    proposals = _told(Version.objects.defer("content"), writer, now).select_related(
        "article", "answered_by"
    )
    reviews = _told(ReviewAsked.objects.all(), writer, now)
    reviews = reviews.select_related("article", "question", "answered_by")
    found = [_answer_to_proposal(each) for each in proposals[:MOST_TOLD]]
    found += [_answer_to_asking(each) for each in reviews[:MOST_TOLD]]
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST_TOLD]


def last_answer_to(writer: User, row: Article | FAQ, *, now: datetime) -> Answer | None:
    """What others answered last to this person about this row, in the last two weeks."""
    asked = _told(_of(row).select_related("article", "question"), writer, now)
    found = [_answer_to_asking(each) for each in asked[:1]]
    if isinstance(row, Article):
        proposals = _told(row.versions.defer("content").select_related("article"), writer, now)
        found += [_answer_to_proposal(each) for each in proposals[:1]]
    return max(found, key=lambda each: each.at, default=None)


def answers_about(row: Article | FAQ, *, reader: User, now: datetime) -> list[Answer]:
    """For the page of a row: why it is a draft again, and what came of the reader's last
    proposal.
    """
    found = []
    if row.published_at is None and row.stage == row.Stage.DRAFT:
        last = _of(row).select_related("article", "question", "answered_by").first()
        if (
            last
            and last.outcome == Outcome.DRAFT
            and last.answered_at
            and last.answered_at > now - TOLD_FOR
        ):
            found.append(_answer_to_asking(last))
    if isinstance(row, Article):
        proposals = _told(row.versions.defer("content"), reader, now).select_related(
            "article", "answered_by"
        )
        found += [_answer_to_proposal(each) for each in proposals[:1]]
    return found


def _of(row: Article | FAQ) -> Any:
    return row.asked


def _told(rows: QuerySet[Any], writer: User, now: datetime) -> QuerySet[Any]:
    by_others = Q(answered_by=None) | ~Q(answered_by=F("by"))
    return rows.filter(by_others, by=writer, answered_at__gt=now - TOLD_FOR).order_by(
        "-answered_at", "-pk"
    )


def _answer_to_proposal(version: Version) -> Answer:
    was_taken = version.kind == Version.Kind.ACCEPTED
    assert version.answered_at is not None  # as it was filtered
    return Answer(
        version.article, True, was_taken, version.answered_at, version.answered_by, version.why
    )


def _answer_to_asking(asked: ReviewAsked) -> Answer:
    was_taken = asked.outcome == Outcome.PUBLISHED
    assert asked.answered_at is not None
    return Answer(asked.row, False, was_taken, asked.answered_at, asked.answered_by, asked.why)
