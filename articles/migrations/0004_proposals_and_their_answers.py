"""A proposal that was taken over or turned away says so, and by whom; no row is one yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_versions_rules_and_old_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="kind",
            field=models.CharField(
                choices=[
                    ("released", "Given to readers"),
                    ("withdrawn", "Taken from readers"),
                    ("proposed", "Proposed by a writer"),
                    ("accepted", "Proposed by a writer and taken over"),
                    ("declined", "Proposed by a writer and turned away"),
                    ("kept", "Kept beside another text"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False), ("kind__in", ["accepted", "declined"])
                    ),
                    models.Q(
                        models.Q(("kind__in", ["accepted", "declined"]), _negated=True),
                        ("answered_at", None),
                    ),
                    _connector="OR",
                ),
                name="version_that_was_answered_says_when",
            ),
        ),
    ]
