"""Pictures of the clinic's own get rows, so that several articles can show one.

An article's single file becomes the only width of a picture. It is copied first and its old copy removed
after the commit, so that a migration that fails leaves everything readable. Expects a few dozen files; an
article whose file is gone already keeps its drawing.
"""

from io import BytesIO
from pathlib import PurePosixPath
from uuid import uuid4

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import migrations, models, transaction
from PIL import Image

import articles.models.pictures


def give_rows(apps, schema_editor):
    Article = apps.get_model("articles", "Article")
    Picture = apps.get_model("articles", "Picture")
    for article in Article.objects.exclude(image=""):
        old = article.image.name
        if not default_storage.exists(old):
            continue
        with default_storage.open(old) as opened:
            data = opened.read()
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
        key = PurePosixPath(old).stem if len(PurePosixPath(old).stem) == 32 else uuid4().hex
        new = f"pictures/{key}/{width}.webp"
        default_storage.delete(new)  # of a run that failed
        default_storage.save(new, ContentFile(data))
        article.picture = Picture.objects.create(
            name=article.title[:80],
            alt=article.image_alt,
            depicts=article.depicts,
            key=key,
            width=width,
            height=height,
            widths=[width],
        )
        article.save(update_fields=["picture"])
        transaction.on_commit(lambda old=old: default_storage.delete(old), robust=True)
    schema_editor.connection.check_constraints()  # PostgreSQL changes no table that has checks to do


def take_rows(apps, schema_editor):
    """Articles show their picture's largest file again; pictures of sections are left behind."""
    Article = apps.get_model("articles", "Article")
    for article in Article.objects.exclude(picture=None).select_related("picture"):
        picture = article.picture
        article.image = f"pictures/{picture.key}/{picture.widths[-1]}.webp"
        article.image_alt, article.depicts = picture.alt, picture.depicts
        article.save(update_fields=["image", "image_alt", "depicts"])
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_proposals_and_their_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For staff, to find it again. Readers do not see it.",
                        max_length=80,
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        help_text="Read aloud to people who cannot see it.",
                        max_length=200,
                        verbose_name="picture in words",
                    ),
                ),
                (
                    "depicts",
                    models.CharField(
                        choices=[
                            ("nobody", "No person"),
                            ("model", "A model"),
                            ("patient", "An actual patient, who agreed to it"),
                        ],
                        help_text="The page says by itself whether it is a photo of a model or of an actual patient.",
                        max_length=10,
                        verbose_name="who is in the picture",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=articles.models.pictures.new_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "widths",
                    models.JSONField(editable=False, help_text="Of its files, the smallest first."),
                ),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alt", ""), _negated=True),
                    ("depicts__in", ["nobody", "model", "patient"]),
                ),
                name="picture_says_what_it_shows",
                violation_error_message="Describe the picture in words, and say who is in it.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Instead of the drawing, at the top and on cards.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.picture",
                verbose_name="own picture",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Stands after the text.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sections",
                to="articles.picture",
                verbose_name="own picture",
            ),
        ),
        migrations.RunPython(give_rows, take_rows),
        migrations.RemoveConstraint(
            model_name="article", name="article_picture_says_what_it_shows"
        ),
        migrations.RemoveField(model_name="article", name="image"),
        migrations.RemoveField(model_name="article", name="image_alt"),
        migrations.RemoveField(model_name="article", name="depicts"),
    ]
