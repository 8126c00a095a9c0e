"""PostgreSQL writes no log of the tallies: what a crash of it forgets is who tried how often of late.

Every form that is sent is counted before it is looked at, and need not wait for the disk twice. SQLite knows
no such tables. Changes no row.
"""

from django.db import migrations


def without_log(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE clinic_tally SET UNLOGGED")


def with_log(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE clinic_tally SET LOGGED")


class Migration(migrations.Migration):
    dependencies = [("clinic", "0006_hours_of_one_week_and_who_hears")]

    operations = [migrations.RunPython(without_log, with_log)]
