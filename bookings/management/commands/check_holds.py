"""`manage.py check_holds`: say where the times held are not what the statuses say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bookings import holds


class Command(BaseCommand):
    help = (
        "Compare the times that are held with what each consultation's status says. Changes"
        " nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = holds.faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError("The times above should be held otherwise.")
        self.stdout.write("Every consultation holds what its status says.")
