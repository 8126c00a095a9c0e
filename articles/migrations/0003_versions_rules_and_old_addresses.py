"""What is kept of an article, what is looked at before it is published, and old addresses."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_newest_articles_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_name",
                    models.CharField(
                        choices=[
                            ("claim", "Words that claim too much"),
                            ("looks", "Uses that need “may help with the look of”"),
                            ("both_sides", "May help, and cannot"),
                            ("review", "Reviewer and day of the review"),
                            ("facts", "Numbers against the treatment’s facts"),
                            ("alt", "Pictures in words"),
                            ("depicts", "Who is in a picture"),
                            ("grade", "Easy to read"),
                            ("links", "Links inside the site"),
                            ("next_step", "A next step"),
                        ],
                        max_length=10,
                        verbose_name="checks",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="One a line. Where the rule looks for none, leave it empty.",
                        max_length=4000,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="What writers read beside each finding.", max_length=300
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
            ],
            options={
                "verbose_name": "rule of the checklist",
                "verbose_name_plural": "rules of the checklist",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-published_at", "-pk"],
                "permissions": [("publish_article", "Can decide what readers see")],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="edition",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="article",
            name="review_due_day",
            field=models.DateField(
                blank=True,
                help_text="Empty: a year after the last review.",
                null=True,
                verbose_name="to be reviewed again",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="stage",
            field=models.CharField(
                choices=[("draft", "Draft"), ("review", "In review"), ("retired", "Retired")],
                default="draft",
                help_text="Where it stands as long as it has no day of publishing.",
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Empty: no reader sees it. In the future: scheduled, and seen from then on.",
                null=True,
                verbose_name="published",
            ),
        ),
        migrations.CreateModel(
            name="Preview",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "content",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="As `snapshots.take` makes it.",
                    ),
                ),
                ("made_at", models.DateTimeField(db_index=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        help_text="From the first slash on, for example: /post/how-microneedling-helps-pores",
                        max_length=200,
                        unique=True,
                        verbose_name="old address",
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        blank=True,
                        help_text="… or to another page of this site, for example: /questions/",
                        max_length=200,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leads here …",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_addresses",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "old address",
                "verbose_name_plural": "old addresses",
                "ordering": ["path"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("page", "")),
                            models.Q(("article", None), models.Q(("page", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="old_address_leads_to_one_place",
                        violation_error_message="Choose an article or name a page, and not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("path__startswith", "/")),
                        name="old_address_begins_with_a_slash",
                        violation_error_message="Begin with a slash, for example: /post/sun-and-pores",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("page", ""),
                            models.Q(
                                ("page__startswith", "/"),
                                models.Q(("page__startswith", "//"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="old_address_stays_on_this_site",
                        violation_error_message="Name a page of this site, beginning with one slash.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_name",
                    models.CharField(
                        choices=[
                            ("claim", "Words that claim too much"),
                            ("looks", "Uses that need “may help with the look of”"),
                            ("both_sides", "May help, and cannot"),
                            ("review", "Reviewer and day of the review"),
                            ("facts", "Numbers against the treatment’s facts"),
                            ("alt", "Pictures in words"),
                            ("depicts", "Who is in a picture"),
                            ("grade", "Easy to read"),
                            ("links", "Links inside the site"),
                            ("next_step", "A next step"),
                        ],
                        max_length=10,
                    ),
                ),
                ("found", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "check_name", "found"), name="override_once_a_finding"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("released", "Given to readers"),
                            ("withdrawn", "Taken from readers"),
                            ("proposed", "Proposed by a writer"),
                            ("kept", "Kept beside another text"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "content",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="As `snapshots.take` makes it.",
                    ),
                ),
                (
                    "readable_from",
                    models.DateTimeField(blank=True, null=True, verbose_name="readers see it from"),
                ),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "released"), ("readable_from__isnull", False)),
                            models.Q(
                                models.Q(("kind", "released"), _negated=True),
                                ("readable_from", None),
                            ),
                            _connector="OR",
                        ),
                        name="version_for_readers_has_its_day",
                    )
                ],
            },
        ),
    ]
