"""Preview of a page's words: the real page, whole, with words that nobody has saved."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers

from articles.models import Article
from clinic import languages
from clinic.office.models import Office
from clinic.office.page_words import Page

NOTHING = "xylophone"  # a word that no page of the clinic's mentions
NO_PAGE = "There is no page to look at yet: nobody is shown on it."


class Place(NamedTuple):
    """Where words of a page are read: a preview of that."""

    label: str
    draw: Callable[[HttpRequest], str | bytes]


def _at(name: str, **query: str) -> Callable[[HttpRequest], bytes]:
    def draw(request: HttpRequest) -> bytes:
        match = resolve(reverse(name))
        request.path = request.path_info = reverse(name)
        request.GET = QueryDict(urlencode(query))
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response.content

    return draw


def _template(name: str, context: Callable[[], dict[str, Any]]) -> Callable[[HttpRequest], str]:
    return lambda request: render_to_string(name, context(), request)


def _no_article() -> dict[str, Any]:
    return {"page": Paginator(Article.objects.none(), 1).get_page(1), "cards": [], "topics": []}


def _not_found() -> dict[str, Any]:
    return {"office": Office.objects.current(), "treatments": []}


HOME = Place("Home", _at("home"))
PLACES: dict[str, list[Place]] = {
    "home": [HOME],
    "about": [Place("About us", _at("office:about"))],
    "invitation": [HOME],
    "empty": [
        Place("No article", _template("articles/index.html", _no_article)),
        Place("Nothing found", _at("articles:search", q=NOTHING)),
        Place("Questions", _at("articles:questions")),
        Place("No question", _template("articles/questions.html", dict)),
        Place("Page not found", _template("errors/404.html", _not_found)),
    ],
    "notes": [
        Place("Privacy", _at("office:privacy")),
        Place("Accessibility", _at("office:accessibility")),
        Place("Visit us", _at("office:visit")),
    ],
}


def places_of(page: Page) -> list[Place]:
    return PLACES[page.slug.removesuffix(f"-{page.language}")]


def preview(
    request: HttpRequest, page: Page, own: Mapping[str, str], *, number: int
) -> HttpResponse:
    """A page with the clinic's words as they are stored, those of `page` aside, which are `own`.

    Drawn as a reader's browser would ask for it, and for nobody else: no cache keeps it.
    """
    places = places_of(page)
    place = places[number] if number < len(places) else places[0]
    reader = _reader(request)
    keys = {words.key for words in page.words}
    stored = Office.objects.current().page_words
    others = {key: text for key, text in stored.items() if key not in keys}
    reader.unsaved_words = others | dict(own)  # type: ignore[attr-defined]
    try:
        with languages.speaking(page.language):
            response = HttpResponse(place.draw(reader))
    except Http404:
        response = HttpResponse(NO_PAGE, content_type="text/plain; charset=utf-8", status=404)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _reader(request: HttpRequest) -> HttpRequest:
    """Somebody who has not signed in and asks for a page, at the same host."""
    reader = HttpRequest()
    reader.method = "GET"
    names = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
    reader.META = {name: request.META[name] for name in names if name in request.META}
    reader.path = reader.path_info = reverse("home")
    reader.user = AnonymousUser()
    return reader
