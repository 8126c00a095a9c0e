"""ModelAdmins of questions, their groups, and topics."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import publishing
from articles.admin.editor import EditorAdmin
from articles.admin.editor_forms import EditorForm, WithAddress
from articles.admin.filters import StateFilter
from articles.admin.inlines import SourceInline
from articles.admin.mixins import LeftToReviewers, SearchedByWords
from articles.admin.names_in_languages import names_inline
from articles.admin.question_save import QuestionSave
from articles.admin.request_fields import member_of_staff
from articles.admin.translations import LanguageFilter
from articles.models import FAQ, Article, ArticleFAQ, FAQGroup, FAQGroupName, Topic, TopicName
from articles.text.sanitizer import has_words, stored
from clinic.office import sharing
from clinic.office.admin_rows import EditableList, NamedInList
from clinic.office.optimistic_lock import ListRowForm, OptimisticLock

MOST_NAMED = 30
ADDRESS_HELP = "What comes after {} in its web address: small letters, digits and hyphens."


class TopicForm(WithAddress):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/articles/?topic=")}


class FAQGroupForm(WithAddress):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/questions/#about-")}


class Filed(OptimisticLock, SearchedByWords, EditableList):
    """What is listed by name and order, with its address."""

    list_display = ["name", "address", "position"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        sharing.draw(obj.shared_as)

    @admin.display(description="address", ordering="slug")
    def address(self, row: Any) -> str:
        return str(row.slug)


@admin.register(Topic)
class TopicAdmin(Filed):
    inlines = [names_inline(TopicName)]
    form = TopicForm
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(FAQGroup)
class FAQGroupAdmin(Filed):
    inlines = [names_inline(FAQGroupName)]
    form = FAQGroupForm
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class FAQForm(EditorForm):
    """`revision` is what was stored when the form was opened, in short; `anew` says that the rows
    on it are none that are stored.
    """

    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/questions/#")}

    revision = forms.CharField(required=False, widget=forms.HiddenInput)
    anew = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def shown_revision(self) -> dict[str, Any]:
        return {"revision": self.instance.revision}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        answer = self.cleaned_data.get("answer")
        if self.instance.published_at and answer is not None and not has_words(answer):
            self.add_error("answer", "Write an answer: readers see this question, or will.")
        return cleaned


def places_of_questions(key: str) -> Combinable:
    """On how many pages the question with this key stands: its own, the home page, and articles."""
    faq = FAQ.objects.filter(pk=OuterRef(key)).order_by()
    rows = ArticleFAQ.objects.filter(faq=OuterRef(key)).order_by().values("faq")
    on_articles = Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)
    on_home = Case(When(Exists(faq.filter(on_home_page=True)), then=1), default=0)
    return on_articles + on_home + 1


@admin.register(FAQ)
class FAQAdmin(LeftToReviewers, EditorAdmin):
    """A question is written once; every page that asks it shows the same answer."""

    form = FAQForm
    save_class = QuestionSave
    inlines = [SourceInline]
    change_form_template = "admin/articles/faq/change_form.html"
    left_alone = (
        "Readers see this question, or will. Somebody who may publish can change it: a reviewer or"
        " the owner."
    )

    list_display = [
        *("question", "group", "state", "in_languages", "on_home_page", "on_articles", "position")
    ]
    list_editable = ["position"]
    list_filter = [StateFilter, LanguageFilter, "group", "on_home_page"]
    list_select_related = ["group"]
    ordering = [
        "group__position",
        "group__name",
        "position",
        "pk",
    ]  # counting drops the model's own
    date_hierarchy = "published_at"
    prepopulated_fields = {"slug": ["question"]}
    fieldsets = [
        (
            None,
            {
                "description": (
                    "Until it is published only staff see the question. Save it as often as you "
                    "like. Publishing is a button at the top of this page."
                ),
                "fields": ["used", "question", "slug", "answer"],
            },
        ),
        ("Where it stands", {"fields": ["group", "position", "on_home_page"]}),
    ]
    readonly_fields = ["used", "formatted"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who cannot change it reads the answer as readers do; what holds for a draft is said of
        drafts.
        """
        [(name, fields), *others] = super().get_fieldsets(request, obj)
        first: dict[str, Any] = {**fields}
        if obj is not None and obj.published_at:
            del first["description"]
        if obj is not None and not self.has_change_permission(request, obj):
            first["fields"] = [
                "formatted" if each == "answer" else each for each in first["fields"]
            ]
        return [(name, first), *others]

    @admin.display(description="answer")
    def formatted(self, faq: FAQ) -> str:
        return format_html('<div class="acu-prose">{}</div>', stored(faq.answer))

    @admin.display(description="where it stands")
    def used(self, faq: FAQ) -> str:
        """Said before it is changed: a change shows on all of them."""
        if faq._state.adding:
            return "Nowhere yet."
        places = [(faq.get_absolute_url(), "the questions page")]
        if faq.on_home_page:
            places.append((reverse("home"), "the home page"))
        for article in Article.objects.filter(articlefaq__faq=faq).order_by("title")[:MOST_NAMED]:
            address = reverse("admin:articles_article_change", args=[article.pk])
            places.append((address, f"the article “{article}”"))
        named = format_html_join(", ", '<a href="{}">{}</a>', places)
        count = (
            FAQ.objects.annotate(places=places_of_questions("pk"))
            .values_list("places")
            .get(pk=faq.pk)[0]
        )
        return format_html(
            "<b>Used in {} place{}</b>: {}{}. A change shows on all of them at once.",
            count,
            "" if count == 1 else "s",
            named,
            " and more" if count > len(places) else "",
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FAQ]:
        faqs: QuerySet[FAQ] = (
            super().get_queryset(request).annotate(article_count=Count("articlefaq"))
        )
        return faqs

    @admin.display(description="on articles", ordering="article_count")
    def on_articles(self, faq: FAQ) -> int:
        return int(getattr(faq, "article_count", 0))

    def is_for_readers(self, row: FAQ) -> bool:
        return row.published_at is not None

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListRowForm, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=NamedInList, **kwargs)

    # ---- deleting --------------------------------------------------------------------------------
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may not publish deletes only what readers never had."""
        may: bool = super().has_delete_permission(request, obj)
        if not may or obj is None or publishing.may_publish(request.user):
            return may
        return not obj.was_published

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: FAQ) -> None:
        now = timezone.now()
        articles = publishing.about_to_change_question(obj.pk, now=now)
        super().delete_model(request, obj)
        publishing.part_changed(articles, by=member_of_staff(request), now=now)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[FAQ]) -> None:
        for faq in queryset:
            self.delete_model(request, faq)

    def view_on_site(self, faq: FAQ) -> str:
        return faq.get_absolute_url()
