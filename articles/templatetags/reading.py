"""Filters for pages that show articles and questions."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from articles.text import sanitizer
from clinic.office import formats
from clinic.office.models import Office

register = template.Library()


@register.filter
def rich(html: str) -> SafeString:
    """{{ section.body|rich }}: what staff wrote in the editor, cleaned when it was stored."""
    return sanitizer.stored(html)


@register.filter
def calendar_day(moment: datetime, office: Office) -> str:
    """{{ article.published_at|calendar_day:office }} → November 25, 2026"""
    return formats.calendar_day(moment.astimezone(office.zone))
