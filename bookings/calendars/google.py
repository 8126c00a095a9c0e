"""Google Calendar: a link that opens its form for a new entry, filled in.

The one link to another host on a patient's page. Nothing goes there before somebody presses it;
then it carries the time, the office's name and address, and the reference. It stands in no mail:
there programs press every link, and Google would be told by nobody's wish.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from bookings.models import Consultation, Status

ADDRESS = "https://calendar.google.com/calendar/render"


def google_calendar_link(consultation: Consultation) -> str:
    """Its address; empty unless the time is confirmed.

    Times are in UTC: of one that fall shows twice, a wall clock with a zone would mean the first.
    """
    starts_at, ends_at = consultation.starts_at, consultation.ends_at
    if consultation.status != Status.CONFIRMED or starts_at is None or ends_at is None:
        return ""
    office = consultation.office
    filled_in = {
        "action": "TEMPLATE",
        "text": _("Appointment – {clinic}").format(clinic=office.name),
        "dates": f"{_in_utc(starts_at)}/{_in_utc(ends_at)}",
        "ctz": office.time_zone,  # in which it is shown
        "location": office.address,
        "details": _("Reference {reference}").format(reference=consultation.reference),
    }
    return f"{ADDRESS}?{urlencode(filled_in, quote_via=quote, safe='/')}"


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
