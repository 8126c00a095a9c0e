"""A log of who saw, changed, exported or erased what, and who may export. Changes no row.

On PostgreSQL the database itself refuses to change or delete a line of it. On SQLite only the model does:
there TRUNCATE is a DELETE too, and a table must be able to be emptied as a whole.
"""

from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION bookings_access_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'bookings_access is only ever added to';
END
$$;
CREATE TRIGGER access_is_kept BEFORE UPDATE OR DELETE ON bookings_access
FOR EACH STATEMENT EXECUTE FUNCTION bookings_access_is_kept();
"""


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER access_is_kept ON bookings_access")
        schema_editor.execute("DROP FUNCTION bookings_access_is_kept()")


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_what_staff_note")]

    operations = [
        migrations.AlterModelOptions(
            name="consultation",
            options={
                "ordering": ["-asked_at"],
                "permissions": [("export_consultation", "Can take consultations out as a file")],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "by_name",
                    models.CharField(
                        help_text="The account, or what ran without one.",
                        max_length=150,
                        verbose_name="by",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("seen", "Seen"),
                            ("changed", "Changed"),
                            ("exported", "Exported"),
                            ("erased", "Erased"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reference", models.CharField(db_index=True, max_length=100, verbose_name="what")),
                (
                    "fields",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="which fields, or the verb"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the access log",
                "verbose_name_plural": "access log",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__in", ["seen", "changed", "exported", "erased"])
                        ),
                        name="access_action_is_known",
                    )
                ],
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
