"""Publishing buttons on the form of an article or question, and scheduling.

Buttons on the page of an article or a question that change where it stands, and the page for its
day.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import checklist, publishing
from articles.admin.common import (
    FARTHEST,
    LONGEST_REASON,
    WITHIN_YEARS,
    Course,
    course,
    form_key,
    member_of_staff,
    why_of,
)
from articles.models import FAQ, Article
from articles.models.versions import LONGEST_WHY
from articles.templatetags.review import moment
from clinic.office.models import Office

Row = Article | FAQ
Stage = Article.Stage
FOUND = (
    "Nothing is saved yet, and this form holds every word: the checklist finds something that"
    " readers would see. Mend it, or say in the frame above why it may stand."
)
NOT_YET = (
    "Nothing is saved, and nothing else was done. What is in the way is marked below, and the form"
    " holds every word."
)


class Unsaved(Exception):
    """Ends a transaction: the form that was to be saved with a step could not be."""


class Verb(NamedTuple):
    """A button that changes where a row stands."""

    label: str
    does: Callable[..., Row]
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
        "Readers do not find it anymore. Here it stays, with all that is kept of it.",
    ),
}
SHOWS_THE_TEXT = {"republish"}  # so it is about the text that was looked at
TAKES_AWAY = {
    "withdraw",
    "retire",
}  # so readers are not given what is saved with it: it comes first
LOSES = "Readers do not see it until it is published again."


class Press(NamedTuple):
    label: str
    address: str
    is_page: bool = False
    question: str = ""
    asks_why: bool = False


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *Stage.choices[:2],
            ("planned", "Scheduled"),
            ("published", "Published"),
            Stage.choices[2],
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, value = timezone.now(), self.value()
        if value in Stage.values:
            return queryset.filter(published_at=None, stage=value)
        chosen = {"planned": Q(published_at__gt=now), "published": Q(published_at__lte=now)}.get(
            value or ""
        )
        return queryset.filter(chosen) if chosen else queryset


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
            elif given["day"] > timezone.localdate() + FARTHEST:
                self.add_error("day", WITHIN_YEARS)
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


class Pressing(admin.ModelAdmin):
    """Publishing is a press of its own: `published_at` is no field of the form, for nobody.

    For articles and questions alike. What they save of what readers have stands up to the checklist
    first.
    """

    def get_urls(self) -> list[URLPattern]:
        wrap, named = self.admin_site.admin_view, f"articles_{self.opts.model_name}"
        verbs = [
            path(
                f"<path:object_id>/{name}/", wrap(self.verb), {"name": name}, name=f"{named}_{name}"
            )
            for name in VERBS
        ]
        page = path("<path:object_id>/publish/", wrap(self.publish), name=f"{named}_publish")
        return [*verbs, page, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "published_at"]

    @admin.display(description="state", ordering="published_at")
    def state(self, row: Any) -> str:
        return str(row.state(now=timezone.now()))

    # ---- saving ----------------------------------------------------------------------------------
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
            context = {
                **(extra_context or {}),
                "found": found.findings,
                "longest_reason": LONGEST_REASON,
            }
            response = super().changeform_view(request, object_id, form_url, context)
            if response.status_code == 200:
                response.status_code = 422
            return response

    def warn(self, request: HttpRequest, row: Row) -> None:
        """Say after a change of what readers have that the checklist would not have let it pass."""
        if row.published_at and checklist.stops(row):
            said = 'The checklist found something in what readers see. <a href="{}">Look at it</a>.'
            self.message_user(
                request, format_html(said, address_of(row, "checklist")), messages.WARNING
            )

    # ---- buttons ---------------------------------------------------------------------------------
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None:
            context["standing"] = self.standing(request, row, now=timezone.now())
        return super().render_change_form(request, context, *args, **kwargs)

    def standing(self, request: HttpRequest, row: Any, *, now: datetime) -> dict[str, Any]:
        """Where it stands, and what this person can do about that, for `_standing.html`."""
        return {
            "row": row,
            "words": in_words(row, now=now),
            "presses": self.presses(request, row, now=now),
            "answers": publishing.answers_about(row, reader=member_of_staff(request), now=now),
            "pages": [("Checklist", address_of(row, "checklist"))],
            # What readers have is saved on purpose alone, and not on the way to a look at the
            # checklist.
            "saves_first": self.has_change_permission(request, row) and row.published_at is None,
            "longest_why": LONGEST_WHY,
        }

    def presses(self, request: HttpRequest, row: Row, *, now: datetime) -> list[Press]:
        """What this person can do with it at `now`."""
        if not self.has_change_permission(request, row):
            return []
        decides, at = publishing.may_publish(request.user), row.published_at
        if at:
            names = ["publish", "withdraw"] if at > now else ["withdraw", "retire"]
            names = names if decides else []
        else:
            names = {
                Stage.DRAFT: ["ask_for_review", "publish"],
                Stage.REVIEW: ["publish", "withdraw"],
                Stage.RETIRED: ["republish", "withdraw"],
            }[Stage(row.stage)]
            names = (
                names
                if decides
                else [name for name in names if name not in ("publish", "republish")]
            )
        return [_press(name, row, decides=decides) for name in names]

    def verb(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.found(request, object_id)
        if form_key(request):
            return self.saved_for(request, row, name)
        seen = {"edition": request.POST.get("edition", "")} if name in SHOWS_THE_TEXT else {}
        self._step(request, row, name, **seen)
        return self._done(request, row, name)

    def _step(self, request: HttpRequest, row: Row, name: str, **seen: str) -> None:
        """Do it; why it was refused is kept for `_done`."""
        why = {"why": why_of(request)} if name == "withdraw" else {}
        try:
            VERBS[name].does(row, by=member_of_staff(request), now=timezone.now(), **seen, **why)
        except publishing.Refused as refused:
            course(request).refused = refused

    def _done(self, request: HttpRequest, row: Row, name: str) -> HttpResponse:
        """After a step: to the row's page, which says that it was taken, or why not."""
        refused, verb = course(request).refused, VERBS[name]
        if refused:
            return self.back(request, row, refused)
        self.log_change(request, row, f"{verb.label}.")
        self.message_user(request, f"“{row}” {verb.done}.")
        return redirect(change_page(row))

    # ---- what is in the form goes with a press ---------------------------------------------------
    def saved_for(self, request: HttpRequest, row: Row, name: str) -> HttpResponse:
        """Save the form that was sent, then take the step or open the page `name`: all of it, or
        nothing.
        """
        post = request.POST
        try:
            with transaction.atomic():
                course(request).then = name
                if name in TAKES_AWAY:
                    self._step(request, row, name)
                response = self._with_note(request, row)
                if name in TAKES_AWAY and response.status_code != 302:
                    raise Unsaved
        except Unsaved:
            request.POST, request.course = post, Course()  # type: ignore[attr-defined]
            response = self._with_note(request, row)  # so that it shows where the row still stands
        if response.status_code == 200:
            response.status_code = 422
        return response

    def _with_note(self, request: HttpRequest, row: Row) -> HttpResponse:
        return self.changeform_view(request, str(row.pk), change_page(row), {"note": NOT_YET})

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if course(request).then and not course(request).only_take:
            return self.go_on(request, obj)
        return super().response_change(request, obj)

    def go_on(self, request: HttpRequest, row: Row) -> HttpResponse:
        """After the form was saved on the way: to what it was saved for."""
        name = course(request).then
        if name not in VERBS:
            return redirect(address_of(row, name))
        if name not in TAKES_AWAY:
            self._step(request, row, name)
        return self._done(request, row, name)

    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """When readers see it, and what is missing until then."""
        row = self.found(request, object_id)
        if not publishing.may_publish(request.user):
            raise PermissionDenied
        if request.method == "POST" and form_key(request):
            return self.saved_for(request, row, "publish")
        now = timezone.now()
        form = PublishForm(request.POST if request.method == "POST" else None)
        why = [] if form.is_bound else publishing.missing(row, at=now)
        status = 422 if form.is_bound else 200
        if form.is_valid():
            by, seen = member_of_staff(request), request.POST.get("edition", "")
            try:
                done = publishing.publish(row, by=by, now=now, at=form.moment, edition=seen)
            except publishing.Changed as refused:
                why, status = refused.why, 409
                row = self.found(request, object_id)  # whose edition the form carries now
            except publishing.Refused as refused:
                why = refused.why
            else:
                self.log_change(request, row, f"Published: {in_words(done, now=now)}")
                self.message_user(request, f"“{row}”: {in_words(done, now=now)}")
                return redirect(change_page(row))
        context = {
            "form": form,
            "why": why,
            "standing": in_words(row, now=now),
            "checklist": address_of(row, "checklist"),
        }
        return self.page(request, row, "publish", "Publish", status, **context)

    # ---- steps that its pages share --------------------------------------------------------------
    def found(self, request: HttpRequest, object_id: str, *, to_look: bool = False) -> Any:
        """The article or the question, for those who may change it, or look at it."""
        may = self.has_view_permission if to_look else self.has_change_permission
        if not may(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def back(self, request: HttpRequest, row: Row, refused: publishing.Refused) -> HttpResponse:
        """To the row's page, with the reasons."""
        for why in refused.why:
            self.message_user(request, why, messages.ERROR)
        return redirect(change_page(row))

    def page(
        self, request: HttpRequest, row: Any, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "change_page": change_page(row),
            "title": title,
            "office": Office.objects.current(),
            "is_nav_sidebar_enabled": False,
            **more,
        }
        return TemplateResponse(
            request, f"admin/articles/article/{template}.html", context, status=status
        )


def _press(name: str, row: Row, *, decides: bool) -> Press:
    address = address_of(row, name)
    if name == "publish":
        label = "Publish it at another time" if row.published_at else "Publish it"
        return Press(label, address, is_page=True)
    verb = VERBS[name]
    question = verb.question or (LOSES if row.published_at else "")
    asks_why = decides and name == "withdraw" and row.stage == Stage.REVIEW and not row.published_at
    return Press(verb.label, address, question=question, asks_why=asks_why)


def in_words(row: Row, *, now: datetime) -> str:
    """Where it stands, in a sentence."""
    state, at = row.state(now=now), row.published_at
    if at is None:
        return {
            Stage.DRAFT: "A draft: only staff see it.",
            Stage.REVIEW: "In review: only staff see it.",
            Stage.RETIRED: "Retired: readers do not find it anymore.",
        }[Stage(row.stage)]
    return f"{state} {'since' if at <= now else 'for'} {moment(at)}."


def address_of(row: Row, page: str) -> str:
    """Of one of the admin's pages about a row."""
    return reverse(f"admin:articles_{row._meta.model_name}_{page}", args=[row.pk])


def change_page(row: Row) -> str:
    return address_of(row, "change")
