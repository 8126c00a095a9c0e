"""PostgreSQL says at each commit of which table readers see a change. Changes no row."""

from django.db import migrations

TABLES = [
    "article",
    "article_treatments",
    "articlefaq",
    "faq",
    "faqgroup",
    "picture",
    "section",
    "topic",
    "version",
]
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON articles_{}
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed()
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table))


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER content_changed ON articles_{table}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_article_revision"),
        ("clinic", "0011_changes_are_announced"),
    ]
    operations = [migrations.RunPython(announce, be_silent)]
