"""`manage.py reseal`: seal everything anew with the newest key, so that an old key can be thrown away."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from bookings.models import Consultation


class Command(BaseCommand):
    help = "Seal every consultation with the first of SEALING_KEYS; then the others are not needed any more."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Consultation.objects.values_list("pk", flat=True))
        for key in keys:
            reseal(key)
        self.stdout.write(f"Sealed anew: {len(keys)}. Older keys can be taken out of SEALING_KEYS.")


@transaction.atomic
def reseal(key: int) -> None:
    """Write one row's sealed fields and fingerprints with the newest key. Its other fields stay untouched."""
    row = Consultation.objects.select_for_update().get(pk=key)
    row.save(update_fields=["phone", "phone_mark", "email", "email_mark", "answers", "note"])
