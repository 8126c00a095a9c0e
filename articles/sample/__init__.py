"""Ten articles and twenty-four questions for a new site, as `manage.py load_sample` adds them.

They are written for this clinic and are ready to be read; a licensed reviewer signs them off first.
"""

from articles.sample import (
    ask_first,
    asking,
    better_to_wait,
    compared,
    face_and_body,
    first_session,
    pores,
    series,
    week_after,
    when_to_call,
)
from articles.sample.questions import FAQ_GROUPS
from articles.sample.questions import FAQS as FIRST_QUESTIONS
from articles.sample.questions_about_safety import FAQS as ABOUT_SAFETY
from articles.sample.rows import Row

__all__ = ["ARTICLES", "FAQS", "FAQ_GROUPS", "TOPICS"]

TOPICS: list[Row] = [
    {"slug": "skin", "name": "Skin"},
    {"slug": "acupuncture", "name": "Acupuncture"},
    {"slug": "aftercare", "name": "Aftercare"},
]

FAQS = [*FIRST_QUESTIONS, *ABOUT_SAFETY]

ARTICLES = [
    pores.ARTICLE,
    compared.ARTICLE,
    first_session.ARTICLE,
    face_and_body.ARTICLE,
    week_after.ARTICLE,
    series.ARTICLE,
    better_to_wait.ARTICLE,
    asking.ARTICLE,
    ask_first.ARTICLE,
    when_to_call.ARTICLE,
]
