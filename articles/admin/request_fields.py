"""Request: what the forms of articles and questions send beside their own fields."""

import re

from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.models import Override
from articles.models.versions import LONGEST_WHY

LONGEST_REASON = Override._meta.get_field("reason").max_length or 200
_FORM_KEY = re.compile("[0-9a-f]{32}")


def form_key(request: HttpRequest) -> str:
    """The key of the form that was sent; empty if it is none of ours."""
    sent = request.POST.get("_form", "")
    if _FORM_KEY.fullmatch(sent):
        return sent
    return ""


def member_of_staff(request: HttpRequest) -> User:
    """Who acts. The admin lets nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


def revision_of(request: HttpRequest, name: str = "revision") -> int:
    """The article's revision that this person looked at; one that never was if the form does not
    say.
    """
    sent = request.POST.get(name, "")
    if sent.isdecimal() and len(sent) < 10:
        return int(sent)
    return -1


def why_of(request: HttpRequest) -> str:
    """What a writer is told of why something was given back to them."""
    return _typed(request, "_why")[:LONGEST_WHY]


def reason_of(request: HttpRequest) -> str:
    """Why what the checklist finds may stand, as it was typed."""
    return _typed(request, "_reason")[:LONGEST_REASON]


def _typed(request: HttpRequest, name: str) -> str:
    """What stands in a field that belongs to no form, without the letter that PostgreSQL
    refuses.
    """
    return request.POST.get(name, "").replace("\0", "").strip()
