"""Articles and questions in other languages than the page's: what is shown of them, and where an
address leads whose text is in another language.
"""

from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import redirect_views
from articles.models import Article, PublishedQuerySet
from clinic import languages
from clinic.languages import ENGLISH, LANGUAGES
from clinic.office import facts
from clinic.office.models import Office
from clinic.staff import second_factor

Rows = TypeVar("Rows", bound=PublishedQuerySet)


def shown_languages() -> list[str]:
    """The languages of what a page lists: its own, and below in English what it lacks."""
    return [languages.current(), *([] if languages.current() == ENGLISH else [ENGLISH])]


def others() -> list[str]:
    """The other languages that readers may choose."""
    return [code for code in facts.office().languages if code != languages.current()]


def not_translated(published: Rows, *, now: datetime) -> Rows | None:
    """What stands below a page's own texts: the English ones that it lacks; None on an English
    page.
    """
    code = languages.current()
    if code == ENGLISH:
        return None
    return published.without_translation(code, now=now)


def alternates(article: Article, office: Office) -> dict[str, str]:
    """Where readers have an article of `with_slugs()`, by the languages that are on; nothing while
    it is in one alone.
    """
    paths = {code: path for code, path in article.paths().items() if code in office.languages}
    return paths if len(paths) > 1 else {}


def elsewhere(request: HttpRequest, slug: str, *, now: datetime) -> HttpResponse | None:
    """The answer at an address whose text readers have in another language; None if they have no
    such text.

    It leads to the translation into the page's language. Without one, a page in another language
    than English says that the text is there in English, and an English page leads to the text.
    Staff may look at a translation before its language is turned on; readers are led to the
    original.
    """
    code = languages.current()
    published = Article.objects.published(now=now)
    row = published.with_slugs(LANGUAGES, now=now).filter(slug=slug).first()
    if row is None or row.language == code:
        return None
    is_on = row.language in others()
    if row.is_translation and not is_on and may_read_drafts(request):
        return None
    paths = row.paths()
    if code in paths and not (code == ENGLISH and is_on):
        return redirect_views.led(request, paths[code])
    if is_on and row.is_translation:
        return redirect_views.led(request, paths[row.language])
    if row.is_translation:
        return None
    return only_in_english(request, row)


def may_read_drafts(request: HttpRequest) -> bool:
    """Asked of the session only where readers find nothing else: reading stays without a cookie and
    can be cached.
    """
    may = request.user.has_perm("articles.view_article")
    return may and not second_factor.is_missing(request)


def only_in_english(request: HttpRequest, article: Article) -> HttpResponse:
    """A short page in the language of the address, and the way to the English one."""
    context = {"article": article, "alternates": {}}
    return render(request, "articles/only_in_english.html", context)
