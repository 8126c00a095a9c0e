"""Who lost the link of their page asks by e-mail or phone alone, and the worker looks. No row of
before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0026_told_once_a_channel")]

    operations = [
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "marks",
                    models.JSONField(
                        help_text="The contact by each of the keys. It reads back as nobody."
                    ),
                ),
                ("is_phone", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
            ],
            options={"ordering": ["pk"], "default_permissions": ()},
        ),
    ]
