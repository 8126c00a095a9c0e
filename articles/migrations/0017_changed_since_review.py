"""Whether a text was changed after its reviewer had signed it. Of those that are there nobody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_changes_are_announced")]

    operations = [
        migrations.AddField(
            "article",
            "changed_since_review",
            models.BooleanField(db_default=False, default=False, editable=False),
        )
    ]
