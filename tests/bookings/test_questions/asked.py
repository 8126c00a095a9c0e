"""The form by which a reader asks, as a browser holds it; and its mails, sent at once."""

from datetime import timedelta

from django.core import mail

from bookings import questions
from bookings.models import QuestionMessage
from clinic.mail.outbox import deliver_next
from clinic.protection.form_keys import FormKey
from tests.factories import MONDAY

QUEUE = "/admin/bookings/readerquestion/"
WORDS = "How long is the skin red after microneedling?"


def form(**changes):
    """Filled in with no more than a question."""
    key = FormKey.new(now=MONDAY - timedelta(minutes=2)).signed()
    filled = {"form_key": key, "words": WORDS} | changes
    return {name: value for name, value in filled.items() if value is not None}


def deliver(now=MONDAY):
    """Each mail that is due at `now`."""
    before = len(mail.outbox)
    messages = QuestionMessage.objects.select_related("question__office")
    while deliver_next(messages, write=questions.write, now=lambda: now):
        pass
    return mail.outbox[before:]


def page_of(question, step=""):
    return f"{QUEUE}{question.pk}/{step}{'/' if step else 'change/'}"
