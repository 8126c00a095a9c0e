"""Context processor: office and menu, lazily."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.office import facts


def clinic(request: HttpRequest) -> dict[str, Any]:
    """`site_url`, and asked for only where a template prints them `office` and the menu's
    `treatments`.
    """
    return {
        "site_url": settings.SITE_URL,
        "office": SimpleLazyObject(facts.office),
        "treatments": SimpleLazyObject(facts.treatments),
    }
