"""Holds that are asked for lie ahead, so by their end the years behind them are never looked at.

Requests that wait or were set aside are few among all: they are found by their status. Expects any number
of rows, changes none. It remakes no table, so the triggers of 0002 stay.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0003_requests_set_aside")]

    operations = [
        migrations.RemoveIndex(model_name="hold", name="hold_office_starts_at"),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                fields=["office", "ends_at", "starts_at"], name="hold_office_ends_at"
            ),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["status", "reply_by"], name="consultation_status_reply_by"),
        ),
    ]
