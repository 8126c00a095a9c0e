"""Template filters for the formats, built in to all templates."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from phonenumber_field.phonenumber import PhoneNumber

from clinic import languages
from clinic.office import facts, formats, hours, page_words
from clinic.office import visitors_clock as clock_of_visitors
from clinic.office.models import Office
from clinic.office.models.translated import Translated

register = template.Library()

# Inside <script> a text must not be able to end the element, nor begin a comment.
_SCRIPT_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}


@register.filter
def when(moment: datetime, office: Office) -> str:
    """{{ consultation.starts_at|when:office }} → Wednesday, November 25, 11:00 am Pacific time"""
    return formats.when(moment, office)


@register.filter
def reply_by_in_words(moment: datetime, office: Office) -> str:
    """{{ consultation.reply_by|reply_by_in_words:office }} → late Monday morning"""
    return formats.reply_by_in_words(moment, office, now=timezone.now())


@register.filter
def reply_by_in_full(moment: datetime, office: Office) -> str:
    """late Monday morning (November 30, 11:00 am Pacific time)"""
    return formats.reply_by_in_full(moment, office, now=timezone.now())


@register.filter
def is_off(office: Office) -> bool:
    """Whether no times are offered online for now."""
    return office.off_until(timezone.now()) is not None


@register.filter
def off_until(office: Office) -> str:
    """Tuesday, December 8, the first day on which people can come again; empty while booking is
    on.
    """
    until = office.off_until(timezone.now())
    if until is None:
        return ""
    return formats.day(hours.first_open_day(facts.office_with_hours(), until) or until)


@register.filter
def local(moment: datetime, office: Office) -> datetime:
    """The moment on the office's clock, for <time datetime>."""
    return moment.astimezone(office.zone)


@register.filter
def clock(moment: datetime, office: Office) -> str:
    """11:00 am; 1:30 am PDT where the office's clock shows 1:30 am twice"""
    return formats.clock(moment.astimezone(office.zone))


@register.filter
def zoned_clock(moment: datetime, office: Office) -> str:
    """11:00 am Pacific time"""
    return formats.zoned_clock(moment.astimezone(office.zone), office)


@register.filter
def zone_beside(moment: datetime, office: Office) -> str:
    """Pacific time, to stand beside `clock`; empty where that names the offset"""
    return formats.zone_beside(moment.astimezone(office.zone), office.zone_name)


@register.filter
def day(moment: datetime, office: Office) -> str:
    """Wednesday, November 25"""
    return formats.day(moment.astimezone(office.zone))


@register.filter
def weekday_date(day: date) -> str:
    """Wednesday, November 25"""
    return formats.day(day)


@register.filter
def dated(day: date) -> str:
    """Wednesday, November 25, 2026"""
    return formats.dated(day)


@register.filter
def calendar_date(day: date) -> str:
    """November 25, 2026"""
    return formats.calendar_day(day)


@register.simple_tag
def foreign(row: Translated, *fields: str) -> SafeString:
    """{% foreign treatment "lead" %} → lang="en" on a page in another language, where the text has
    no translation; nothing else.
    """
    if any(row.is_foreign(field) for field in fields):
        tag = languages.LANGUAGES[languages.ENGLISH].tag
        return format_html(' lang="{}"', tag)
    return SafeString("")


@register.filter
def in_language(row: Translated | None) -> Translated | None:
    """A concern, treatment or person that a view found by itself, as the page says it."""
    return facts.shown(row) if row else None


@register.filter
def national(phone: PhoneNumber) -> str:
    """(424) 252-1210"""
    if phone:
        return str(phone.as_national)
    return ""


@register.filter
def e164(phone: PhoneNumber) -> str:
    """+14242521210, for tel: and sms: links"""
    if phone:
        return str(phone.as_e164)
    return ""


@register.filter
def phone_link(phone: PhoneNumber) -> str:
    """A link that dials it, to stand in a sentence: <a href="tel:+1424…">(424) 252-1210</a>"""
    return format_html('<a href="tel:{}">{}</a>', e164(phone), national(phone))


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a "one a line" field, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain field, which an empty line sets apart."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@register.filter
def spelled(figures: str) -> str:
    """{{ treatment.takes_sessions|spelled }} → three to six sessions"""
    return formats.spelled(figures)


@register.simple_tag
def span(least: int | None, most: int | None, unit: str) -> str:
    """{% span 30 60 "minute" %} → 30 to 60 minutes"""
    return formats.span(least, most, unit)


@register.simple_tag
def visitors_clock(office: Office) -> SafeString:
    """<time datetime="…" {% visitors_clock office %}>: the script says it on the visitor's clock"""
    return clock_of_visitors.attributes(office)


@register.simple_tag
def language_tag() -> str:
    """en-US, of the language in use, for the attribute `lang`"""
    return languages.LANGUAGES[languages.current()].tag


@register.simple_tag
def language_name() -> str:
    """Español, of the language in use, in itself"""
    return languages.LANGUAGES[languages.current()].name


@register.filter
def without_full_stop(sentence: str) -> str:
    """A heading as other sites show it beside a link to the page."""
    return sentence.removesuffix(".")


@register.simple_tag(takes_context=True)
def words(context: Any, key: str) -> str:
    """{% words "home.lead" %}: what the page says there, in the clinic's own words or the site's"""
    return page_words.said(key, own_words(context), known_facts(context))


def own_words(context: Any) -> Mapping[str, str]:
    """The clinic's, or those that somebody of staff looks at before they are saved."""
    unsaved = getattr(context.get("request"), "unsaved_words", None)
    if unsaved is not None:
        return cast(Mapping[str, str], unsaved)
    return cast(Mapping[str, str], context["office"].page_words)


def known_facts(context: Any) -> page_words.Known:
    return page_words.Known(context["office"], next(iter(context["treatments"]), None))


@register.simple_tag
def structured_data(data: dict[str, Any]) -> SafeString:
    """schema.org data as a block that browsers do not run."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _SCRIPT_ESCAPES.items():  # by far faster than `translate`
        text = text.replace(sign, escape)
    escaped = f'<script type="application/ld+json">{text}</script>'
    return mark_safe(escaped)  # nosec B308 B703


@register.filter
def unbroken(text: str) -> str:
    """The text without line breaks inside a date, a time or a phone number, for mail in HTML."""
    return formats.unbroken(text)
