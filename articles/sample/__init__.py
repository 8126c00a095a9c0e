"""Three articles and eight questions for a new site, as `manage.py load_sample` adds them.

They are written for this clinic and are ready to be read; a licensed reviewer signs them off first.
"""

from articles.sample import first_session, pores, series
from articles.sample.questions import FAQ_GROUPS, FAQS
from articles.sample.rows import Row

__all__ = ["ARTICLES", "FAQS", "FAQ_GROUPS", "TOPICS"]

TOPICS: list[Row] = [
    {"slug": "skin", "name": "Skin"},
    {"slug": "aftercare", "name": "Aftercare"},
]

ARTICLES = [pores.ARTICLE, first_session.ARTICLE, series.ARTICLE]
