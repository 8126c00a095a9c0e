"""`manage.py reseal`: key rotation: encrypt everything anew with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from bookings.models import Consultation, ReaderQuestion
from clinic.office.models import AccountMessage, SecondFactor


class Command(BaseCommand):
    help = (
        "Seal all that is sealed with the first of SEALING_KEYS; then the others are not needed any"
        " more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Consultation.objects.values_list("pk", flat=True))
        for key in keys:
            reseal(key)
        questions = list(ReaderQuestion.objects.values_list("pk", flat=True))
        for key in questions:
            reseal_question(key)
        for factor in SecondFactor.objects.all():
            factor.save(update_fields=["secret"])
        for key in AccountMessage.objects.filter(user=None).values_list("pk", flat=True):
            reseal_what_was_asked_for(key)
        self.stdout.write(
            f"Sealed anew: {len(keys)} requests and {len(questions)} questions. Older keys can be"
            " taken out of SEALING_KEYS; keep them elsewhere as long as a backup from before may be"
            " restored."
        )


@transaction.atomic
def reseal(key: int) -> None:
    """Write one row's sealed fields and fingerprints with the newest key, and what staff noted on
    it.

    Its other fields stay untouched.
    """
    row = Consultation.objects.select_for_update().get(pk=key)
    marks = ["phone_mark", "phone_end_mark", "phone_end_of", "email_mark"]
    row.save(update_fields=["phone", "email", "answers", "note", *marks])
    for note in row.internal_notes.all():
        note.save(update_fields=["text"])
    for call in row.calls.all():
        call.save(update_fields=["note"])
    for event in row.events.all():
        event.save(update_fields=["note", "reason"])


@transaction.atomic
def reseal_question(key: int) -> None:
    """Write a reader's question with the newest key, unless it was erased meanwhile."""
    sealed = ["question", "phone", "email", "answer", "told"]
    for question in ReaderQuestion.objects.select_for_update().filter(pk=key):
        question.save(update_fields=[*sealed, "phone_mark", "email_mark"])


@transaction.atomic
def reseal_what_was_asked_for(key: int) -> None:
    """Also of mail that was dropped: its row stays for a while. Unless the worker has just looked
    for its account, and what was typed is gone.
    """
    for message in AccountMessage.objects.select_for_update().filter(pk=key, user=None):
        message.save(update_fields=["asked_for"])
