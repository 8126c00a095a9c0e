"""Common parts of the admin forms in which staff write: rich text, links for readers.

What the pages on which staff write have in common: the rich-text editor, and what readers see of a
row.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from js_asset import Media as MediaWithNonce  # type: ignore[import-untyped]

from articles import publishing
from articles.checklist import Finding
from articles.models import FAQ, Article, ArticleFAQ, Override
from articles.models.search import bare_words
from articles.models.versions import LONGEST_WHY

_FORM_KEY = re.compile("[0-9a-f]{32}")
# The editor writes one <style> element of its own; this is the hash of what stands in it. A browser
# test says when a new version of the editor has another.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
FARTHEST = timedelta(days=5 * 365)  # from today to a day that staff choose
WITHIN_YEARS = "Choose a day within the next five years."
LONGEST_REASON = Override._meta.get_field("reason").max_length or 200


@dataclass
class Course:
    """What one request's form is for, and what came of it, as the steps of Django's form view share
    it.
    """

    only_take: bool = False  # raise `editing.Taken` instead of answering
    stop: str = ""  # refuse the form for this reason
    takes_place: bool = False  # its rows take the place of all that are stored
    was: Article | None = None  # the article as it was stored
    found: list[Finding] = field(default_factory=list)  # in what readers had of it
    opening: Any = None  # an `editing.Opening`: what the form opens with instead of what is stored
    then: str = ""  # the step or the page for which it is saved
    refused: publishing.Refused | None = None  # why that step was not taken
    was_saved: bool = False  # so the browser need not keep its copy


def course(request: HttpRequest) -> Course:
    """That of this request."""
    if not hasattr(request, "course"):
        request.course = Course()  # type: ignore[attr-defined]
    return cast(Course, request.course)  # type: ignore[attr-defined]


class SearchedAsByReaders(admin.ModelAdmin):
    """A list whose search finds what the public search finds, also among drafts."""

    search_fields = ["searched"]  # that there is a search; `mentioning` says where it looks

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.mentioning(search_term), False


class SearchedByWords(admin.ModelAdmin):
    """A list whose search looks past the signs around words, as the public one does."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, " ".join(bare_words(search_term)))


class WithEditor(admin.ModelAdmin):
    """A form with the rich-text editor, under the site's Content-Security-Policy.

    The editor's import map is an inline script, so it carries the request's nonce; its style is let
    in by hash. Both hold on these forms alone.

    While somebody writes, their browser keeps a copy. `form_key` tells the copies of two openings
    of one form apart, and after a save which of them to drop.
    """

    change_form_template = "admin/articles/change_form.html"

    class Media:
        js = ["js/staff.js", "js/paste.js", "js/rescue.js"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        media: Media = context["media"]
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
        context["media"] = MediaWithNonce.from_media(media, nonce=nonce)
        context["form_key"] = form_key(request) or uuid4().hex
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        course(request).was_saved = True

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.dropping_copy(request, super().changeform_view(request, *args, **kwargs))

    def dropping_copy(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """After what was written is stored, the browser is told to drop its copy of it."""
        if course(request).was_saved and response.status_code == 302 and form_key(request):
            response.set_cookie(
                f"saved-{form_key(request)}",
                "1",
                max_age=timedelta(days=1),
                path=reverse("admin:index"),
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


class WithAddress(forms.ModelForm):
    """A form whose `slug` is called what it is; `help_texts` says where it stands."""

    class Meta:
        labels: ClassVar = {"slug": "Address"}
        error_messages: ClassVar = {
            "slug": {"unique": "This address is taken. Choose another one."}
        }


class LeftToReviewers(admin.ModelAdmin):
    """Rows that stand on several pages. Who may not publish leaves those alone that readers have,
    or will.
    """

    left_alone = ""  # the sentence that says so, and who can

    def is_for_readers(self, row: Any) -> bool:
        raise NotImplementedError

    def is_left(self, request: HttpRequest, row: Any) -> bool:
        return (
            row is not None
            and not publishing.may_publish(request.user)
            and self.is_for_readers(row)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_change_permission(request, obj)
        return may and not self.is_left(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)
        return may and not self.is_left(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list does not ask row by row who may change it: there only those do who publish."""
        changelist = super().get_changelist_instance(request)
        if not publishing.may_publish(request.user):
            changelist.list_editable = ()
        return changelist

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if self.is_left(request, context.get("original")):
            context["left_alone"] = self.left_alone
        return super().render_change_form(request, context, *args, **kwargs)


def form_key(request: HttpRequest) -> str:
    """The key of the form that was sent; empty if it is none of ours."""
    sent = request.POST.get("_form", "")
    return sent if _FORM_KEY.fullmatch(sent) else ""


def places_of_questions(key: str) -> Combinable:
    """On how many pages the question with this key stands: its own, the home page, and articles."""
    faq = FAQ.objects.filter(pk=OuterRef(key)).order_by()
    rows = ArticleFAQ.objects.filter(faq=OuterRef(key)).order_by().values("faq")
    on_articles = Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)
    on_home = Case(When(Exists(faq.filter(on_home_page=True)), then=1), default=0)
    return on_articles + on_home + 1


def member_of_staff(request: HttpRequest) -> User:
    """Who acts. The admin lets nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


def edition_of(request: HttpRequest) -> int:
    """The article's edition that this person looked at; one that never was if the form does not
    say.
    """
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def why_of(request: HttpRequest) -> str:
    """What a writer is told of why something was given back to them."""
    return _typed(request, "_why")[:LONGEST_WHY]


def reason_of(request: HttpRequest) -> str:
    """Why what the checklist finds may stand, as it was typed."""
    return _typed(request, "_reason")[:LONGEST_REASON]


def _typed(request: HttpRequest, name: str) -> str:
    """What stands in a field that belongs to no form, without the letter that PostgreSQL
    refuses.
    """
    return request.POST.get(name, "").replace("\0", "").strip()
