"""Words that people type and the words of our pages; changes are announced. A new table, empty."""

from django.db import migrations, models

TABLE = "articles_synonym"
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
    dependencies = [
        ("articles", "0021_kept_uploads"),
        ("clinic", "0011_changes_are_announced"),
    ]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "typed",
                    models.TextField(
                        help_text="One word or phrase a line, as people write it: pain, painful, does it hurt.",
                        max_length=1000,
                        verbose_name="people type",
                    ),
                ),
                (
                    "finds",
                    models.TextField(
                        blank=True,
                        help_text="One word or phrase a line. Empty: the sentence is the answer.",
                        max_length=1000,
                        verbose_name="our pages say",
                    ),
                ),
                (
                    "sentence",
                    models.CharField(
                        blank=True,
                        help_text="Shown above what is found, or instead of it. Say what is true, and no more.",
                        max_length=300,
                    ),
                ),
                (
                    "is_on",
                    models.BooleanField(
                        default=True,
                        help_text="Off: the search knows nothing of it.",
                        verbose_name="on",
                    ),
                ),
            ],
            options={
                "ordering": ["typed", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(("typed", "")),
                        name="synonym_has_a_word_that_people_type",
                        violation_error_message="Say what people type.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(("finds", "")) | ~models.Q(("sentence", "")),
                        name="synonym_finds_words_or_says_a_sentence",
                        violation_error_message="Say which words of our pages it finds, or write a sentence.",
                    ),
                ],
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
