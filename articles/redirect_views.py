"""Redirect views: old addresses are answered with where the page is now."""

from datetime import datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import redirects
from articles.models import Article
from clinic import languages


@require_safe
def old_page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """A page of the old blog."""
    moved = elsewhere(request, now=timezone.now())
    if moved is None:
        raise Http404
    return moved


@require_safe
def without_slash(request: HttpRequest, slug: str) -> HttpResponse:
    """An article's address without the slash at its end: one step leads to it, also where its slug
    is old.
    """
    now = timezone.now()
    published = Article.objects.published(now=now).in_language(languages.current())
    is_present = published.filter(slug=slug).exists()
    moved = None if is_present else elsewhere(request, now=now)
    return moved or led(request, reverse("articles:article", args=[slug]))


def elsewhere(request: HttpRequest, *, now: datetime) -> HttpResponse | None:
    """Where this address leads for good; None if it never was one, or readers do not see what it
    leads to.

    One query. An address that some article has now is never asked for here while readers see that
    article.
    """
    page = redirects.leads_to(request.path_info, now=now)
    if page:
        return led(request, page)
    return None


def led(request: HttpRequest, page: str) -> HttpResponse:
    """To a page of this site, with the same query."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(urlsplit(page)._replace(query=query).geturl())
    # A slug may be given back one day: a browser that remembered both ways would go round in
    # circles.
    response["Cache-Control"] = "no-cache"
    return response
