"""Words, synonyms and searches in vain are of a language; all there are, of English. Changes no row.

The last release adds and reads words without naming a language: theirs are English. It may suggest
a Spanish word among others, and finds nothing by it that readers do not have.
"""

from django.db import migrations, models


def language(**more):
    return models.CharField(db_default="en", default="en", max_length=10, **more)


class Migration(migrations.Migration):
    dependencies = [("articles", "0029_words_in_other_languages")]

    operations = [
        migrations.AddField("searchword", "language", language()),
        migrations.AddField(
            "synonym", "language", language(help_text="Of the pages on which people type this.")
        ),
        migrations.AddField("unansweredsearch", "language", language(editable=False)),
        migrations.AlterField("searchword", "word", models.CharField(max_length=100)),
        migrations.AddConstraint(
            "searchword",
            models.UniqueConstraint(
                fields=("language", "word"), name="search_word_once_a_language"
            ),
        ),
    ]
