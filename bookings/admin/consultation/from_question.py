"""A consultation out of a reader's question: the phone booking page knows what they gave us."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings import audit_log, questions
from bookings.models import Access, ReachBy, ReaderQuestion
from clinic.office import phones

PARAMETER = "question"  # of the address of the phone booking page: whose key it is


def asked_for(request: HttpRequest) -> ReaderQuestion | None:
    """The question that the address names; None if it names none. Raises Http404 for one unknown.

    Only for whoever may answer questions: it fills in how somebody is reached.
    """
    key = request.GET.get(PARAMETER, "")
    if not key:
        return None
    found = None
    if key.isascii() and key.isdigit() and len(key) < 19:
        found = ReaderQuestion.objects.select_related("office").filter(pk=key).first()
    if found is None or not request.user.has_perm("bookings.change_readerquestion"):
        raise Http404
    return found


def why_not(question: ReaderQuestion) -> str:
    """Why there is nothing to book for it; empty if there is."""
    if "book" in questions.verbs_of(question):
        return ""
    return f"Question {question.reference}: {question.get_status_display().lower()}."


def initial(question: ReaderQuestion, *, by: User, now: datetime) -> dict[str, Any]:
    """What the form begins with. That it was seen is noted."""
    audit_log.log(Access.Action.SEEN, str(question), by=by, now=now, fields="phone, e-mail")
    number = question.phone_number
    return {
        "phone": phones.shown(number) if number else "",
        "email": question.email,
        "language": question.language,
        "reach_by": ReachBy.CALL if number or not question.email else ReachBy.EMAIL,
    }


def lead(question: ReaderQuestion) -> str:
    """What stands above the form."""
    return format_html('For whoever asked <a href="{}">{}</a>.', address(question), question)


def address(question: ReaderQuestion) -> str:
    return reverse("admin:bookings_readerquestion_change", args=[question.pk])


def booking_address(question: ReaderQuestion) -> str:
    """The phone booking page, filled in for whoever asked it."""
    return f"{reverse('admin:bookings_consultation_add')}?{PARAMETER}={question.pk}"
