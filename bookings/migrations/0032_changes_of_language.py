"""That staff changed somebody's language stands in the history. Empty in every row."""

from django.db import migrations, models

KINDS = [
    ("asked", "Asked for a consultation"),
    ("aside", "Asked for a consultation, set aside"),
    ("booked", "Booked by phone or at the door"),
    ("released", "Released"),
    ("confirmed", "Confirmed"),
    ("proposed", "Other times proposed"),
    ("picked", "Chose a proposed time"),
    ("turned_down", "None of the proposed times suits"),
    ("moved", "Moved"),
    ("canceled", "Canceled"),
    ("declined", "Declined"),
    ("lapsed", "Lapsed"),
    ("completed", "Completed"),
    ("no_show", "Did not come"),
    ("corrected", "E-mail or phone corrected"),
    ("link", "Asked for the link again"),
    ("language", "Language changed"),
    ("offered", "Earlier time offered"),
    ("kept", "Kept their own time"),
    ("expired", "Earlier time not held any more"),
]


class Migration(migrations.Migration):
    dependencies = [("bookings", "0031_languages_of_patients")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="",
                default="",
                help_text="As it is from then on. Empty: it was not changed.",
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
    ]
