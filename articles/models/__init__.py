"""Models of educational content. `published()` decides, everywhere, what a reader may see."""

from articles.models.articles import (
    Article,
    ArticleFAQ,
    ArticleQuerySet,
    Section,
    anchored,
)
from articles.models.page_versions import PageVersion
from articles.models.parts import ArticlePart, Drawing
from articles.models.pictures import KeptUpload, Picture, PictureInWords, keep_picture
from articles.models.publishing import PublishedQuerySet
from articles.models.questions import FAQ, FAQGroup, FAQGroupName, FAQQuerySet
from articles.models.redirects import OldAddress
from articles.models.review_mail import MailSetting, ReviewMessage
from articles.models.review_requests import ReviewAsked
from articles.models.rules import Override, Rule, RuleWords
from articles.models.search_index import SearchDocument, SearchWord
from articles.models.sources import Source
from articles.models.synonyms import Synonym
from articles.models.topics import Topic, TopicName
from articles.models.translations import address
from articles.models.unanswered import UnansweredDay, UnansweredSearch
from articles.models.versions import Preview, Version, VersionQuerySet, with_changes

__all__ = [
    "FAQ",
    "Article",
    "ArticleFAQ",
    "ArticlePart",
    "ArticleQuerySet",
    "Drawing",
    "FAQGroup",
    "FAQGroupName",
    "FAQQuerySet",
    "KeptUpload",
    "MailSetting",
    "OldAddress",
    "Override",
    "PageVersion",
    "Picture",
    "PictureInWords",
    "Preview",
    "PublishedQuerySet",
    "ReviewAsked",
    "ReviewMessage",
    "Rule",
    "RuleWords",
    "SearchDocument",
    "SearchWord",
    "Section",
    "Source",
    "Synonym",
    "Topic",
    "TopicName",
    "UnansweredDay",
    "UnansweredSearch",
    "Version",
    "VersionQuerySet",
    "address",
    "anchored",
    "keep_picture",
    "with_changes",
]
