"""Admin of articles and questions.

Where staff write, see what they wrote as readers will, and choose the day on which it is published.
"""

from articles.admin.articles import ArticleAdmin as ArticleAdmin
from articles.admin.pictures import PictureAdmin as PictureAdmin
from articles.admin.questions import FAQAdmin as FAQAdmin
from articles.admin.questions import FAQGroupAdmin as FAQGroupAdmin
from articles.admin.questions import TopicAdmin as TopicAdmin
from articles.admin.redirects import OldAddressAdmin as OldAddressAdmin
from articles.admin.rules import RuleAdmin as RuleAdmin
