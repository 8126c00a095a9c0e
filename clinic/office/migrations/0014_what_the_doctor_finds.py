"""What the doctor finds red, as each machine's worker last saw it, for the desk's first page. A new table, empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0013_retention_rules")]

    operations = [
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("machine", models.CharField(max_length=64)),
                ("check_name", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("what", models.TextField()),
                ("mend", models.TextField(blank=True)),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["found_at", "key"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("machine", "key"), name="problem_once_a_machine"
                    )
                ],
            },
        ),
    ]
