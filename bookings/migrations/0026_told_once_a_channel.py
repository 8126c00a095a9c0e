"""A message may wait for the worker and for the desk: for whoever chose text beside e-mail."""

from django.db import migrations, models

NAME = "notification_queued_once"


class Migration(migrations.Migration):
    dependencies = [("bookings", "0025_wait_for_an_earlier_time")]
    operations = [
        migrations.RemoveConstraint("notification", NAME),
        migrations.AddConstraint(
            "notification",
            models.UniqueConstraint(
                fields=["event", "kind", "audience", "office_address", "channel"], name=NAME
            ),
        ),
    ]
