"""`manage.py erase K7QF9D`: erase one request with everything that belongs to it, for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bookings import audit_log, notifications
from bookings.models import Access, Consultation, read_reference
from clinic.office.models import Office


class Command(BaseCommand):
    help = "Erase a request with all that belongs to it. Its time is free again. Nobody is told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="six letters and digits, for example K7QF9D")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        reference = read_reference(reference)
        found = Consultation.objects.filter(reference=reference)
        if not found.exists():
            raise CommandError(
                f"There is no request {reference}. Look up its reference in the admin."
            )
        with transaction.atomic():
            # Under this lock nothing new comes to rely on a message that goes.
            Office.objects.locked(found.values_list("office", flat=True).get())
            for consultation in found.select_related("office").only("office"):
                notifications.keep_for_others(consultation)
            found.delete()
            audit_log.log(
                Access.Action.ERASED, reference, by="command", now=timezone.now(), fields="all"
            )
        self.stdout.write(f"{reference} is erased. Backups made before today still hold it.")
