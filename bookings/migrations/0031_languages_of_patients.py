"""In which language a patient or a reader is written to. English in every row.

Rows that the last release writes are English too: its pages are.
"""

from django.db import migrations, models

LANGUAGE = {
    "choices": [("en", "English"), ("es", "Spanish")],
    "db_default": "en",
    "default": "en",
    "help_text": "In which they read our page and mails.",
    "max_length": 7,
}


class Migration(migrations.Migration):
    dependencies = [("bookings", "0030_word_of_questions_is_announced")]

    operations = [
        migrations.AddField(
            model_name="consultation", name="language", field=models.CharField(**LANGUAGE)
        ),
        migrations.AddField(
            model_name="readerquestion", name="language", field=models.CharField(**LANGUAGE)
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(language__in=["en", "es"]),
                name="consultation_language_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(language__in=["en", "es"]),
                name="reader_question_language_is_known",
            ),
        ),
    ]
