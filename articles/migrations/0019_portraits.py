"""Portraits of practitioners: a picture may say whose portrait it is. Changes no row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_twelve_drawings"),
        ("clinic", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="picture",
            name="picture_says_what_it_shows",
        ),
        migrations.AddField(
            model_name="picture",
            name="practitioner",
            field=models.OneToOneField(
                blank=True,
                error_messages={
                    "unique": "This person has a portrait already. Delete that one first, then add the new one."
                },
                help_text="Stands beside their name on About us, on the pages of what they treat, and on articles that they reviewed.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="portrait",
                to="clinic.practitioner",
                verbose_name="whose portrait",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="depicts",
            field=models.CharField(
                choices=[
                    ("nobody", "No person"),
                    ("model", "A model"),
                    ("patient", "An actual patient, who agreed to it"),
                    ("portrait", "One of our practitioners: their portrait"),
                ],
                help_text="The page says by itself whether it is a photo of a model or of an actual patient.",
                max_length=10,
                verbose_name="who is in the picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alt", ""), _negated=True),
                    ("depicts__in", ["nobody", "model", "patient", "portrait"]),
                ),
                name="picture_says_what_it_shows",
                violation_error_message="Describe the picture in words, and say who is in it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("depicts", "portrait"), ("practitioner__isnull", False)),
                    models.Q(
                        models.Q(("depicts", "portrait"), _negated=True),
                        ("practitioner__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="picture_that_is_a_portrait_says_of_whom",
                violation_error_message="Of a portrait say whose it is; of any other picture leave that empty.",
            ),
        ),
    ]
