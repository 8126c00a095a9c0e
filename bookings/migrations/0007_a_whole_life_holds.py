"""What must hold of every row, now that the earlier ones know it too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0006_what_is_known_of_earlier_ones")]

    operations = [
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["confirmed", "completed", "no_show"]), _negated=True),
                    ("starts_at__isnull", False),
                    _connector="OR",
                ),
                name="consultation_confirmed_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lapses_at__isnull", False), ("status__in", ["requested", "proposed"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["requested", "proposed"]), _negated=True),
                        ("lapses_at", None),
                    ),
                    _connector="OR",
                ),
                name="consultation_lapses_while_it_is_open",
            ),
        ),
    ]
