"""Filters for pages that show articles and questions."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.text import sanitizer
from clinic.office import formats, page_words
from clinic.office.models import Office
from clinic.office.templatetags.clinic_words import known_facts, own_words

register = template.Library()


@register.filter
def rich(html: str) -> SafeString:
    """{{ section.body|rich }}: what staff wrote in the editor, cleaned when it was stored."""
    return sanitizer.stored(html)


@register.inclusion_tag("partials/clinic_note.html", takes_context=True)
def clinic_note(context: Any, key: str) -> dict[str, Any]:
    """{% clinic_note "note.privacy" %}: the clinic's own note on a page, if it wrote one"""
    own = own_words(context)
    html = page_words.note(key, own, known_facts(context), sanitizer.clean_note)
    return {"note": sanitizer.stored(html), "is_foreign": page_words.is_foreign_note(key, own)}


@register.filter
def foreign(row: Any) -> SafeString:
    """{{ article|foreign }} → the attribute that says its language, where that is not the page's"""
    return format_html(' lang="{}"', row.language) if row.is_foreign else SafeString()


@register.filter
def calendar_date(value: date) -> str:
    """{{ article.last_reviewed_day|calendar_date }} → November 25, 2026"""
    return formats.calendar_day(value)


@register.filter
def calendar_day(moment: datetime, office: Office) -> str:
    """{{ article.published_at|calendar_day:office }} → November 25, 2026"""
    return formats.calendar_day(moment.astimezone(office.zone))
