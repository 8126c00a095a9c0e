"""Admin of redirects: entered one by one, or imported as a list with a dry run."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.crypto import salted_hmac
from django.utils.html import format_html

from articles import redirects
from articles.models import OldAddress
from clinic.office.optimistic_lock import OptimisticLock

LARGEST = 100_000  # characters of a pasted list


class OldAddressForm(forms.ModelForm):
    """Addresses as people paste them: with the host of the old site, encoded, with a slash at the
    end.
    """

    path = forms.CharField(
        label="Old address",
        max_length=2000,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=(
            "From the first slash on, or the whole of it:"
            " https://www.example.com/post/sun-and-pores"
        ),
    )

    class Meta:
        model = OldAddress
        fields = ["path", "article", "page"]

    def clean_path(self) -> str:
        try:
            return redirects.old_path(self.cleaned_data["path"])
        except redirects.Broken as broken:
            raise forms.ValidationError(str(broken)) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("page") and not given.get("article"):
            try:
                place = redirects.place(given["page"])
            except redirects.Broken as broken:
                self.add_error("page", str(broken))
            else:  # an article is named by its row, so that it is found wherever it is
                given["article"], given["page"] = place
        return given


class ListForm(forms.Form):
    lines = forms.CharField(
        label="The list",
        max_length=LARGEST,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=(
            "One a line: the old address, a comma, and an article’s slug or a page of this site. "
            "For example: /post/sun-and-pores, sun-and-pores"
        ),
        error_messages={"required": "Paste the list here."},
    )

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if len(text.splitlines()) > redirects.MOST_LINES:
            raise forms.ValidationError(f"Paste at most {redirects.MOST_LINES} lines at a time.")
        return text


@admin.register(OldAddress)
class OldAddressAdmin(OptimisticLock):
    """Addresses of changed slugs are entered by themselves."""

    form = OldAddressForm
    list_display = ["path", "leads_to"]
    list_select_related = ["article"]
    search_fields = ["path", "article__title", "page"]
    autocomplete_fields = ["article"]

    class Media:
        js = ["js/names.js"]

    change_list_template = "admin/articles/oldaddress/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_list)
        return [path("import/", view, name="articles_oldaddress_import"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OldAddress]:
        found: QuerySet[OldAddress] = super().get_queryset(request)
        return found

    @admin.display(description="leads to", ordering="article__title")
    def leads_to(self, old: OldAddress) -> str:
        if old.article is None:
            return old.page
        is_seen = old.article.published_at is not None
        note = "" if is_seen else " (not published: nobody is led there)"
        return format_html(
            '<a href="{}">{}</a>{}', old.article.get_absolute_url(), old.article, note
        )

    def import_list(self, request: HttpRequest) -> HttpResponse:
        """Paste, look at what each line would do, confirm. Nothing is stored before that."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = ListForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            lines = redirects.read_list(form.cleaned_data["lines"])
        else:
            lines = []
        broken = [line for line in lines if line.broken]
        whole = [line for line in lines if not line.broken]
        if whole and "confirm" in request.POST and request.POST["confirm"] == _digest(whole):
            number = redirects.add(whole)
            self.message_user(request, f"{number} old address{'' if number == 1 else 'es'} stored.")
            if not broken:
                return redirect("admin:articles_oldaddress_changelist")
            form = ListForm({"lines": "\n".join(line.text for line in broken)})  # to be mended
            form.is_valid()
            whole, lines = [], broken
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Import old addresses",
            "form": form,
            "lines": lines,
            "broken": broken,
            "whole": whole,
            "digest": _digest(whole),
            "is_nav_sidebar_enabled": False,
        }
        status = 422 if form.is_bound and (form.errors or broken) else 200
        return TemplateResponse(
            request, "admin/articles/oldaddress/import.html", context, status=status
        )


def _digest(lines: list[redirects.Line]) -> str:
    """What was looked at: a list that was edited, or that does something else by now, is shown
    again.
    """
    told = "\n".join(f"{line.path} {line.place} {line.does}" for line in lines)
    return salted_hmac("old addresses", told).hexdigest()
