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
# Of rows that are written and differ, also while a replica's or a restore's role silences triggers.
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON articles_{0}
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON articles_{0}
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON articles_{0}
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE articles_{0} ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE articles_{0} ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE articles_{0} ENABLE ALWAYS TRIGGER content_emptied;
"""
NAMES = ["content_changed", "content_updated", "content_emptied"]


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table))


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for name in NAMES:
                schema_editor.execute(f"DROP TRIGGER {name} ON articles_{table}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_article_revision"),
        ("clinic", "0011_changes_are_announced"),
    ]
    operations = [migrations.RunPython(announce, be_silent)]
