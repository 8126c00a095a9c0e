"""An office's hours may be samples, and then pages say so. An office that is there keeps its hours as its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0007_tallies_need_no_log")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="hours_are_samples",
            field=models.BooleanField(
                default=False,
                help_text="Opening hours and the length of a consultation are made up: the page Visit us and "
                "the foot of every page say so, and search engines are told no hours. Untick it before launch, "
                "once they are yours.",
                verbose_name="these hours are samples",
            ),
        ),
    ]
