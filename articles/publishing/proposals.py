"""Change proposals and restored versions: texts that replace an article's."""

from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.db import transaction

from articles import checklist, snapshots
from articles.checklist import Finding
from articles.models import Article, Rule, Topic, Version
from articles.publishing.checklist_gate import (
    findings_now,
    require_reason_for_new_findings,
    when_read,
)
from articles.publishing.common import (
    Changed,
    Refused,
    have_text,
    locked,
    may_publish,
    must_be_as_seen,
    must_decide,
)
from articles.publishing.review_messages import tell_reviewers, tell_writer
from articles.publishing.version_history import is_kept, keep, keep_first
from clinic.office import sharing
from clinic.office.models import CANNOT_BESIDE_MAY

Kind = Version.Kind
OTHER_WORDS = (
    "Its writer changed this proposal after you had opened this page. Look at it again, then"
    " decide."
)


def proposes(article: Article, *, by: User) -> bool:
    """Whether this person's changes wait for a reviewer: readers see the article, or will."""
    return article.published_at is not None and not may_publish(by)


@transaction.atomic
def propose(
    article: Article,
    content: snapshots.Content,
    *,
    by: User,
    now: datetime,
    revision: int | None = None,
) -> Version:
    """Keep what a writer wants an article to say, for somebody who may publish. Raises Refused.

    `revision` is the one that the writer began with, the present one if none is given. A proposal
    of theirs that waits says this from now on.
    """
    own = waiting_proposal(locked(article.pk), by=by)
    if snapshots.say_the_same(content, snapshots.snapshot_of(article)):
        still = " Your proposal waits as you last saved it." if own else ""
        raise Refused(
            f"Nothing differs from what readers have, so there is nothing to propose.{still}"
        )
    content = {**content, "edition": article.revision if revision is None else revision, "round": 0}
    if own is None:
        proposal = Version.objects.create(
            article=article, kind=Kind.PROPOSED, content=content, at=now, by=by
        )
        tell_reviewers(article, by=by, now=now)
        return proposal
    is_same = snapshots.say_the_same(content, own.content)
    content["round"] = _round(own) + (not is_same)
    own.content, own.at = content, own.at if is_same else now
    own.save(update_fields=["content", "at"])
    return own


def waiting_proposal(article: Article, *, by: User) -> Version | None:
    """What this person proposed and nobody has answered, the latest if there are several."""
    return article.versions.waiting().filter(by=by).first()


def proposal_revision(proposal: Version) -> str:
    """Which words of a proposal somebody looked at: another one once its writer has changed
    them.
    """
    return f"{proposal.pk}.{_round(proposal)}"


@transaction.atomic
def take_over(
    proposal: Version,
    *,
    by: User,
    now: datetime,
    revision: int | None = None,
    seen: str | None = None,
    reason: str = "",
) -> Article:
    """The article says what was proposed. `revision` is the article's, as it stood beside the
    proposal.

    `seen` is the `proposal_revision` that was looked at. Raises PermissionDenied; Refused; Changed;
    Found, unless a `reason` says why new findings may stand.
    """
    must_decide(by)
    article = locked(proposal.article_id)
    proposal = _answer(proposal, Kind.ACCEPTED, by=by, now=now, seen=seen)
    must_be_as_seen(article, revision)
    return _put_back(proposal, article, by=by, now=now, reason=reason)


@transaction.atomic
def turn_away(
    proposal: Version, *, by: User, now: datetime, seen: str | None = None, why: str = ""
) -> Version:
    """The article stays as it is; the proposal is kept, and `why` for its writer.

    Raises as `take_over` does, but never Found.
    """
    must_decide(by)
    locked(proposal.article_id)
    return _answer(proposal, Kind.DECLINED, by=by, now=now, seen=seen, why=why)


@transaction.atomic
def restore(
    version: Version, *, by: User, now: datetime, revision: int | None = None, reason: str = ""
) -> Article:
    """The article says again what it said then; its address, its review and its days stay as they
    are.

    What readers see, only those restore who may publish. What it said until now is kept. `revision`
    is the one beside which the version was looked at. Raises PermissionDenied; Changed; Refused for
    a proposal that waits for its answer; Found, unless a `reason` says why what the checklist finds
    anew in what readers see may stand.
    """
    article = locked(version.article_id)
    if article.published_at:
        must_decide(by)
    must_be_as_seen(article, revision)
    if version.kind == Kind.PROPOSED:
        raise Refused("It is a proposal: take it over, or turn it away.")
    return _put_back(version, article, by=by, now=now, reason=reason)


def is_older(proposal: Version, article: Article) -> bool:
    """Whether the article was changed after the writer had begun with what is proposed."""
    if "edition" in proposal.content:
        return bool(proposal.content["edition"] != article.revision)
    latest = article.versions.released().values_list("at", flat=True).first()
    return latest is not None and latest > proposal.at


def findings_in(article: Article, content: snapshots.Content, *, now: datetime) -> list[Finding]:
    """What the checklist would find in the article with this `content`."""
    return checklist.findings(
        snapshots.shown(_for(article, content), pk=article.pk),
        rules=Rule.objects.filter(is_on=True),
        now=when_read(article, now),
    )


def _round(proposal: Version) -> int:
    return int(proposal.content.get("round", 0))


def _answer(
    proposal: Version,
    kind: Version.Kind,
    *,
    by: User,
    now: datetime,
    seen: str | None,
    why: str = "",
) -> Version:
    proposal = Version.objects.get(pk=proposal.pk)  # as it is under the article's lock
    if proposal.kind != Kind.PROPOSED:
        raise Refused(
            f"It was {'taken over' if proposal.kind == Kind.ACCEPTED else 'turned away'} already."
        )
    if seen is not None and seen != proposal_revision(proposal):
        raise Changed(OTHER_WORDS)
    proposal.kind, proposal.answered_at, proposal.answered_by, proposal.why = kind, now, by, why
    proposal.save(update_fields=["kind", "answered_at", "answered_by", "why"])
    tell_writer(proposal.by, proposal.article, by=by, now=now)
    return proposal


def _put_back(
    version: Version, article: Article, *, by: User, now: datetime, reason: str
) -> Article:
    if article.published_at:
        _must_be_whole(version)
        keep_first(article, now=now)
    elif not is_kept(article):
        keep(article, Kind.KEPT, by=by, now=now)
    before = findings_now(article, now=now)
    article.revision += 1
    article.written_by, article.changed_since_review = by, True
    snapshots.put_back(_for(article, cast(snapshots.Content, version.content)), article)
    article = Article.objects.get(pk=article.pk)
    require_reason_for_new_findings(article, before, by=by, now=now, reason=reason)
    if article.published_at:
        keep(article, Kind.RELEASED, by=by, now=now)
        sharing.draw(article.shared_as)
    return article


def _must_be_whole(version: Version) -> None:
    """What is kept of a draft may say one side alone, or nothing. Readers are never given that."""
    fields = version.content["fields"]
    if bool(fields["may_help"]) != bool(fields["cannot"]):
        raise Refused(CANNOT_BESIDE_MAY)
    if not have_text(
        (each["part"], each["drawing"], each["body"]) for each in version.content["sections"]
    ):
        raise Refused("It has no text.")


def _for(article: Article, content: snapshots.Content) -> snapshots.Content:
    """The content with the article's own standing, and its topic if the one it names is gone."""
    present = snapshots.values_of(article)
    fields = content["fields"] | {name: present[name] for name in snapshots.STANDING}
    if not Topic.objects.filter(pk=fields["topic"]).exists():
        fields["topic"] = article.topic_id
    return {**content, "fields": fields}
