"""Redirects: old addresses, from changed slugs, typed in by staff or imported as a list."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, resolve

from articles.models import Article, OldAddress
from articles.text.wrapped_links import unwrapped
from clinic import languages

LONGEST = OldAddress._meta.get_field("path").max_length or 200
MOST_LINES = 500
# Under these, old addresses are looked for: our own articles', and the old blog's.
_LOOKED_FOR = re.compile(r"/(?:post/.+|blog(?:/.*)?|articles/[-\w]+)")
_BROKEN = re.compile(r"[\x00-\x1f\x7f\ufffd]")
_BETWEEN = re.compile(r"[\t,;]\s*|\s+")

# Routes that readers may be led to. All others are refused: a patient's page, a staff member's
# calendar.
FOR_READERS = {
    "home",
    "media",
    "articles:article",
    "articles:feed",
    "articles:index",
    "articles:questions",
    "articles:search",
    "bookings:ask",
    "bookings:book",
    "bookings:find",
    "office:about",
    "office:accessibility",
    "office:aftercare",
    "office:plan",
    "office:privacy",
    "office:treatment",
    "office:visit",
}


class Broken(ValueError):
    """Why an address cannot be taken, in a sentence for staff."""


# ---- reading -------------------------------------------------------------------------------------
def tidy(path: str) -> str:
    """A path as it is stored: decoded, without a slash at its end."""
    return path.rstrip("/") or "/"


def is_for_readers(match: ResolverMatch) -> bool:
    """Whether a text, or an old address, may lead there. By the full name: no two routes share
    one.
    """
    return match.view_name in FOR_READERS


def match_of(path: str) -> ResolverMatch:
    """What stands at a path, in the language of its address. Raises Resolver404."""
    with languages.speaking(languages.of_path(path)):
        return resolve(path)


def leads_to(path: str, *, now: datetime) -> str | None:
    """The present address of what was read at `path` before, if readers see it at `now`. One
    query.
    """
    if len(path) > LONGEST or "\0" in path:
        return None
    readable = Q(article=None) | Q(article__in=Article.objects.published(now=now))
    old = OldAddress.objects.select_related("article").filter(readable, path=tidy(path)).first()
    if old:
        return _destination(old)
    return None


def _destination(old: OldAddress) -> str:
    if old.article:
        return old.article.get_absolute_url()
    return old.page


# ---- a changed slug ------------------------------------------------------------------------------
def path_of(article: Article, slug: str) -> str:
    """Where an article of its language stands, or stood, under that slug."""
    return tidy(article.path_in(article.language, slug))


@transaction.atomic
def keep_redirect(article: Article, *, now: datetime, was: str = "") -> None:
    """`was`, a slug that readers have seen, leads to the article from now; its present address is
    its alone.

    Until readers see it at `now`, its address still leads them to what they read there before. Each
    old address names its article and not another address, so there are no chains and no loops.
    """
    if was and was != article.slug:
        OldAddress.objects.update_or_create(
            path=path_of(article, was), defaults={"article": article, "page": ""}
        )
    ended = OldAddress.objects.filter(path=path_of(article, article.slug))
    if article.published_at is None or article.published_at > now:
        ended = ended.filter(article=article)
    ended.delete()


# ---- by hand and from a list ---------------------------------------------------------------------
def old_path(text: str) -> str:
    """The path in an address of the old site, with or without its host. Raises Broken."""
    path = tidy(unquote(_path_in(text)))
    if not path.startswith("/"):
        raise Broken("The old address begins with a slash or with https://.")
    if _BROKEN.search(path):
        raise Broken("The old address has a character in it that no address has.")
    if len(path) > LONGEST:
        raise Broken(f"The old address is longer than {LONGEST} characters.")
    if not _LOOKED_FOR.fullmatch(languages.in_english(path)):
        raise Broken(
            "The old address begins with /post/, /blog/ or /articles/. No other is looked for."
        )
    slug = languages.in_english(path).removeprefix("/articles/")
    is_articles = slug != languages.in_english(path)
    if is_articles and match_of(f"{path}/").view_name != "articles:article":
        raise Broken("That is the address of a page of this site.")
    if is_articles and Article.objects.filter(slug=slug).exists():
        raise Broken("An article has that address now.")
    return path


class Place(NamedTuple):
    """Where an old address leads: an article, or another page of the site."""

    article: Article | None
    page: str

    def __str__(self) -> str:
        if self.article:
            return self.article.title
        return self.page


def place(text: str) -> Place:
    """What is named by an article's slug, or by an address of this site, old or present. Raises
    Broken.
    """
    text = text.strip()
    if "/" not in text:
        return Place(_article(text), "")
    address = urlsplit(text)
    page = _path_in(text)
    if not page.startswith("/"):
        raise Broken("The new address is an article’s slug, or begins with one slash.")
    found = OldAddress.objects.filter(path=tidy(unquote(page))).first()
    if found:
        return Place(found.article, found.page)
    try:
        match = match_of(page if page.endswith("/") else f"{page}/")
    except Resolver404:
        raise Broken(f"There is no page {page} on this site.") from None
    if match.view_name == "articles:article":
        return Place(_article(match.kwargs["slug"]), "")
    if not is_for_readers(match):
        raise Broken(f"There is no page {page} on this site.")
    page = page if page.endswith("/") else f"{page}/"
    page += f"#{address.fragment}" if address.fragment else ""
    if len(page) > LONGEST:
        raise Broken(f"The new address is longer than {LONGEST} characters.")
    return Place(None, page)


def _path_in(text: str) -> str:
    """The path of an address, whatever its host. A second slash at its beginning would name another
    host.
    """
    try:
        return urlsplit(unwrapped(text.strip())).path
    except ValueError:
        raise Broken("That is no address.") from None


def _article(slug: str) -> Article:
    if "\0" not in slug:
        article = Article.objects.filter(slug=slug).first()
    else:
        article = None
    if article is None:
        raise Broken(f"There is no article with the slug “{slug}”.")
    return article


class Line(NamedTuple):
    """One line of a pasted list: what it would do, or why it cannot be taken."""

    number: int
    text: str
    path: str = ""
    place: Place | None = None
    does: str = ""
    broken: str = ""


def read_list(text: str) -> list[Line]:
    """What each line of "old address, new address" would do. Empty lines are passed over."""
    seen: dict[str, int] = {}
    found = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        line = _read(number, raw.strip())
        if not line.broken and line.path in seen:
            line = Line(
                number, line.text, broken=f"Line {seen[line.path]} has the same old address."
            )
        seen.setdefault(line.path, number)
        found.append(line)
    return found


def _read(number: int, text: str) -> Line:
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) != 2:
        return Line(number, text, broken="A line is an old address, a comma, and a new one.")
    try:
        path, leads = old_path(parts[0]), place(parts[1])
    except Broken as broken:
        return Line(number, text, broken=str(broken))
    known = OldAddress.objects.select_related("article").filter(path=path).first()
    if known is None:
        does = "New"
    elif (known.article, known.page) == leads:
        does = "Stays as it is"
    else:
        does = f"Led to {Place(known.article, known.page)} until now"
    return Line(number, text, path, leads, does)


@transaction.atomic
def add(lines: Iterable[Line]) -> int:
    """Store what the lines say that are not broken. Returns how many."""
    whole = [line for line in lines if line.place is not None]
    for line in whole:
        assert line.place is not None
        OldAddress.objects.update_or_create(path=line.path, defaults=line.place._asdict())
    return len(whole)
