"""A day's consultations, and mail that did not go, are few among all: they are found without reading the rest.

Expects any number of rows, changes none. It remakes no table, so the triggers of 0002 stay.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_blocks_words_and_calendar_addresses")]

    operations = [
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(
                fields=["status", "starts_at"], name="consultation_status_starts_at"
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                fields=["failed_at"],
                condition=models.Q(failed_at__isnull=False),
                name="notification_failed",
            ),
        ),
    ]
