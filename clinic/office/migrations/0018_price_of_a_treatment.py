"""One exact price of a treatment with what it includes, and what its page says of it.

Of rows that are there the page says nothing, as before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0017_twelve_drawings"),
    ]

    operations = [
        migrations.AddField(
            model_name="treatment",
            name="price",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="One exact amount in dollars, for example 180. California law wants it exact: no range, no “from”. Empty if there is none.",
                max_digits=7,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="price_includes",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="All that a patient gets for it, with nothing more to pay. For example: One session of 60 minutes, the numbing gel, and a call the day after.",
                max_length=300,
                verbose_name="what it includes",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="price_on_page",
            field=models.CharField(
                choices=[
                    ("nothing", "Nothing about a price"),
                    ("told", "“We tell you before you decide”"),
                    ("shown", "The price and what it includes"),
                ],
                db_default="nothing",
                default="nothing",
                max_length=10,
                verbose_name="what the page says",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price__isnull", True), ("price_includes", "")),
                    models.Q(
                        ("price__gt", 0),
                        ("price__isnull", False),
                        models.Q(("price_includes", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="treatment_price_says_what_it_includes",
                violation_error_message="Say what the price includes: fill in both the price and that, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_on_page__in", ["nothing", "told"]),
                    models.Q(("price__isnull", False), ("price_on_page", "shown")),
                    _connector="OR",
                ),
                name="treatment_shows_a_price_that_it_has",
                violation_error_message="There is no price to show. Fill it in, or let the page say something else.",
            ),
        ),
    ]
