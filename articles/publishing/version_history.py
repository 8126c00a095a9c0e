"""Version history: what is stored before and after published content changes."""

from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import redirects, snapshots
from articles.models import FAQ, Article, Picture, Section, Version
from articles.publishing.common import locked
from clinic.office import sharing

Kind = Version.Kind


def keep(article: Article, kind: Version.Kind, *, by: User | None, now: datetime) -> Version:
    """A version of the content as it is stored now; a released one says from when readers see
    it.
    """
    return Version.objects.create(
        article=article,
        kind=kind,
        content=snapshots.snapshot_of(article),
        readable_from=article.published_at if kind == Kind.RELEASED else None,
        at=now,
        by=by,
    )


def keep_beside(
    article: Article, content: snapshots.Content, *, by: User | None, now: datetime
) -> None:
    """A version of a text that is not the article's, or not for long; once, however often it is
    sent.
    """
    kept = Version.objects.filter(article=article, kind=Kind.KEPT, by=by).first()
    if kept is None or not snapshots.say_the_same(kept.content, content):
        Version.objects.create(article=article, kind=Kind.KEPT, content=content, at=now, by=by)


def keep_first(article: Article, *, now: datetime) -> None:
    """Before what readers have is changed: keep it, if that was never done."""
    since = article.published_at
    if since and not article.versions.filter(kind=Kind.RELEASED).exists():
        keep(article, Kind.RELEASED, by=None, now=min(since, now))


def keep_released(article: Article, *, by: User, now: datetime) -> Version | None:
    """After what readers have was changed: keep it as it is now. None if nothing changed."""
    last = article.versions.released().first()
    if last and snapshots.say_the_same(last.content, snapshots.snapshot_of(article)):
        return None
    return keep(article, Kind.RELEASED, by=by, now=now)


@transaction.atomic
def about_to_change(pk: int, *, now: datetime) -> Article:
    """The article as it is stored, locked; what readers have of it is kept first, if it never
    was.
    """
    article = locked(pk)
    keep_first(article, now=now)
    return article


@transaction.atomic
def changed(article: Article, *, was: Article | None, by: User, now: datetime) -> None:
    """After a save: what readers have is kept, and an address that they knew leads to the present
    one.
    """
    seen_before = was is not None and _was_read(was, now=now)
    redirects.keep_redirect(article, now=now, was=was.slug if was and seen_before else "")
    if article.published_at:
        keep_released(article, by=by, now=now)
        sharing.draw(article.shared_as)


@transaction.atomic
def about_to_change_question(pk: int, *, now: datetime) -> list[Article]:
    """The articles on which readers have this question, locked; what they have of them is kept
    first.

    The question is locked before them, here as everywhere: two people never wait for each other.
    """
    list(FAQ.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).values_list("pk"))
    return _about_to_change(Article.objects.filter(articlefaq__faq=pk), now=now)


@transaction.atomic
def about_to_change_picture(picture: Picture, *, now: datetime) -> list[Article]:
    """The articles on which readers have this picture, locked; what they have of them is kept
    first.
    """
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
    """After a question or a picture was changed: what readers now have of its `articles` is
    kept.
    """
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
        return snapshots.snapshot_of(article)  # and so it has been ever since it was published
    return None


def is_kept(article: Article) -> bool:
    """Whether one of the last versions says what the article says."""
    present = snapshots.snapshot_of(article)
    return any(
        snapshots.say_the_same(version.content, present) for version in article.versions.all()[:5]
    )
