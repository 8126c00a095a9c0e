"""Reviewers are told by mail of what waits for them, and writers of what became of their texts."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_portraits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about_reviews",
                    models.BooleanField(
                        default=True,
                        help_text="The mail says the title and links to the text here. It holds nothing else.",
                        verbose_name="mail me about reviews",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_setting",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "message_domain",
                    models.CharField(blank=True, default="", editable=False, max_length=253),
                ),
                ("queued_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next attempt"),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="failed")),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="no longer true"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("waits", "Waits for a review"), ("decided", "Decided")],
                        max_length=7,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.faq",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="reviewmessage_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False),
                                ("failed_at", None),
                                ("sent_at", None),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at", None),
                                ("sent_at__isnull", False),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at__isnull", False),
                                ("sent_at", None),
                                ("superseded_at", None),
                            ),
                            models.Q(
                                ("due_at", None),
                                ("failed_at", None),
                                ("sent_at", None),
                                ("superseded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reviewmessage_waits_or_has_one_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("question", None)),
                            models.Q(("article", None), ("question__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_message_is_about_an_article_or_a_question",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("article__isnull", False), ("due_at__isnull", False)),
                        fields=("to", "kind", "article"),
                        name="article_is_told_of_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("due_at__isnull", False), ("question__isnull", False)),
                        fields=("to", "kind", "question"),
                        name="question_is_told_of_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
