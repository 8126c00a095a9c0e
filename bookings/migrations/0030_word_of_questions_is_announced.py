"""PostgreSQL tells the worker at each commit that a message about a reader's question may go now.

Changes no row. The function is that of `0020_messages_are_announced`.
"""

from django.db import migrations

POSTGRESQL = """
CREATE TRIGGER message_is_due AFTER INSERT OR UPDATE OF due_at ON bookings_questionmessage
FOR EACH ROW WHEN (NEW.due_at <= now() + interval '1 second')
EXECUTE FUNCTION clinic_message_is_due();
ALTER TABLE bookings_questionmessage ENABLE ALWAYS TRIGGER message_is_due;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER message_is_due ON bookings_questionmessage")


class Migration(migrations.Migration):
    dependencies = [("bookings", "0029_readers_questions")]
    operations = [migrations.RunPython(announce, be_silent)]
