"""The numbers tell of who asked in the last twelve months: they are found without reading the years before.

Expects any number of rows, changes none. It remakes no table, so the triggers of 0002 stay.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0011_find_what_is_due_among_many")]

    operations = [
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["asked_at"], name="consultation_asked_at"),
        ),
    ]
