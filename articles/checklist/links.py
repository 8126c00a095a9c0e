"""Link check: whether readers find what a text links to.

Where the links of a text lead: to something that readers find, elsewhere by now, or nowhere.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch

from articles.models import FAQ, Article, FAQGroup, OldAddress, Section, anchored
from articles.models.articles import NAMES_OF_THE_PAGE
from articles.redirects import is_for_readers, match_of, tidy
from articles.snapshots import Shown
from articles.text.wrapped_links import is_opaque, unwrapped
from clinic import languages
from clinic.languages import LANGUAGES
from clinic.office.models import Treatment

_LINK = re.compile(
    r'(?><a\b[^<>]*?\bhref="([^"<>]*)"[^<>]*>)((?:[^<]|<(?!/?a\b))*+)</a>', re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
NOWHERE = "leads nowhere: there is no such page"


class Link(NamedTuple):
    address: str
    words: str


def links(html: str) -> list[Link]:
    return [
        Link(unescape(address).strip(), _TAG.sub("", words))
        for address, words in _LINK.findall(html)
    ]


class Target(NamedTuple):
    """A page of this site that a link names; no match: nothing answers there."""

    path: str
    fragment: str
    match: ResolverMatch | None

    @property
    def view_name(self) -> str:
        if self.match:
            return self.match.view_name
        return ""

    @property
    def slug(self) -> str:
        return str(self.match.kwargs.get("slug", "")) if self.match else ""


def target(address: str) -> Target | None:
    """The page of this site at which `address` aims; None for other sites, mail and phone
    numbers.
    """
    try:
        split = urlsplit(address)
    except ValueError:
        return Target(address, "", None)
    if split.scheme not in ("", "http", "https") or (split.netloc and not _is_ours(split)):
        return None
    path = unquote(split.path) or ("/" if split.netloc else "")
    return Target(path, unquote(split.fragment), _match(path))


def _is_ours(split: SplitResult) -> bool:
    return (split.hostname or "").casefold() in settings.ALLOWED_HOSTS


def _match(path: str) -> ResolverMatch | None:
    for each in (path, f"{path}/"):
        try:
            match = match_of(each)
        except Resolver404:
            continue
        if match.view_name != "articles:article_without_slash":
            return match
    return None


def _published(slugs: set[str], language: str, *, now: datetime) -> dict[str, str]:
    """Those of the articles that readers see, each with where it stands in that language; empty
    where it does not.
    """
    if not slugs:
        return {}
    published = Article.objects.published(now=now).with_slugs([language], now=now)
    rows = published.filter(slug__in=slugs).only("slug", "language", "translation_of")
    return {row.slug: row.paths().get(language, "") for row in rows}


def _question_anchors(asked: set[str], *, now: datetime) -> set[str]:
    """Those of the fragments at which the page of questions has something."""
    if not asked:
        return set()
    faqs = FAQ.objects.published(now=now).filter(slug__in=asked)
    groups = FAQGroup.objects.filter(slug__in={each.removeprefix("about-") for each in asked})
    found = set(faqs.values_list("slug", flat=True))
    return found | {f"about-{slug}" for slug in groups.values_list("slug", flat=True)}


def _old_addresses(paths: set[str]) -> dict[str, str]:
    """Where those of the paths lead now that were read before."""
    if not paths:
        return {}
    found = OldAddress.objects.filter(path__in={tidy(path) for path in paths})
    leads = {}
    for old in found.select_related("article"):
        leads[old.path] = old.article.get_absolute_url() if old.article else old.page
    return leads


class Site:
    """What readers find on the site at a moment, as far as some links ask for it. At most six
    queries.
    """

    def __init__(self, addresses: Iterable[str], shown: Shown, *, now: datetime) -> None:
        self.own_slug, self.language = shown.article.slug, shown.article.language
        aims = [aim for address in addresses if (aim := target(address))]
        to_articles = [aim for aim in aims if aim.view_name == "articles:article"]
        self.articles = _published({aim.slug for aim in to_articles}, self.language, now=now)
        # The article itself counts as published: it is looked at for the day on which it will be.
        self.anchors = {self.own_slug: {anchor for anchor, _ in anchored(shown.sections)}}
        if any(aim.fragment for aim in to_articles):
            self.anchors |= _anchors(set(self.articles) - {self.own_slug})
        self.treatments: set[str] = set()
        if any(aim.view_name == "office:treatment" for aim in aims):
            self.treatments = set(Treatment.objects.values_list("slug", flat=True))
        asked = {aim.fragment for aim in aims if aim.view_name == "articles:questions"}
        self.questions = _question_anchors(asked - {""}, now=now)
        self.old = _old_addresses({aim.path for aim in aims if aim.path and self._may_be_old(aim)})

    def _may_be_old(self, aim: Target) -> bool:
        """Only where nothing else answers an old address is looked for, as the site itself does."""
        if aim.match is None or aim.match.view_name == "articles:old_page":
            return True
        return (
            aim.match.view_name == "articles:article"
            and aim.match.kwargs["slug"] not in self.articles
        )

    def trouble(self, address: str) -> str:
        """What is the matter with a link, as words that follow it; empty if readers find something
        there.
        """
        if not address:
            return "leads nowhere: it has no address"
        aim = target(address)
        if aim is None:
            return _roundabout(address)
        if aim.path.startswith(settings.STATIC_URL):
            return ""
        if not aim.path:
            return self._anchor(self.own_slug, aim.fragment)
        if not aim.path.startswith("/"):
            return "begins with neither https:// nor a slash"
        if tidy(aim.path) in self.old and not self._is_own(aim):
            return f"leads elsewhere now: {self.old[tidy(aim.path)]}"
        if aim.match:
            return self._page(aim, aim.match)
        return NOWHERE

    def _page(self, aim: Target, match: ResolverMatch) -> str:
        slug = match.kwargs.get("slug", "")
        if match.view_name == "articles:old_page":
            return NOWHERE
        if not is_for_readers(match):
            return "leads to a page that is not for readers"
        if (
            match.view_name == "articles:article"
            and slug != self.own_slug
            and slug not in self.articles
        ):
            return "leads to an article that readers do not find"
        if match.view_name == "articles:article":
            return self._in_language(aim, slug) or self._anchor(slug, aim.fragment)
        if match.view_name == "office:treatment" and slug not in self.treatments:
            return NOWHERE
        if (
            match.view_name == "articles:questions"
            and aim.fragment
            and aim.fragment not in self.questions
        ):
            return "leads to a question that readers do not find"
        return self._in_language(aim)

    def _in_language(self, aim: Target, slug: str = "") -> str:
        """What is the matter with a link to a text in another language than the one that links,
        where the same text is in that one. An article without a translation may be linked to.
        """
        written_in = LANGUAGES[self.language].in_english
        if aim.view_name == "media" or (slug and slug == self.own_slug):
            return ""
        if slug:
            there = self.articles[slug]
        else:
            there = languages.in_language(aim.path, self.language)
        if not there or tidy(there) == tidy(aim.path):
            return ""
        return f"leads out of {written_in}: the same page is {there}"

    def _is_own(self, aim: Target) -> bool:
        match = aim.match
        return (
            match is not None
            and match.view_name == "articles:article"
            and match.kwargs["slug"] == self.own_slug
        )

    def _anchor(self, slug: str, fragment: str) -> str:
        if fragment and fragment not in self.anchors.get(slug, set()) | NAMES_OF_THE_PAGE:
            return f"leads to a place that is not on that page: #{fragment}"
        return ""


def _roundabout(address: str) -> str:
    """What is the matter with a link to another site that leads through a third one."""
    real = unwrapped(address)
    if real != address:
        return (
            f"leads through another site first: the page itself is {real}. Save this text once more"
        )
    if is_opaque(address):
        return (
            "leads through a mail program or a shortener: open it, and link to the page that comes"
        )
    return ""


def _anchors(slugs: set[str]) -> dict[str, set[str]]:
    """The places on each article's page that can be linked to."""
    sections = Section.objects.filter(article__slug__in=slugs).select_related("article")
    rows = sections.order_by("article__slug", "position", "pk").only("heading", "article__slug")
    pairs = [(section.article.slug, section) for section in rows]
    return {
        slug: {anchor for anchor, _ in anchored([section for _, section in group])}
        for slug, group in groupby(pairs, key=itemgetter(0))
    }
