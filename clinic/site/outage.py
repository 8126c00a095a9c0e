"""Outage pages (degraded mode): what visitors get while the database cannot be used.

Reading pages come from the page cache, as they were last; forms come back with every word that was
typed. Nothing here asks the database, the session or a file, and nothing has to be reset: the next
request asks the database again.
"""

from dataclasses import dataclass

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.protection.sent_fields import fields_sent

RETRY_AFTER_SECONDS = 60


# ---- is it such a day? -------------------------------------------------------------------------
def is_outage(error: BaseException | None) -> bool:
    """Whether the database's condition, and not our statement, is behind `error`."""
    return _database_error(error) is not None


def kind_of(error: BaseException | None) -> str:
    """The name of the database's error and its SQLSTATE; never its text, which may repeat a row."""
    found = _database_error(error)
    code = getattr(found.__cause__, "pgcode", None) if found else None
    return " ".join(filter(None, [type(found or error).__name__, code]))


def _database_error(error: BaseException | None) -> BaseException | None:
    """What the others were raised from: Django's session store, for one, hides it behind its own
    error.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, (OperationalError, InterfaceError, InternalError)):
            return error
        seen.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


# ---- a form that could not be taken ------------------------------------------------------------
MOST_VALUES, MOST_CHARACTERS = 100, 50_000
SHOWN = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "phone": _("Phone number"),
    "email": _("Email address"),
    "words": _("Your question"),
    "note": _("Anything you would like us to know"),
}


@dataclass(frozen=True)
class Typed:
    """What a visitor sent: to be shown to them, and to be sent once more."""

    path: str
    shown: list[tuple[str, str]]
    fields: list[tuple[str, str]]


def typed(request: HttpRequest) -> Typed | None:
    """What was typed into a public form; None for staff's forms and for what is too much to hand
    back.

    Staff's go back only where the browser says that a page of ours sent them
    (`clinic.site.errors`): they may be met before their token was checked, and with a fresh one
    another site's form would pass for ours.
    """
    if request.method != "POST" or request.path.startswith("/admin/"):
        return None
    fields = fields_sent(request, most=MOST_VALUES, characters=MOST_CHARACTERS)
    if not fields:
        return None
    sent = {name: request.POST.get(name, "") for name in SHOWN}
    shown = [(str(label), sent[name]) for name, label in SHOWN.items() if sent[name]]
    return Typed(request.get_full_path(), shown, fields)
