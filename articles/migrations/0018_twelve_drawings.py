"""Eight more drawings to choose from. Changes no row and no table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_changed_since_review"),
    ]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="plate",
            field=models.CharField(
                choices=[
                    ("eucalyptus", "Eucalyptus"),
                    ("sage", "Sage"),
                    ("mugwort", "Mugwort"),
                    ("poppy", "Poppy"),
                    ("ceanothus", "California lilac"),
                    ("dudleya", "Liveforever"),
                    ("lupine", "Lupine"),
                    ("manzanita", "Manzanita"),
                    ("matilija", "Matilija poppy"),
                    ("oak", "Coast live oak"),
                    ("toyon", "Toyon"),
                    ("yarrow", "Yarrow"),
                ],
                default="eucalyptus",
                max_length=20,
                verbose_name="drawing",
            ),
        ),
    ]
