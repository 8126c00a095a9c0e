"""Where an article stands: its buttons on the article's page, and what is kept when it is saved."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import checklist, publishing
from articles.admin.editing import ArticleEditor, rows_anew
from articles.admin.shared import course
from articles.models import Article, Override, Version
from articles.templatetags.review import moment
from clinic.models import Office

Stage = Article.Stage
FOUND = (
    "Nothing is saved yet, and this form holds every word: the checklist finds something that readers "
    "would see. Mend it, or say in the frame above why it may stand."
)
# A writer's change of what readers see waits for a reviewer. These are no part of what is proposed.
NOT_PROPOSED = ["slug", "reviewer", "last_reviewed_day", "review_due_day"]


LONGEST_REASON = Override._meta.get_field("reason").max_length or 200


class Verb(NamedTuple):
    """A button that changes where an article stands."""

    label: str
    does: Callable[..., Article]
    done: str
    question: str = ""  # asked before, where readers lose something


VERBS = {
    "ask_for_review": Verb("Ask for a review", publishing.ask_for_review, "waits for a review"),
    "republish": Verb("Publish it again", publishing.republish, "is published again"),
    "withdraw": Verb("Make it a draft again", publishing.withdraw, "is a draft again"),
    "retire": Verb(
        "Retire it",
        publishing.retire,
        "is retired",
        "Readers do not find it anymore. Here it stays, with all its versions.",
    ),
}
SHOWS_THE_TEXT = {"republish"}  # so it is about the text that was looked at
LOSES = "Readers do not see it until it is published again."


class Press(NamedTuple):
    label: str
    address: str
    is_page: bool = False
    question: str = ""


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Stage.choices[:2], ("planned", "Scheduled"), ("published", "Published"), Stage.choices[2]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        now, value = timezone.now(), self.value()
        if value in Stage.values:
            return queryset.filter(published_at=None, stage=value)
        chosen = {"planned": Q(published_at__gt=now), "published": Q(published_at__lte=now)}.get(value or "")
        return queryset.filter(chosen) if chosen else queryset


class WaitingFilter(admin.SimpleListFilter):
    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("proposal", "A change is proposed"), ("review", "Review is due")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "proposal":
            return queryset.filter(Exists(Version.objects.waiting().filter(article=OuterRef("pk"))))
        if self.value() == "review":
            now = timezone.now()
            due = Article.objects.published(now=now).due_for_review(timezone.localdate(now))
            return queryset.filter(pk__in=due.values("pk"))
        return queryset


class PublishForm(forms.Form):
    """At once, or at a time on the office's clock."""

    NOW, LATER = "now", "later"
    begins = forms.ChoiceField(
        label="Readers see it",
        choices=[(NOW, "at once"), (LATER, "from a day on")],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(required=False, label="Day", widget=forms.DateInput({"type": "date"}))
    clock = forms.TimeField(
        required=False,
        label="Time",
        initial=time(9),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("begins") == self.LATER and not self.errors:
            if not given.get("day"):
                self.add_error("day", "Say on which day.")
            if not given.get("clock"):
                self.add_error("clock", "Say at what time.")
        return given

    @property
    def moment(self) -> datetime | None:
        """None: at once."""
        given = self.cleaned_data
        if given["begins"] == self.NOW:
            return None
        day: date = given["day"]
        return timezone.make_aware(datetime.combine(day, given["clock"]))


class Standing(ArticleEditor):
    """Publishing is a press of its own: `published_at` is no field of the form, for nobody."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        verbs = [
            path(
                f"<path:object_id>/{name}/", wrap(self.verb), {"name": name}, name=f"articles_article_{name}"
            )
            for name in VERBS
        ]
        page = path("<path:object_id>/publish/", wrap(self.publish), name="articles_article_publish")
        return [*verbs, page, *super().get_urls()]

    # ---- what the form offers ----------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj), "published_at"]
        return [*fields, *NOT_PROPOSED] if self.proposes(request, obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if self.proposes(request, obj) else super().get_prepopulated_fields(request, obj)

    def proposes(self, request: HttpRequest, article: Article | None) -> bool:
        """Whether this person's changes wait for a reviewer: readers see the article, or will."""
        is_released = article is not None and article.published_at is not None
        return is_released and not publishing.may_publish(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may not publish deletes only what readers never had."""
        may: bool = super().has_delete_permission(request, obj)
        if not may or obj is None or publishing.may_publish(request.user):
            return may
        return obj.published_at is None and not obj.versions.released().exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        proposals = Version.objects.waiting().filter(article=OuterRef("pk"))
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.annotate(has_proposal=Exists(proposals))

    @admin.display(description="state", ordering="published_at")
    def state(self, article: Article) -> str:
        state = article.state(now=timezone.now())
        return f"{state}, a change is proposed" if getattr(article, "has_proposal", False) else state

    # ---- saving ------------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except publishing.Found as found:  # and so nothing of it was stored
            course(request).stop = FOUND
            context = {**(extra_context or {}), "found": found.findings, "longest_reason": LONGEST_REASON}
            response = super().changeform_view(request, object_id, form_url, context)
            if response.status_code == 200:
                response.status_code = 422
            return response

    def instead_of_saving(
        self, request: HttpRequest, stored: Article, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse | None:
        if self.proposes(request, stored):
            proposed = self._propose(request, stored, form_url, extra_context)
            return self.dropping_copy(request, proposed)
        return None

    def _propose(
        self, request: HttpRequest, article: Article, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """Keep what the form says, and leave the article as it is."""
        seen = edition_of(request)
        if seen != article.edition:
            rows_anew(request)  # it was changed meanwhile: rows that the form names may be gone
            course(request).takes_place = True
        content = self.taken(request, str(article.pk), extra_context, form_url)
        if isinstance(content, HttpResponse):
            return content  # the form, with what to mend
        by, now = member_of_staff(request), timezone.now()
        try:
            publishing.propose(article, content, by=by, now=now, edition=seen)
        except publishing.Refused as refused:
            return self.back(request, article, refused)
        self.log_change(request, article, "Proposed a change.")
        course(request).was_saved = True
        self.message_user(request, "Your change is proposed. Readers see it once a reviewer takes it over.")
        return redirect(_page_of(article))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        now = timezone.now()
        was = publishing.about_to_change(obj.pk, now=now) if change else None
        course(request).was = was
        if was and not course(request).only_take:
            course(request).found = publishing.findings_now(was, now=now)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not course(request).only_take:
            article = Article.objects.get(pk=form.instance.pk)
            was, by, now = course(request).was, member_of_staff(request), timezone.now()
            if was:
                before = course(request).found
                publishing.stand_or_stop(article, before, by=by, now=now, reason=reason_of(request))
            publishing.changed(article, was=was, by=by, now=now)
            self.warn(request, article)

    # ---- buttons -----------------------------------------------------------------------------------
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article, now = context.get("original"), timezone.now()
        if article is not None:
            context["standing"] = {
                "article": article,
                "words": in_words(article, now=now),
                "presses": self.presses(request, article, now=now),
                "proposals": article.versions.waiting().select_related("by").defer("content"),
                "proposes": self.proposes(request, article),
                "review_due": article.review_due,
                "review_is_due": bool(article.review_due and article.review_due <= timezone.localdate(now)),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def presses(self, request: HttpRequest, article: Article, *, now: datetime) -> list[Press]:
        """What this person can do with it at `now`."""
        if not self.has_change_permission(request, article):
            return []
        decides, at = publishing.may_publish(request.user), article.published_at
        if at:
            names = ["publish", "withdraw"] if at > now else ["withdraw", "retire"]
            names = names if decides else []
        else:
            names = {
                Stage.DRAFT: ["ask_for_review", "publish"],
                Stage.REVIEW: ["publish", "withdraw"],
                Stage.RETIRED: ["republish", "withdraw"],
            }[Stage(article.stage)]
            names = names if decides else [name for name in names if name not in ("publish", "republish")]
        return [self._press(name, article) for name in names]

    def _press(self, name: str, article: Article) -> Press:
        address = reverse(f"admin:articles_article_{name}", args=[article.pk])
        if name == "publish":
            label = "Publish it at another time" if article.published_at else "Publish it"
            return Press(label, address, is_page=True)
        verb = VERBS[name]
        question = verb.question or (LOSES if article.published_at else "")
        return Press(verb.label, address, question=question)

    def verb(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = self.found(request, object_id)
        verb, by = VERBS[name], member_of_staff(request)
        try:
            seen = {"edition": edition_of(request)} if name in SHOWS_THE_TEXT else {}
            verb.does(article, by=by, now=timezone.now(), **seen)
        except publishing.Refused as refused:
            return self.back(request, article, refused)
        self.log_change(request, article, f"{verb.label}.")
        self.message_user(request, f"“{article}” {verb.done}.")
        return redirect(_page_of(article))

    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """When readers see it, and what is missing until then."""
        article = self.found(request, object_id)
        if not publishing.may_publish(request.user):
            raise PermissionDenied
        now = timezone.now()
        form = PublishForm(request.POST if request.method == "POST" else None)
        why = [] if form.is_bound else publishing.missing(article, at=now)
        status = 422 if form.is_bound else 200
        if form.is_valid():
            by, seen = member_of_staff(request), edition_of(request)
            try:
                done = publishing.publish(article, by=by, now=now, at=form.moment, edition=seen)
            except publishing.Changed as refused:
                why, status = refused.why, 409
                article = self.found(request, object_id)  # whose edition the form carries now
            except publishing.Refused as refused:
                why = refused.why
            else:
                self.log_change(request, article, f"Published: {in_words(done, now=now)}")
                self.message_user(request, f"“{article}”: {in_words(done, now=now)}")
                return redirect(_page_of(article))
        context = {"form": form, "why": why, "standing": in_words(article, now=now)}
        return self.page(request, article, "publish", "Publish", status, **context)

    # ---- steps that its pages share ------------------------------------------------------------------
    def found(self, request: HttpRequest, object_id: str, *, to_look: bool = False) -> Article:
        """The article, for those who may change it, or look at it."""
        may = self.has_view_permission if to_look else self.has_change_permission
        if not may(request):
            raise PermissionDenied
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        return cast(Article, article)

    def warn(self, request: HttpRequest, article: Article) -> None:
        """Say after a change of what readers have that the checklist would not have let it pass."""
        if article.published_at and checklist.stops(article):
            address = reverse("admin:articles_article_checklist", args=[article.pk])
            said = 'The checklist found something in what readers see. <a href="{}">Look at it</a>.'
            self.message_user(request, format_html(said, address), messages.WARNING)

    def back(self, request: HttpRequest, article: Article, refused: publishing.Refused) -> HttpResponse:
        """To the article's page, with the reasons."""
        for why in refused.why:
            self.message_user(request, why, messages.ERROR)
        return redirect(_page_of(article))

    def page(
        self, request: HttpRequest, article: Article, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "article": article,
            "title": title,
            "office": Office.objects.current(),
            "is_nav_sidebar_enabled": False,
            **more,
        }
        return TemplateResponse(request, f"admin/articles/article/{template}.html", context, status=status)


def in_words(article: Article, *, now: datetime) -> str:
    """Where it stands, in a sentence."""
    state, at = article.state(now=now), article.published_at
    if at is None:
        return {
            Stage.DRAFT: "A draft: only staff see it.",
            Stage.REVIEW: "In review: only staff see it.",
            Stage.RETIRED: "Retired: readers do not find it anymore.",
        }[Stage(article.stage)]
    return f"{state} {'since' if at <= now else 'for'} {moment(at)}."


def member_of_staff(request: HttpRequest) -> User:
    """Who acts. The admin lets nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


def edition_of(request: HttpRequest) -> int:
    """The article's edition that this person looked at; one that never was if the form does not say."""
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def reason_of(request: HttpRequest) -> str:
    """Why what the checklist finds may stand, as it was typed."""
    return request.POST.get("_reason", "").strip()[:LONGEST_REASON]


def _page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
