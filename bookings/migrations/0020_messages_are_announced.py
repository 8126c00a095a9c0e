"""PostgreSQL tells the worker at each commit that a message may go now. Changes no row.

Claims and retries move `due_at` ahead and tell nobody. The second allows for a web server whose clock is a little
ahead of the database's.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION clinic_message_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('clinic_outbox', TG_TABLE_NAME);
    RETURN NULL;
END
$$;
CREATE TRIGGER message_is_due AFTER INSERT OR UPDATE OF due_at ON bookings_notification
FOR EACH ROW WHEN (NEW.due_at <= now() + interval '1 second')
EXECUTE FUNCTION clinic_message_is_due();
ALTER TABLE bookings_notification ENABLE ALWAYS TRIGGER message_is_due;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER message_is_due ON bookings_notification")
        schema_editor.execute("DROP FUNCTION clinic_message_is_due()")


class Migration(migrations.Migration):
    dependencies = [("bookings", "0019_histories_keep_their_accounts")]
    operations = [migrations.RunPython(announce, be_silent)]
