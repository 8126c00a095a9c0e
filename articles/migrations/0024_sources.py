"""Public pages on which articles and answers rest, with the day they were read. Changes no row."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# Readers see them, so each change of a row is announced.
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON articles_source
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON articles_source
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON articles_source
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE articles_source ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE articles_source ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE articles_source ENABLE ALWAYS TRIGGER content_emptied;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGGER)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0023_search_index"),
        ("clinic", "0011_changes_are_announced"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        help_text="In your own words, and no more than the page says. Readers see it.",
                        max_length=300,
                        verbose_name="what it says",
                    ),
                ),
                ("publisher", models.CharField(help_text="Whose page it is.", max_length=100)),
                ("title", models.CharField(max_length=200, verbose_name="title of the page")),
                (
                    "address",
                    models.CharField(
                        help_text="With https://.",
                        max_length=500,
                        validators=[
                            django.core.validators.URLValidator(
                                message="Copy the whole address of the page, with https://.",
                                schemes=["https", "http"],
                            )
                        ],
                        verbose_name="address of the page",
                    ),
                ),
                (
                    "read_day",
                    models.DateField(
                        help_text="The day on which you read it. Read it again with each review.",
                        verbose_name="read on",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="articles.article",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="articles.faq",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("question", None)),
                            models.Q(("article", None), ("question__isnull", False)),
                            _connector="OR",
                        ),
                        name="source_is_of_an_article_or_a_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address__startswith", "https://"),
                            ("address__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="source_is_a_page_of_the_web",
                        violation_error_message="Copy the whole address of the page, with https://.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim", ""), _negated=True),
                            models.Q(("publisher", ""), _negated=True),
                            models.Q(("title", ""), _negated=True),
                        ),
                        name="source_says_what_was_read_and_whose_it_is",
                    ),
                ],
            },
        ),
        migrations.RunPython(announce, migrations.RunPython.noop),  # they go with their table
    ]
