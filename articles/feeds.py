"""The newest articles for feed readers, as Atom (RFC 4287)."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed as SyndicationFeed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article, with_changes
from clinic import languages
from clinic.office.models import Office

NEWEST = 20


class PlainAtom(Atom1Feed):
    """Atom whose summaries are text: Django's says of them that they are HTML."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


class Entry(NamedTuple):
    """An article, and the office on whose calendar it was reviewed."""

    article: Article
    office: Office


class Feed(SyndicationFeed):
    """One feed a language. Addresses as SITE_URL has them, whatever name the server was asked
    by.
    """

    feed_type = PlainAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Office:
        return Office.objects.current()

    def title(self, office: Office) -> str:
        return _("%(name)s: articles") % {"name": office.name}

    def subtitle(self) -> str:
        return _("Plain answers about skin, needles and rest.")

    def author_name(self, office: Office) -> str:
        return office.name

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('articles:index')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('articles:feed')}"

    def items(self, office: Office) -> list[Entry]:
        published = Article.objects.published(now=timezone.now())
        newest = with_changes(published.in_language(languages.current()).for_cards())[:NEWEST]
        return [Entry(article, office) for article in newest]

    def item_title(self, item: Entry) -> str:
        return item.article.title

    def item_description(self, item: Entry) -> str:
        return item.article.summary

    def item_link(self, item: Entry) -> str:
        return f"{settings.SITE_URL}{item.article.get_absolute_url()}"

    def item_guid(self, item: Entry) -> str:
        return item.article.feed_id

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.article.published_at

    def item_updateddate(self, item: Entry) -> datetime | None:
        return item.article.modified_at(item.office.zone)

    def item_categories(self, item: Entry) -> list[str]:
        return [str(item.article.topic)]
