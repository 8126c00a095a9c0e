"""Related articles: the three to read next, from cards that each web server process keeps."""

from datetime import datetime

from django.db.models import Q

from articles.models import Article, Picture, Section, Topic
from clinic.changes.content_version import MOMENT, content

READ_NEXT = 3
SHOWN = (MOMENT, *(model._meta.db_table for model in (Article, Picture, Section, Topic)))


def read_next(article: Article, *, now: datetime) -> list[Article]:
    """The newest on the same topic or concern, then the newest of all. To be read, not changed.

    One query where three are near, else two; none while the cards are kept.
    """
    found = _others(_near(article, now=now), article)
    if len(found) < READ_NEXT:
        near = {card.pk for card in found}
        found += [card for card in _others(_newest(now=now), article) if card.pk not in near]
    return found[:READ_NEXT]


def _near(article: Article, *, now: datetime) -> list[Article]:
    """So many that three are left without the article itself."""
    near = Q(topic=article.topic_id)
    if article.concern_id:
        near |= Q(concern=article.concern_id)
    cards = Article.objects.published(now=now).filter(near).for_cards()[: READ_NEXT + 1]
    name = f"cards of topic {article.topic_id} and concern {article.concern_id}"
    return content.fact(name, lambda: list(cards), of=SHOWN)


def _newest(*, now: datetime) -> list[Article]:
    """So many that three are left without the article and fewer than three that are near."""
    cards = Article.objects.published(now=now).for_cards()[: 2 * READ_NEXT]
    return content.fact("the newest cards", lambda: list(cards), of=SHOWN)


def _others(cards: list[Article], article: Article) -> list[Article]:
    return [card for card in cards if card.pk != article.pk]
