"""Views for readers: only `published()` rows are shown."""

from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles import drawings, other_languages, redirect_views, schema
from articles.models import (
    FAQ,
    Article,
    ArticlePart,
    ArticleQuerySet,
    Drawing,
    Section,
    address,
    anchored,
    with_changes,
)
from articles.pagination import NumberedPages, PagesWithALead
from articles.read_next import read_next
from articles.search.page import redirect_to_search, typed_text
from articles.search.texts import Kind
from articles.snapshots import Shown
from clinic import languages
from clinic.changes.public_pages import public
from clinic.languages import ENGLISH, LANGUAGES
from clinic.office import facts
from clinic.office.formats import when
from clinic.office.models import Office, Plate, Treatment

CARDS_A_PAGE = 9
FAQS_A_GROUP, FAQS_A_PAGE = 12, 50


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    if typed_text(request):
        return redirect_to_search(request, Kind.ARTICLES)
    now = timezone.now()
    published = Article.objects.published(now=now)
    topics = list(published.of_languages(other_languages.shown_languages()).topics())
    topic = next((topic for topic in topics if topic.slug == request.GET.get("topic")), None)
    if topic:
        published = published.filter(topic=topic)
    found = published.in_language(languages.current()).for_cards()
    page = PagesWithALead(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
    cards = drawings.cards(page)
    in_english = _cards_in_english(published, cards, now=now) if page.number == 1 else []
    query = _page_query(page, topic=topic.slug if topic else "")
    context = {
        "page": page,
        "cards": cards,
        "in_english": in_english,
        "english_url": address(ENGLISH, "articles:index")
        + (f"?topic={topic.slug}" if topic else ""),
        "topics": topics,
        "topic": topic,
        "page_query": query,
    }
    response = render(request, "articles/index.html", context)
    return public(request, response, query=query)


def _cards_in_english(
    published: ArticleQuerySet, above: list[drawings.Card], *, now: datetime
) -> list[drawings.Card]:
    """Below a list in another language: the newest English articles that it lacks."""
    lacking = other_languages.not_translated(published, now=now)
    if lacking is None:
        return []
    taken = [card.plate for card in above if card.article.picture_id is None]
    return drawings.cards(lacking.for_cards()[:CARDS_A_PAGE], beside=taken)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article; for staff who may read drafts also one that is not published, marked as such."""
    now, notice = timezone.now(), None
    published = Article.objects.published(now=now).in_language(languages.current()).for_page()
    try:
        article = with_changes(published.with_slugs(LANGUAGES, now=now)).get(slug=slug)
    except Article.DoesNotExist:
        moved = redirect_views.elsewhere(request, now=now)
        moved = moved or other_languages.elsewhere(request, slug, now=now)
        if moved:
            return moved
        if not other_languages.may_read_drafts(request):
            raise Http404 from None
        article = get_object_or_404(Article.objects.for_page(), slug=slug)
        notice = _not_published(article, now=now)
    belongs = Article.treatments.through.objects.filter(article=article)
    asked = FAQ.objects.published(now=now).in_language(article.language)
    shown = Shown(
        article=article,
        sections=list(article.sections.all()),
        treatments=list(belongs.values_list("treatment", flat=True)),
        faqs=list(asked.of(article).for_readers()),
    )
    return article_page(request, shown, now=now, notice=notice)


class SectionOnPage(NamedTuple):
    """A section with what stands after its text: only what has something to show."""

    anchor: str
    section: Section
    drawing: Drawing | None
    part: ArticlePart | None


def sections_on_page(shown: Shown, treatment: Treatment | None) -> list[SectionOnPage]:
    rows = []
    for anchor, section in anchored(shown.sections):
        part = ArticlePart.of(section.part)
        if part and not part.is_filled(shown.article, treatment):
            part = None
        rows.append(SectionOnPage(anchor, section, Drawing.of(section.drawing), part))
    return rows


class Notice(NamedTuple):
    """Why a page is not what readers have, for whoever looks at it."""

    title: str
    more: str = ""


def article_page(
    request: HttpRequest,
    shown: Shown,
    *,
    now: datetime,
    notice: Notice | None = None,
) -> HttpResponse:
    """The page of an article's content, stored or not, as readers see it at `now`.

    A page with a `notice` on top is for nobody else: search engines and caches are told to leave it
    alone. The `faqs` of `shown` are those that readers see. It speaks the article's language, also
    where staff look at a draft under another language's address.
    """
    with languages.speaking(shown.article.language):
        return _article_page(request, shown, now, notice)


def _article_page(
    request: HttpRequest, shown: Shown, now: datetime, notice: Notice | None
) -> HttpResponse:
    article, office, treatments = shown.article, facts.office(), facts.treatments()
    pairs = {} if notice else other_languages.alternates(article, office)
    due = article.review_due
    treatment = next((each for each in treatments if each.pk in shown.treatments), None)
    context = {
        "office": office,
        "treatments": treatments,
        "article": article,
        "invitation": _invitation(article),
        "reviewer": article.reviewer and facts.shown(article.reviewer),
        "plate": Plate.known(article.plate),
        "notice": notice,
        "review_is_due": due is not None and due <= office.local_day(now),
        "treatment": treatment,
        "sections": sections_on_page(shown, treatment),
        "faqs": shown.faqs,
        "related": drawings.cards(
            read_next(article, at=now if notice else None), beside=drawings.shown_by(article)
        ),
        "data": None if notice else schema.article_page(article, office, shown.faqs, pairs),
        "alternates": pairs,
        "language": article.in_words,
    }
    response = render(request, "articles/article.html", context)
    if notice:
        add_never_cache_headers(response)
        return response
    return public(request, response)


def _invitation(article: Article) -> str:
    """What its button says; empty, for the site's own words, while that is not translated."""
    concern = article.concern and facts.shown(article.concern)
    return concern.invitation if concern and not concern.is_foreign("invitation") else ""


def _not_published(article: Article, *, now: datetime) -> Notice:
    more = "It has no day of publishing yet."
    if article.published_at and article.published_at <= now:
        more = f"Readers have no pages in {article.in_words.in_english} yet."
    elif article.published_at:
        more = f"Planned for {when(article.published_at, Office.objects.current())}."
    elif article.stage == Article.Stage.RETIRED:
        more = "Readers do not find it anymore."
    return Notice(f"{article.state(now=now)}: seen by staff only.", more)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions in groups; of a large group the first ones, and all of it with `?group=`, in
    pages.
    """
    if typed_text(request):
        return redirect_to_search(request, Kind.QUESTIONS)
    now = timezone.now()
    every = FAQ.objects.published(now=now).with_groups().for_readers()
    published = every.in_language(languages.current())
    wanted = request.GET.get("group", "")
    page, in_group = None, dict[int, int]()
    if wanted and "\0" not in wanted and published.filter(group__slug=wanted).exists():
        page = NumberedPages(published.filter(group__slug=wanted), FAQS_A_PAGE).get_page(
            request.GET.get("page")
        )
        faqs = list(page)
    else:
        faqs, in_group = published.first_of_groups(FAQS_A_GROUP)
    groups = [
        (group, list(rows), in_group.get(group.pk, 0))
        for group, rows in groupby(faqs, key=attrgetter("group"))
    ]
    query = _page_query(page, group=wanted) if page else ""
    lacking = None if page else other_languages.not_translated(every, now=now)
    context = {
        "groups": groups,
        "in_english": list(lacking[:FAQS_A_GROUP]) if lacking is not None else [],
        "english_url": address(ENGLISH, "articles:questions"),
        "page": page,
        "page_query": query,
        "data": schema.questions_page(faqs),
    }
    response = render(request, "articles/questions.html", context)
    return public(request, response, query=query)


def _page_query(page: Page, **chosen: str) -> str:
    """What follows the path where the same rows stand again: what was chosen, and the page but the
    first.
    """
    place = chosen | ({"page": str(page.number)} if page.number > 1 else {})
    query = urlencode({name: value for name, value in place.items() if value})
    if query:
        return f"?{query}"
    return ""
