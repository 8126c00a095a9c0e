"""Articles and questions know their language and what they translate. All that is there is English.

No row is written: PostgreSQL keeps the default beside the table.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0026_page_versions")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="language",
            field=models.CharField(db_default="en", default="en", editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name="article",
            name="original_seen",
            field=models.JSONField(
                editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="translations",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="language",
            field=models.CharField(db_default="en", default="en", editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name="faq",
            name="original_seen",
            field=models.JSONField(
                editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="translations",
                to="articles.faq",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["language", "-published_at", "-id"], name="article_newest_of_language"
            ),
        ),
        migrations.AddIndex(
            model_name="faq",
            index=models.Index(
                fields=["language", "group", "position", "id", "published_at"],
                name="question_in_group_of_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("language", "en"), ("translation_of", None)),
                    models.Q(
                        models.Q(("language", "en"), _negated=True),
                        ("translation_of__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="article_is_an_original_or_a_translation",
                violation_error_message="A translation is made from an English text, and into another language.",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("translation_of", None),
                    models.Q(("translation_of", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="article_translates_another",
                violation_error_message="A translation is made from an English text, and into another language.",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("translation_of", "language"),
                name="article_has_one_translation_a_language",
                violation_error_message="It has a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="faq",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("language", "en"), ("translation_of", None)),
                    models.Q(
                        models.Q(("language", "en"), _negated=True),
                        ("translation_of__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="question_is_an_original_or_a_translation",
                violation_error_message="A translation is made from an English text, and into another language.",
            ),
        ),
        migrations.AddConstraint(
            model_name="faq",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("translation_of", None),
                    models.Q(("translation_of", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="question_translates_another",
                violation_error_message="A translation is made from an English text, and into another language.",
            ),
        ),
        migrations.AddConstraint(
            model_name="faq",
            constraint=models.UniqueConstraint(
                fields=("translation_of", "language"),
                name="question_has_one_translation_a_language",
                violation_error_message="It has a translation into this language already.",
            ),
        ),
    ]
