"""When the worker last lived, by the machine's own counting too: a worker that starts compares its clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0008_hours_may_be_samples")]

    operations = [
        migrations.AddField(
            model_name="mailworker",
            name="beat_boot",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="mailworker",
            name="beat_uptime",
            field=models.FloatField(default=0),
        ),
    ]
