"""A treatment says when to call after it, and whether its weeks between are made up.

Changes no row.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0021_page_words")]

    operations = [
        migrations.AddField(
            "treatment",
            "weeks_between_is_sample",
            models.BooleanField(
                "these weeks are a sample",
                db_default=False,
                default=False,
                help_text=(
                    "The weeks between are made up: pages say “a few weeks apart”, and nobody can plan a"
                    " series with them but in development. Untick it once they are yours."
                ),
            ),
        ),
        migrations.AddField(
            "treatment",
            "call_us_if",
            models.TextField(
                "call us if",
                blank=True,
                db_default="",
                help_text=(
                    "One a line, as it goes on after “Call or text us if”. How long redness may last is"
                    " said from the facts, and 911 always stands below."
                ),
                max_length=600,
            ),
        ),
    ]
