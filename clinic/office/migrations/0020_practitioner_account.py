"""A practitioner signs what they reviewed from an account of their own. Changes no row."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0019_who_treats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "practitioner",
            "account",
            models.OneToOneField(
                blank=True,
                help_text=(
                    "Who signs in as this person. With it, and the role Reviewer or Owner, they sign what"
                    " they reviewed; nobody else can sign for them."
                ),
                limit_choices_to={"is_active": True, "is_staff": True},
                null=True,
                on_delete=models.SET_NULL,
                related_name="practitioner",
                to=settings.AUTH_USER_MODEL,
            ),
        )
    ]
