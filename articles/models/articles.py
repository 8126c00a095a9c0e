"""Article, its sections and questions."""

import math
from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models.line_fields import LinesField
from articles.models.parts import ArticlePart, Drawing
from articles.models.pictures import Picture
from articles.models.publishing import Published, PublishedQuerySet
from articles.models.questions import FAQ
from articles.models.search import SearchedText, wanted
from articles.models.topics import Topic
from articles.models.translations import (
    address,
    but_in_english,
    of_translations,
)
from articles.text.sanitizer import RichTextField
from articles.text.visible_text import plain
from clinic import languages
from clinic.office.models import CANNOT_BESIDE_MAY, Concern, Plate, Practitioner, Treatment
from clinic.sharing.pictures import Subject

WORDS_A_MINUTE = 200
A_YEAR = timedelta(days=365)
REVIEWED_FIRST = "Before an article is published, say who reviewed it and when."
# Written out: to put it together took Django longer, on every page with cards, than the database to
# answer.
WORDS_OF_SECTIONS = """
(SELECT COALESCE(SUM(words), 0) FROM articles_section WHERE article_id = articles_article.id)
"""
# Ids that stand on an article's page already; the drawings' own all begin with their name and a
# number.
NAMES_OF_THE_PAGE = {
    "main",
    "nav",
    "contents",
    "common-questions",
    "sources",
    "read-next",
    "closing",
    "fig-pore",
    "fig-time",
}


class ArticleQuerySet(PublishedQuerySet["Article"]):
    def for_cards(self) -> "ArticleQuerySet":
        """With what a card shows, in one query, the newest first."""
        counted = RawSQL(WORDS_OF_SECTIONS, (), models.IntegerField())  # nosec B611
        cards = self.annotate(section_words=counted)  # type: ignore[no-redef]  # instead of the property
        related = cards.select_related("topic", "picture").defer("original_seen")
        in_order = related.order_by("-published_at", "-pk")
        return in_order.prefetch_related(*but_in_english("topic__names", "picture__in_languages"))

    def topics(self) -> "models.QuerySet[Topic]":
        """The topics of these articles, with their names."""
        own = Exists(self.filter(topic=OuterRef("pk")))
        return Topic.objects.filter(own).prefetch_related(*but_in_english("names"))

    def for_page(self) -> "ArticleQuerySet":
        """With what stands on an article's own page: its sections are counted as they are.

        Three queries, and one more where sections show pictures.
        """
        article = self.select_related("topic", "concern", "reviewer__portrait", "picture")
        rows = article.defer("original_seen").prefetch_related("sections__picture", "sources")
        return rows.prefetch_related(
            *but_in_english(
                "topic__names",
                "picture__in_languages",
                "sections__picture__in_languages",
                "reviewer__portrait__in_languages",
            )
        )

    def due_for_review(self, day: date) -> "ArticleQuerySet":
        """Articles whose `review_due` is `day` or has passed."""
        a_year_before = Q(review_due_day=None, last_reviewed_day__lte=day - A_YEAR)
        return self.filter(a_year_before | Q(review_due_day__lte=day))

    def mentioning(self, words: str) -> "ArticleQuerySet":
        """Articles in which every one of `words` occurs, on their own or in a section.

        Sections are counted row by row, where `Exists` would be natural: PostgreSQL would first
        look for the word in every section there is, and so could not stop at the newest that are
        wanted.
        """
        found = self
        for word in wanted(words):
            sections = Section.objects.filter(
                article=OuterRef("pk"), searched__contains=word
            ).order_by()
            in_sections = Subquery(
                sections.annotate(count=Func("pk", function="COUNT")).values("count")
            )
            found = found.filter(Q(searched__contains=word) | Q(GreaterThan(in_sections, 0)))
        return found


def new_feed_id() -> str:
    return uuid4().urn


class Article(Published):
    """One educational article. Its disclaimer, contact block and invitation belong to every
    article.
    """

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, help_text="The address: /articles/slug/")
    search_title = models.CharField(
        max_length=70, blank=True, help_text="The title in search results; empty: the title above."
    )
    summary = models.CharField(
        max_length=260, help_text="One or two sentences, under the title and on cards."
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="articles")
    concern = models.ForeignKey(
        Concern,
        models.PROTECT,
        related_name="articles",
        null=True,
        blank=True,
        help_text="Chosen beforehand for whoever follows this article's invitation.",
    )
    treatments = models.ManyToManyField(
        Treatment,
        blank=True,
        related_name="articles",
        help_text="The facts strip and the days after come from the first.",
    )
    reviewer = models.ForeignKey(
        Practitioner, models.PROTECT, related_name="+", null=True, blank=True
    )
    last_reviewed_day = models.DateField("last reviewed", null=True, blank=True)
    changed_since_review = models.BooleanField(default=False, db_default=False, editable=False)
    review_due_day = models.DateField(
        "to be reviewed again",
        null=True,
        blank=True,
        help_text="Empty: a year after the last review.",
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False
    )  # rises with every save in the editor
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )  # whose text it is: who last saved a change, restored a version or took a proposal over
    # Readers of the feed know an article by it, wherever it moves and whenever it is published
    # again. Older ones have what the feed gave then: the address that they had.
    feed_id = models.CharField(max_length=400, unique=True, default=new_feed_id, editable=False)

    plate = models.CharField(
        "drawing", max_length=20, choices=Plate.choices, default=Plate.EUCALYPTUS
    )
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        related_name="articles",
        verbose_name="own picture",
        null=True,
        blank=True,
        help_text="Instead of the drawing, at the top and on cards.",
    )

    ways = LinesField(
        "ways it helps",
        max_length=1200,
        blank=True,
        help_text="One a line, in order. Numbered on the page.",
    )
    indirect_way = LinesField(
        "the way that is indirect",
        max_length=400,
        blank=True,
        help_text="Comes last among the ways and is marked “indirect”.",
    )
    may_help = LinesField("may help with", max_length=1000, blank=True, help_text="One a line.")
    cannot = LinesField(
        max_length=1000, blank=True, help_text="One a line. Stands beside “may help with”."
    )
    searched = SearchedText(of=["title", "summary", "ways", "indirect_way", "may_help", "cannot"])
    faqs = models.ManyToManyField(FAQ, through="ArticleFAQ", related_name="articles", blank=True)

    # when what readers have was last changed, for rows of `with_changes()`
    changed_at: datetime | None = None

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Can decide what readers see")]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="article_newest_first"),
            models.Index(
                fields=["language", "-published_at", "-id"], name="article_newest_of_language"
            ),
        ]
        constraints = [
            *of_translations("article"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(reviewer__isnull=False, last_reviewed_day__isnull=False),
                name="article_is_reviewed_before_it_is_published",
                violation_error_message=REVIEWED_FIRST,
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(may_help="", cannot="")
                | ~Q(may_help="") & ~Q(cannot=""),
                name="article_may_help_stands_beside_cannot",
                violation_error_message=CANNOT_BESIDE_MAY,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.path_in(self.language, self.slug)

    def path_in(self, code: str, slug: str) -> str:
        return address(code, "articles:article", slug)

    def clean(self) -> None:
        """What readers have, or will, is reviewed and says both sides. A draft may be half written.

        Asked here too, since a form that leaves `published_at` alone does not ask its constraints.
        """
        super().clean()
        why_not = []
        if self.published_at and (self.reviewer_id is None or self.last_reviewed_day is None):
            why_not.append(REVIEWED_FIRST)
        if self.published_at and self.is_one_sided:
            why_not.append(CANNOT_BESIDE_MAY)
        if why_not:
            raise ValidationError(why_not)

    def modified_at(self, zone: tzinfo) -> datetime | None:
        """When readers last got something new: its publishing, a change of its content, or its last
        review.

        A review counts from the beginning of its day in `zone`.
        """
        if self.published_at is None:
            return None
        moments = [self.published_at]
        if self.changed_at:
            moments.append(self.changed_at)
        if self.last_reviewed_day:
            moments.append(datetime.combine(self.last_reviewed_day, time(), zone))
        return max(moments)

    @property
    def shared_as(self) -> Subject:
        with languages.speaking(self.language):
            return Subject(self.title, _("Article"), Plate.known(self.plate))

    @property
    def picture_to_share(self) -> Picture | None:
        """Its own picture, if that may stand for it where the address is shared."""
        if self.picture and self.picture.is_to_be_shared:
            return self.picture
        return None

    @property
    def has_sides(self) -> bool:
        """Whether there is something to show of “may help” or “cannot”."""
        return bool(self.may_help or self.cannot)

    @property
    def is_one_sided(self) -> bool:
        """Whether it says what it may help with, or what it cannot, and not both."""
        return bool(plain(self.may_help)) != bool(plain(self.cannot))

    @property
    def review_due(self) -> date | None:
        """The day from which it should be reviewed again."""
        if self.review_due_day or self.last_reviewed_day is None:
            return self.review_due_day
        return self.last_reviewed_day + A_YEAR

    @property
    def has_ways(self) -> bool:
        return bool(self.ways or self.indirect_way)

    @cached_property
    def section_words(self) -> int:
        """The words of all sections; rows of `for_cards()` have them counted by the database
        instead.
        """
        return sum(section.words for section in self.sections.all())

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, at least one minute."""
        own = " ".join([self.ways, self.indirect_way, self.may_help, self.cannot])
        return max(1, math.ceil((self.section_words + len(own.split())) / WORDS_A_MINUTE))


class Section(models.Model):
    """A heading of an article with what stands under it: text, a picture, a drawing, then a typed
    part.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=100)
    body = RichTextField("text", blank=True)
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        related_name="sections",
        verbose_name="own picture",
        null=True,
        blank=True,
        help_text="Stands after the text.",
    )
    drawing = models.CharField(
        max_length=10,
        choices=Drawing.choices,
        blank=True,
        help_text="Each at most once in an article.",
    )
    part = models.CharField(
        "followed by",
        max_length=10,
        choices=ArticlePart.choices,
        blank=True,
        help_text="Each at most once in an article.",
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    words = models.PositiveIntegerField(default=0, editable=False)
    searched = SearchedText(of=["heading", "body"])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "drawing"],
                condition=~Q(drawing=""),
                name="section_drawing_once_an_article",
                violation_error_message=(
                    "This drawing already stands in another section of the article."
                ),
            ),
            models.UniqueConstraint(
                fields=["article", "part"],
                condition=~Q(part=""),
                name="section_part_once_an_article",
                violation_error_message=(
                    "This part already stands in another section of the article."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = self.count_words()
        super().save(*args, **kwargs)

    def count_words(self) -> int:
        return len(f"{self.heading} {strip_tags(self.body)}".split())


def anchored(sections: Collection[Section]) -> list[tuple[str, Section]]:
    """Each section with the name it has in its page's address: from its heading, no two the
    same.
    """
    taken = set(NAMES_OF_THE_PAGE)
    found = []
    for section in sections:
        wanted = slugify(section.heading) or "section"
        anchor, number = wanted, 2
        while anchor in taken:
            anchor, number = f"{wanted}-{number}", number + 1
        taken.add(anchor)
        found.append((anchor, section))
    return found


class ArticleFAQ(models.Model):
    """A question on an article, in the order that the article gives it."""

    article = models.ForeignKey(Article, models.CASCADE)
    faq = models.ForeignKey(FAQ, models.CASCADE, verbose_name="question")
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "question on this article"
        verbose_name_plural = "questions on this article"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "faq"],
                name="article_asks_a_question_once",
                violation_error_message="This question is already attached.",
            )
        ]

    def __str__(self) -> str:
        return str(self.faq)
