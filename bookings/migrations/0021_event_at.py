"""The events of a year, found by when they were and without their rows. No row or column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0020_messages_are_announced")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at", "consultation", "kind", "actor"], name="event_at"),
        ),
    ]
