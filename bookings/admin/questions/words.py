"""A reader's question in the desk's words, the same in its list, on its page and on the first."""

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html

from bookings.models import ReaderQuestion
from clinic.office import formats

SOON_HOURS = 3  # before a promise falls due, it is shown as pressing


def answer_by(question: ReaderQuestion, *, now: datetime) -> str:
    """The promise as a tag, red once it was broken; a dash for what was answered."""
    if not question.awaits_answer:
        return "–"
    promise = formats.desk_reply_by(question.reply_by, question.office, now=now)
    if question.is_overdue(now=now):
        return format_html('<span class="acu-age late">Overdue since {}</span>', promise)
    hours_left = (question.reply_by - now).total_seconds() / 3600
    soon = " soon" if hours_left < SOON_HOURS else ""
    return format_html('<span class="acu-age{}">{}</span>', soon, promise)


def public_question(question: ReaderQuestion) -> str:
    """Where an editor has it, and whether readers do."""
    faq = question.faq
    if faq is None:
        return "–"
    if question.published_at:
        seen = formats.desk_when(question.published_at, question.office)
        state = f"published, seen on {seen}"
    else:
        state = "not published yet"
    return format_html(
        '<a href="{}">{}</a> ({})',
        reverse("admin:articles_faq_change", args=[faq.pk]),
        faq,
        state,
    )


def booked_as(question: ReaderQuestion) -> str:
    consultation = question.consultation
    if consultation is None:
        return "–"
    return format_html(
        '<a href="{}">{}</a>',
        reverse("admin:bookings_consultation_change", args=[consultation.pk]),
        consultation.reference,
    )
