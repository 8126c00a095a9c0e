"""ModelAdmins of questions, their groups, and topics."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import publishing
from articles.admin.checklist import Checking
from articles.admin.common import (
    LeftToReviewers,
    SearchedAsByReaders,
    SearchedByWords,
    WithAddress,
    WithEditor,
    course,
    member_of_staff,
    places_of_questions,
    reason_of,
)
from articles.admin.stage_buttons import StateFilter
from articles.models import FAQ, Article, FAQGroup, Topic
from articles.text import diff
from articles.text.sanitizer import clean, has_words, stored
from clinic.office.admin import EditableList

MOST_NAMED = 30
ADDRESS_HELP = "What comes after {} in its web address: small letters, digits and hyphens."
MEANWHILE = (
    "Somebody else changed this question after you had opened it. Nothing of yours is lost: this"
    " form holds it, and this page shows what is stored now."
)


class TopicForm(WithAddress):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/articles/?topic=")}


class FAQGroupForm(WithAddress):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/questions/#about-")}


class Filed(SearchedByWords, EditableList):
    """What is listed by name and order, with its address."""

    list_display = ["name", "address", "position"]

    @admin.display(description="address", ordering="slug")
    def address(self, row: Any) -> str:
        return str(row.slug)


@admin.register(Topic)
class TopicAdmin(Filed):
    form = TopicForm
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(FAQGroup)
class FAQGroupAdmin(Filed):
    form = FAQGroupForm
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class FAQForm(WithAddress):
    """`seen` is what was stored when the form was opened, in short."""

    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {"slug": ADDRESS_HELP.format("/questions/#")}

    stop = ""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.edition

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.stop:
            raise ValidationError(self.stop)
        answer = self.cleaned_data.get("answer")
        if self.instance.published_at and answer is not None and not has_words(answer):
            self.add_error("answer", "Write an answer: readers see this question, or will.")
        return cleaned


class QuestionEditor(LeftToReviewers, WithEditor):
    """The form of a question, and two people who write in it at once."""

    form = FAQForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Whoever saves at the same moment waits here, and then finds other words.
            key = unquote(object_id)
            locked = FAQ.objects.select_for_update(no_key=True)
            stored = locked.filter(pk=key).first() if key.isdecimal() else None
            if (
                stored is None
                or request.POST.get("seen") == stored.edition
                or not self.has_change_permission(request, stored)
            ):
                return super().changeform_view(request, object_id, form_url, extra_context)
            post = request.POST.copy()
            post["seen"] = (
                stored.edition
            )  # they see it now: saving once more puts theirs in its place
            request.POST = post  # type: ignore[assignment]  # mypy knows only the one that cannot be changed
            course(request).stop = MEANWHILE
            parts = diff.rich_words(stored.answer, clean(post.get("answer", "")))
            shown = {
                "question": stored.question,
                "state": stored.state(now=timezone.now()),
                "parts": parts,
            }
            context = {**(extra_context or {}), "stored": shown}
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = 409
            return response

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"stop": course(request).stop})


@admin.register(FAQ)
class FAQAdmin(SearchedAsByReaders, Checking, QuestionEditor, EditableList):
    """A question is written once; every page that asks it shows the same answer."""

    change_form_template = "admin/articles/faq/change_form.html"
    left_alone = (
        "Readers see this question, or will. Somebody who may publish can change it: a reviewer or"
        " the owner."
    )

    list_display = ["question", "group", "state", "on_home_page", "on_articles", "position"]
    list_editable = ["position"]
    list_filter = [StateFilter, "group", "on_home_page"]
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
    save_on_top = True

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

    # ---- saving ----------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: FAQ, form: Any, change: bool) -> None:
        now, by = timezone.now(), member_of_staff(request)
        articles = publishing.about_to_change_question(obj.pk, now=now) if change else []
        before = publishing.findings_now(FAQ.objects.get(pk=obj.pk), now=now) if change else []
        super().save_model(request, obj, form, change)
        faq = FAQ.objects.get(pk=obj.pk)
        publishing.stand_or_stop(faq, before, by=by, now=now, reason=reason_of(request))
        publishing.part_changed(articles, by=by, now=now)
        self.warn(request, faq)

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
