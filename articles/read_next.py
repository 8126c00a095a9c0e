"""Related articles: the three to read next, from cards that each web server process keeps."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Picture, PictureInWords, Section, Topic, TopicName
from clinic.changes.content_version import MOMENT, content

READ_NEXT = 3
SHOWN = (
    MOMENT,
    *(
        model._meta.db_table
        for model in (Article, Picture, PictureInWords, Section, Topic, TopicName)
    ),
)


def read_next(article: Article, *, at: datetime | None = None) -> list[Article]:
    """The newest on the same topic or concern, then the newest of all, in its own language. To be
    read, not changed.

    As readers see them now, or saw them `at` a moment, for which nothing is kept. One query where
    three are near, else two; none while the cards are kept.
    """
    own = Q(language=article.language)
    found = _others(_cards(own & _near(article), at, READ_NEXT + 1), article)
    if len(found) < READ_NEXT:
        near = {card.pk for card in found}
        newest = _others(_cards(own, at, 2 * READ_NEXT), article)
        found += [card for card in newest if card.pk not in near]
    return found[:READ_NEXT]


def _near(article: Article) -> Q:
    near = Q(topic=article.topic_id)
    if article.concern_id:
        near |= Q(concern=article.concern_id)
    return near


def _cards(which: Q, at: datetime | None, most: int) -> list[Article]:
    """The newest, so many that three are left without the article and those already found."""

    def ask() -> list[Article]:
        # The clock is read here: a fact carries the version from before.
        published = Article.objects.published(now=at or timezone.now())
        return list(published.filter(which).for_cards()[:most])

    return ask() if at else content.fact(f"cards, {which}", ask, of=SHOWN)


def _others(cards: list[Article], article: Article) -> list[Article]:
    return [card for card in cards if card.pk != article.pk]
