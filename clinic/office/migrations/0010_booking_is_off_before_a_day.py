"""The help text says on which day times are offered again. No row changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0009_the_workers_last_sign_of_life")]

    operations = [
        migrations.AlterField(
            "office",
            "booking_off_until",
            models.DateField(
                "booking off until",
                blank=True,
                help_text="From this day on times are offered online. Before it, people can ask to be contacted.",
                null=True,
            ),
        )
    ]
