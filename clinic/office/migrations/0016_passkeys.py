"""Passkeys of staff: one a device, named, beside the authenticator app."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0015_account_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As its owner calls the device.", max_length=60),
                ),
                ("credential_id", models.CharField(max_length=1400, unique=True)),
                (
                    "credential",
                    models.TextField(help_text="The public key, as the device gave it."),
                ),
                (
                    "is_backup_eligible",
                    models.BooleanField(help_text="May be copied to other devices."),
                ),
                (
                    "counter",
                    models.BigIntegerField(
                        help_text="Uses that the device has counted; some count none."
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "stopped_at",
                    models.DateTimeField(help_text="When it counted backwards.", null=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name"),
                        name="passkey_name_is_its_owners_only_one",
                        violation_error_message="One of your passkeys has this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counter__gte", 0)), name="passkey_counts_up"
                    ),
                ],
            },
        ),
    ]
