"""PostgreSQL says at each commit of which table readers see a change. Changes no row.

The page cache of every web server listens (clinic.changes). SQLite has no notifications; there every commit is
noticed by the number of the file.
"""

from django.db import migrations

TABLES = [
    "closure",
    "concern",
    "consultationhours",
    "office",
    "openinghours",
    "practitioner",
    "specialhours",
    "specialweek",
    "treatment",
    "treatmentstep",
]
FUNCTION = """
CREATE FUNCTION clinic_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('clinic_content', TG_TABLE_NAME);
    RETURN NULL;
END
$$
"""
# Of rows that are written and differ, also while a replica's or a restore's role silences triggers.
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON clinic_{0}
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON clinic_{0}
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON clinic_{0}
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE clinic_{0} ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE clinic_{0} ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE clinic_{0} ENABLE ALWAYS TRIGGER content_emptied;
"""
NAMES = ["content_changed", "content_updated", "content_emptied"]


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table))


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for name in NAMES:
                schema_editor.execute(f"DROP TRIGGER {name} ON clinic_{table}")
        schema_editor.execute("DROP FUNCTION clinic_content_changed()")


class Migration(migrations.Migration):
    dependencies = [("clinic", "0010_booking_is_off_before_a_day")]
    operations = [migrations.RunPython(announce, be_silent)]
