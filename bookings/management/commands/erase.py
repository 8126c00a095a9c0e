"""`manage.py erase K7QF9D`: erase one request with everything that belongs to it, for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings import erasures
from bookings.models import Consultation, read_reference


class Command(BaseCommand):
    help = "Erase a request with all that belongs to it. Its time is free again. Nobody is told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="six letters and digits, for example K7QF9D")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        reference = read_reference(reference)
        found = Consultation.objects.filter(reference=reference)
        if not erasures.erase(found, by="command", now=timezone.now()):
            raise CommandError(
                f"There is no request {reference}. Look up its reference in the admin."
            )
        self.stdout.write(
            f"{reference} is erased. Backups made until now still hold it; a restore of one"
            " erases it again, by the journal of erasures."
        )
