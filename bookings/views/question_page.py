"""Question page: how a reader's question stands, for whoever has its signed address.

It shows the answer once there is one, and never the question: whoever has the link can open it.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import FAQ
from bookings.models import QuestionStatus, ReaderQuestion
from bookings.page_cases import Asked
from bookings.views.patient_page import other_languages_of


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What we did not sign leads to a helpful page, a 404."""
    rows = ReaderQuestion.objects.select_related("office", "faq", "consultation")
    question = rows.by_token(token)
    if question is None:
        context = {"alternates": other_languages_of("bookings:ask")}
        response = render(request, "bookings/unknown_question.html", context, status=404)
        response["Referrer-Policy"] = "no-referrer"
    else:
        response = render(request, "bookings/question.html", _context(question, timezone.now()))
        response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _context(question: ReaderQuestion, now: datetime) -> dict[str, object]:
    public = _public(question, now)
    return {
        "question": question,
        "office": question.office,
        "public": public,
        "case": _case(question, is_public=public is not None, now=now),
    }


def _public(question: ReaderQuestion, now: datetime) -> FAQ | None:
    """The public question that was made of it, while readers have it."""
    faq = question.faq
    if faq and faq.published_at and faq.published_at <= now and not question.is_aside:
        return faq
    return None


def _case(question: ReaderQuestion, *, is_public: bool, now: datetime) -> Asked:
    if question.answer:
        return Asked.ANSWERED
    if question.status == QuestionStatus.BOOKED:
        return Asked.BOOKED
    if question.answered_at and question.cleared_at:
        return Asked.CLEARED
    if question.told or (question.answered_at and not is_public):
        return Asked.TOLD
    if is_public:
        return Asked.PUBLISHED
    return Asked.LATE if question.is_overdue(now=now) else Asked.WAITS
