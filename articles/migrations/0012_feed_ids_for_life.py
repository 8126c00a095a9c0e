"""The id of an article in the feed is stored, so that no change of its address or day gives it another.

Articles with a day of publishing keep what the feed says of them today, byte for byte: their whole address.
Expects some hundred rows. Backwards the ids are put together again.
"""

from uuid import uuid4

from django.conf import settings
from django.db import migrations, models

import articles.models.articles


def give_ids(apps, schema_editor):
    Article = apps.get_model("articles", "Article")
    for article in Article.objects.only("slug", "published_at").iterator(chunk_size=500):
        article.feed_id = uuid4().urn
        if article.published_at:
            article.feed_id = f"{settings.SITE_URL}/articles/{article.slug}/"
        article.save(update_fields=["feed_id"])
    schema_editor.connection.check_constraints()  # PostgreSQL changes no table that has checks to do


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_questions_in_their_groups")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="feed_id",
            field=models.CharField(editable=False, max_length=400, null=True),
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="article",
            name="feed_id",
            field=models.CharField(
                default=articles.models.articles.new_feed_id,
                editable=False,
                max_length=400,
                unique=True,
            ),
        ),
    ]
