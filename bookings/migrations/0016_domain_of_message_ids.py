"""A message keeps the domain of its Message-ID from its first attempt on.

Expects any number of rows and leaves it empty in all of them: those that were tried before had the host
name of the site, and have it still. On SQLite it remakes the table of messages, which has no triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0015_names_found_by_any_keyboard")]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="message_domain",
            field=models.CharField(blank=True, default="", editable=False, max_length=253),
        ),
    ]
