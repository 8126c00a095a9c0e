"""Further languages, each with the owner's switch, announced to readers' pages. A new table, empty."""

from django.db import migrations, models
from django.db.models import Q

TABLE = "clinic_sitelanguage"
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


class Migration(migrations.Migration):
    dependencies = [("clinic", "0024_questions_are_kept_so_long")]

    operations = [
        migrations.CreateModel(
            name="SiteLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(max_length=10, unique=True, verbose_name="language"),
                ),
                (
                    "is_on",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Pages, forms and mails in this language, with a link on every page."
                            " Needs the three answers below."
                        ),
                        verbose_name="readers have it",
                    ),
                ),
                (
                    "answered_by",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "Who of the clinic takes a call or a mail in this language, or how it"
                            " is done. For example: Ana at the front desk; or: the front desk, with"
                            " an interpreter on the line."
                        ),
                        max_length=120,
                        verbose_name="who answers in it",
                    ),
                ),
                (
                    "is_spoken",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Visit us then says that we can be called in this language. Leave it empty"
                            " where an interpreter helps: then nothing claims it."
                        ),
                        verbose_name="somebody here speaks it",
                    ),
                ),
                (
                    "health_pages_reviewed_by",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "A licensed person who reads this language and has signed those pages."
                        ),
                        max_length=120,
                        verbose_name="who reviewed the pages about health",
                    ),
                ),
                (
                    "consents_seen_by_counsel_on",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "The day on which counsel last read the consents and privacy page in it."
                        ),
                        null=True,
                        verbose_name="counsel saw the consents on",
                    ),
                ),
            ],
            options={
                "verbose_name": "further language",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(is_on=False)
                        | ~Q(answered_by="")
                        & ~Q(health_pages_reviewed_by="")
                        & Q(consents_seen_by_counsel_on__isnull=False),
                        name="language_is_on_with_its_three_answers",
                        violation_error_message=(
                            "Before readers have it, say who answers in it, who reviewed the pages"
                            " about health, and when counsel saw the consents."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=Q(is_spoken=False) | ~Q(answered_by=""),
                        name="language_spoken_here_by_somebody",
                        violation_error_message="Say who speaks it.",
                    ),
                ],
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
