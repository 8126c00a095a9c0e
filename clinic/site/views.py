"""Site views: home page, robots.txt, security.txt, uploaded media."""

import errno
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles import drawings
from articles import schema as articles_schema
from articles.models import FAQ, Article, Drawing
from clinic import languages
from clinic.changes.public_pages import public_page
from clinic.office import facts, schema
from clinic.office.models import Office, Plate, remembered_office

# of security.txt, which RFC 9116 wants below a year
GOOD_FOR = timedelta(days=300)
PLATE = Plate.MUGWORT.value  # beside "Skin belongs to the rest of you." on the home page
FOG = "#F1F3EC"  # `--bg` of tokens.css by day
ICONS = [("192", 192, "any"), ("512", 512, "any"), ("maskable-512", 512, "maskable")]
NO_FILES_NAME = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP}


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    code = languages.current()
    articles = Article.objects.published(now=now).in_language(code)
    explains_pores = (
        articles.filter(sections__drawing=Drawing.COLLAGEN).order_by("-published_at").first()
    )
    cards = articles.for_cards()
    if explains_pores:  # it has a place of its own on this page
        cards = cards.exclude(pk=explains_pores.pk)
    office = facts.office()
    published = FAQ.objects.published(now=now).in_language(code)
    faqs = list(published.filter(on_home_page=True).for_readers())
    context = {
        "office": office,
        "explains_pores": explains_pores,
        "plate": PLATE,
        "articles": drawings.cards(cards[:3], beside=[PLATE]),
        "faqs": faqs,
        "data": schema.graph(
            schema.business(office),
            articles_schema.questions(faqs, f"{reverse('home')}#ask"),
        ),
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


@public_page
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116): SECURITY_CONTACT, else the clinic's own mail address
    and phone.
    """
    contacts = settings.SECURITY_CONTACT or [
        f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"tel:{_phone()}",
    ]
    today = datetime.combine(timezone.now().astimezone(UTC), datetime.min.time(), UTC)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {today + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Web app manifest: how a phone shows the site that somebody puts on its first screen."""
    office = facts.office()
    icons = [
        {"src": static(f"img/icon-{file}.png"), "sizes": f"{side}x{side}", "purpose": purpose}
        for file, side, purpose in ICONS
    ]
    data = {
        "name": office.name,
        "short_name": office.name,
        "id": "/",
        "start_url": reverse("home"),
        "lang": "en-US",
        "display": "browser",
        "background_color": FOG,
        "theme_color": FOG,
        "icons": [{**icon, "type": "image/png"} for icon in icons],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def _phone() -> str:
    try:
        office = facts.office()
    except Office.DoesNotExist:
        office = remembered_office()
    return str(office.phone.as_e164)


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
