"""What consultations of before this day are given: who acted, when they lapse, an entry for the calendar.

Expects rows as 0005 left them. A request waits until the notice before its time, or for two days after the
promised answer; a moment that has passed already lets it lapse with an apology, since nobody answered.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import F


def fill_in(apps, schema_editor):
    Consultation = apps.get_model("bookings", "Consultation")
    Event = apps.get_model("bookings", "Event")
    Event.objects.filter(by__isnull=False).update(actor="staff")
    Consultation.objects.filter(status="confirmed").update(calendar_sequence=0)
    requested = Consultation.objects.filter(status="requested").select_related("office")
    for consultation in requested.only("starts_at", "reply_by", "office__notice_hours"):
        if consultation.starts_at:
            lapses_at = consultation.starts_at - timedelta(hours=consultation.office.notice_hours)
        else:
            lapses_at = consultation.reply_by + timedelta(days=2)
        Consultation.objects.filter(pk=consultation.pk).update(lapses_at=lapses_at)
    for status in ("requested", "confirmed", "declined"):
        moved_on = Event.objects.filter(kind={"requested": "asked"}.get(status, status))
        for event in moved_on.filter(consultation__starts_at__isnull=False).annotate(
            time=F("consultation__starts_at")
        ):
            Event.objects.filter(pk=event.pk).update(starts_at=event.time)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0005_whole_life")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
