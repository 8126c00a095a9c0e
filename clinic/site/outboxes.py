"""Outboxes of all apps: which tables of messages the worker drains, and how each is written.

At the roof, which knows every app: an app below cannot list what the others send.
"""

from articles import review_mail
from articles.models import ReviewMessage
from bookings import notifications, questions
from bookings.models import Notification, QuestionMessage
from clinic.mail.outbox import Outbox
from clinic.office.models import AccountMessage
from clinic.staff import account_mail

OUTBOXES = (
    Outbox(Notification.objects.select_related("consultation__office"), write=notifications.write),
    Outbox(QuestionMessage.objects.select_related("question__office"), write=questions.write),
    Outbox(
        ReviewMessage.objects.select_related("to", "article", "question"), write=review_mail.write
    ),
    Outbox(AccountMessage.objects.select_related("user"), write=account_mail.write),
)
