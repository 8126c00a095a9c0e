"""What readers ask the clinic, its history and its messages. New tables alone; changes no row."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clinic.protection.encryption


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_kept_uploads"),
        ("bookings", "0028_mail_that_came_back"),
        ("clinic", "0024_questions_are_kept_so_long"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReaderQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=6, unique=True)),
                ("page_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("form_digest", models.CharField(editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for an answer"),
                            ("aside", "Set aside"),
                            ("answered", "Answered"),
                            ("booked", "Became a consultation"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("reply_by", models.DateTimeField(verbose_name="answer by")),
                ("question", clinic.protection.encryption.EncryptedTextField(blank=True)),
                ("phone", clinic.protection.encryption.EncryptedTextField(blank=True)),
                (
                    "phone_mark",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                (
                    "email",
                    clinic.protection.encryption.EncryptedTextField(
                        blank=True, verbose_name="e-mail"
                    ),
                ),
                (
                    "email_mark",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                (
                    "contact_wording",
                    models.CharField(blank=True, max_length=300, verbose_name="may be contacted"),
                ),
                (
                    "publish_wording",
                    models.CharField(blank=True, max_length=300, verbose_name="may be published"),
                ),
                (
                    "word_wording",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="wants word when it is published"
                    ),
                ),
                (
                    "answer",
                    clinic.protection.encryption.EncryptedTextField(
                        blank=True, verbose_name="answer on their page"
                    ),
                ),
                (
                    "told",
                    clinic.protection.encryption.EncryptedTextField(
                        blank=True, verbose_name="what they were told by phone"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered"),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="seen to be published"
                    ),
                ),
                (
                    "cleared_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="words cleared"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                        verbose_name="came from the article",
                    ),
                ),
                (
                    "consultation",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="bookings.consultation",
                        verbose_name="became the consultation",
                    ),
                ),
                (
                    "faq",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.faq",
                        verbose_name="public question",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_questions",
                        to="clinic.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "reader’s question",
                "verbose_name_plural": "readers’ questions",
                "ordering": ["-asked_at", "-pk"],
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.CreateModel(
            name="QuestionMessage",
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
                        choices=[
                            ("came", "A question came"),
                            ("digest", "Questions wait, once a day"),
                            ("overdue", "An answer is overdue"),
                            ("aside", "Questions were set aside"),
                            ("answered", "Your answer is ready"),
                            ("published", "Your question is published"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "office_address",
                    models.EmailField(
                        blank=True,
                        help_text="Empty for the reader, whose address is sealed.",
                        max_length=254,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="bookings.readerquestion",
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="QuestionEvent",
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
                            ("asked", "Asked"),
                            ("aside", "Asked, set aside"),
                            ("quarantine", "Set aside"),
                            ("released", "Released"),
                            ("answered", "Answered on their page"),
                            ("told", "Answered by phone"),
                            ("drafted", "Begun as a public question"),
                            ("published", "Published"),
                            ("booked", "Became a consultation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Which of the staff; empty: the reader, or the site.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="bookings.readerquestion",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="readerquestion",
            index=models.Index(fields=["status", "reply_by"], name="reader_question_status_due"),
        ),
        migrations.AddIndex(
            model_name="readerquestion",
            index=models.Index(fields=["asked_at"], name="reader_question_asked_at"),
        ),
        migrations.AddIndex(
            model_name="readerquestion",
            index=models.Index(
                condition=models.Q(("faq__isnull", False), ("published_at", None)),
                fields=["faq"],
                name="reader_question_to_be_public",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "aside", "answered", "booked"])),
                name="reader_question_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="reader_question_answered_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email_mark", ""), ("phone_mark", "")),
                    models.Q(("contact_wording", ""), _negated=True),
                    _connector="OR",
                ),
                name="reader_question_is_reached_by_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("word_wording", ""),
                    models.Q(
                        models.Q(("publish_wording", ""), _negated=True),
                        models.Q(("email_mark", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reader_question_word_needs_permission_and_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("faq", None), models.Q(("publish_wording", ""), _negated=True), _connector="OR"
                ),
                name="reader_question_is_published_by_permission",
            ),
        ),
        migrations.AddIndex(
            model_name="questionmessage",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at", "id"],
                name="questionmessage_due",
            ),
        ),
        migrations.AddIndex(
            model_name="questionmessage",
            index=models.Index(
                condition=models.Q(("failed_at__isnull", False)),
                fields=["failed_at"],
                name="question_message_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionmessage",
            constraint=models.CheckConstraint(
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
                name="questionmessage_waits_or_has_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["answered", "published"]), ("office_address", "")),
                    models.Q(
                        ("kind__in", ["came", "digest", "overdue", "aside"]),
                        models.Q(("office_address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_message_knows_its_recipient",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionmessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("due_at__isnull", False)),
                fields=("question", "kind", "office_address"),
                name="question_message_waits_once",
            ),
        ),
        migrations.AddIndex(
            model_name="questionevent",
            index=models.Index(fields=["question", "at"], name="question_event_at"),
        ),
    ]
