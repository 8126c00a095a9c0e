"""Search box of every page of the desk. It posts, so that no address names anybody."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from bookings import search
from bookings.admin.pages import DeskPages

MOST_FOUND = 100  # the newest; their keys stand in the address of the list that shows them
FOUND = "pk__in"  # as the list of the admin reads it
TOO_MANY = f"The {MOST_FOUND} newest are shown. Type more of the name to find others."


class SearchForm(forms.Form):
    """What somebody at the desk is told or reads, to find whose it is."""

    person = forms.CharField(
        label="Find a person",
        max_length=254,
        error_messages={
            "required": "Type who you are looking for in the box on top.",
            "max_length": "That is too long for a name, a phone number or an e-mail address.",
            "null_characters_not_allowed": "That holds a sign that no name has. Type it anew.",
        },
    )


class SearchPages(DeskPages):
    """One that is found opens at once; several stand in the list; else it says how to search."""

    def urls(self) -> list[URLPattern]:
        return [self.url("find/", self.find_view, "find")]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Leads on by keys alone. 422 for what is no search, with what was typed."""
        self.check_may_see(request)
        if request.method != "POST":
            return self._page(request)
        form = SearchForm(request.POST)
        typed = form["person"].value() or ""
        if not form.is_valid():
            return self._page(request, status=422, fault=form.errors["person"][0], typed=typed)
        found = (
            search.found(form.cleaned_data["person"])
            .order_by("-asked_at", "-pk")
            .values_list("pk", flat=True)
        )
        keys = list(found[: MOST_FOUND + 1])
        if not keys:
            return self._page(request, nobody=True, typed=typed)
        if len(keys) == 1:
            return redirect("admin:bookings_consultation_change", keys[0])
        if len(keys) > MOST_FOUND:
            self.tell(request, TOO_MANY)
        listed = ",".join(map(str, keys[:MOST_FOUND]))
        return redirect(f"{reverse('admin:bookings_consultation_changelist')}?{FOUND}={listed}")

    def _page(
        self, request: HttpRequest, *, status: int = 200, typed: str = "", **more: Any
    ) -> HttpResponse:
        context = {**self.context(request, "Find a person"), "typed_person": typed, **more}
        page = "admin/bookings/consultation/find.html"
        return TemplateResponse(request, page, context, status=status)
