"""Counts of searches that found nothing. Two new tables, empty."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0024_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnansweredSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(editable=False, max_length=64, unique=True)),
                ("words", models.CharField(blank=True, max_length=60, verbose_name="searched for")),
                (
                    "days",
                    models.PositiveSmallIntegerField(default=0, help_text="On which it came."),
                ),
                ("first_day", models.DateField(db_index=True)),
                ("last_day", models.DateField(verbose_name="last")),
            ],
            options={
                "verbose_name": "search that found nothing",
                "verbose_name_plural": "searches that found nothing",
                "ordering": ["-last_day", "pk"],
                "default_permissions": ("view", "delete"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), ("days__gte", 3), _connector="OR"),
                        name="words_of_a_search_are_kept_from_the_third_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnansweredDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(db_index=True)),
                ("times", models.PositiveSmallIntegerField(default=1)),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seen",
                        to="articles.unansweredsearch",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("search", "day"), name="search_is_counted_once_a_day"
                    )
                ],
            },
        ),
    ]
