"""Preferred days become the numbers of weekdays, Monday 0, instead of their English names."""

from django.db import migrations

NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _change(apps, change):
    """Rows with preferred days are those of the second door: at most some dozens a week."""
    rows = apps.get_model("bookings", "Consultation").objects.exclude(preferred_days=[])
    for row in rows.only("preferred_days").iterator(chunk_size=500):
        row.preferred_days = [change(day) for day in row.preferred_days]
        row.save(update_fields=["preferred_days"])


def to_codes(apps, schema_editor):
    _change(apps, lambda day: NAMES.index(day) if day in NAMES else day)


def to_names(apps, schema_editor):
    _change(apps, lambda day: NAMES[day] if day in range(7) else day)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0017_a_reminder_a_time")]

    operations = [migrations.RunPython(to_codes, to_names)]
