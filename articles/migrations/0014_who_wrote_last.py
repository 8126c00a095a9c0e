"""Whose text an article has is a column, and not read back from the sentences of the admin's log.

Fills it from that log, once: expects some hundred articles with a few thousand entries. An article of which
the log does not say it, or whose writer's account is gone, has nobody. Backwards nothing needs to be done.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ADDITION = 1  # of `django.contrib.admin.models`
# A form that was saved left a list of what changed, and a press a sentence: two of these bring a text.
WROTE = Q(action_flag=ADDITION) | Q(change_message__startswith="[{")
BROUGHT = Q(change_message__startswith="Restored what it said") | Q(
    change_message__endswith="taken over."
)


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    kind = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    kind = kind.filter(app_label="articles", model="article").first()
    if kind is None:
        return
    entries = apps.get_model("admin", "LogEntry").objects.using(alias).filter(content_type=kind)
    entries = entries.filter(WROTE | BROUGHT).order_by("action_time", "pk")
    last = dict(entries.values_list("object_id", "user_id").iterator(chunk_size=2000))
    articles = apps.get_model("articles", "Article").objects.using(alias)
    for pk in articles.values_list("pk", flat=True):
        if str(pk) in last:
            articles.filter(pk=pk).update(written_by=last[str(pk)])
    schema_editor.connection.check_constraints()  # PostgreSQL changes no table that has checks to do


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_histories_keep_their_accounts"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="written_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
