"""The checklist asks whether a part that was chosen has something to show, and knows more words.

The new rule and the words come after `migrate`. Going back takes that rule along, one row at most, since the
code before knows no such check.
"""

from django.db import migrations, models

CHECKS = [
    ("claim", "Words that claim too much"),
    ("looks", "Uses that need “may help with the look of”"),
    ("both_sides", "May help, and cannot"),
    ("parts", "Parts that come by themselves"),
    ("review", "Reviewer and day of the review"),
    ("facts", "Numbers against the treatment’s facts"),
    ("alt", "Pictures in words"),
    ("depicts", "Who is in a picture"),
    ("grade", "Easy to read"),
    ("links", "Links inside the site"),
    ("next_step", "A next step"),
]


def forget_parts(apps, schema_editor):
    rules = apps.get_model("articles", "Rule").objects.using(schema_editor.connection.alias)
    rules.filter(check_name="parts").delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_drafts_may_be_half_written")]

    operations = [
        migrations.AlterField(
            model_name="rule",
            name="words",
            field=models.TextField(
                blank=True,
                help_text="One a line. Where the rule looks for none, leave it empty.",
                max_length=12000,
            ),
        ),
        migrations.AlterField(
            model_name="override",
            name="check_name",
            field=models.CharField(choices=CHECKS, max_length=10),
        ),
        migrations.AlterField(
            model_name="rule",
            name="check_name",
            field=models.CharField(choices=CHECKS, max_length=10, verbose_name="checks"),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_parts),
    ]
