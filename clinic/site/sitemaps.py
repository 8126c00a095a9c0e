"""Sitemap of every page that may be found."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Article, with_changes
from clinic.languages import ENGLISH
from clinic.office import facts
from clinic.office.models import Office, Practitioner, Treatment
from clinic.office.series_plan import Series


class SiteMap(Sitemap):
    """Addresses as SITE_URL has them, whatever name the server was asked by; each page in every
    language that is on, with its pairs.
    """

    alternates = x_default = True

    def __init__(self) -> None:
        self.i18n = len(self._languages()) > 1

    def get_languages_for_item(self, item: object) -> list[str]:
        return self._languages()

    def _languages(self) -> list[str]:
        return list(facts.office().languages)

    def get_domain(self, site: object = None) -> str:
        return str(urlsplit(settings.SITE_URL).netloc)

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(urlsplit(settings.SITE_URL).scheme)


class PageSitemap(SiteMap):
    def items(self) -> list[str]:
        pages = [
            "home",
            "bookings:ask",
            "bookings:book",
            "articles:index",
            "articles:questions",
            "office:visit",
            "office:privacy",
            "office:accessibility",
        ]
        return pages + ["office:about"] * Practitioner.objects.published().exists()

    def location(self, item: str) -> str:
        return reverse(item)


class TreatmentSitemap(SiteMap):
    def items(self) -> QuerySet[Treatment]:
        return Treatment.objects.all()


class AftercareSitemap(SiteMap):
    def items(self) -> list[Treatment]:
        return [treatment for treatment in Treatment.objects.all() if treatment.has_days_after]

    def location(self, item: Treatment) -> str:
        return reverse("office:aftercare", args=[item.slug])


class PlanSitemap(SiteMap):
    def items(self) -> list[Treatment]:
        samples = settings.DEVELOPMENT
        return [row for row in Treatment.objects.all() if Series.of(row, samples=samples)]

    def location(self, item: Treatment) -> str:
        return reverse("office:plan", args=[item.slug])


class ArticleSitemap(SiteMap):
    """Articles of all languages that are on: a translation is a row of its own, under an address
    of its own.
    """

    def __init__(self) -> None:
        self.i18n = False  # not the same rows in each language

    def items(self) -> QuerySet[Article]:
        now, codes = timezone.now(), self.office.languages
        published = Article.objects.published(now=now).of_languages(codes)
        return with_changes(published.with_slugs(codes, now=now).defer("original_seen"))

    @cached_property
    def office(self) -> Office:
        return Office.objects.current()

    def lastmod(self, item: Article) -> datetime | None:
        return item.modified_at(self.office.zone)

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        urls: list[dict[str, Any]] = super().get_urls(*args, **kwargs)
        for url in urls:
            paths = url["item"].paths()
            if len(paths) > 1:
                pairs = list(paths.items())
                if ENGLISH in paths:
                    pairs.append(("x-default", paths[ENGLISH]))
                url["alternates"] = [
                    {"location": f"{settings.SITE_URL}{path}", "lang_code": code}
                    for code, path in pairs
                ]
        return urls


SITEMAPS: dict[str, type[SiteMap]] = {
    "pages": PageSitemap,
    "treatments": TreatmentSitemap,
    "aftercare": AftercareSitemap,
    "plans": PlanSitemap,
    "articles": ArticleSitemap,
}
