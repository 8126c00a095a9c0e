"""Blocked times, staff's words to a patient, why a booking is an exception, and calendar addresses."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clinic.protection.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0009_who_saw_and_took_out"),
        ("clinic", "0006_hours_of_one_week_and_who_hears"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="note",
            field=clinic.protection.encryption.EncryptedTextField(
                blank=True, verbose_name="staff's words to the patient"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="reason",
            field=clinic.protection.encryption.EncryptedTextField(
                blank=True, verbose_name="why it is an exception"
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
                    ("digest", "What happened in a day"),
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
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Which phone or computer fetches it.", max_length=40
                    ),
                ),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "fetched_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last fetched"),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "note",
                    models.CharField(blank=True, help_text="For the office alone.", max_length=60),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="clinic.office",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["office", "ends_at", "starts_at"], name="block_office_ends_at"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="block_starts_before_it_ends",
                    )
                ],
            },
        ),
    ]
