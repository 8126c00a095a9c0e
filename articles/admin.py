"""Where staff write, see what they wrote as readers will, and choose the day on which it is published."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from js_asset import Media as MediaWithNonce  # type: ignore[import-untyped]

from articles.models import FAQ, Article, ArticleFAQ, FAQGroup, Section, Topic
from clinic.admin import InOrder

# The editor writes one <style> element of its own; this is the hash of what stands in it. A browser test says
# when a new version of the editor has another.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class WithEditor(admin.ModelAdmin):
    """A form with the rich-text editor, under the site's Content-Security-Policy.

    The editor's import map is an inline script, so it carries the request's nonce; its style is let in by
    hash. Both hold on these forms alone.
    """

    class Media:
        js = ["js/staff.js"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        media: Media = context["media"]
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
        context["media"] = MediaWithNonce.from_media(media, nonce=nonce)
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]
        return response


class StateFilter(admin.SimpleListFilter):
    """By what readers see."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("draft", "Draft"), ("planned", "Planned"), ("published", "Published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        chosen = {
            "draft": Q(published_at=None),
            "planned": Q(published_at__gt=now),
            "published": Q(published_at__lte=now),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


def state(row: Article | FAQ) -> str:
    """Draft, planned or published, in a word."""
    if row.published_at is None:
        return "Draft"
    return "Planned" if row.published_at > timezone.now() else "Published"


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
        (None, {"fields": ["question", "slug", "answer"]}),
        ("Where it stands", {"fields": ["group", "position", "on_home_page"]}),
        ("When readers see it", {"fields": ["published_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FAQ]:
        faqs: QuerySet[FAQ] = super().get_queryset(request).annotate(article_count=Count("articlefaq"))
        return faqs

    @admin.display(description="state", ordering="published_at")
    def state(self, faq: FAQ) -> str:
        return state(faq)

    @admin.display(description="on articles", ordering="article_count")
    def on_articles(self, faq: FAQ) -> int:
        return int(getattr(faq, "article_count", 0))

    def view_on_site(self, faq: FAQ) -> str:
        return faq.get_absolute_url()


class SectionForm(ModelForm):
    """Whether a drawing or a part stands twice is asked of all sections together, as they were sent."""

    class Meta:
        model = Section
        fields = ["heading", "body", "drawing", "part", "position"]

    def validate_constraints(self) -> None:
        pass


class SectionFormSet(InOrder):
    """An article's sections. Drawings and parts may move from one to another in one go."""

    def clean(self) -> None:
        super().clean()
        for name, what in (("drawing", "drawing"), ("part", "part")):
            seen = set()
            for form in self.forms:
                if form in self.deleted_forms or not hasattr(form, "cleaned_data"):
                    continue
                chosen = form.cleaned_data.get(name)
                if chosen and chosen in seen:
                    label = dict(Section.Drawing.choices + Section.Part.choices)[chosen]
                    raise ValidationError(
                        f"The {what} “{label}” stands in two sections. Keep it in one of them."
                    )
                seen.add(chosen)

    def save(self, commit: bool = True) -> Any:
        if commit:  # else one that moves up would meet itself where it still stands
            changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            Section.objects.filter(pk__in=changed).update(drawing="", part="")
        return super().save(commit=commit)


class SectionInline(admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    extra = 0
    fields = ["heading", "body", ("drawing", "part"), "position"]


class ArticleFAQInline(admin.TabularInline):
    model = ArticleFAQ
    formset = InOrder
    autocomplete_fields = ["faq"]
    extra = 0


@admin.register(Article)
class ArticleAdmin(WithEditor):
    """Disclaimer, contact block and invitation come with every article: there is nothing to fill in."""

    list_display = ["title", "state", "look", "topic", "published_at", "last_reviewed_day"]
    list_filter = [StateFilter, "topic", "treatments", "reviewer"]
    list_select_related = ["topic"]
    search_fields = ["title", "summary", "sections__heading", "sections__body"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-pk"]
    prepopulated_fields = {"slug": ["title"]}
    filter_horizontal = ["treatments"]
    inlines = [SectionInline, ArticleFAQInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "topic"]}),
        (
            "Review and publishing",
            {
                "description": "Until the day of publishing only staff see the article. "
                "Save it as a draft as often as you like and look at it with “View on site”.",
                "fields": ["reviewer", "last_reviewed_day", "published_at"],
            },
        ),
        (
            "Picture",
            {
                "description": "Every article has a drawing. A picture of your own takes its place; "
                "if a person is in it, the page says whether it is a model or a patient.",
                "fields": ["plate", "image", "image_alt", "depicts"],
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

    @admin.display(description="state", ordering="published_at")
    def state(self, article: Article) -> str:
        return state(article)

    @admin.display(description="page")
    def look(self, article: Article) -> str:
        return format_html('<a href="{}">Look at it</a>', reverse("article", args=[article.slug]))

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()
