"""Context processor: language, office and menu, the latter two lazily."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic import languages
from clinic.office import facts


def clinic(request: HttpRequest) -> dict[str, Any]:
    """`site_url`, the `language` of the page, and asked for only where a template prints them
    `office` and the menu's `treatments`.
    """
    return {
        "site_url": settings.SITE_URL,
        "language": languages.LANGUAGES[languages.current()],
        "office": SimpleLazyObject(facts.office),
        "treatments": SimpleLazyObject(facts.treatments),
    }
