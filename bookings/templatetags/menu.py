"""Menu of the desk: the pages that somebody may open, in the words of the clinic."""

from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest
from django.urls import reverse

from clinic.staff import second_factor

register = template.Library()


class Entry(NamedTuple):
    """A link of the menu, and whether one is there: "page" on it, "true" below it, else empty."""

    label: str
    address: str
    current: str


# What each page is called, its name among the addresses, and the permission that opens it.
MENU = [
    ("Desk", "index", "bookings.view_consultation"),
    ("Week", "bookings_consultation_week", "bookings.view_consultation"),
    ("Consultations", "bookings_consultation_changelist", "bookings.view_consultation"),
    ("Asked", "bookings_readerquestion_changelist", "bookings.view_readerquestion"),
    ("Articles", "articles_article_changelist", "articles.view_article"),
    ("Questions", "articles_faq_changelist", "articles.view_faq"),
    ("Pages", "articles_pageversion_changelist", "articles.view_pageversion"),
    ("Pictures", "articles_picture_changelist", "articles.view_picture"),
    ("Synonyms", "articles_synonym_changelist", "articles.view_synonym"),
    ("Not found", "articles_unansweredsearch_changelist", "articles.view_unansweredsearch"),
    ("Hours", "bookings_consultation_every_week", "clinic.change_openinghours"),
    ("Closures", "clinic_closure_changelist", "clinic.view_closure"),
    ("Numbers", "bookings_consultation_numbers", "bookings.view_consultation"),
    ("Settings", "clinic_office_changelist", "clinic.change_office"),
]


@register.simple_tag(takes_context=True)
def menu(context: Any) -> list[Entry]:
    """The entries for whoever has signed in with all that is asked of them; else none."""
    request: HttpRequest | None = context.get("request")
    if request is None or not context.get("has_permission"):
        return []
    entries = [
        (label, name, reverse(f"admin:{name}"))
        for label, name, permission in MENU
        if request.user.has_perm(permission)
    ]
    here = _closest([(name, address) for _, name, address in entries], request.path)
    return [
        Entry(label, address, _current(address, request.path) if name == here else "")
        for label, name, address in entries
    ]


@register.simple_tag(takes_context=True)
def may_find(context: Any) -> bool:
    """Whether the search box stands in the header."""
    request: HttpRequest | None = context.get("request")
    if request is None or not context.get("has_permission"):
        return False
    return request.user.has_perm("bookings.view_consultation")


@register.simple_tag(takes_context=True)
def own_pages(context: Any) -> list[Entry]:
    """What belongs to one's own account, beside Django's own links."""
    request: HttpRequest = context["request"]
    wanted = []
    if request.user.has_perm("bookings.view_consultation"):
        wanted.append(("Calendar for your phone", "bookings_consultation_feeds"))
    if request.user.has_perm("articles.view_article"):
        wanted.append(("Mail about reviews", "articles_article_mail"))
    if second_factor.is_required(request.user):
        wanted.append(("Second factor", "passkeys"))
    entries = [(label, reverse(f"admin:{name}")) for label, name in wanted]
    return [Entry(label, at, _current(at, request.path, below="")) for label, at in entries]


def _closest(pages: list[tuple[str, str]], path: str) -> str:
    """The name of the page that `path` is or lies below, the nearest one; empty without one."""
    index = reverse("admin:index")
    above = [
        (len(address), name)
        for name, address in pages
        if path == address or (address != index and path.startswith(address))
    ]
    return max(above, default=(0, ""))[1]


def _current(address: str, path: str, *, below: str = "true") -> str:
    if path == address:
        return "page"
    return below
