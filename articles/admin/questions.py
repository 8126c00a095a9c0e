"""Questions, their groups, and the topics of articles."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import compare, publishing, snapshots
from articles.admin.shared import (
    LeftToReviewers,
    StateFilter,
    WithEditor,
    course,
    places_of_questions,
    state,
)
from articles.admin.standing import member_of_staff
from articles.models import FAQ, Article, FAQGroup, Topic

MOST_NAMED = 30
MEANWHILE = (
    "Somebody else changed this question after you had opened it. Nothing of yours is lost: this form holds "
    "it, and this page shows what is stored now."
)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(FAQGroup)
class FAQGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class FAQForm(forms.ModelForm):
    """`seen` is what was stored when the form was opened, in short."""

    stop = ""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _digest(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.stop:
            raise ValidationError(self.stop)
        return cleaned


def _digest(faq: FAQ) -> str:
    """Changes with whatever is stored of a question."""
    said = json.dumps(snapshots.values_of(faq), cls=DjangoJSONEncoder, sort_keys=True)
    return sha256(said.encode()).hexdigest()[:32]


@admin.register(FAQ)
class FAQAdmin(LeftToReviewers, WithEditor):
    """A question is written once; every page that asks it shows the same answer."""

    form = FAQForm
    change_form_template = "admin/articles/faq/change_form.html"
    left_alone = (
        "Readers see this question, or will. Somebody who may publish can change it: a reviewer or the owner."
    )

    list_display = ["question", "group", "state", "on_home_page", "on_articles", "position"]
    list_editable = ["position"]
    list_filter = [StateFilter, "group", "on_home_page"]
    list_select_related = ["group"]
    search_fields = ["question", "answer"]
    ordering = ["group__position", "group__name", "position", "pk"]  # counting drops the model's own
    date_hierarchy = "published_at"
    prepopulated_fields = {"slug": ["question"]}
    fieldsets = [
        (None, {"fields": ["used", "question", "slug", "answer"]}),
        ("Where it stands", {"fields": ["group", "position", "on_home_page"]}),
        ("When readers see it", {"fields": ["published_at"]}),
    ]

    readonly_fields = ["used"]

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
        count = FAQ.objects.annotate(places=places_of_questions("pk")).values_list("places").get(pk=faq.pk)[0]
        return format_html(
            "<b>Used in {} place{}</b>: {}{}. A change shows on all of them at once.",
            count,
            "" if count == 1 else "s",
            named,
            " and more" if count > len(places) else "",
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FAQ]:
        faqs: QuerySet[FAQ] = super().get_queryset(request).annotate(article_count=Count("articlefaq"))
        return faqs

    @admin.display(description="state", ordering="published_at")
    def state(self, faq: FAQ) -> str:
        return state(faq)

    @admin.display(description="on articles", ordering="article_count")
    def on_articles(self, faq: FAQ) -> int:
        return int(getattr(faq, "article_count", 0))

    def is_for_readers(self, row: FAQ) -> bool:
        return row.published_at is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj)]
        return fields if publishing.may_publish(request.user) else [*fields, "published_at"]

    # ---- two at once -------------------------------------------------------------------------------
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
            stored = FAQ.objects.select_for_update().filter(pk=key).first() if key.isdecimal() else None
            if (
                stored is None
                or request.POST.get("seen") == _digest(stored)
                or not self.has_change_permission(request, stored)
            ):
                return super().changeform_view(request, object_id, form_url, extra_context)
            post = request.POST.copy()
            post["seen"] = _digest(stored)  # they see it now: saving once more puts theirs in its place
            request.POST = post  # type: ignore[assignment]  # mypy knows only the one that cannot be changed
            course(request).stop = MEANWHILE
            texts = (compare.plain_text(text) for text in (stored.answer, post.get("answer", "")))
            parts = compare.words(*texts)
            shown = {"question": stored.question, "state": state(stored), "parts": parts}
            context = {**(extra_context or {}), "stored": shown}
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = 409
            return response

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"stop": course(request).stop})

    # ---- saving ------------------------------------------------------------------------------------
    def _warn(self, request: HttpRequest, faq: FAQ, *, now: datetime) -> None:
        """Say of a question that readers have what the checklist would find in it on every article."""
        for finding in publishing.findings_in_question(faq, now=now) if faq.published_at else []:
            said = f"The checklist finds something in what readers see. {finding} {finding.reason}"
            self.message_user(request, said, messages.WARNING)

    def save_model(self, request: HttpRequest, obj: FAQ, form: Any, change: bool) -> None:
        now = timezone.now()
        articles = publishing.about_to_change_question(obj.pk, now=now) if change else []
        super().save_model(request, obj, form, change)
        publishing.part_changed(articles, by=member_of_staff(request), now=now)
        self._warn(request, FAQ.objects.get(pk=obj.pk), now=now)

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
