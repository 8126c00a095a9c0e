"""Every status, event and message of a consultation's life, and who acted.

Expects any number of rows. On SQLite it remakes the tables of consultations, events and notifications; that
of the holds it leaves alone, so the triggers of 0002 stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_newest_articles_first"),
        ("bookings", "0004_find_rows_among_many"),
        ("clinic", "0004_waiting_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={"ordering": ["pk"]},
        ),
        migrations.RemoveConstraint(
            model_name="consultation",
            name="consultation_status_is_known",
        ),
        migrations.AddField(
            model_name="consultation",
            name="calendar_sequence",
            field=models.PositiveSmallIntegerField(
                editable=False,
                help_text="SEQUENCE of the patient's calendar entry. Empty: they have none.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="lapses_at",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="When a request without an answer, or a proposal without a choice, ends by itself.",
                null=True,
                verbose_name="lapses",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="actor",
            field=models.CharField(
                choices=[("patient", "The patient"), ("staff", "Staff"), ("site", "The site")],
                default="patient",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="starts_at",
            field=models.DateTimeField(
                blank=True, help_text="As it is from then on.", null=True, verbose_name="time"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="was_at",
            field=models.DateTimeField(
                blank=True,
                help_text="If it was another one.",
                null=True,
                verbose_name="time before",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="channel",
            field=models.CharField(
                choices=[("mail", "E-mail"), ("desk", "Told by the desk")],
                default="mail",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="status",
            field=models.CharField(
                choices=[
                    ("requested", "Requested"),
                    ("aside", "Set aside"),
                    ("proposed", "Other times proposed"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("canceled", "Canceled"),
                    ("lapsed", "Lapsed"),
                    ("completed", "Completed"),
                    ("no_show", "No-show"),
                ],
                default="requested",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="by",
            field=models.ForeignKey(
                blank=True,
                help_text="Which of the staff.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Request received"),
                    ("aside", "Requests set aside"),
                    ("overdue", "Answer overdue"),
                    ("confirmed", "Confirmed"),
                    ("proposed", "Other times proposed"),
                    ("turned_down", "None of the proposed times suits"),
                    ("moved", "Moved"),
                    ("canceled", "Canceled"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("reminder", "Reminder"),
                    ("link", "The link again"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "requested",
                            "aside",
                            "proposed",
                            "confirmed",
                            "declined",
                            "canceled",
                            "lapsed",
                            "completed",
                            "no_show",
                        ],
                    )
                ),
                name="consultation_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "mail"),
                    models.Q(("audience", "patient"), ("channel", "desk")),
                    _connector="OR",
                ),
                name="notification_is_told_to_patients_alone",
            ),
        ),
    ]
