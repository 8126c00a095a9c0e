"""Questions with answers (FAQ), in groups."""

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from articles.models.publishing import Published, PublishedQuerySet
from articles.models.search import SearchedText, wanted
from articles.models.translations import (
    Named,
    NameInLanguage,
    address,
    but_in_english,
    of_translations,
)
from articles.text.sanitizer import RichTextField
from clinic.sharing.pictures import Subject

if TYPE_CHECKING:
    from articles.models.articles import Article


class FAQGroup(Named):
    """A heading on the questions page."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(
        max_length=40, unique=True, help_text="Used in addresses: /questions/#about-slug"
    )
    position = models.PositiveSmallIntegerField(
        "order", default=0, help_text="The smallest comes first."
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "group of questions"
        verbose_name_plural = "groups of questions"

    @property
    def shared_as(self) -> Subject:
        return Subject(str(self), _("Questions"))


class FAQGroupName(NameInLanguage):
    """What a group of questions is called in another language."""

    group = models.ForeignKey(FAQGroup, models.CASCADE, related_name="names")

    class Meta(NameInLanguage.Meta):
        verbose_name = "name in another language"
        verbose_name_plural = "names in other languages"
        default_permissions = ()  # whoever may change the group may
        constraints = [
            models.UniqueConstraint(
                fields=["group", "language"],
                name="group_has_one_name_a_language",
                violation_error_message="It has a name in this language already.",
            )
        ]


class FAQQuerySet(PublishedQuerySet["FAQ"]):
    def of(self, article: "Article") -> "FAQQuerySet":
        """The questions on one article, in the order that it gives them."""
        return self.filter(articlefaq__article=article).order_by(
            "articlefaq__position", "articlefaq__pk"
        )

    def for_readers(self) -> "FAQQuerySet":
        """With the sources that stand under each answer: one query more, however many there are."""
        return self.defer("original_seen").prefetch_related("sources")

    def with_groups(self) -> "FAQQuerySet":
        """With their groups, and what these are called."""
        return self.select_related("group").prefetch_related(*but_in_english("group__names"))

    def first_of_groups(self, most: int) -> tuple[list["FAQ"], dict[int, int]]:
        """Up to `most` of each group, and how many each has, by its key.

        Two queries: the first reads an index alone, and no answer is sorted or joined that nobody
        reads.
        """
        nth = Window(RowNumber(), partition_by="group", order_by=["position", "pk"])
        in_group = Window(Count("pk"), partition_by="group")
        first = self.order_by().annotate(nth=nth, in_group=in_group).filter(nth__lte=most)
        picked = list(first.values_list("pk", "group", "in_group"))
        faqs = self.filter(pk__in=[key for key, _, _ in picked])
        return list(faqs), {group: count for _, group, count in picked}

    def mentioning(self, words: str) -> "FAQQuerySet":
        """Questions in which every one of `words` occurs, or in whose answers."""
        found = self
        for word in wanted(words):
            found = found.filter(searched__contains=word)
        return found


class FAQ(Published):
    """A question and its answer: one row, used on as many pages as ask it."""

    question = models.CharField(max_length=160)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="Used in addresses: /questions/#slug"
    )
    answer = RichTextField()
    searched = SearchedText(of=["question", "answer"])
    group = models.ForeignKey(FAQGroup, models.PROTECT, related_name="faqs")
    position = models.PositiveSmallIntegerField("order", default=0, help_text="Within its group.")
    on_home_page = models.BooleanField(default=False)

    objects = FAQQuerySet.as_manager()

    class Meta:
        ordering = ["group__position", "group__name", "position", "pk"]
        verbose_name = "question"
        indexes = [
            models.Index(
                fields=["group", "position", "id", "published_at"], name="question_in_its_group"
            ),
            models.Index(
                fields=["language", "group", "position", "id", "published_at"],
                name="question_in_group_of_language",
            ),
        ]
        constraints = of_translations("question")

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{address(self.language, 'articles:questions')}#{self.slug}"

    @property
    def was_published(self) -> bool:
        """Whether somebody gave it to readers, be it for a day to come, and be it a draft again by
        now.
        """
        is_given = self.published_at is not None or self.stage == self.Stage.RETIRED
        return is_given or self.asked.filter(outcome="published").exists()

    @property
    def revision(self) -> str:
        """Changes with whatever staff write of it, as an article's number does with every save."""
        said = (
            self.question,
            self.slug,
            self.answer,
            self.group_id,
            self.position,
            self.on_home_page,
            self._sources(),
        )
        return sha256(repr(said).encode()).hexdigest()[:32]

    def _sources(self) -> list[tuple[object, ...]]:
        if self._state.adding:
            return []
        named = ("claim", "publisher", "title", "address", "read_day")
        return list(self.sources.values_list(*named))
