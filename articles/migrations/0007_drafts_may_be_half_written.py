"""“Cannot” beside “may help” is asked of what readers have, or will; a draft may be half written.

The other way it stops at a draft that says one side alone: write the other one first.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_questions_live_as_articles_do")]

    operations = [
        migrations.RemoveConstraint(
            model_name="article", name="article_may_help_stands_beside_cannot"
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", True),
                    models.Q(("cannot", ""), ("may_help", "")),
                    models.Q(
                        models.Q(("may_help", ""), _negated=True),
                        models.Q(("cannot", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="article_may_help_stands_beside_cannot",
                violation_error_message="Say what it cannot do beside what it may help with: "
                "fill in both, or neither.",
            ),
        ),
    ]
