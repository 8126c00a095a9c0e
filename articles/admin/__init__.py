"""Admin of articles and questions."""

from articles.admin.articles import ArticleAdmin as ArticleAdmin
from articles.admin.pages import PageAdmin as PageAdmin
from articles.admin.pictures import PictureAdmin as PictureAdmin
from articles.admin.questions import FAQAdmin as FAQAdmin
from articles.admin.questions import FAQGroupAdmin as FAQGroupAdmin
from articles.admin.questions import TopicAdmin as TopicAdmin
from articles.admin.redirects import OldAddressAdmin as OldAddressAdmin
from articles.admin.rules import RuleAdmin as RuleAdmin
from articles.admin.synonyms import SynonymAdmin as SynonymAdmin
from articles.admin.unanswered import UnansweredSearchAdmin as UnansweredSearchAdmin
