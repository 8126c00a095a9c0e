"""Mail that waited in a backup is held after its restore, until somebody looked through it. Changes no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0011_changes_are_announced")]

    operations = [
        migrations.AlterModelOptions(
            name="mailworker",
            options={
                "default_permissions": (),
                "permissions": [
                    ("release_mailworker", "Can release or drop mail that a restore holds")
                ],
            },
        ),
        migrations.AddField(
            model_name="mailworker",
            name="held_before",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mailworker",
            name="restored_from",
            field=models.DateTimeField(null=True),
        ),
    ]
