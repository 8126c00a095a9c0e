"""A question has an article's stages, and its findings may be let stand; all so far are drafts or published."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_back(apps, schema_editor):
    """Overrides of questions have no place before this migration; at most a few dozen."""
    apps.get_model("articles", "Override").objects.filter(article=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="faq",
            name="stage",
            field=models.CharField(
                choices=[("draft", "Draft"), ("review", "In review"), ("retired", "Retired")],
                default="draft",
                help_text="Where it stands as long as it has no day of publishing.",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="override",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="overrides",
                to="articles.faq",
            ),
        ),
        migrations.AlterField(
            model_name="faq",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Empty: no reader sees it. In the future: scheduled, and seen from then on.",
                null=True,
                verbose_name="published",
            ),
        ),
        migrations.AlterField(
            model_name="override",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="overrides",
                to="articles.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                fields=("question", "check_name", "found"),
                name="override_once_a_finding_in_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("article__isnull", False), ("question", None)),
                    models.Q(("article", None), ("question__isnull", False)),
                    _connector="OR",
                ),
                name="override_is_of_an_article_or_a_question",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_back),
    ]
