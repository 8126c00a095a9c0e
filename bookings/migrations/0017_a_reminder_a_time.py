"""Whoever is confirmed for a time of which no reminder was queued is reminded of it.

That is who was confirmed before there were reminders, and whose consultation was moved after a reminder of
the time before had gone. Expects the consultations that lie ahead, some hundreds at most. Reminders stay when
this is reversed: the code of before sends them too.
"""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone


def remind(apps, schema_editor):
    now = timezone.now()
    consultations = apps.get_model("bookings", "Consultation").objects
    reminders = apps.get_model("bookings", "Notification").objects.filter(kind="reminder")
    events = apps.get_model("bookings", "Event").objects.exclude(kind__in=["corrected", "link"])
    ahead = consultations.filter(status="confirmed", starts_at__gt=now).select_related("office")
    for consultation in ahead.iterator(chunk_size=500):
        event = events.filter(consultation=consultation).order_by("pk").last()
        remind_at = _remind_at(consultation, now)
        if event is None or remind_at is None:
            continue
        of_this_time = reminders.filter(event__starts_at=consultation.starts_at, superseded_at=None)
        known = reminders.filter(event=event) | of_this_time.filter(consultation=consultation)
        if not known.exists():
            reminders.create(
                consultation=consultation,
                event=event,
                kind="reminder",
                audience="patient",
                channel="mail" if consultation.email else "desk",
                queued_at=now,
                due_at=remind_at,
            )


def _remind_at(consultation, now):
    """The same hour of the day before; None if that has passed, or if they asked on that day or later."""
    zone = ZoneInfo(consultation.office.time_zone)
    shown = consultation.starts_at.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)
    asked_that_day = consultation.asked_at.astimezone(zone).date() >= shown.date()
    remind_at = shown.replace(tzinfo=zone).astimezone(UTC)
    return None if asked_that_day or remind_at <= now else remind_at


class Migration(migrations.Migration):
    dependencies = [("bookings", "0016_domain_of_message_ids")]

    operations = [migrations.RunPython(remind, migrations.RunPython.noop)]
