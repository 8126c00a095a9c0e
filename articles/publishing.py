"""Who gives an article to readers and takes it from them, and what is kept of it each time.

Every function locks the article's row, so that two people at once act one after the other. `published_at`
decides what readers see; `stage` says where an article stands as long as that is empty.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import addresses, checklist, snapshots
from articles.checklist import Finding
from articles.models import FAQ, Article, Picture, Rule, Section, Topic, Version

PERMISSION = "articles.publish_article"
Kind = Version.Kind


class Refused(Exception):
    """Why not, in sentences for staff."""

    def __init__(self, *why: str) -> None:
        super().__init__(*why)
        self.why = list(why)


class Changed(Refused):
    """What somebody looked at is not what is stored by now."""


class Found(Refused):
    """The checklist finds what it did not find before. `findings` may be let stand, with a reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(*(str(finding) for finding in findings))
        self.findings = list(findings)


def may_publish(user: Any) -> bool:
    """Whether this person decides what readers see."""
    return bool(user.has_perm(PERMISSION))


# ---- where it stands ---------------------------------------------------------------------------------
@transaction.atomic
def ask_for_review(article: Article, *, by: User, now: datetime) -> Article:
    """A reviewer should look at this draft. Raises Refused."""
    article = locked(article.pk)
    if article.published_at or article.stage == Article.Stage.REVIEW:
        raise Refused("Only a draft or a retired article is given to review.")
    return _stand(article, Article.Stage.REVIEW)


@transaction.atomic
def publish(
    article: Article, *, by: User, now: datetime, at: datetime | None = None, edition: int | None = None
) -> Article:
    """Readers see it from `at` on, or at once. `edition` is the one that was looked at.

    Raises PermissionDenied; Changed if there is another by now; Refused with all that is missing.
    """
    _decides(by)
    article = locked(article.pk)
    _is_as_seen(article, edition)
    if article.published_at and article.published_at <= now:
        raise Refused("It is published already.")
    if at is not None and at <= now:
        raise Refused("That moment has passed. Choose a later one, or publish it now.")
    return _publish(article, at or now, by=by, now=now)


@transaction.atomic
def republish(article: Article, *, by: User, now: datetime, edition: int | None = None) -> Article:
    """Give a retired article back to readers, under the day they first saw it. Raises as `publish` does."""
    _decides(by)
    article = locked(article.pk)
    _is_as_seen(article, edition)
    if article.published_at or article.stage != Article.Stage.RETIRED:
        raise Refused("Only a retired article is published again.")
    days = article.versions.filter(kind=Kind.RELEASED).order_by("readable_from")
    first = days.values_list("readable_from", flat=True).first() or now
    return _publish(article, min(first, now), by=by, now=now)


@transaction.atomic
def withdraw(article: Article, *, by: User, now: datetime) -> Article:
    """It is a draft again. What readers see, or will see, only those withdraw who may publish."""
    article = locked(article.pk)
    if article.published_at:
        _decides(by)
        _take_from_readers(article, by=by, now=now)
    elif article.stage == Article.Stage.DRAFT:
        raise Refused("It is a draft already.")
    return _stand(article, Article.Stage.DRAFT)


@transaction.atomic
def retire(article: Article, *, by: User, now: datetime) -> Article:
    """Readers do not find it anymore; it is kept. Raises PermissionDenied and Refused."""
    _decides(by)
    article = locked(article.pk)
    if article.published_at is None or article.published_at > now:
        raise Refused("Only a published article is retired.")
    _take_from_readers(article, by=by, now=now)
    return _stand(article, Article.Stage.RETIRED)


def missing(article: Article, *, at: datetime) -> list[str]:
    """What stands between the article and its readers at `at`, in sentences."""
    found = []
    if article.reviewer_id is None or article.last_reviewed_day is None:
        found.append("Say who reviewed it, and when.")
    return found + [str(finding) for finding in checklist.stops(article, now=at)]


def locked(pk: int) -> Article:
    """The article as it is stored now, for one transaction at a time."""
    return Article.objects.select_for_update(of=("self",)).get(pk=pk)


def _decides(by: User) -> None:
    if not may_publish(by):
        raise PermissionDenied


def _is_as_seen(article: Article, edition: int | None) -> None:
    if edition is not None and edition != article.edition:
        raise Changed("Its text was changed after you had opened this page. Look at it again, then decide.")


def _stand(article: Article, stage: Article.Stage) -> Article:
    article.stage, article.published_at = stage, None
    article.save(update_fields=["stage", "published_at"])
    return article


def _publish(article: Article, at: datetime, *, by: User, now: datetime) -> Article:
    why_not = missing(article, at=at)
    if why_not:
        raise Refused(*why_not)
    article.published_at, article.stage = at, Article.Stage.DRAFT
    article.save(update_fields=["published_at", "stage"])
    addresses.take(article, now=now)
    keep(article, Kind.RELEASED, by=by, now=now)
    return article


def _take_from_readers(article: Article, *, by: User, now: datetime) -> None:
    keep_first(article, now=now)
    keep(article, Kind.WITHDRAWN, by=by, now=now)


# ---- what is kept ------------------------------------------------------------------------------------
def keep(article: Article, kind: Version.Kind, *, by: User | None, now: datetime) -> Version:
    """A version of the content as it is stored now; a released one says from when readers see it."""
    return Version.objects.create(
        article=article,
        kind=kind,
        content=snapshots.take(article),
        readable_from=article.published_at if kind == Kind.RELEASED else None,
        at=now,
        by=by,
    )


def keep_first(article: Article, *, now: datetime) -> None:
    """Before what readers have is changed: keep it, if that was never done."""
    since = article.published_at
    if since and not article.versions.filter(kind=Kind.RELEASED).exists():
        keep(article, Kind.RELEASED, by=None, now=min(since, now))


def keep_released(article: Article, *, by: User, now: datetime) -> Version | None:
    """After what readers have was changed: keep it as it is now. None if nothing changed."""
    last = article.versions.released().first()
    if last and _say_the_same(last.content, snapshots.take(article)):
        return None
    return keep(article, Kind.RELEASED, by=by, now=now)


@transaction.atomic
def about_to_change(pk: int, *, now: datetime) -> Article:
    """The article as it is stored, locked; what readers have of it is kept first, if it never was."""
    article = locked(pk)
    keep_first(article, now=now)
    return article


@transaction.atomic
def changed(article: Article, *, was: Article | None, by: User, now: datetime) -> None:
    """After a save: what readers have is kept, and an address that they knew leads to the present one."""
    seen_before = was is not None and _was_read(was, now=now)
    addresses.take(article, now=now, was=was.slug if was and seen_before else "")
    if article.published_at:
        keep_released(article, by=by, now=now)


@transaction.atomic
def about_to_change_question(pk: int, *, now: datetime) -> list[Article]:
    """The articles on which readers have this question, locked; what they have of them is kept first."""
    return _about_to_change(Article.objects.filter(articlefaq__faq=pk), now=now)


@transaction.atomic
def about_to_change_picture(picture: Picture, *, now: datetime) -> list[Article]:
    """The articles on which readers have this picture, locked; what they have of them is kept first."""
    return _about_to_change(_showing(picture), now=now)


def is_for_readers(picture: Picture) -> bool:
    """Whether an article shows it that readers see, or will."""
    return _showing(picture).filter(published_at__isnull=False).exists()


def _showing(picture: Picture) -> QuerySet[Article]:
    in_section = Section.objects.filter(article=OuterRef("pk"), picture=picture)
    return Article.objects.filter(Q(picture=picture) | Exists(in_section))


def _about_to_change(articles: QuerySet[Article], *, now: datetime) -> list[Article]:
    released = articles.filter(published_at__isnull=False).order_by("pk")
    found = list(released.select_for_update(of=("self",)))
    for article in found:
        keep_first(article, now=now)
    return found


@transaction.atomic
def part_changed(articles: list[Article], *, by: User, now: datetime) -> None:
    """After a question or a picture was changed: what readers now have of its `articles` is kept."""
    for article in articles:
        keep_released(article, by=by, now=now)


def _was_read(article: Article, *, now: datetime) -> bool:
    released = article.versions.filter(kind=Kind.RELEASED, readable_from__lte=now)
    return bool(article.published_at and article.published_at <= now) or released.exists()


def as_read_at(article: Article, moment: datetime) -> snapshots.Content | None:
    """What readers saw at `moment`; None if it was not published then."""
    version = article.versions.at(moment)
    if version:
        return cast(snapshots.Content, version.content)
    was_kept = article.versions.filter(kind=Kind.RELEASED).exists()
    if not was_kept and article.published_at and article.published_at <= moment:
        return snapshots.take(article)  # and so it has been ever since it was published
    return None


def _is_kept(article: Article) -> bool:
    """Whether one of the last versions says what the article says."""
    present = snapshots.take(article)
    return any(_say_the_same(version.content, present) for version in article.versions.all()[:5])


def _say_the_same(one: Any, other: Any) -> bool:
    """Whether two contents agree, apart from the number that rises with every save.

    What versions of old did not keep yet, of pictures and of questions, is not compared.
    """
    first, second = (json.loads(json.dumps(each, cls=DjangoJSONEncoder)) for each in (one, other))
    for content in (first, second):
        content["fields"].pop("edition", None)
        content.pop("edition", None)
    if "pictures" not in first or "pictures" not in second:
        first.pop("pictures", None)
        second.pop("pictures", None)
    if not all("published_at" in faq for faq in [*first["faqs"], *second["faqs"]]):
        for faq in [*first["faqs"], *second["faqs"]]:
            faq.pop("published_at", None)
    return bool(first == second)


# ---- proposals -----------------------------------------------------------------------------------------
def propose(
    article: Article, content: snapshots.Content, *, by: User, now: datetime, edition: int | None = None
) -> Version:
    """Keep what a writer wants an article to say, for somebody who may publish. Raises Refused.

    `edition` is the one that the writer began with, the present one if none is given.
    """
    if _say_the_same(content, snapshots.take(article)):
        raise Refused("Nothing was changed, so there is nothing to propose.")
    content = {**content, "edition": article.edition if edition is None else edition}
    return Version.objects.create(article=article, kind=Kind.PROPOSED, content=content, at=now, by=by)


@transaction.atomic
def take_over(
    proposal: Version, *, by: User, now: datetime, edition: int | None = None, reason: str = ""
) -> Article:
    """The article says what was proposed. `edition` is the article's, as it stood beside the proposal.

    Raises PermissionDenied; Refused; Changed; Found, unless a `reason` says why new findings may stand.
    """
    _decides(by)
    article = locked(proposal.article_id)
    proposal = _answer(proposal, Kind.ACCEPTED, by=by, now=now)
    _is_as_seen(article, edition)
    return _put_back(proposal, article, by=by, now=now, reason=reason)


def is_older(proposal: Version, article: Article) -> bool:
    """Whether the article was changed after the writer had begun with what is proposed."""
    if "edition" in proposal.content:
        return bool(proposal.content["edition"] != article.edition)
    latest = article.versions.released().values_list("at", flat=True).first()
    return latest is not None and latest > proposal.at


def findings_in(article: Article, content: snapshots.Content, *, now: datetime) -> list[Finding]:
    """What the checklist would find in the article with this `content`."""
    return checklist.findings(
        snapshots.shown(_for(article, content), pk=article.pk),
        rules=Rule.objects.filter(is_on=True),
        overrides=article.overrides.all(),
        now=_when_read(article, now),
    )


def findings_now(article: Article, *, now: datetime) -> list[Finding]:
    """What the checklist finds in a stored article that readers have, or will; in a draft nothing yet."""
    return checklist.of(article, now=_when_read(article, now)) if article.published_at else []


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Those `after` a change that nobody let stand, and that were not there `before`.

    One in words is known by its words, wherever they stand; any other by what it says is the matter.
    """

    def known_by(finding: Finding) -> tuple[str, ...]:
        words = (finding.found,) if finding.words else (finding.place.control, finding.detail)
        return (finding.check, *words)

    known = {known_by(finding) for finding in before}
    return [finding for finding in after if not finding.override and known_by(finding) not in known]


def stand_or_stop(
    article: Article, before: Iterable[Finding], *, by: User, now: datetime, reason: str = ""
) -> None:
    """After a change of what readers have: what it brought stands for a `reason`. Raises Found for none."""
    found = new_findings(before, findings_now(article, now=now))
    if found and not reason:
        raise Found(found)
    for finding in found:
        checklist.let_stand(article, finding, reason=reason, by=by, now=now)


def findings_in_question(faq: FAQ, *, now: datetime) -> list[Finding]:
    """What the checklist finds in the words of one question, on whichever page it stands."""
    by_words = Rule.objects.filter(is_on=True, check_name__in=[Rule.Check.CLAIM, Rule.Check.LOOKS])
    shown = snapshots.Shown(Article(), [], [], [faq])
    return checklist.findings(shown, rules=by_words, now=now)


def _when_read(article: Article, now: datetime) -> datetime:
    return max(article.published_at, now) if article.published_at else now


@transaction.atomic
def turn_away(proposal: Version, *, by: User, now: datetime) -> Version:
    """The article stays as it is, and the proposal is kept. Raises PermissionDenied and Refused."""
    _decides(by)
    locked(proposal.article_id)
    return _answer(proposal, Kind.DECLINED, by=by, now=now)


@transaction.atomic
def restore(version: Version, *, by: User, now: datetime, reason: str = "") -> Article:
    """The article says again what it said then; its address, its review and its days stay as they are.

    What readers see, only those restore who may publish. What it said until now is kept. Raises
    PermissionDenied; Refused for a proposal that waits for its answer; Found, unless a `reason` says why
    what the checklist finds anew in what readers see may stand.
    """
    article = locked(version.article_id)
    if article.published_at:
        _decides(by)
    if version.kind == Kind.PROPOSED:
        raise Refused("It is a proposal: take it over, or turn it away.")
    return _put_back(version, article, by=by, now=now, reason=reason)


def _answer(proposal: Version, kind: Version.Kind, *, by: User, now: datetime) -> Version:
    proposal = Version.objects.get(pk=proposal.pk)  # as it is under the article's lock
    if proposal.kind != Kind.PROPOSED:
        raise Refused(f"It was {'taken over' if proposal.kind == Kind.ACCEPTED else 'turned away'} already.")
    proposal.kind, proposal.answered_at, proposal.answered_by = kind, now, by
    proposal.save(update_fields=["kind", "answered_at", "answered_by"])
    return proposal


def _put_back(version: Version, article: Article, *, by: User, now: datetime, reason: str) -> Article:
    if article.published_at:
        keep_first(article, now=now)
    elif not _is_kept(article):
        keep(article, Kind.KEPT, by=by, now=now)
    before = findings_now(article, now=now)
    article.edition += 1
    snapshots.put_back(_for(article, cast(snapshots.Content, version.content)), article)
    article = Article.objects.get(pk=article.pk)
    stand_or_stop(article, before, by=by, now=now, reason=reason)
    if article.published_at:
        keep(article, Kind.RELEASED, by=by, now=now)
    return article


def _for(article: Article, content: snapshots.Content) -> snapshots.Content:
    """The content with the article's own standing, and its topic if the one it names is gone."""
    present = snapshots.values_of(article)
    fields = content["fields"] | {name: present[name] for name in snapshots.STANDING}
    if not Topic.objects.filter(pk=fields["topic"]).exists():
        fields["topic"] = article.topic_id
    return {**content, "fields": fields}
