"""Rules by which requests are kept: seven rows, one for each way of ending. Off until the owner starts it.

The privacy page is drawn from them, so PostgreSQL says at each commit that readers see a change of one.
"""

import django.db.models.expressions
from django.db import migrations, models

CAME_TO_NOTHING, TOOK_PLACE = (30, 12), (30, 36)  # days, months
RULES = {
    "completed": TOOK_PLACE,
    "confirmed": TOOK_PLACE,
    "no_show": CAME_TO_NOTHING,
    "canceled": CAME_TO_NOTHING,
    "declined": CAME_TO_NOTHING,
    "lapsed": CAME_TO_NOTHING,
    "aside": CAME_TO_NOTHING,
}
# As those of 0011: of rows that are written and differ, also while a replica's or a restore's role silences triggers.
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON clinic_retentionrule
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON clinic_retentionrule
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON clinic_retentionrule
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE clinic_retentionrule ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE clinic_retentionrule ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE clinic_retentionrule ENABLE ALWAYS TRIGGER content_emptied;
"""


def add_rules(apps, schema_editor):
    model = apps.get_model("clinic", "RetentionRule")
    model.objects.using(schema_editor.connection.alias).bulk_create(
        model(status=status, clear_after_days=days, erase_after_months=months)
        for status, (days, months) in RULES.items()
    )


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGGER)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0012_mail_is_held_after_a_restore"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="retention_changed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When it was last started or changed.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="retention_started_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Empty: nothing is erased by itself.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "status",
                    models.CharField(
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
                        ],
                        editable=False,
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="how it ended",
                    ),
                ),
                (
                    "clear_after_days",
                    models.PositiveSmallIntegerField(
                        help_text="Days after the last thing that happened to it, 7 to 365: what the patient answered and noted, and what staff noted or wrote to them.",
                        verbose_name="answers and notes are cleared after",
                    ),
                ),
                (
                    "erase_after_months",
                    models.PositiveSmallIntegerField(
                        help_text="Months after the last thing that happened to it, 1 to 120. Only its reference stays in the access log, and the counts of the page Numbers.",
                        verbose_name="all of it is erased after",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
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
                                ],
                            )
                        ),
                        name="retention_is_of_what_has_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clear_after_days__gte", 7), ("clear_after_days__lte", 365)
                        ),
                        name="retention_clears_within_a_year",
                        violation_error_message="Clear answers and notes after 7 to 365 days: for a week staff may still correct whether somebody came.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erase_after_months__gte", 1), ("erase_after_months__lte", 120)
                        ),
                        name="retention_erases_within_ten_years",
                        violation_error_message="Erase requests after 1 to 120 months.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "clear_after_days__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("erase_after_months"), "*", models.Value(28)
                                ),
                            )
                        ),
                        name="retention_clears_before_it_erases",
                        violation_error_message="Answers and notes must be cleared before all of it is erased: lower the days, or raise the months. A month counts as 28 days here.",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
