"""Educational content. `published()` decides, everywhere, what a reader may see."""

from articles.models.articles import (
    Article,
    ArticleFAQ,
    ArticleQuerySet,
    Section,
    Topic,
    TopicQuerySet,
    anchored,
)
from articles.models.publishing import PublishedQuerySet
from articles.models.questions import FAQ, FAQGroup, FAQQuerySet

__all__ = [
    "FAQ",
    "Article",
    "ArticleFAQ",
    "ArticleQuerySet",
    "FAQGroup",
    "FAQQuerySet",
    "PublishedQuerySet",
    "Section",
    "Topic",
    "TopicQuerySet",
    "anchored",
]
