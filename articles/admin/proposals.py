"""Change proposals on the article form: what it offers, and what a save keeps.

Where an article stands: what its form offers for that, what is kept when it is saved, and
proposals.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles import publishing, snapshots
from articles.admin.common import course, edition_of, member_of_staff, reason_of
from articles.admin.concurrent_editing import ROWS, ArticleEditor, Opening, rows_anew
from articles.admin.stage_buttons import Pressing, address_of, change_page
from articles.models import FAQ, Article, Version
from articles.text import diff

# A writer's change of what readers see waits for a reviewer. These are no part of what is proposed.
NOT_PROPOSED = ["slug", "reviewer", "last_reviewed_day", "review_due_day"]
PROPOSED_MEANWHILE = (
    "Your proposal was saved elsewhere after you had opened this form. Nothing is saved yet: the"
    " frame above shows what differs. Save again to put this form in its place."
)
ANSWERED_MEANWHILE = "The proposal that you went on with was answered meanwhile. This is a new one."


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


class Standing(Pressing, ArticleEditor):
    """What a writer changes of an article that readers have waits as a proposal."""

    # ---- what the form offers --------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj)]
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
        state = super().state(article)
        return (
            f"{state}, a change is proposed" if getattr(article, "has_proposal", False) else state
        )

    # ---- a proposal that waits -------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A writer goes on with what they proposed, or begins `?from=readers` again."""
        if request.method != "POST" and object_id and not publishing.may_publish(request.user):
            own = self._own_proposal(request, self.get_object(request, unquote(object_id)))
            if own:
                begins_again = request.GET.get("from") == "readers"
                seen = {"proposal": publishing.wording(own)}
                course(request).opening = (
                    Opening(seen, {}) if begins_again else _going_on(own, seen)
                )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _own_proposal(self, request: HttpRequest, article: Article | None) -> Version | None:
        if article is None or not self.proposes(request, article):
            return None
        return publishing.waiting_proposal(article, by=member_of_staff(request))

    # ---- saving ----------------------------------------------------------------------------------
    def instead_of_saving(
        self,
        request: HttpRequest,
        stored: Article,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse | None:
        if self.proposes(request, stored):
            proposed = self._propose(request, stored, form_url, extra_context)
            return self.dropping_copy(request, proposed)
        if course(request).then and self._is_as_stored(request, stored, form_url, extra_context):
            course(request).was_saved = True
            return self.dropping_copy(request, self.go_on(request, stored))
        return None

    def _is_as_stored(
        self,
        request: HttpRequest,
        article: Article,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> bool:
        """Whether there is nothing to save: then nobody else's form is made an older one by a mere
        press.
        """
        if edition_of(request) != article.edition or "_on_top" in request.POST:
            return False
        content = self.taken(request, str(article.pk), extra_context, form_url)
        return not isinstance(content, HttpResponse) and snapshots.say_the_same(
            content, snapshots.take(article)
        )

    def _propose(
        self,
        request: HttpRequest,
        article: Article,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        """Keep what the form says, and leave the article as it is."""
        seen, own = edition_of(request), self._own_proposal(request, article)
        if seen != article.edition:
            rows_anew(request)  # it was changed meanwhile: rows that the form names may be gone
        content = self.taken(request, str(article.pk), extra_context, form_url)
        if isinstance(content, HttpResponse):
            return content  # the form, with what to mend
        known = request.POST.get("proposal", "")
        if own and known != publishing.wording(own):
            context = {**(extra_context or {}), "proposed": diff.contents(_content(own), content)}
            _send_anew(
                request, proposal=publishing.wording(own)
            )  # which they see now, beside theirs
            course(request).stop = PROPOSED_MEANWHILE
            return self.shown_again(request, article, form_url, context)
        by, now = member_of_staff(request), timezone.now()
        try:
            publishing.propose(article, content, by=by, now=now, edition=seen)
        except publishing.Refused as refused:
            return self.back(request, article, refused)
        self.log_change(
            request, article, "Changed what they had proposed." if own else "Proposed a change."
        )
        course(request).was_saved = True
        if known and not own:
            self.message_user(request, ANSWERED_MEANWHILE, messages.WARNING)
        done = "Your proposal is changed." if own else "Your change is proposed."
        self.message_user(request, f"{done} Readers see it once a reviewer takes it over.")
        return redirect(change_page(article))

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

    # ---- its pages -------------------------------------------------------------------------------
    def standing(self, request: HttpRequest, row: Any, *, now: datetime) -> dict[str, Any]:
        shown, review_due = super().standing(request, row, now=now), row.review_due
        own, opening = self._own_proposal(request, row), course(request).opening
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

    def page(
        self, request: HttpRequest, row: Any, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        return super().page(request, row, template, title, status, article=row, **more)


def _going_on(proposal: Version, seen: dict[str, Any]) -> Opening:
    """The article's form with the words of a proposal. Rows that it names and that are gone are
    left out.
    """
    content = _content(proposal)
    fields = {
        name: value for name, value in content["fields"].items() if name not in snapshots.STANDING
    }
    fields |= {
        "treatments": content["treatments"],
        "edition": content.get("edition", -1),
        "anew": True,
    }
    known = FAQ.objects.in_bulk([faq["id"] for faq in content["faqs"]])
    questions = [{"faq": faq["id"]} for faq in content["faqs"] if faq["id"] in known]
    rows = dict(zip(ROWS, (content["sections"], questions), strict=True))
    in_order = {
        name: [row | {"position": at + 1} for at, row in enumerate(rows[name])] for name in ROWS
    }
    return Opening(fields | seen, in_order)


def _content(proposal: Version) -> snapshots.Content:
    return cast(snapshots.Content, proposal.content)


def _send_anew(request: HttpRequest, **values: str) -> None:
    """The form as if it had been sent with these values."""
    post = request.POST.copy()
    for name, value in values.items():
        post[name] = value
    request.POST = post  # type: ignore[assignment]  # mypy knows only the one that cannot be changed
