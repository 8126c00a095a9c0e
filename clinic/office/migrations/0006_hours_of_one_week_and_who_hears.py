"""Consultation hours of one week alone, and how much each address of the office hears."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0005_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpecialHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ]
                    ),
                ),
                ("opens", models.TimeField(verbose_name="from")),
                ("closes", models.TimeField(verbose_name="until")),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SpecialWeek",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("monday", models.DateField(verbose_name="the week of Monday")),
            ],
            options={
                "ordering": ["monday"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="officeaddress",
            name="hears",
            field=models.CharField(
                choices=[
                    ("every", "Every request, at once"),
                    ("digest", "Once a day, all in one mail"),
                    ("trouble", "Only trouble: an answer that is overdue, a request that lapsed"),
                ],
                default="every",
                max_length=7,
                verbose_name="is told of",
            ),
        ),
        migrations.AddConstraint(
            model_name="officeaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("hears__in", ["every", "digest", "trouble"])),
                name="office_address_hears_something",
            ),
        ),
        migrations.AddField(
            model_name="specialweek",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="special_weeks",
                to="clinic.office",
            ),
        ),
        migrations.AddField(
            model_name="specialhours",
            name="week",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hours",
                to="clinic.specialweek",
            ),
        ),
        migrations.AddConstraint(
            model_name="specialweek",
            constraint=models.UniqueConstraint(
                fields=("office", "monday"), name="special_week_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens__lt", models.F("closes"))),
                name="specialhours_open_before_they_close",
                violation_error_message="“Until” must be later than “from”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="specialhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)),
                name="specialhours_weekday_is_one_of_seven",
                violation_error_message="Choose one of the seven days.",
            ),
        ),
    ]
