"""Questions, their groups, and the topics of articles."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles import publishing
from articles.admin.shared import StateFilter, WithEditor, places_of_questions, state
from articles.admin.standing import member_of_staff
from articles.models import FAQ, Article, FAQGroup, Topic

MOST_NAMED = 30


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


@admin.register(FAQ)
class FAQAdmin(WithEditor):
    """A question is written once; every page that asks it shows the same answer."""

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

    def save_model(self, request: HttpRequest, obj: FAQ, form: Any, change: bool) -> None:
        now = timezone.now()
        articles = publishing.about_to_change_question(obj.pk, now=now) if change else []
        super().save_model(request, obj, form, change)
        publishing.question_changed(articles, by=member_of_staff(request), now=now)

    def delete_model(self, request: HttpRequest, obj: FAQ) -> None:
        now = timezone.now()
        articles = publishing.about_to_change_question(obj.pk, now=now)
        super().delete_model(request, obj)
        publishing.question_changed(articles, by=member_of_staff(request), now=now)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[FAQ]) -> None:
        for faq in queryset:
            self.delete_model(request, faq)

    def view_on_site(self, faq: FAQ) -> str:
        return faq.get_absolute_url()
