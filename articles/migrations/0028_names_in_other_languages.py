"""What topics and groups of questions are called in other languages. Two new tables, empty."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ["articles_faqgroupname", "articles_topicname"]
# Of rows that are written and differ, also while a replica's or a restore's role silences triggers.
TRIGGER = """
CREATE TRIGGER content_changed AFTER INSERT OR DELETE ON {0}
FOR EACH ROW EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON {0}
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION clinic_content_changed();
CREATE TRIGGER content_emptied AFTER TRUNCATE ON {0}
FOR EACH STATEMENT EXECUTE FUNCTION clinic_content_changed();
ALTER TABLE {0} ENABLE ALWAYS TRIGGER content_changed;
ALTER TABLE {0} ENABLE ALWAYS TRIGGER content_updated;
ALTER TABLE {0} ENABLE ALWAYS TRIGGER content_emptied;
"""


def announce(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table))


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_languages"), ("clinic", "0011_changes_are_announced")]

    operations = [
        migrations.CreateModel(
            name="FAQGroupName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "name in another language",
                "verbose_name_plural": "names in other languages",
                "ordering": ["language"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "name in another language",
                "verbose_name_plural": "names in other languages",
                "ordering": ["language"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="faqgroupname",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="names",
                to="articles.faqgroup",
            ),
        ),
        migrations.AddField(
            model_name="topicname",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="names",
                to="articles.topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="faqgroupname",
            constraint=models.UniqueConstraint(
                fields=("group", "language"),
                name="group_has_one_name_a_language",
                violation_error_message="It has a name in this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicname",
            constraint=models.UniqueConstraint(
                fields=("topic", "language"),
                name="topic_has_one_name_a_language",
                violation_error_message="It has a name in this language already.",
            ),
        ),
        # The triggers go with their tables.
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
