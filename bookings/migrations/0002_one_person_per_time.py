"""No two holds of one office overlap, by the database's own word. Expects no rows."""

from django.db import migrations

# `int8range(office_id, office_id, '[]')` makes a range of the office, so that GiST needs no extension.
POSTGRESQL = """
ALTER TABLE bookings_hold ADD CONSTRAINT hold_one_person_per_time EXCLUDE USING gist (
    int8range(office_id, office_id, '[]') WITH =,
    tstzrange(starts_at, ends_at) WITH &&
)
"""

SQLITE = """
CREATE TRIGGER hold_one_person_per_time_{event} BEFORE {event} ON bookings_hold
WHEN EXISTS (
    SELECT 1 FROM bookings_hold
    WHERE office_id = NEW.office_id AND id IS NOT NEW.id
      AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
)
BEGIN
    SELECT RAISE(ABORT, 'hold_one_person_per_time');
END
"""


def forbid_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for event in ("insert", "update"):
            schema_editor.execute(SQLITE.format(event=event))


def allow_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE bookings_hold DROP CONSTRAINT hold_one_person_per_time")
    else:
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER hold_one_person_per_time_{event}")


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [migrations.RunPython(forbid_overlaps, allow_overlaps)]
