"""The checklist asks whether a part that was chosen has something to show, and knows more words.

The new rule and the words come after `migrate`. No row changes here.
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
    ]
