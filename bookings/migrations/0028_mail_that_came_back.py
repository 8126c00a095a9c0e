"""Since when mail to a patient's address comes back. Empty in every row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0027_lost_links")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="mail_returned_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text=(
                    "When mail to this address last could not be delivered. Empty: none is known."
                ),
                null=True,
                verbose_name="mail came back",
            ),
        ),
    ]
