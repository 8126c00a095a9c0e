"""Translations of treatments, concerns, people and the office, announced to readers' pages. A new
table, empty.
"""

from django.db import migrations, models
from django.db.models import Q

TABLE = "clinic_translation"
# Of rows that are written and differ, also while a replica's or a restore's role silences triggers.
TRIGGER = f"""
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON {TABLE}
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER content_emptied;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGGER)


OF = ("treatment", "concern", "practitioner", "office")


def row(name):
    return models.ForeignKey(
        f"clinic.{name}", models.CASCADE, null=True, blank=True, related_name="translations"
    )


class Migration(migrations.Migration):
    dependencies = [("clinic", "0025_further_languages")]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("texts", models.JSONField(blank=True, default=dict)),
                ("original", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "reviewed_by",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "Who read this beside the English, and knows what may be said of a"
                            " treatment."
                        ),
                        max_length=120,
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(blank=True, null=True, verbose_name="reviewed on"),
                ),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Needs who reviewed it, and when. Until then readers get the English"
                            " text."
                        ),
                        verbose_name="readers have it",
                    ),
                ),
                *((name, row(name)) for name in OF),
            ],
            options={
                "ordering": ["language", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            treatment__isnull=False, concern=None, practitioner=None, office=None
                        )
                        | Q(treatment=None, concern__isnull=False, practitioner=None, office=None)
                        | Q(treatment=None, concern=None, practitioner__isnull=False, office=None)
                        | Q(treatment=None, concern=None, practitioner=None, office__isnull=False),
                        name="translation_is_of_one_row",
                    ),
                    *(
                        models.UniqueConstraint(
                            fields=["language", name],
                            name=f"translation_of_{name}_once_a_language",
                        )
                        for name in OF
                    ),
                    models.CheckConstraint(
                        condition=Q(is_published=False)
                        | ~Q(reviewed_by="") & Q(reviewed_on__isnull=False),
                        name="translation_is_published_once_reviewed",
                        violation_error_message=(
                            "Before readers have it, say who reviewed it, and on which day."
                        ),
                    ),
                ],
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
