"""Versions of what the clinic says on its own pages. A new table, empty."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0025_searches_that_found_nothing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        help_text="As `clinic.office.page_words` knows it.", max_length=20
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField(help_text="The text of each key.")),
                ("at", models.DateTimeField()),
                (
                    "restores",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number of the version that it brought back.",
                        null=True,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Why what the checklist found may stand.",
                        max_length=300,
                    ),
                ),
                ("found", models.TextField(blank=True, help_text="What it found, one a line.")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "page",
                "ordering": ["page", "-number"],
                "default_permissions": ("view", "change"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "number"), name="page_version_has_its_number_alone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="page_versions_are_counted_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("found", ""), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="page_version_says_why_a_finding_may_stand",
                    ),
                ],
            },
        ),
    ]
