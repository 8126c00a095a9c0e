"""Three articles and twelve questions in Spanish, and the names of all topics and groups.

Each has the fields of an English one, and in `translation_of` the slug of that one; topic, concern,
treatments and group are named by their English slug, questions by their own. They are translations
of the sample, from the same facts; a licensed reviewer signs them off first.
"""

from articles.sample.es import first_session, pores, series
from articles.sample.es.questions import FAQS

__all__ = ["ARTICLES", "FAQS", "FAQ_GROUP_NAMES", "TOPIC_NAMES"]

TOPIC_NAMES = {
    "skin": "Piel",
    "acupuncture": "Acupuntura",
    "aftercare": "Cuidados posteriores",
}
FAQ_GROUP_NAMES = {
    "microneedling": "Microneedling",
    "after-a-session": "Después de una sesión",
    "acupuncture": "La acupuntura y toda la persona",
    "visits": "Consultas y visitas",
}

ARTICLES = [pores.ARTICLE, first_session.ARTICLE, series.ARTICLE]
