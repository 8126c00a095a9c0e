"""Marks of what was erased, the counts that stay of it, when answers and notes were cleared, runs of
retention, and who may erase a person. Changes no row.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_changes_are_announced"),
        ("bookings", "0021_event_at"),
        ("clinic", "0011_changes_are_announced"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="consultation",
            options={
                "ordering": ["-asked_at"],
                "permissions": [
                    ("export_consultation", "Can take consultations out as a file"),
                    ("erase_consultation", "Can take out or erase everything of a person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(db_index=True, verbose_name="began")),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: it was stopped; the next one goes on.",
                        null=True,
                        verbose_name="ended",
                    ),
                ),
                (
                    "by_name",
                    models.CharField(
                        help_text="The timer, or who ran it.", max_length=150, verbose_name="by"
                    ),
                ),
                (
                    "cleared",
                    models.JSONField(default=dict, verbose_name="answers and notes cleared"),
                ),
                ("erased", models.JSONField(default=dict, verbose_name="erased")),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddField(
            model_name="consultation",
            name="cleared_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="answers and notes cleared"
            ),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        help_text="Known to nobody who has not got the row.", max_length=64
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("erased", "Erased"), ("cleared", "Answers and notes cleared")],
                        max_length=7,
                    ),
                ),
                (
                    "day",
                    models.DateField(
                        help_text="When it was erased; of what was cleared, the day before which it was written."
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mark", "kind", "day"), name="erasure_marked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["erased", "cleared"])),
                        name="erasure_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first",
                    models.DateField(
                        help_text="Its first day, on the office's calendar.", verbose_name="month"
                    ),
                ),
                (
                    "waited_minutes",
                    models.PositiveIntegerField(help_text="Empty: never answered.", null=True),
                ),
                ("judged", models.BooleanField()),
                ("in_time", models.BooleanField()),
                ("lapsed", models.BooleanField()),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clinic.office",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["office", "first"], name="answercount_office_first")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first",
                    models.DateField(
                        help_text="Its first day, on the office's calendar.", verbose_name="month"
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=0)),
                ("by_phone", models.PositiveIntegerField(default=0)),
                ("came_to_be", models.PositiveIntegerField(default=0)),
                ("completed", models.PositiveIntegerField(default=0)),
                ("no_shows", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinic.concern",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clinic.office",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["office", "first"], name="monthlycount_office_first")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed", 0), ("concern__isnull", False), ("no_shows", 0)),
                            models.Q(
                                ("article", None),
                                ("asked", 0),
                                ("by_phone", 0),
                                ("came_to_be", 0),
                                ("concern", None),
                            ),
                            _connector="OR",
                        ),
                        name="monthlycount_is_of_requests_or_of_visits",
                    )
                ],
            },
        ),
    ]
