"""Checklist rules, edited by the owner; the checks are code."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.questions import FAQ


class Rule(models.Model):
    """One line of the checklist: what it looks for, and why that matters."""

    class Check(models.TextChoices):
        CLAIM = "claim", "Words that claim too much"
        LOOKS = "looks", "Uses that need “may help with the look of”"
        BOTH_SIDES = "both_sides", "May help, and cannot"
        PARTS = "parts", "Parts that come by themselves"
        REVIEW = "review", "Reviewer and day of the review"
        FACTS = "facts", "Numbers against the treatment’s facts"
        ALT = "alt", "Pictures in words"
        DEPICTS = "depicts", "Who is in a picture"
        GRADE = "grade", "Easy to read"
        LINKS = "links", "Links inside the site"
        NEXT_STEP = "next_step", "A next step"

    check_name = models.CharField("checks", max_length=10, choices=Check.choices)
    words = models.TextField(
        max_length=12_000,
        blank=True,
        help_text="One a line. Where the rule looks for none, leave it empty.",
    )
    reason = models.CharField(max_length=300, help_text="What writers read beside each finding.")
    is_on = models.BooleanField("on", default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "rule of the checklist"
        verbose_name_plural = "rules of the checklist"

    def __str__(self) -> str:
        return str(self.get_check_name_display())


class RuleWords(models.Model):
    """What a rule looks for in texts of another language: its English words say nothing there."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="in_languages")
    language = models.CharField(max_length=10)
    words = models.TextField(max_length=12_000, blank=True, help_text="One a line.")

    class Meta:
        ordering = ["language"]
        verbose_name = "words in another language"
        verbose_name_plural = "words in other languages"
        default_permissions = ()  # whoever may change the rule may
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "language"],
                name="rule_has_its_words_once_a_language",
                violation_error_message="It has words in this language already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.language}"


class OverrideQuerySet(models.QuerySet["Override"]):
    def counting_in(self, article: Article, faqs: Iterable[FAQ]) -> "OverrideQuerySet":
        """Those given on the article, and those given on the questions that it asks."""
        given_there = Q(question__in=[faq.pk for faq in faqs if faq.pk])
        return self.filter(given_there | Q(article=article.pk) if article.pk else given_there)


class Override(models.Model):
    """That somebody looked at one finding and let it stand, and why. It holds as long as the words
    stay.

    One on a question counts on every article that asks it; one on an article counts there alone.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="overrides", null=True, blank=True
    )
    question = models.ForeignKey(
        FAQ, models.CASCADE, related_name="overrides", null=True, blank=True
    )
    check_name = models.CharField(max_length=10, choices=Rule.Check.choices)
    found = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()  # whoever may publish may let a finding stand
        constraints = [
            models.UniqueConstraint(
                fields=["article", "check_name", "found"], name="override_once_a_finding"
            ),
            models.UniqueConstraint(
                fields=["question", "check_name", "found"],
                name="override_once_a_finding_in_a_question",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, question=None)
                | Q(article=None, question__isnull=False),
                name="override_is_of_an_article_or_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_check_name_display()}: {self.found}"
