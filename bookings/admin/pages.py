"""Desk pages: views of the admin beside those that Django makes for a model.

They are composed, not inherited: `ConsultationAdmin.get_urls` lists the classes whose pages it has.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path


class DeskPages:
    """Some pages that belong together, with the ModelAdmin below whose address they stand."""

    def __init__(self, desk: admin.ModelAdmin) -> None:
        self.desk = desk

    def urls(self) -> list[URLPattern]:
        raise NotImplementedError

    def url(
        self, route: str, view: Callable[..., HttpResponseBase], name: str, /, **given: Any
    ) -> URLPattern:
        """`view` at `route`, for whoever has signed in, by the name of a page of consultations."""
        view = self.desk.admin_site.admin_view(view)
        return path(route, view, given, name=f"bookings_consultation_{name}")

    def check_may_see(self, request: HttpRequest) -> None:
        """Raises PermissionDenied for accounts that may not see consultations."""
        if not self.desk.has_view_permission(request):
            raise PermissionDenied

    def context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """What every page of the admin has on top."""
        each = self.desk.admin_site.each_context(request)
        return {**each, "title": title, "opts": self.desk.opts}

    def tell(self, request: HttpRequest, said: str, level: int = messages.INFO) -> None:
        """A message on the next page that is shown."""
        self.desk.message_user(request, said, level)
