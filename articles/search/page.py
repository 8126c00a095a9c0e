"""Search page: one box for everything that readers have, by kind, in pages."""

from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.models import FAQ, Article
from articles.pagination import NumberedPages
from articles.search import texts, unanswered
from articles.search.answers import Answer, answer
from articles.search.finding import MOST_FOUND, MOST_NEAREST, Found, Search
from articles.search.query import Query
from articles.search.scope import Scope
from articles.search.texts import Kind
from articles.search.words import LONGEST, typed_words
from clinic import languages
from clinic.changes.public_pages import public
from clinic.languages import ENGLISH, SPANISH, Language
from clinic.office import facts

ANSWERS_A_PAGE = 10
MOST_BELOW = 5  # answers of another language
BELOW = {ENGLISH: gettext_lazy("In English"), SPANISH: gettext_lazy("In Spanish")}
AS_TYPED = "X-As-Typed"  # sent by the script that asks while somebody types


class Choice(NamedTuple):
    """A kind that may be chosen, with how many are found of it."""

    kind: str
    label: str
    number: str
    is_chosen: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, or an empty box. What somebody searched for is theirs: no cache keeps it."""
    typed, now = typed_text(request), timezone.now()
    if not typed:
        return public(request, render(request, "articles/search.html", {"kind": _kind(request)}))
    code = languages.current()
    found = Search(typed, among=Scope(code, now))
    below = Below.of(typed, found)
    is_answered = bool(found.found or found.query.sentences or below)
    is_whole = request.method == "GET" and AS_TYPED not in request.headers  # not each letter of it
    if not is_answered and is_whole:
        unanswered.note(typed, now=now, language=code)
    context = _context(request, typed, found) | {"below": below}
    response = render(request, "articles/search.html", context)
    add_never_cache_headers(response)
    return response


def typed_text(request: HttpRequest) -> str:
    """What is searched for: at most 100 characters, and no NUL, which PostgreSQL refuses.

    Empty without a word in it: signs alone search for nothing.
    """
    typed: str = request.GET.get("q", "")[:LONGEST].replace("\0", "").strip()
    return typed if typed_words(typed) else ""


def redirect_to_search(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Of a page that had a search of its own, with what is searched for and nothing else of its
    address. Not for good: a browser would keep what was typed.
    """
    query = urlencode({"q": typed_text(request), "kind": kind})
    response = redirect(f"{reverse('articles:search')}?{query}")
    add_never_cache_headers(response)
    return response


def _kind(request: HttpRequest) -> Kind | None:
    """The one that is chosen; None for all of them."""
    asked = request.GET.get("kind", "")
    return next((kind for kind in Kind if kind == asked), None)


def _context(request: HttpRequest, typed: str, found: Search) -> dict[str, object]:
    chosen, in_kind = _kind(request), Counter(each.kind for each in found.found)
    if chosen and not in_kind[chosen]:
        chosen = None  # nothing of it is found, so all that is
    wanted = [each for each in found.found if chosen in (None, each.kind)]
    page = NumberedPages(wanted, ANSWERS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = answers(list(page), found)
    return {
        "q": typed,
        "kind": chosen,
        "choices": _choices(in_kind, chosen),
        "page": page,
        "count": _counted(len(wanted), any(number == MOST_FOUND for number in in_kind.values())),
        "number": len(wanted),
        "mended": found.mended,
        "sentences": found.query.sentences,
        **({} if found.found else _instead(found)),
    }


def _choices(in_kind: Counter[Kind], chosen: Kind | None) -> list[Choice]:
    if len(in_kind) < 2:
        return []
    all_of_them = Choice(
        "", _("All"), _counted(in_kind.total(), MOST_FOUND in in_kind.values()), not chosen
    )
    return [all_of_them] + [
        Choice(
            kind, kind.label, _counted(in_kind[kind], in_kind[kind] == MOST_FOUND), kind == chosen
        )
        for kind in Kind
        if in_kind[kind]
    ]


def _counted(number: int, is_least: bool) -> str:
    return f"{number}+" if is_least else str(number)


# ---- in the other languages ----------------------------------------------------------------------
class Below(NamedTuple):
    """What is found in another language than the page's, below what is found in its own."""

    title: str
    language: Language
    answers: list[Answer]

    @classmethod
    def of(cls, typed: str, search: Search) -> "list[Below]":
        """On a page in another language than English always the English texts that it lacks; on an
        English one, to which the others are translations, only where it finds nothing.
        """
        is_translated = search.language != languages.ENGLISH
        if search.found and not is_translated:
            return []
        others = [code for code in facts.office().languages if code != search.language]
        if is_translated:
            others = [languages.ENGLISH]
        found = [
            Search(
                typed,
                among=Scope(code, search.among.now, search.language if is_translated else ""),
                mends=False,
            )
            for code in others
        ]
        return [cls._shown(each) for each in found if each.found]

    @classmethod
    def _shown(cls, search: Search) -> "Below":
        language = languages.LANGUAGES[search.language]
        title = str(BELOW.get(search.language, language.name))
        return cls(title, language, answers(search.found[:MOST_BELOW], search))


# ---- what is shown -------------------------------------------------------------------------------
def answers(found: list[Found], search: Search) -> list[Answer]:
    """Each with its sentence, from the texts as they are now. Three queries at most."""
    in_memory = {(text.kind, text.key): text for text in search.in_memory}
    wanted = [each for each in found if (each.kind, each.key) not in in_memory]
    keys = {kind: [each.key for each in wanted if each.kind == kind] for kind in Kind}
    rows = [texts.of_question(faq) for faq in _of(FAQ, keys[Kind.QUESTIONS], search.among)]
    if keys[Kind.ARTICLES]:
        articles = _of(Article, keys[Kind.ARTICLES], search.among).prefetch_related("sections")
        rows += [texts.of_article(article) for article in articles]
    known = in_memory | {(text.kind, text.key): text for text in rows}
    shown = (known.get((each.kind, each.key)) for each in found)
    return [answer(text, search.query) for text in shown if text]


def _of(model: type[FAQ] | type[Article], keys: list[str], among: Scope) -> QuerySet[Any]:
    if not keys:
        return model.objects.none()
    return among.published(model).filter(pk__in=keys)


def _instead(search: Search) -> dict[str, object]:
    """Questions to show where nothing is found: those that meet most of it, else those of the home
    page.
    """
    near = [Found(Kind.QUESTIONS, key, 0) for key in search.nearest()]
    if near:
        return {"instead": answers(near, search), "is_near": True}
    asked = search.among.published(FAQ).filter(on_home_page=True)[:MOST_NEAREST]
    return {"instead": [answer(texts.of_question(faq), Query(())) for faq in asked]}
