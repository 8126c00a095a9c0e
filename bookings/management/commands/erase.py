"""`manage.py erase K7QF9D`: erase one request with everything that belongs to it, for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.models import Consultation


class Command(BaseCommand):
    help = "Erase a request, its history, consents and messages. Its time is free again. Nobody is told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="six letters and digits, for example K7QF9D")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        found = Consultation.objects.filter(reference=reference.strip().upper())
        if not found.exists():
            raise CommandError(f"There is no request {reference}. Look up its reference in the admin.")
        found.delete()
        self.stdout.write(f"{reference.strip().upper()} is erased. Backups made before today still hold it.")
