"""Synonyms: what people type, and the words of our pages that it stands for."""

from django.db import models
from django.db.models import Q

from articles.models.line_fields import LinesField
from clinic.languages import ENGLISH


class Synonym(models.Model):
    """Words that people type and our pages do not use, with those that they do, or with a sentence.

    Whoever types one of `typed` finds what mentions one of `finds`, beside what mentions the typed
    word itself, and reads the sentence first.
    """

    language = models.CharField(
        max_length=10,
        default=ENGLISH,
        db_default=ENGLISH,
        help_text="Of the pages on which people type this.",
    )
    typed = LinesField(
        "people type",
        max_length=1000,
        help_text="One word or phrase a line, as people write it: pain, painful, does it hurt.",
    )
    finds = LinesField(
        "our pages say",
        max_length=1000,
        blank=True,
        help_text="One word or phrase a line. Empty: the sentence is the answer.",
    )
    sentence = models.CharField(
        max_length=300,
        blank=True,
        help_text="Shown above what is found, or instead of it. Say what is true, and no more.",
    )
    is_on = models.BooleanField(
        "on", default=True, help_text="Off: the search knows nothing of it."
    )

    class Meta:
        ordering = ["typed", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(typed=""),
                name="synonym_has_a_word_that_people_type",
                violation_error_message="Say what people type.",
            ),
            models.CheckConstraint(
                condition=~Q(finds="") | ~Q(sentence=""),
                name="synonym_finds_words_or_says_a_sentence",
                violation_error_message=(
                    "Say which words of our pages it finds, or write a sentence."
                ),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.typed.splitlines())
