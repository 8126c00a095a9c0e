"""Site views: home page, robots.txt, uploaded media, health probes."""

import errno

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.models import FAQ, Article, Drawing
from clinic.changes.public_pages import public_page
from clinic.office import facts, schema
from clinic.site import static_files

NO_FILES_NAME = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP}


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    articles = Article.objects.published(now=now)
    explains_pores = (
        articles.filter(sections__drawing=Drawing.COLLAGEN).order_by("-published_at").first()
    )
    cards = articles.for_cards()
    if explains_pores:  # it has a place of its own on this page
        cards = cards.exclude(pk=explains_pores.pk)
    office = facts.office()
    context = {
        "office": office,
        "explains_pores": explains_pores,
        "articles": cards[:3],
        "faqs": FAQ.objects.published(now=now).filter(on_home_page=True),
        "data": schema.business(office),
    }
    return render(request, "clinic/home.html", context)


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Machines may read every page. Those that are not to be found say so themselves: unread, they
    could not.

    Patients' own pages and staff's calendars say it in a header and are linked nowhere, the desk
    and the find page in their HTML.
    """
    lines = [
        "User-agent: *",
        "Disallow:",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture that staff uploaded. Its name changes when it does, so browsers may keep it."""
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (SuspiciousFileOperation, ValueError):  # out of the folder, or a NUL in the name
        raise Http404 from None
    except OSError as error:
        if error.errno not in NO_FILES_NAME:
            raise
        raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The process answers, so does its database, and pages have their static files."""
    if not static_files.are_collected():
        words = f"The static files have not been collected. {static_files.HOW}\n"
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "The database does not answer.\n", status=503, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")
