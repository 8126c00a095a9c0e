"""Words of the clinic's own for its pages, announced to readers' pages. A new table, empty."""

from django.db import migrations, models

TABLE = "clinic_pagewords"
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
        ("clinic", "0020_practitioner_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("text", models.TextField(max_length=6000)),
            ],
            options={
                "ordering": ["key"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="page_words_say_something",
                    )
                ],
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
