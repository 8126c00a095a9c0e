"""The newest articles for feed readers, as Atom."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed as SyndicationFeed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from articles.models import Article

NEWEST = 20


class Feed(SyndicationFeed):
    """Addresses as SITE_URL has them, whatever name the server was asked by."""

    feed_type = Atom1Feed
    title = "Acupunctury: articles"
    subtitle = "Plain answers about skin, needles and rest."

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('articles')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('feed')}"

    def items(self) -> QuerySet[Article]:
        return Article.objects.published(now=timezone.now()).for_cards()[:NEWEST]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_link(self, item: Article) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.topic.name]
