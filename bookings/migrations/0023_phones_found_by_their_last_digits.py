"""The desk finds a phone by its last four digits: beside it stands a mark of them. Fills it in.

Expects any number of rows, in batches. What the last release writes meanwhile, or after an update
was taken back, has a mark of another phone or none: the second column tells, and an index of those
rows alone, which `bookings.search` empties. Backwards both columns go. On SQLite it remakes the
table of consultations, which has no triggers.
"""

import hashlib
import hmac

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ROWS = 500


# Copies of what `clinic.protection.encryption` and `bookings.models.phone_end` do at this time;
# each later `save` writes what they do then.
def end_mark(stored_number):
    number = stored_number.partition(";ext=")[0]
    if not number:
        return ""
    value = f"a phone that ends in {number[-4:]}"
    finding_key = hmac.digest(settings.SEALING_KEYS[0].encode(), b"fingerprint", "sha256")
    return hmac.new(finding_key, value.encode(), hashlib.sha256).hexdigest()


def fill(apps, schema_editor):
    model, connection = apps.get_model("bookings", "Consultation"), schema_editor.connection
    rows = model.objects.using(connection.alias).exclude(phone_mark="")
    some = []
    for row in rows.only("phone", "phone_mark").order_by("pk").iterator(chunk_size=ROWS):
        some.append((end_mark(row.phone), row.phone_mark, row.pk))
        if len(some) == ROWS:
            store(connection, some)
            some = []
    store(connection, some)


def store(connection, some):
    """A statement each: one for many rows at once took Django twenty times as long to write."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE bookings_consultation SET phone_end_mark = %s, phone_end_of = %s WHERE id = %s",
            some,
        )


class Migration(migrations.Migration):
    dependencies = [("bookings", "0022_erasures_counts_and_retention_runs")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="phone_end_mark",
            field=models.CharField(
                blank=True, db_default="", db_index=True, default="", editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="phone_end_of",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Of which phone the end was marked. Another mark than the phone's: out of date.",
                max_length=64,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(
                condition=~Q(phone_end_of=F("phone_mark")),
                fields=["id"],
                name="consultation_phone_end_to_mark",
            ),
        ),
    ]
