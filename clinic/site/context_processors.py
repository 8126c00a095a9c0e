"""Context processor: office and menu, lazily."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.office.models import Office, Treatment


def clinic(request: HttpRequest) -> dict[str, Any]:
    """`site_url`, and asked for only where a template prints them `office` and the menu's
    `treatments`.
    """
    return {
        "site_url": settings.SITE_URL,
        "office": SimpleLazyObject(Office.objects.current),
        "treatments": SimpleLazyObject(lambda: list(Treatment.objects.all())),
    }
