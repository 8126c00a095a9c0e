"""Template tags of the front desk dashboard."""

from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bookings import availability
from bookings.admin.desk import Board, board
from clinic.office import formats
from clinic.office.models import Office
from clinic.staff import second_factor

_GATHERED = "bookings.desk"
register = template.Library()


class Way(NamedTuple):
    """A link in the header."""

    label: str
    address: str
    is_here: bool


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


@register.simple_tag(takes_context=True)
def ways(context: Any) -> list[Way]:
    """The desk's own pages, for staff who may see consultations and have shown who they are."""
    request: HttpRequest | None = context.get("request")
    if request is None or not context.get("has_permission") or not _may_see(request):
        return []
    wanted = [
        ("Front desk", "index"),
        ("Week", "bookings_consultation_week"),
        ("Numbers", "bookings_consultation_numbers"),
        ("Calendar for your phone", "bookings_consultation_feeds"),
    ]
    if second_factor.is_required(request.user):
        wanted.append(("Second factor", "passkeys"))
    found = []
    for label, name in wanted:
        try:
            address = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue
        found.append(Way(label, address, request.path == address))
    return found


def _may_see(request: HttpRequest) -> bool:
    user: User | AnonymousUser = request.user
    return user.has_perm("bookings.view_consultation")


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
