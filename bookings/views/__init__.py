"""Views of patients and readers: booking, asking, their own pages, and changes there."""

from django.http import HttpRequest, HttpResponse

from bookings.views import asking, changes, earlier, lost_link
from bookings.views.booking import book_again

_COME_BACK = {
    "bookings:ask": asking.ask,
    "bookings:find": lost_link.find,
    "bookings:consultation-cancel": changes.cancel,
    "bookings:consultation-choose": changes.choose,
    "bookings:consultation-contact": changes.contact,
    "bookings:consultation-earlier": earlier.earlier,
    "bookings:consultation-move": changes.move,
    "bookings:consultation-none": changes.turn_down,
}


def form_again(request: HttpRequest) -> HttpResponse | None:
    """The form with all that was filled in, for a POST whose token was missing, foreign or too old.

    None where no form of patients stands.
    """
    match = request.resolver_match
    if match and match.view_name == "bookings:book":
        return book_again(request)
    view = _COME_BACK.get(match.view_name) if match else None
    if match and view:
        return view(request, **match.kwargs, is_stale=True)
    return None
