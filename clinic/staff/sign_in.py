"""Sign-in: throttling, idle sessions, and forms kept over a sign-out.

A form whose sender was signed out meanwhile is not lost: what was typed goes along, sealed, through
the sign-in page, and comes back to the same person, to be looked at and sent by them.
"""

import json
import re
import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from clinic.office.optimistic_lock import REVISION
from clinic.protection import csrf, rate_limits
from clinic.protection.encryption import blind_index, decrypt, encrypt
from clinic.protection.sent_fields import fields_sent
from clinic.staff import password_again
from clinic.staff.sign_in_form import SignInForm

SIGNED_OUT = "You were signed out. Sign in, and what you typed comes back."
NO_COOKIE = (
    "Your browser sent no cookie, and nobody can be signed in without one. Allow cookies for this"
    " site in your browser’s settings, then sign in. If this page comes back, sign in once more."
)
TOO_MANY = (
    "Too many wrong passwords from here. Wait 15 minutes, then try again. "
    "From another network you can sign in at once."
)
NOTED_EVERY_SECONDS = 5 * 60
SEEN_AT = "seen_at"
MOST_FIELDS, MOST_CHARACTERS = 1000, 500_000
SECRET = re.compile(r"password|^code$|^passkey$")  # names of fields


# ---- too many wrong passwords ------------------------------------------------------------------
def account(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What the throttle counts by. It names nobody, and is the same for accounts that do not
    exist.
    """
    return blind_index(str((credentials or request.POST).get("username", "")))


def network_address(request: HttpRequest) -> str | None:
    """Where a try comes from, as every limit of the site counts it: of IPv6 the customer's
    network.
    """
    network = rate_limits.network(request)
    if network == "unknown":
        return None
    return network.partition("/")[0]


def too_many(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """The answer while the throttle holds, whether the account exists or not and the password fits
    or not.
    """
    return sign_in_page(request, TOO_MANY, typed=request.POST.get("typed", ""), status=429)


def sign_in_page(
    request: HttpRequest, sentence: str, *, typed: str, status: int, username: str = ""
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Log in",
        "form": SignInForm(request, initial={"username": username}),
        "app_path": reverse("admin:login"),
        REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, reverse("admin:index")),
        "sentence": sentence,
        "typed": typed,
    }
    response = render(request, "admin/login.html", context, status=status)
    add_never_cache_headers(response)
    return response


# ---- idle hours --------------------------------------------------------------------------------
def begin(request: HttpRequest) -> None:
    """Somebody has signed in just now, with a password."""
    password_again.note(request)
    request.session[SEEN_AT] = int(time.time())


def stay_signed_in(request: HttpRequest) -> None:
    """The session lasts SESSION_COOKIE_AGE from here on. It is written once in five minutes at
    most.

    Signing in sets SEEN_AT; a session without it ends when it was going to.
    """
    now = int(time.time())
    if now - request.session.get(SEEN_AT, now) >= NOTED_EVERY_SECONDS:
        request.session[SEEN_AT] = now


# ---- what was typed ----------------------------------------------------------------------------
class Typed(NamedTuple):
    """A form that somebody of the staff sent, and that was not taken."""

    user: str
    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What they would know again: with a value, and not one of the page's own."""
        return [
            (name.lstrip("_").replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in self.fields
            if value.strip() and not self._is_the_pages_own(name)
        ]

    @staticmethod
    def _is_the_pages_own(name: str) -> bool:
        """Whether the page put it in: its counts, and what it showed, for the optimistic lock."""
        return name.startswith(("_", "initial-")) or name.endswith("_FORMS") or name == REVISION


def typed_into(request: HttpRequest, *, user: str = "") -> Typed | None:
    """What was sent. It asks neither session nor database.

    None for what cannot be read, is too much, or holds a password or a code: a form that is about
    one is never handed back.
    """
    fields = fields_sent(request, most=MOST_FIELDS, characters=MOST_CHARACTERS)
    if not fields or any(SECRET.search(name) for name, _ in fields):
        return None
    return Typed(user, request.get_full_path(), fields, bool(request.FILES))


def is_from_here(request: HttpRequest) -> bool | None:
    """Whether a page of ours sent it, as the browser says; no other site makes it say so. None: not
    said.
    """
    here = csrf.here(request)
    site, origin, referer = (
        request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin", "Referer")
    )
    told = [site == "same-origin"] if site else []
    if origin:
        told.append(origin == here)
    elif referer:
        told.append(referer == here or referer.startswith(f"{here}/"))
    if told:
        return all(told)
    return None


def keep(request: HttpRequest) -> str:
    """What was sent, sealed; empty if nobody's session had ended, or it must not be kept.

    Only for a form of ours: its token was checked, or the browser says that it comes from here.
    """
    user = _who_was_signed_in(request)
    typed = typed_into(request, user=user) if user else None
    if typed:
        return sealed(typed)
    return ""


def sealed(typed: Typed) -> str:
    return encrypt(json.dumps(typed))


def kept_for(user: Any, sealed: str) -> Typed | None:
    """What `user` had typed; None if it was somebody else, or this is not what we sealed."""
    try:
        typed = Typed(*json.loads(decrypt(sealed)))
    except (ImproperlyConfigured, ValueError, TypeError):
        return None
    if typed.user == str(user.pk):
        return typed
    return None


def _who_was_signed_in(request: HttpRequest) -> str:
    """Whose session it was that has run out: its row is still there."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    ended = Session.objects.filter(session_key=cookie).first() if cookie else None
    if ended:
        return str(ended.get_decoded().get(SESSION_KEY, ""))
    return ""
