"""The page on which an article is written."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.checking import Checking
from articles.admin.choosing import ChoosesPictures
from articles.admin.rows import ArticleFAQForm, ArticleFAQFormSet, SectionForm, SectionFormSet
from articles.admin.shared import places_of_questions
from articles.admin.standing import StateFilter, WaitingFilter
from articles.admin.versions import Versions
from articles.models import Article, ArticleFAQ, Section


class SectionInline(ChoosesPictures, admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    extra = 0
    fields = ["heading", "body", "picture", "drawing", "part", "position"]

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleFAQ]:
        rows: QuerySet[ArticleFAQ] = super().get_queryset(request).select_related("faq")
        return rows.annotate(places=places_of_questions("faq"))

    @admin.display(description="where it stands")
    def used(self, row: ArticleFAQ) -> str:
        if row._state.adding:
            return "Once it is saved, this says on which pages it stands."
        places = int(getattr(row, "places", 0))
        address = reverse("admin:articles_faq_change", args=[row.faq_id])
        return format_html('<a href="{}">Used in {} place{}</a>', address, places, "" if places == 1 else "s")


@admin.register(Article)
class ArticleAdmin(ChoosesPictures, Checking, Versions):
    """Disclaimer, contact block and invitation come with every article: there is nothing to fill in."""

    list_display = ["title", "state", "look", "topic", "published_at", "last_reviewed_day"]
    list_filter = [StateFilter, WaitingFilter, "topic", "treatments", "reviewer"]
    list_select_related = ["topic"]
    search_fields = ["title", "summary", "sections__heading", "sections__body"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-pk"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SectionInline, ArticleFAQInline]
    save_on_top = True
    pictures_are_open = True
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "topic"]}),
        (
            "Review",
            {
                "description": "Until it is published only staff see the article. Save it as often as you "
                "like. Publishing is a button at the top of this page.",
                "fields": ["reviewer", "last_reviewed_day", "review_due_day", "published_at"],
            },
        ),
        (
            "Picture",
            {
                "description": "Every article has a drawing. A picture of your own takes its place; "
                "if a person is in it, the page says by itself whether it is a model or a patient.",
                "fields": ["plate", "picture"],
            },
        ),
        (
            "Parts that come by themselves",
            {
                "description": "Fill in what the article uses, and choose further down after which section "
                "it stands. The facts and the days after are taken from the treatment.",
                "fields": ["treatments", "ways", "indirect_way", "may_help", "cannot"],
            },
        ),
        ("Where the invitation leads", {"fields": ["concern"]}),
        ("In search results", {"classes": ["collapse"], "fields": ["search_title"]}),
    ]

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "treatments":  # a handful: all of them are seen at once
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="page")
    def look(self, article: Article) -> str:
        return format_html('<a href="{}">Look at it</a>', reverse("article", args=[article.slug]))

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()
