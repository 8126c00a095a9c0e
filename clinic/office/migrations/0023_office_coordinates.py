"""An office may say where it lies, to search engines. Changes no row."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("clinic", "0022_what_people_take_along")]

    operations = [
        migrations.AddField(
            "office",
            "latitude",
            models.DecimalField(
                blank=True,
                decimal_places=6,
                help_text=(
                    "Told to search engines, for the pin on a map. Press and hold the door on a map to"
                    " read both; for example 34.0… and -118.4… Never a guess."
                ),
                max_digits=8,
                null=True,
            ),
        ),
        migrations.AddField(
            "office",
            "longitude",
            models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddConstraint(
            "office",
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="office_has_a_place_on_earth_or_none",
                violation_error_message=(
                    "Fill in both latitude (-90 to 90) and longitude (-180 to 180), or neither."
                ),
            ),
        ),
    ]
