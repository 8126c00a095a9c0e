"""Filters for pages that show articles and questions."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from articles import markup
from clinic import words
from clinic.models import Office

register = template.Library()


@register.filter
def rich(html: str) -> SafeString:
    """{{ section.body|rich }}: what staff wrote in the editor, cleaned when it was stored."""
    return markup.stored(html)


@register.filter
def calendar_day(moment: datetime, office: Office) -> str:
    """{{ article.published_at|calendar_day:office }} → November 25, 2026"""
    return words.calendar_day(moment.astimezone(office.zone))
