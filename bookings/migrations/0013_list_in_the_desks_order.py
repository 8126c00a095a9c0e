"""The first page of the list is found without sorting all there ever were. An index alone: no table is remade."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_pictures"),
        ("bookings", "0012_find_who_asked_of_late"),
        ("clinic", "0006_hours_of_one_week_and_who_hears"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(
                models.OrderBy(
                    models.Case(models.When(status="requested", then=models.F("reply_by")))
                ),
                models.OrderBy(models.F("asked_at"), descending=True),
                name="consultation_desk_order",
            ),
        ),
    ]
