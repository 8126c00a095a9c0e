"""Template tags of the front desk dashboard."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bookings import availability
from bookings.admin.desk import Board, board
from clinic.office import formats
from clinic.office.models import Office

_GATHERED = "bookings.desk"
register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context: Any) -> Board | None:
    """All that the first page shows; None for staff who may not see consultations.

    It is gathered once a page, for its title and for its content.
    """
    if _GATHERED not in context.render_context:
        user = context["request"].user
        sees = user.has_perm("bookings.view_consultation")
        context.render_context[_GATHERED] = board(user, now=timezone.now()) if sees else None
    gathered: Board | None = context.render_context[_GATHERED]
    return gathered


@register.filter
def desk_when(moment: datetime, office: Office) -> str:
    """{{ slot.starts_at|desk_when:office }} → Wednesday, November 25, 11:00 am"""
    return formats.desk_when(moment, office)


@register.filter
def slot_value(moment: datetime) -> str:
    """The start of a slot as addresses and forms carry it: 2026-11-25T19:00:00Z"""
    return availability.iso(moment)


@register.filter
def commands(sentence: str) -> SafeString:
    """What stands between backticks is something to type: shown as such."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:  # one has no partner
        return format_html("{}", sentence)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", part) if number % 2 else part,)
            for number, part in enumerate(parts)
        ),
    )
