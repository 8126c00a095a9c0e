"""A retention rule for readers' questions beside those of requests. Changes no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0023_office_coordinates"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="retentionrule",
            name="retention_is_of_what_has_ended",
        ),
        migrations.AlterField(
            model_name="retentionrule",
            name="status",
            field=models.CharField(
                choices=[
                    ("completed", "Completed"),
                    (
                        "confirmed",
                        "Confirmed, its time is over, and nobody noted whether they came",
                    ),
                    ("no_show", "No-show"),
                    ("canceled", "Canceled"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("aside", "Set aside, and nobody released or declined it"),
                    ("question", "A reader’s question that was answered, or set aside"),
                ],
                editable=False,
                max_length=10,
                primary_key=True,
                serialize=False,
                verbose_name="how it ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "completed",
                            "confirmed",
                            "no_show",
                            "canceled",
                            "declined",
                            "lapsed",
                            "aside",
                            "question",
                        ],
                    )
                ),
                name="retention_is_of_what_has_ended",
            ),
        ),
    ]
