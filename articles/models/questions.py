"""Questions and their answers, in groups."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.html import strip_tags

from articles.markup import RichTextField
from articles.models.publishing import PublishedQuerySet

if TYPE_CHECKING:
    from articles.models.articles import Article


class FAQGroup(models.Model):
    """A heading on the questions page."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=40, unique=True, help_text="Used in addresses: /questions/#about-slug")
    position = models.PositiveSmallIntegerField("order", default=0, help_text="The smallest comes first.")

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "group of questions"
        verbose_name_plural = "groups of questions"

    def __str__(self) -> str:
        return self.name


class FAQQuerySet(PublishedQuerySet["FAQ"]):
    def of(self, article: "Article") -> "FAQQuerySet":
        """The questions on one article, in the order that it gives them."""
        return self.filter(articlefaq__article=article).order_by("articlefaq__position", "articlefaq__pk")

    def first_of_groups(self, most: int) -> "FAQQuerySet":
        """Up to `most` of each group, picked by key: no answer is sorted that nobody reads."""
        nth = Window(RowNumber(), partition_by="group", order_by=["position", "pk"])
        first = self.order_by().annotate(nth=nth).filter(nth__lte=most).values("pk")
        return self.filter(pk__in=first)

    def count_by_group(self) -> dict[int, int]:
        """How many each group has, by its key."""
        return dict(self.order_by().values_list("group").annotate(Count("pk")))

    def mentioning(self, words: str) -> "FAQQuerySet":
        """Questions that may mention every one of `words`: `mentions` says which do, apart from markup."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(Q(question__icontains=word) | Q(answer__icontains=word))
        return found


class FAQ(models.Model):
    """A question and its answer: one row, used on as many pages as ask it."""

    question = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses: /questions/#slug")
    answer = RichTextField()
    group = models.ForeignKey(FAQGroup, models.PROTECT, related_name="faqs")
    position = models.PositiveSmallIntegerField("order", default=0, help_text="Within its group.")
    on_home_page = models.BooleanField(default=False)
    published_at = models.DateTimeField(
        "published", null=True, blank=True, help_text="Empty: a draft. In the future: planned."
    )

    objects = FAQQuerySet.as_manager()

    class Meta:
        ordering = ["group__position", "group__name", "position", "pk"]
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{reverse('questions')}#{self.slug}"

    def mentions(self, words: str) -> bool:
        """Whether every one of `words` occurs in question or answer."""
        text = f"{self.question} {strip_tags(self.answer)}".casefold()
        return all(word in text for word in words.casefold().split())
