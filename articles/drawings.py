"""Cover drawings: no page shows one twice, and a new article begins with one that its neighbors do
not have.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Max

from articles.models import Article
from clinic.office.models import Plate


class Card(NamedTuple):
    """An article in a list, with the drawing that it shows there unless it has its own picture."""

    article: Article
    plate: str


def cards(articles: Iterable[Article], *, beside: Collection[str] = ()) -> list[Card]:
    """Each article with its own drawing, or with another where the page shows that one already.

    `beside` are the drawings that stand on the page without a card. Rows that the process keeps
    for other readers are left as they are.
    """
    articles = list(articles)
    taken, kept = set(beside), {}
    for article in articles:
        if article.picture_id is None and _is_free(article.plate, taken):
            taken.add(article.plate)
            kept[article.pk] = article.plate
    found = []
    for article in articles:
        plate = kept.get(article.pk) or _another(article, taken)
        if article.picture_id is None:
            taken.add(plate)
        found.append(Card(article, plate))
    return found


def shown_by(article: Article) -> list[str]:
    """The drawing at the head of an article's own page; none where its picture stands there."""
    return [] if article.picture_id else [Plate.known(article.plate)]


def for_a_new_article() -> str:
    """The drawing that no article has, or that was given to one longest ago.

    So of any articles that follow one another, as many as there are drawings, each has its own.
    """
    newest = Article.objects.order_by().values_list("plate").annotate(Max("pk"))
    given = dict(newest)
    return min(Plate.values, key=lambda plate: given.get(plate, 0))


def _is_free(plate: str, taken: Collection[str]) -> bool:
    return plate in Plate.values and plate not in taken


def _another(article: Article, taken: Collection[str]) -> str:
    """The next free drawing after the article's own: the same one wherever the others are the
    same. Its own, once all are taken.
    """
    plates = list(Plate.values)
    own = plates.index(Plate.known(article.plate))
    free = [plate for plate in plates[own:] + plates[:own] if plate not in taken]
    return free[0] if free else plates[own]
