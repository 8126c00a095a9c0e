"""ModelAdmin of articles."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import drawings, publishing, snapshots
from articles.admin import preview_pages, versions
from articles.admin.article_form import ArticleForm, opening_from_proposal
from articles.admin.article_save import ArticleSave
from articles.admin.editor import EditorAdmin
from articles.admin.editor_forms import Opening
from articles.admin.filters import StateFilter, WaitingFilter
from articles.admin.image_choices import ChoosesPictures
from articles.admin.import_page import may_import
from articles.admin.inlines import (
    ArticleFAQForm,
    ArticleFAQFormSet,
    SectionForm,
    SectionFormSet,
    SourceInline,
)
from articles.admin.mail_setting import mail_setting
from articles.admin.questions import places_of_questions
from articles.admin.request_fields import member_of_staff
from articles.admin.stage_buttons import address_of
from articles.admin.translations import LanguageFilter
from articles.models import Article, ArticleFAQ, Section, Version
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


# A writer's change of what readers see waits for a reviewer. These are no part of what is proposed.
NOT_PROPOSED = ["slug", "review_due_day"]
SIGNED = ["reviewer", "last_reviewed_day"]  # by the reviewer's own press; no field for anybody


def _open(name: Any, group: Any) -> tuple[Any, dict[str, Any]]:
    """The group without its fold."""
    return name, {**group, "classes": []}


@admin.register(Article)
class ArticleAdmin(ChoosesPictures, EditorAdmin):
    """Disclaimer, contact block and invitation come with every article: there is nothing to fill
    in.
    """

    form = ArticleForm
    save_class = ArticleSave
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        *("title", "state", "in_languages", "look", "topic", "published_at", "last_reviewed_day")
    ]
    list_filter = [StateFilter, WaitingFilter, LanguageFilter, "topic", "treatments", "reviewer"]
    list_select_related = ["topic"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-pk"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SectionInline, ArticleFAQInline, SourceInline]
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
                "description": (
                    "Who reviewed it signs it by a press of their own: above, or on the page on"
                    " which it is published."
                ),
                "fields": ["reviewer", "last_reviewed_day", "review_due_day"],
            },
        ),
        (INVITATION, {"classes": ["collapse"], "fields": ["concern"]}),
        (SEARCH, {"classes": ["collapse"], "fields": ["search_title"]}),
    ]

    class Media:
        js = ["js/editor.js"]

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "articles_article_preview"
        preview = partial(preview_pages.preview, self)
        return [
            path("mail/", wrap(partial(mail_setting, self)), name="articles_article_mail"),
            path("preview/", wrap(preview), name=f"{name}_new"),
            path(
                "previews/<uuid:key>/",
                wrap(partial(preview_pages.previewed, self)),
                name=f"{name}ed",
            ),
            path("<path:object_id>/preview/", wrap(preview), name=name),
            *(self.page_url(page, view) for page, view in versions.PAGES.items()),
            *super().get_urls(),
        ]

    # ---- the list --------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        proposals = Version.objects.waiting().filter(article=OuterRef("pk"))
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.annotate(has_proposal=Exists(proposals))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"may_import": may_import(request), **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, shown)
        return answer

    @admin.display(description="state", ordering="published_at")
    def state(self, article: Article) -> str:
        state = super().state(article)
        if getattr(article, "has_proposal", False):
            return f"{state}, a change is proposed"
        return state

    @admin.display(description="page")
    def look(self, article: Article) -> str:
        return format_html('<a href="{}">Look at it</a>', article.get_absolute_url())

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()

    # ---- the form --------------------------------------------------------------------------------
    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "plate": drawings.for_a_new_article(),
            **super().get_changeform_initial_data(request),
        }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *groups = super().get_fieldsets(request, obj)
        if obj is None or obj.published_at is None:
            first = (None, {**first[1], "description": ONLY_STAFF})
        return [first, *groups]

    def fieldsets_shown(
        self, request: HttpRequest, row: Article | None, opening: Opening | None
    ) -> list[Any]:
        """Its title, then (by the template) its text; below it groups, open where something is
        filled in.
        """
        first, *groups = self.get_fieldsets(request, row)
        used = _used(row, opening)
        return [
            first,
            *(_open(name, group) if name in used else (name, group) for name, group in groups),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj), *SIGNED]
        if self.proposes(request, obj):
            return [*fields, *NOT_PROPOSED]
        return fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.proposes(request, obj):
            return {}
        return super().get_prepopulated_fields(request, obj)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "treatments":  # a handful: all of them are seen at once
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def opening(self, request: HttpRequest, row: Any) -> Opening | None:
        """A writer goes on with what they proposed, or begins `?from=readers` again."""
        own = self._own_proposal(request, row)
        if own is None:
            return None
        seen = {"proposal": publishing.proposal_revision(own)}
        if request.GET.get("from") == "readers":
            return Opening(seen, {})
        return opening_from_proposal(own, seen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may not publish deletes only what readers never had."""
        may: bool = super().has_delete_permission(request, obj)
        if not may or obj is None or publishing.may_publish(request.user):
            return may
        return obj.published_at is None and not obj.versions.released().exists()

    def standing(
        self, request: HttpRequest, row: Any, *, now: datetime, opening: Opening | None
    ) -> dict[str, Any]:
        shown = super().standing(request, row, now=now, opening=opening)
        review_due, own = row.review_due, self._own_proposal(request, row)
        proposals = row.versions.waiting().select_related("by").defer("content")
        return shown | {
            "proposals": proposals.exclude(pk=own.pk) if own else proposals,
            "own": own,
            "own_is_older": own and publishing.is_older(own, row),
            "goes_on": bool(opening and opening.rows),
            "begins_again": bool(opening and not opening.rows),
            "proposes": self.proposes(request, row),
            "review_due": review_due,
            "review_is_due": bool(review_due and review_due <= timezone.localdate(now)),
            "pages": [*shown["pages"], ("Versions", address_of(row, "versions"))],
        }

    # ---- proposals -------------------------------------------------------------------------------
    def proposes(self, request: HttpRequest, article: Article | None) -> bool:
        """Whether this person's changes wait for a reviewer."""
        return article is not None and publishing.proposes(article, by=member_of_staff(request))

    def _own_proposal(self, request: HttpRequest, article: Article | None) -> Version | None:
        if article is None or not self.proposes(request, article):
            return None
        return publishing.waiting_proposal(article, by=member_of_staff(request))


def _used(article: Article | None, opening: Opening | None) -> set[str]:
    """The groups that hold something of this article, or of the proposal with which its form
    opens.
    """
    if article is None:
        return set()
    if opening and opening.rows:
        filled = opening.fields
    elif article.translation_of:
        filled = snapshots.values_of(article.translation_of)  # so much is to be translated
    else:
        filled = snapshots.values_of(article)
    used = {PARTS} if any(filled.get(name) for name in OWN_PARTS) else set()
    used |= {INVITATION} if filled.get("concern") else set()
    return used | ({SEARCH} if filled.get("search_title") else set())
