"""Every page that may be found, for search engines."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from clinic.models import Practitioner, Treatment


class SiteMap(Sitemap):
    """Addresses as SITE_URL has them, whatever name the server was asked by."""

    def get_domain(self, site: object = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(urlsplit(settings.SITE_URL).scheme)


class PageSitemap(SiteMap):
    def items(self) -> list[str]:
        pages = ["home", "book", "articles", "questions", "visit", "privacy", "accessibility"]
        return pages + ["about"] * Practitioner.objects.published().exists()

    def location(self, item: str) -> str:
        return reverse(item)


class TreatmentSitemap(SiteMap):
    def items(self) -> QuerySet[Treatment]:
        return Treatment.objects.all()


class ArticleSitemap(SiteMap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published(now=timezone.now())

    def lastmod(self, item: Article) -> datetime | None:
        return item.published_at


SITEMAPS: dict[str, type[SiteMap]] = {
    "pages": PageSitemap,
    "treatments": TreatmentSitemap,
    "articles": ArticleSitemap,
}
