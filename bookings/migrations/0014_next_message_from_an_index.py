"""A worker finds the message that is due longest in an index, however many wait for the same moment.

Expects any number of rows, changes none. On SQLite it remakes the table of messages, which has no triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0013_list_in_the_desks_order")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="due_at",
            field=models.DateTimeField("next attempt", null=True, blank=True),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                fields=["due_at", "id"],
                condition=models.Q(due_at__isnull=False),
                name="notification_due",
            ),
        ),
    ]
