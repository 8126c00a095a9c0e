"""Who treats what, and its changes are announced to readers' pages. A new table, empty."""

from django.db import migrations, models

TABLE = "clinic_treatment_practitioners"
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
        ("clinic", "0018_price_of_a_treatment"),
    ]

    operations = [
        migrations.AddField(
            model_name="treatment",
            name="practitioners",
            field=models.ManyToManyField(
                blank=True,
                help_text="Whoever of them is shown on About us stands on this page too.",
                related_name="treatments",
                to="clinic.practitioner",
                verbose_name="who treats",
            ),
        ),
        # The triggers go with their table.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
