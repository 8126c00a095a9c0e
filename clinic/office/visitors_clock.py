"""Visitor's clock: how the script says a time where the visitor is, in the language of the page.

The patterns are those of `formats`, so that both times on a page are written alike.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.office.models import Office


def attributes(office: Office) -> SafeString:
    """Of a <time> that the script may say a second time: `static/js/site.js` fills them in."""
    return format_html(
        'data-zone="{}" data-day="{}" data-am="{}" data-pm="{}" data-here="{}"',
        office.time_zone,
        pgettext("date", "{weekday}, {month} {day}"),
        pgettext("time of day", "{time} am"),
        pgettext("time of day", "{time} pm"),
        _("Where you are: {day}, {time} {zone}"),
    )
