"""ModelAdmin of articles and questions: the page on which they are written, its buttons and its
checklist.

Publishing is a press of its own: `published_at` is no field of the form, for nobody. What a press
on the form's page does is one `Save`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, cast
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from js_asset import Media as MediaWithNonce  # type: ignore[import-untyped]

from articles import checklist, publishing
from articles.admin import checklist_page, publish_together, stage_buttons, translations
from articles.admin.editor_forms import BoundForms, EditorForm, Opening
from articles.admin.request_fields import form_key, member_of_staff
from articles.admin.saving import Save
from articles.admin.stage_buttons import TRANSITIONS, Button, Row, address_of, change_page, in_words
from articles.models import Article
from articles.models.versions import LONGEST_WHY
from clinic.office.models import Office

# The editor writes one <style> element of its own; this is the hash of what stands in it. A browser
# test says when a new version of the editor has another.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class EditorAdmin(admin.ModelAdmin):
    """Writing in the rich-text editor, saving, publishing.

    The editor's import map is an inline script, so it carries the request's nonce; its style is let
    in by hash, under the site's Content-Security-Policy. Both hold on these forms alone.

    While somebody writes, their browser keeps a copy. `form_key` tells the copies of two openings
    of one form apart, and after a save which of them to drop.
    """

    form: type[EditorForm] = EditorForm
    save_class: ClassVar[type[Save]]
    change_form_template = "admin/articles/change_form.html"
    save_on_top = True
    actions = ["publish_together"]
    search_fields = ["searched"]  # that there is a search; `mentioning` says where it looks

    class Media:
        js = ["js/staff.js", "js/paste.js", "js/rescue.js"]

    def get_urls(self) -> list[URLPattern]:
        taken = [
            self.page_url(name, stage_buttons.transition, name=name)
            for name, each in TRANSITIONS.items()
            if self.model is Article or not each.of_articles
        ]
        return [
            *taken,
            self.page_url("publish", stage_buttons.publish),
            self.page_url("checklist", checklist_page.checklist_view),
            self.page_url(translations.PAGE, translations.translations_view),
            *super().get_urls(),
        ]

    def page_url(self, page: str, view: Callable[..., Any], **given: Any) -> URLPattern:
        """The address of a page about a row. `view` takes this admin, the request and the row's
        key.
        """
        wrapped = self.admin_site.admin_view(partial(view, self))
        name = f"articles_{self.opts.model_name}_{page}"
        return path(f"<path:object_id>/{page}/", wrapped, given, name=name)

    # ---- the list --------------------------------------------------------------------------------
    @admin.action(description=publish_together.LABEL, permissions=["publish"])
    def publish_together(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        return publish_together.publish_together(self, request, queryset)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return publishing.may_publish(request.user)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Its rows with what there is of each in other languages."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = translations.listed(changelist.result_list)
        return changelist

    @admin.display(description="languages")
    def in_languages(self, row: Any) -> str:
        return translations.in_list(row)

    @admin.display(description="state", ordering="published_at")
    def state(self, row: Any) -> str:
        return str(row.state(now=timezone.now()))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What mentions every word, also among drafts."""
        return queryset.mentioning(search_term), False

    # ---- the form's page -------------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "published_at"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """In place of Django's, whose hooks share nothing but the request: a GET opens the form, a
        POST is one `Save`.
        """
        to_field = self._to_field(request)
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
        key = None if object_id is None else unquote(object_id)
        if request.method == "POST":
            return self.save_class(self, request, key).run()
        row = None if key is None else self.get_object(request, key)
        if key is None:
            may = self.has_add_permission(request)
        else:
            may = self.has_view_or_change_permission(request, row)
        if not may:
            raise PermissionDenied
        if key is not None and row is None:
            return self.gone(request, key)
        opening = self.opening(request, row)
        return self.form_page(
            request, self.bind(request, row, opening=opening), form_url, opening=opening
        )

    def opening(self, request: HttpRequest, row: Any) -> Opening | None:
        """What the form opens with instead of what is stored."""
        return None

    def saved_for(self, request: HttpRequest, row: Row, then: str) -> HttpResponse:
        """Save the form that was sent, then take a transition or open a page: all of it, or
        nothing.
        """
        return self.save_class(self, request, str(row.pk), then).run()

    def bind(
        self,
        request: HttpRequest,
        row: Any,
        *,
        data: QueryDict | None = None,
        stop: str = "",
        rows_are_new: bool = False,
        opening: Opening | None = None,
    ) -> BoundForms:
        """The form of a row, None for a new one, and those of the rows on it; with `data` as
        sent.
        """
        fieldsets = self.fieldsets_shown(
            request, row, opening
        )  # by what is stored, not by what was typed
        fields = flatten_fieldsets(fieldsets)
        made = self.get_form(request, row, change=row is not None, fields=fields)
        form_class = cast(type[EditorForm], made)
        given: dict[str, Any] = {"instance": row}
        if row is None and data is None:
            given = {"initial": self.get_changeform_initial_data(request)}
        form = form_class(data, stop=stop, opening=opening, **given)
        forms = BoundForms(row, fieldsets, form, [], [])
        for formset_class, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset_class.get_default_prefix()
            formset = formset_class(
                data,
                instance=form.instance,
                prefix=prefix,
                queryset=inline.get_queryset(request),
                rows_are_new=rows_are_new,
                rows=opening.rows.get(prefix) if opening else None,
            )
            if not inline.has_change_permission(request, row):
                _leave_as_stored(formset, inline.has_delete_permission(request, row))
            forms.formsets.append(formset)
            forms.inlines.append(inline)
        translations.show_original(forms)
        return forms

    def form_page(
        self,
        request: HttpRequest,
        forms: BoundForms,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
        *,
        opening: Opening | None = None,
    ) -> HttpResponse:
        """The page with these forms, as Django's own template wants it."""
        row = forms.row
        may_change = row is None or self.has_change_permission(request, row)
        readonly = self.get_readonly_fields(request, row)
        if not may_change:
            readonly = flatten_fieldsets(forms.fieldsets)
        if may_change:
            prepopulated = self.get_prepopulated_fields(request, row)
        else:
            prepopulated = {}
        admin_form = helpers.AdminForm(
            forms.form, forms.fieldsets, prepopulated, readonly, model_admin=self
        )
        inlines = self.get_inline_formsets(request, forms.formsets, forms.inlines, row)
        if row is None:
            verb = "Add"
        elif may_change:
            verb = "Change"
        else:
            verb = "View"
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {self.opts.verbose_name}",
            "subtitle": str(row) if row else None,
            "adminform": admin_form,
            "object_id": None if row is None else str(row.pk),
            "original": row,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "to_field": self._to_field(request),
            "media": sum((each.media for each in inlines), self.media + admin_form.media),
            "inline_admin_formsets": inlines,
            "errors": helpers.AdminErrorList(forms.form, forms.formsets),
            "preserved_filters": self.get_preserved_filters(request),
            "opening": opening,
            **(extra_context or {}),
        }
        return self.render_change_form(
            request, context, add=row is None, change=row is not None, obj=row, form_url=form_url
        )

    def fieldsets_shown(self, request: HttpRequest, row: Any, opening: Opening | None) -> list[Any]:
        """As `get_fieldsets`, folded or open as the page shows them."""
        return list(self.get_fieldsets(request, row))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        media: Media = context["media"]
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
        context["media"] = MediaWithNonce.from_media(media, nonce=nonce)
        context["form_key"] = form_key(request) or uuid4().hex
        row = context.get("original")
        if row is not None:
            now, opening = timezone.now(), context.get("opening")
            context["standing"] = self.standing(request, row, now=now, opening=opening)
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]
        return response

    def standing(
        self, request: HttpRequest, row: Any, *, now: datetime, opening: Opening | None
    ) -> dict[str, Any]:
        """Where it stands, and what this person can do about that, for `_standing.html`."""
        return {
            "row": row,
            "words": in_words(row, now=now),
            "signature": stage_buttons.signature(row),
            "buttons": self.buttons(request, row, now=now),
            "answers": publishing.answers_about(row, reader=member_of_staff(request), now=now),
            "pages": [
                ("Checklist", address_of(row, "checklist")),
                ("Translations", address_of(row, translations.PAGE)),
            ],
            **translations.words_about(row),
            # What readers have is saved on purpose alone, and not on the way to a look at the
            # checklist.
            "saves_first": self.has_change_permission(request, row) and row.published_at is None,
            "longest_why": LONGEST_WHY,
        }

    def buttons(self, request: HttpRequest, row: Row, *, now: datetime) -> list[Button]:
        """What this person can do with it at `now`."""
        if not self.has_change_permission(request, row):
            return []
        return stage_buttons.buttons(row, by=member_of_staff(request), now=now)

    # ---- for its pages and its saves -------------------------------------------------------------
    def found(self, request: HttpRequest, object_id: str, *, to_look: bool = False) -> Any:
        """The article or the question, for those who may change it, or look at it."""
        may = self.has_view_permission if to_look else self.has_change_permission
        if not may(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def gone(self, request: HttpRequest, key: str) -> HttpResponse:
        """There is no row with this key anymore: back to the admin's first page, which says so."""
        said = f"{self.opts.verbose_name} with ID “{key}” doesn’t exist. Perhaps it was deleted?"
        self.message_user(request, said, messages.WARNING)
        return redirect("admin:index")

    def back(self, request: HttpRequest, row: Row, why: Iterable[str]) -> HttpResponse:
        """To the row's page, with the reasons."""
        for sentence in why:
            self.message_user(request, sentence, messages.ERROR)
        return redirect(change_page(row))

    def page(
        self, request: HttpRequest, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "is_nav_sidebar_enabled": False,
            **more,
        }
        return TemplateResponse(
            request, f"admin/articles/article/{template}.html", context, status=status
        )

    def page_about(
        self, request: HttpRequest, row: Any, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        about = {"row": row, str(self.opts.model_name): row, "change_page": change_page(row)}
        more |= about | {"office": Office.objects.current()}
        return self.page(request, template, title, status, **more)

    def warn(self, request: HttpRequest, row: Row) -> None:
        """Say after a change of what readers have that the checklist would not have let it pass."""
        if row.published_at and checklist.stops(row):
            said = 'The checklist found something in what readers see. <a href="{}">Look at it</a>.'
            self.message_user(
                request, format_html(said, address_of(row, "checklist")), messages.WARNING
            )

    def write(self, request: HttpRequest, forms: BoundForms) -> Any:
        """Django's own steps of storing a form whose forms are all valid: the row, then the rows on
        it.
        """
        is_change = forms.row is not None
        row = self.save_form(request, forms.form, is_change)
        self.save_model(request, row, forms.form, is_change)
        self.save_related(request, forms.form, forms.formsets, is_change)
        return row

    def log_saved(self, request: HttpRequest, forms: BoundForms) -> None:
        is_new = forms.row is None
        form: Any = forms.form  # the stub wants one of no model
        message = self.construct_change_message(request, form, forms.formsets, is_new)
        log = self.log_addition if is_new else self.log_change
        log(request, forms.form.instance, message)

    def _to_field(self, request: HttpRequest) -> str | None:
        return request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))


def _leave_as_stored(formset: Any, may_delete: bool) -> None:
    """Rows that somebody may look at, and not change: they are not sent, and so not checked."""
    for number, form in enumerate(formset.initial_forms):
        if may_delete and f"{formset.prefix}-{number}-DELETE" in (formset.data or {}):
            continue
        form._errors = {}
        form.cleaned_data = form.initial
