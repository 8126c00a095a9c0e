"""Cases of patients' pages: the ways in which a part of a page is worded, one word each.

Each names a small template of whole sentences below `templates/bookings/parts/`, chosen here
and in `bookings.patient_status`, so that templates need no conditions. How messages are worded
is `notifications.cases`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class PagePart(StrEnum):
    """The wordings of a part of a page: each value is the path of its template below `parts/`."""

    @property
    def html(self) -> str:
        return f"bookings/parts/{self}.html"


# ---- what has just not been done, and why ------------------------------------------------------
class Alert(PagePart):
    """On the patient's page and the pages behind it."""

    REFUSED = "alert/refused"
    HAS_PASSED = "alert/has_passed"
    NO_COOKIE = "alert/no_cookie"
    NO_COOKIE_FILLED_IN = "alert/no_cookie_filled_in"
    ELSEWHERE = "alert/elsewhere"
    STALE = "alert/stale"
    STALE_FILLED_IN = "alert/stale_filled_in"
    TOO_MANY = "alert/too_many"
    TOO_MANY_FILLED_IN = "alert/too_many_filled_in"
    NO_ENTRY = "alert/no_entry"

    @classmethod
    def of(cls, why: Mapping[str, Any], *, has_passed: bool) -> "Alert | None":
        """What the context of a page says of it; `has_passed` of the time itself."""
        form = why.get("form")
        is_filled_in = form is not None and form.is_bound
        if why.get("refused"):
            if has_passed:
                return cls.HAS_PASSED
            return cls.REFUSED
        if why.get("is_stale") and why.get("has_no_cookie"):
            if is_filled_in:
                return cls.NO_COOKIE_FILLED_IN
            return cls.NO_COOKIE
        if why.get("is_stale") and why.get("is_elsewhere"):
            return cls.ELSEWHERE
        if why.get("is_stale"):
            if is_filled_in:
                return cls.STALE_FILLED_IN
            return cls.STALE
        if why.get("again_at"):
            if is_filled_in:
                return cls.TOO_MANY_FILLED_IN
            return cls.TOO_MANY
        if why.get("has_no_entry"):
            return cls.NO_ENTRY
        return None


def _why_a_form_is_not_taken(why: Mapping[str, Any]) -> str | None:
    """The name of the case that every form of patients and readers has, if it is one."""
    if why.get("is_stale") and why.get("has_no_cookie"):
        return "NO_COOKIE"
    if why.get("is_stale"):
        return "ELSEWHERE" if why.get("is_elsewhere") else "STALE"
    if why.get("again_at"):
        return "TOO_MANY"
    return None


class BookAlert(PagePart):
    """On the booking form."""

    SENT_BEFORE = "book_alert/sent_before"
    OWN_TIME = "book_alert/own_time"
    NO_COOKIE = "book_alert/no_cookie"
    ELSEWHERE = "book_alert/elsewhere"
    STALE = "book_alert/stale"
    TOO_MANY = "book_alert/too_many"

    @classmethod
    def of(cls, why: Mapping[str, Any]) -> "BookAlert | None":
        if why.get("sent"):
            return cls.SENT_BEFORE
        if why.get("theirs"):
            return cls.OWN_TIME
        name = _why_a_form_is_not_taken(why)
        return cls[name] if name else None


class FindAlert(PagePart):
    """On the form that sends the link again."""

    NO_COOKIE = "find_alert/no_cookie"
    ELSEWHERE = "find_alert/elsewhere"
    STALE = "find_alert/stale"
    TOO_MANY = "find_alert/too_many"

    @classmethod
    def of(cls, why: Mapping[str, Any]) -> "FindAlert | None":
        name = _why_a_form_is_not_taken(why)
        return cls[name] if name else None


class AskAlert(PagePart):
    """On the form by which a reader asks."""

    SENT_BEFORE = "ask_alert/sent_before"
    NO_COOKIE = "ask_alert/no_cookie"
    ELSEWHERE = "ask_alert/elsewhere"
    STALE = "ask_alert/stale"
    TOO_MANY = "ask_alert/too_many"

    @classmethod
    def of(cls, why: Mapping[str, Any]) -> "AskAlert | None":
        if why.get("sent"):
            return cls.SENT_BEFORE
        name = _why_a_form_is_not_taken(why)
        return cls[name] if name else None


class FindSent(PagePart):
    """What follows, by what was typed: the same whether there is such a request or not."""

    BY_EMAIL = "find_sent/by_email"
    BY_PHONE = "find_sent/by_phone"

    @classmethod
    def of(cls, contact: str) -> "FindSent":
        if "@" in contact:
            return cls.BY_EMAIL
        return cls.BY_PHONE


# ---- how a consultation stands -----------------------------------------------------------------
class News(PagePart):
    """What was done last."""

    CORRECTED = "news/corrected"
    MOVED_BY_PATIENT = "news/moved_by_patient"
    MOVED_BY_OFFICE = "news/moved_by_office"
    PICKED_BY_PATIENT = "news/picked_by_patient"
    PICKED_BY_OFFICE = "news/picked_by_office"
    TURNED_DOWN_BY_PATIENT = "news/turned_down_by_patient"
    TURNED_DOWN_BY_OFFICE = "news/turned_down_by_office"


class MailCase(PagePart):
    """How the mail about it fares."""

    FAILED = "mail/failed"
    FAILED_AND_MENDABLE = "mail/failed_and_mendable"
    SENT = "mail/sent"
    ON_ITS_WAY = "mail/on_its_way"


class Promise(PagePart):
    """By when the office answers."""

    OVERDUE = "promise/overdue"
    WITH_TIME = "promise/with_time"
    WITHOUT_TIME = "promise/without_time"


class Answer(PagePart):
    BY_EMAIL = "answer/by_email"
    SOMEHOW = "answer/somehow"


class Plans(PagePart):
    """How the patient changes it."""

    ONLINE = "plans/online"
    TOO_LATE = "plans/too_late"
    CANCEL_CONSULTATION = "plans/cancel_consultation"
    CANCEL_REQUEST = "plans/cancel_request"
    BY_PHONE = "plans/by_phone"


class WayBack(PagePart):
    """Where the address of the page is found again."""

    IN_EMAIL = "way_back/in_email"
    PAGE_ALONE = "way_back/page_alone"


class Freed(PagePart):
    """What became of the time of one that was canceled."""

    CONFIRMED_TIME = "freed/confirmed_time"
    REQUESTED_TIME = "freed/requested_time"
    NO_TIME = "freed/no_time"


class WhyProposed(PagePart):
    MUST_MOVE = "why_proposed/must_move"
    INSTEAD = "why_proposed/instead"
    ASKED = "why_proposed/asked"


class Earlier(PagePart):
    """Whether they would come earlier, and what came of the earlier time that was offered last."""

    NOT_WAITING = "earlier/not_waiting"
    WAITING = "earlier/waiting"
    KEPT = "earlier/kept"
    EXPIRED = "earlier/expired"
    UNHEARD = "earlier/unheard"


class Agreed(PagePart):
    """How its time was confirmed."""

    BY_OFFICE = "agreed/by_office"
    BY_CHOICE = "agreed/by_choice"


class UntilThen(PagePart):
    """What comes before a confirmed time."""

    REMINDED_BY_EMAIL = "until_then/reminded_by_email"
    REMINDED = "until_then/reminded"
    COME = "until_then/come"


# ---- what the pages behind it ask --------------------------------------------------------------
class GivenUp(PagePart):
    """What is given up with one that is canceled."""

    WITH_TIME = "given_up/with_time"
    WITHOUT_TIME = "given_up/without_time"


class LetGo(PagePart):
    """What is given up when none of the proposed times suits."""

    TIMES = "let_go/times"
    TIMES_AND_OLD_TIME = "let_go/times_and_old_time"


class Known(PagePart):
    """How we can reach the patient."""

    EMAIL_AND_PHONE = "known/email_and_phone"
    EMAIL = "known/email"
    PHONE = "known/phone"


# ---- how a reader's question stands --------------------------------------------------------------
class Asked(PagePart):
    """The page of whoever asked it. It repeats no word of the question."""

    WAITS = "asked/waits"
    LATE = "asked/late"
    ANSWERED = "asked/answered"
    TOLD = "asked/told"
    BOOKED = "asked/booked"
    PUBLISHED = "asked/published"
    CLEARED = "asked/cleared"
