"""The number that rises with every save is called by the trade's word."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_who_wrote_last")]

    operations = [migrations.RenameField("article", "edition", "revision")]
