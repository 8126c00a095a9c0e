"""Eight more drawings to choose from. Changes no row and no table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0016_passkeys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="treatment",
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
