"""ModelAdmin of articles."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles import snapshots
from articles.admin.checklist import Checking
from articles.admin.common import SearchedAsByReaders, course, places_of_questions
from articles.admin.image_choices import ChoosesPictures
from articles.admin.inlines import ArticleFAQForm, ArticleFAQFormSet, SectionForm, SectionFormSet
from articles.admin.proposals import WaitingFilter
from articles.admin.stage_buttons import StateFilter
from articles.admin.versions import Versions
from articles.models import Article, ArticleFAQ, Section
from articles.text.sanitizer import stored

PARTS = "Parts that come by themselves"
OWN_PARTS = ("ways", "indirect_way", "may_help", "cannot")
INVITATION = "Where the invitation leads"
SEARCH = "In search results"
ONLY_STAFF = (
    "Until it is published only staff see the article. Save it as often as you like. "
    "Publishing is a button at the top of this page."
)


class SectionInline(ChoosesPictures, admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    extra = 0
    fields = ["heading", "body", "picture", "drawing", "part", "position"]
    readonly_fields = ["formatted"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who cannot change it reads the text as readers do."""
        may = obj is None or self.has_change_permission(request, obj)
        return [each if may or each != "body" else "formatted" for each in self.fields or []]

    @admin.display(description="text")
    def formatted(self, section: Section) -> str:
        return format_html('<div class="acu-prose">{}</div>', stored(section.body))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        rows: QuerySet[Section] = super().get_queryset(request)
        return rows.select_related("picture")


class ArticleFAQInline(admin.TabularInline):
    model = ArticleFAQ
    form = ArticleFAQForm
    formset = ArticleFAQFormSet
    autocomplete_fields = ["faq"]
    fields = ["faq", "used", "position"]
    readonly_fields = ["used"]
    extra = 0

    class Media:
        js = ["js/names.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleFAQ]:
        rows: QuerySet[ArticleFAQ] = super().get_queryset(request).select_related("faq")
        return rows.annotate(places=places_of_questions("faq"))

    @admin.display(description="where it stands")
    def used(self, row: ArticleFAQ) -> str:
        if row._state.adding:
            return "Once it is saved, this says on which pages it stands."
        places = int(getattr(row, "places", 0))
        address = reverse("admin:articles_faq_change", args=[row.faq_id])
        return format_html(
            '<a href="{}">Used in {} place{}</a>', address, places, "" if places == 1 else "s"
        )


def _open(name: Any, group: Any) -> tuple[Any, dict[str, Any]]:
    """The group without its fold."""
    return name, {**group, "classes": []}


@admin.register(Article)
class ArticleAdmin(SearchedAsByReaders, ChoosesPictures, Checking, Versions):
    """Disclaimer, contact block and invitation come with every article: there is nothing to fill
    in.
    """

    list_display = ["title", "state", "look", "topic", "published_at", "last_reviewed_day"]
    list_filter = [StateFilter, WaitingFilter, "topic", "treatments", "reviewer"]
    list_select_related = ["topic"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-pk"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SectionInline, ArticleFAQInline]
    save_on_top = True
    pictures_are_open = True
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "topic"]}),
        (
            PARTS,
            {
                "classes": ["collapse"],
                "description": (
                    "Fill in what the article uses, and choose in a section what stands after its "
                    "text. The facts and the days after are taken from the treatment."
                ),
                "fields": ["treatments", "ways", "indirect_way", "may_help", "cannot"],
            },
        ),
        (
            "Picture",
            {
                "classes": ["collapse"],
                "description": (
                    "Every article has a drawing. A picture of your own takes its place; if a"
                    " person is in it, the page says by itself whether it is a model or a patient."
                ),
                "fields": ["plate", "picture"],
            },
        ),
        (
            "Review",
            {
                "classes": ["collapse"],
                "fields": ["reviewer", "last_reviewed_day", "review_due_day"],
            },
        ),
        (INVITATION, {"classes": ["collapse"], "fields": ["concern"]}),
        (SEARCH, {"classes": ["collapse"], "fields": ["search_title"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Its title, then (by the template) its text; below it groups, open where something is
        filled in.
        """
        first, *groups = super().get_fieldsets(request, obj)
        if obj is None or obj.published_at is None:
            first = (None, {**first[1], "description": ONLY_STAFF})
        used = self._used(request, obj)
        return [
            first,
            *(_open(name, group) if name in used else (name, group) for name, group in groups),
        ]

    def _used(self, request: HttpRequest, article: Article | None) -> set[str]:
        """The groups that hold something of this article, or of the proposal with which its form
        opens.
        """
        if article is None:
            return set()
        opening = course(request).opening
        filled = opening.fields if opening and opening.rows else snapshots.values_of(article)
        used = {PARTS} if any(filled.get(name) for name in OWN_PARTS) else set()
        used |= {INVITATION} if filled.get("concern") else set()
        return used | ({SEARCH} if filled.get("search_title") else set())

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "treatments":  # a handful: all of them are seen at once
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="page")
    def look(self, article: Article) -> str:
        return format_html(
            '<a href="{}">Look at it</a>', reverse("articles:article", args=[article.slug])
        )

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()
