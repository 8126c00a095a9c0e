"""ModelAdmin of pages: what the clinic's own pages say, in its own words where it wants them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from js_asset import Media as MediaWithNonce  # type: ignore[import-untyped]

from articles import page_words
from articles.admin import page_versions
from articles.admin.editor import EDITOR_STYLE
from articles.admin.form_errors import Mistake
from articles.admin.page_form import PageWordsForm, Shown
from articles.admin.page_previews import places_of, preview
from articles.admin.page_save import PageSave
from articles.models import PageVersion
from clinic import languages
from clinic.office.page_words import PAGES, Kind, Page

WHAT_STAYS = (
    "What law or a promise needs is the same for every clinic and cannot be changed here: the pages"
    " on privacy and accessibility themselves, consents, disclaimers, what “complimentary” means,"
    " “call 911”, and mails."
)


@admin.register(PageVersion)
class PageAdmin(admin.ModelAdmin):
    """One page for each of the pages; a save is a version, and no version is added or deleted by
    hand.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        about: dict[str, Callable[..., HttpResponse]] = {
            "preview": self.preview_view,
            "versions": partial(page_versions.versions, self),
            "restore": partial(page_versions.restore, self),
        }
        return [*(self._page_url(name, view) for name, view in about.items()), *super().get_urls()]

    def _page_url(self, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
        wrapped = self.admin_site.admin_view(view)
        return path(f"<path:object_id>/{name}/", wrapped, name=f"articles_pageversion_{name}")

    # ---- the list --------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        newest: dict[str, PageVersion] = {}
        for version in PageVersion.objects.newest_of_each():
            newest[version.page] = version
        rows = [
            (
                page,
                reverse("admin:articles_pageversion_change", args=[page.slug]),
                newest.get(page.slug),
            )
            for page in PAGES.values()
        ]
        return self.page(request, "list", "Pages", rows=rows, what_stays=WHAT_STAYS)

    # ---- one page --------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None:
            raise PermissionDenied
        page = self.found(request, object_id, to_look=request.method != "POST")
        if request.method == "POST":
            return PageSave(self, request, page).run()
        own, seen = page_words.stored(page), page_words.newest_number(page)
        return self.form_page(request, PageWordsForm(page=page, own=own, revision=seen))

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST: the page with what is in the form; nothing is saved. GET: back to the form."""
        page = self.found(request, object_id)
        if request.method != "POST":
            return redirect("admin:articles_pageversion_change", page.slug)
        own = page_words.stored(page)
        form = PageWordsForm(request.POST, page=page, own=own, revision=0)
        if not form.is_valid():
            found = [
                Mistake(str(form[name].label), [str(each) for each in said])
                for name, said in form.errors.items()
            ]
            return self.page(request, "stopped", "No preview yet", status=422, mistakes=found)
        number = request.POST.get("_place", "")
        at = int(number) if number.isdecimal() and len(number) < 3 else 0
        return preview(request, page, page_words.own_of(page, form.typed), number=at)

    def parts_of(self, form: PageWordsForm) -> list[tuple[str, list[Shown]]]:
        """The texts with what their placeholders say, in the language of the page."""
        known, english = page_words.known(form.page), page_words.english_of(form.page)
        with languages.speaking(form.page.language):
            return form.parts(known, english)

    # ---- for its pages ---------------------------------------------------------------------------
    def found(self, request: HttpRequest, object_id: str, *, to_look: bool = False) -> Page:
        """The page of this name, or of the version with this key. Raises PermissionDenied,
        Http404.
        """
        may = self.has_view_permission if to_look else self.has_change_permission
        if not may(request):
            raise PermissionDenied
        slug = object_id
        if object_id.isdecimal() and len(object_id) < 19:  # as the log of the admin names it
            version = PageVersion.objects.filter(pk=object_id).first()
            slug = version.page if version else ""
        if slug not in PAGES:
            raise Http404
        return PAGES[slug]

    def form_page(
        self, request: HttpRequest, form: PageWordsForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        has_editor = any(words.kind is Kind.RICH for words in form.page.words)
        nonce = str(request.csp_nonce) if has_editor else ""  # type: ignore[attr-defined]
        media = MediaWithNonce.from_media(form.media, nonce=nonce) if has_editor else ""
        context: dict[str, Any] = {
            "form": form,
            "parts": self.parts_of(form),
            "places": [place.label for place in places_of(form.page)],
            "may_change": self.has_change_permission(request),
            "newest": PageVersion.objects.newest_of(form.page.slug),
            "what_stays": WHAT_STAYS,
            "media": media,
            **more,
        }
        response = self.page_about(request, form.page, "edit", form.page.title, status, **context)
        if has_editor:
            response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]
        return response

    def page(
        self, request: HttpRequest, template: str, title: str, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            **more,
        }
        name = f"admin/articles/pageversion/{template}.html"
        return TemplateResponse(request, name, context, status=status)

    def page_about(
        self, request: HttpRequest, page: Page, template: str, title: str, status: int, **more: Any
    ) -> HttpResponse:
        return self.page(request, template, title, status, page=page, **more)

    def log_version(self, request: HttpRequest, version: PageVersion, said: str) -> None:
        self.log_change(request, version, said)

    def say(self, request: HttpRequest, said: str, level: int = messages.SUCCESS) -> None:
        self.message_user(request, said, level)
