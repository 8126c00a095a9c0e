"""A consultation may be booked again for one that came to nothing. Empty in all rows there are.

No constraint of the database: the last release, which may be taken back into use, erases rows and
knows nothing of what leads to them. On SQLite it remakes the table of consultations, which has no
triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0023_phones_found_by_their_last_digits")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="again_for",
            field=models.OneToOneField(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="bookings.consultation",
                verbose_name="booked again for",
            ),
        ),
    ]
