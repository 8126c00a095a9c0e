"""The page of questions shows the first of each group: which they are, an index tells without the rows.

Expects any number of rows, changes none.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_search_looks_in_words")]

    operations = [
        migrations.AddIndex(
            model_name="faq",
            index=models.Index(
                fields=["group", "position", "id", "published_at"], name="question_in_its_group"
            ),
        ),
    ]
