"""Preview and optimistic lock of the article form: two people may edit at once.

The article's form beyond saving: a preview of what is in it, and two people who write at once.
"""

from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import previews, snapshots
from articles.admin.common import FARTHEST, WITHIN_YEARS, WithAddress, WithEditor, course
from articles.admin.form_errors import mistakes
from articles.models import Article, Preview, Version
from articles.text import diff

MEANWHILE = (
    "Somebody else saved this article after you had opened it. Nothing of yours is lost: this form"
    " holds it, and a version of it is kept."
)
RESTORED, TAKEN_OVER = "Restored what it said", "taken over."  # in the admin's log
ROWS = ("sections", "articlefaq_set")


class Taken(Exception):
    """Carries what a form stored out of the transaction, which ends with it."""

    def __init__(self, content: snapshots.Content) -> None:
        super().__init__()
        self.content = content


class Opening(NamedTuple):
    """What a form opens with: its fields' values, and rows in place of all that are stored."""

    fields: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]  # by the name of their formset


class ArticleForm(WithAddress):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {
            "slug": (
                "What comes after /articles/ in its web address: small letters, digits and hyphens."
                " If you change it later, the old address leads to the new one."
            )
        }

    stop = ""
    opening: Opening | None = None
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    proposal = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the words of it that were seen
    anew = forms.BooleanField(
        required=False, widget=forms.HiddenInput
    )  # its rows are none that are stored

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["edition"] = self.instance.edition
        if self.opening:
            self.initial = {**self.initial, **self.opening.fields}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.stop:
            raise ValidationError(self.stop)
        reviewed, due = (
            self.cleaned_data.get(name) for name in ("last_reviewed_day", "review_due_day")
        )
        today = timezone.localdate()
        if reviewed and reviewed > today and "last_reviewed_day" in self.changed_data:
            self.add_error("last_reviewed_day", "That day has yet to come.")
        if due and due > today + FARTHEST and "review_due_day" in self.changed_data:
            self.add_error("review_due_day", WITHIN_YEARS)
        return cleaned


class ArticleEditor(WithEditor):
    """One page an article. Its edition goes with the form, and rises with every save."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"

    class Media:
        js = ["js/editor.js"]

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "articles_article_preview"
        return [
            path("preview/", wrap(self.preview), name=f"{name}_new"),
            path("previews/<uuid:key>/", wrap(self.previewed), name=f"{name}ed"),
            path("<path:object_id>/preview/", wrap(self.preview), name=name),
            *super().get_urls(),
        ]

    # ---- two at once -----------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None or course(request).only_take:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Whoever saves at the same moment waits here, and then finds another edition.
            stored = self._locked(object_id)
            if stored is None or not self.has_change_permission(request, stored):
                return super().changeform_view(request, object_id, form_url, extra_context)
            instead = self.instead_of_saving(request, stored, form_url, extra_context)
            if instead is not None:
                return instead
            _stay_anew(request)
            seen, on_top = request.POST.get("edition", ""), request.POST.get("_on_top", "")
            if on_top == str(stored.edition):
                rows_anew(request)
            elif seen != str(
                stored.edition
            ):  # also where it is not said: then nobody knows what was seen
                return self._tell(request, stored, form_url, extra_context)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def instead_of_saving(
        self,
        request: HttpRequest,
        stored: Article,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse | None:
        """An answer, if this form is not to be saved; asked while the article's row is locked."""
        return None

    def _tell(
        self,
        request: HttpRequest,
        stored: Article,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        """409: what is stored now and what was sent, side by side, with the form as it was sent."""
        rows_anew(request)
        theirs = self.taken(request, str(stored.pk), extra_context)
        if isinstance(theirs, HttpResponse):
            return theirs  # it could not have been saved anyway
        _keep(stored, theirs, by=cast(User, request.user))
        now = snapshots.take(stored)
        conflict = {"edition": stored.edition, "changes": diff.contents(now, theirs)}
        course(request).stop = MEANWHILE
        return self.shown_again(
            request, stored, form_url, {**(extra_context or {}), "conflict": conflict}
        )

    def shown_again(
        self, request: HttpRequest, stored: Article, form_url: str, context: dict[str, Any]
    ) -> HttpResponse:
        """409: the form as it was sent, with the reason why it is not saved:
        `course(request).stop`.
        """
        response = super().changeform_view(request, str(stored.pk), form_url, context)
        response.status_code = 409
        return response

    def _locked(self, object_id: str) -> Article | None:
        try:
            return Article.objects.select_for_update().filter(pk=unquote(object_id)).first()
        except (ValueError, ValidationError):
            return None

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if course(request).takes_place and not course(request).only_take:
            _keep(obj, snapshots.take(Article.objects.get(pk=obj.pk)), by=_last_writer(obj))
        obj.edition += 1
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if course(request).takes_place:
            form.instance.sections.all().delete()
            form.instance.articlefaq_set.all().delete()
        super().save_related(request, form, formsets, change)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        given = {"stop": course(request).stop, "opening": course(request).opening}
        return type(form.__name__, (form,), given)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if prefix in ROWS:
            kwargs["is_anew"] = course(request).takes_place
            if course(request).opening:
                kwargs["rows"] = course(request).opening.rows.get(prefix)
        return kwargs

    # ---- preview ---------------------------------------------------------------------------------
    def taken(
        self,
        request: HttpRequest,
        object_id: str | None,
        extra_context: dict[str, Any] | None = None,
        form_url: str = "",
    ) -> snapshots.Content | HttpResponse:
        """What the article would be with this form saved, which it is not; else the form with its
        errors.
        """
        _stay_anew(request)
        course(request).only_take = True
        try:
            with transaction.atomic():
                response: HttpResponse = super().changeform_view(
                    request, object_id, form_url, extra_context
                )
                transaction.set_rollback(True)
        except Taken as taken:
            return taken.content
        finally:
            course(request).only_take = False
        return response

    def response_add(
        self, request: HttpRequest, obj: Article, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if course(request).only_take:
            raise Taken(snapshots.take(Article.objects.get(pk=obj.pk)))
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if course(request).only_take:
            raise Taken(snapshots.take(Article.objects.get(pk=obj.pk)))
        return super().response_change(request, obj)

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """POST: keep what is in the form as a preview, and nothing else; then show it. GET: the
        form.
        """
        if object_id is None:
            form_url = reverse("admin:articles_article_add")
        else:
            form_url = reverse("admin:articles_article_change", args=[object_id])
        if request.method != "POST":
            return HttpResponseRedirect(form_url)
        _without_files(request)
        content = self.taken(request, object_id)
        if isinstance(content, HttpResponse):
            return self._stopped(request, content)
        of = int(object_id) if object_id else 0
        kept = previews.keep(content, of=of, by=cast(User, request.user), now=timezone.now())
        return HttpResponseRedirect(reverse("admin:articles_article_previewed", args=[kept.pk]))

    def _stopped(self, request: HttpRequest, form: HttpResponse) -> HttpResponse:
        """What is to be mended. A second form would be saved here, and then be in the way of the
        first.
        """
        if not isinstance(form, TemplateResponse) or not form.context_data:
            return form
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "No preview yet",
            "mistakes": mistakes(form.context_data),
            "is_nav_sidebar_enabled": False,
        }
        return TemplateResponse(
            request, "admin/articles/article/preview_stopped.html", context, status=422
        )

    def previewed(self, request: HttpRequest, key: Any) -> HttpResponseBase:
        """A preview as a phone and a desktop show it, and the link for a colleague."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = Preview.objects.filter(
            pk=key, made_at__gt=timezone.now() - previews.KEPT_FOR
        ).first()
        if kept is None:
            raise Http404
        link = previews.link(kept)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Preview",
            "name": kept.content["fields"]["title"],
            "link": link,
            "whole_link": request.build_absolute_uri(link),
            "ends_at": kept.made_at + previews.KEPT_FOR,
            "is_nav_sidebar_enabled": False,
        }
        response = TemplateResponse(request, "admin/articles/article/preview.html", context)
        response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
        return response


def _keep(article: Article, content: snapshots.Content, *, by: User | None) -> None:
    """A version of a text that is not the article's, or not for long; once, however often it is
    sent.
    """
    kept = Version.objects.filter(article=article, kind=Version.Kind.KEPT, by=by).first()
    if kept is None or not snapshots.say_the_same(kept.content, content):
        Version.objects.create(
            article=article, kind=Version.Kind.KEPT, content=content, at=timezone.now(), by=by
        )


def _last_writer(article: Article) -> User | None:
    """Who saved it last, by the admin's own log; None if that does not say."""
    of_it = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Article), object_id=str(article.pk)
    )
    # A form that was saved left a list of what changed, and a press a sentence: two of these bring
    # a text.
    wrote = Q(action_flag=ADDITION) | Q(change_message__startswith="[{")
    brought = Q(change_message__startswith=RESTORED) | Q(change_message__endswith=TAKEN_OVER)
    entry = (
        of_it.filter(wrote | brought).select_related("user").order_by("-action_time", "-pk").first()
    )
    return entry.user if entry else None


def rows_anew(request: HttpRequest) -> None:
    """Turn all rows of the form into new ones, which take the place of those stored: theirs may be
    gone.
    """
    post = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        post.setlist(name, values)
    for prefix in ROWS:
        if f"{prefix}-TOTAL_FORMS" in post:
            _one_kind_anew(post, prefix)
    post["anew"] = "1"
    course(request).takes_place = True
    request.POST = post  # type: ignore[assignment]  # mypy knows only the one that cannot be changed


def _stay_anew(request: HttpRequest) -> None:
    """A form whose rows were none that are stored when it was shown stays one."""
    if request.POST.get("anew") and not course(request).takes_place:
        rows_anew(request)


def _one_kind_anew(post: QueryDict, prefix: str) -> None:
    rows: dict[str, dict[str, list[str]]] = {}
    for name in [name for name in post if name.startswith(f"{prefix}-")]:
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if number.isdecimal():
            rows.setdefault(number, {})[field] = post.pop(name)
    kept = [
        rows[number] for number in sorted(rows, key=int) if not any(rows[number].get("DELETE", []))
    ]
    # New rows without a number of their own go to the end, where those that were stored began with
    # 0.
    kept.sort(key=lambda row: (not any(row.get("id", [])) and not _number(row), _number(row)))
    for at, row in enumerate(kept):
        row["position"] = [str(at + 1)]
        for field, values in row.items():
            post.setlist(f"{prefix}-{at}-{field}", [""] if field == "id" else values)
    post[f"{prefix}-TOTAL_FORMS"], post[f"{prefix}-INITIAL_FORMS"] = str(len(kept)), "0"


def _number(row: dict[str, list[str]]) -> int:
    """A row's place as it was sent; 0 for none."""
    sent = row.get("position", [""])[-1]
    return int(sent) if sent.isdecimal() and len(sent) < 6 else 0


def _without_files(request: HttpRequest) -> None:
    """A preview stores nothing, so it takes no upload either."""
    request.POST  # noqa: B018  read now, which reads the files too
    request.FILES.clear()
