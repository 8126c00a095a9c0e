"""Pictures in words of other languages, whose changes are announced, and what rules of the checklist
look for there. Two new tables, empty; `post_migrate` adds the words that a new site has.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "articles_pictureinwords"
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
        ("articles", "0028_names_in_other_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureInWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                (
                    "alt",
                    models.CharField(
                        help_text="Read aloud to people who cannot see it.",
                        max_length=200,
                        verbose_name="picture in words",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_languages",
                        to="articles.picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture in words of another language",
                "verbose_name_plural": "pictures in words of other languages",
                "ordering": ["language"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("picture", "language"),
                        name="picture_is_described_once_a_language",
                        violation_error_message="It is described in this language already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                (
                    "words",
                    models.TextField(blank=True, help_text="One a line.", max_length=12000),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_languages",
                        to="articles.rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "words in another language",
                "verbose_name_plural": "words in other languages",
                "ordering": ["language"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "language"),
                        name="rule_has_its_words_once_a_language",
                        violation_error_message="It has words in this language already.",
                    )
                ],
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
