"""Mail about staff's own accounts has an outbox of its own. PostgreSQL tells the worker of each message."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clinic.protection.encryption

POSTGRESQL = """
CREATE FUNCTION clinic_account_message_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('clinic_outbox', TG_TABLE_NAME);
    RETURN NULL;
END
$$;
CREATE TRIGGER message_is_due AFTER INSERT OR UPDATE OF due_at ON clinic_accountmessage
FOR EACH ROW WHEN (NEW.due_at <= now() + interval '1 second')
EXECUTE FUNCTION clinic_account_message_is_due();
ALTER TABLE clinic_accountmessage ENABLE ALWAYS TRIGGER message_is_due;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER message_is_due ON clinic_accountmessage")
        schema_editor.execute("DROP FUNCTION clinic_account_message_is_due()")


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0014_what_the_doctor_finds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "message_domain",
                    models.CharField(blank=True, default="", editable=False, max_length=253),
                ),
                ("queued_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next attempt"),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="failed")),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="no longer true"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation"),
                            ("reset", "Link for a new password"),
                            ("password", "Password changed"),
                            ("factor", "Second factor changed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "asked_for",
                    clinic.protection.encryption.EncryptedTextField(
                        blank=True, help_text="What was typed, until then."
                    ),
                ),
                ("account_state", models.CharField(blank=True, max_length=64)),
                ("link_ends_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="accountmessage_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False),
                                ("failed_at", None),
                                ("sent_at", None),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at", None),
                                ("sent_at__isnull", False),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at__isnull", False),
                                ("sent_at", None),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at", None),
                                ("sent_at", None),
                                ("superseded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountmessage_waits_or_has_one_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["invitation", "reset"]),
                            models.Q(
                                ("link_ends_at", None), ("revoked_at", None), ("used_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="account_message_without_link_is_not_used",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "invitation"), ("revoked_at", None), ("used_at", None)
                        ),
                        fields=("user",),
                        name="account_has_one_open_invitation",
                    ),
                ],
            },
        ),
        migrations.RunPython(announce, be_silent),
    ]
