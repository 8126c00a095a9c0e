"""AdminSite: who gets past the sign-in page, and how far."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone

from clinic.staff import (
    account_messages,
    account_views,
    second_factor,
    sign_in,
    views,
)
from clinic.staff.account_messages import AccountMessage
from clinic.staff.password_change import counting_guesses
from clinic.staff.session_limits import end_after_a_week
from clinic.staff.sign_in_form import SignInForm
from clinic.staff.sign_in_limits import is_used_up

View = Callable[..., HttpResponseBase]
UNREADABLE = "That filter or search cannot be read, so the whole list is shown."


def readable(view: View) -> View:
    """A list of the admin whose filter cannot be read is shown whole, and says so.

    Django does that for what it looks at itself, and not for what the database or the calendar
    refuses: a year of thirty digits, a day after the last, an offset of a whole day.
    """

    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        is_list = match is not None and str(match.url_name).endswith("_changelist")
        if not (is_list and request.GET and request.method in ("GET", "HEAD")):
            return view(request, *args, **kwargs)
        try:
            # else a refused statement ends the transaction around it, if any
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    return response.render()
                return response
        except (DataError, OverflowError, ValidationError, ValueError):
            messages.warning(request, UNREADABLE)
            return redirect(request.path)

    return reading


class StaffSite(admin.AdminSite):
    """Django's admin, behind a second factor, eight idle hours and a week: every address goes by
    `admin_view`.
    """

    login_form = SignInForm

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if view != self.logout and second_factor.is_missing(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:second_factor"))
            sign_in.stay_signed_in(request)
            end_after_a_week(request)
            return view(request, *args, **kwargs)

        inner = super().admin_view(update_wrapper(readable(signed_in), view), cacheable)

        def anybody(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and request.user.is_anonymous:
                typed = sign_in.keep(request)
                if typed:
                    return sign_in.sign_in_page(
                        request, sign_in.SIGNED_OUT, typed=typed, status=403
                    )
            return inner(request, *args, **kwargs)

        return update_wrapper(anybody, view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        half = super().admin_view  # a password is enough for these two
        return [
            # for people who are not signed in
            path("account-link/<str:token>/", account_views.account_link, name="account_link"),
            path(
                "password-forgotten/", account_views.password_forgotten, name="password_forgotten"
            ),
            path("set-password/", account_views.set_password, name="set_password"),
            path("second-factor/", half(views.second_factor_page), name="second_factor"),
            path("second-factor/new/", half(views.new_second_factor), name="new_second_factor"),
            path(
                "password-again/", self.admin_view(views.password_again_page), name="password_again"
            ),
            path("passkeys/", self.admin_view(views.passkeys_page), name="passkeys"),
            path("send-again/", self.admin_view(views.send_again), name="send_again"),
            path(
                "password_change/",
                self.admin_view(counting_guesses(self.password_change)),
                name="password_change",
            ),
            # Django's own leads anybody of the staff to any row's page, a patient's among them.
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own password; its account is told by mail, in case it was somebody else."""
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            assert isinstance(request.user, User)
            kind = AccountMessage.Kind.PASSWORD
            account_messages.tell(request.user, kind, now=timezone.now())
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What somebody had typed before they were signed out comes back to them, and to nobody
        else.
        """
        if request.method == "POST" and is_used_up(request):
            return sign_in.too_many(request, HttpResponse(), {})
        typed = request.POST.get("typed", "")
        response = super().login(request, {"typed": typed, **(extra_context or {})})
        if request.method == "POST" and response.status_code == 302:
            sign_in.begin(request)
            if sign_in.kept_for(request.user, typed):
                request.session["typed"] = typed
                return redirect("admin:send_again")
        return response

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponseBase:
        """A row's page on the site, for those who may see the row and where the admin links to
        it.
        """
        try:
            model = ContentType.objects.get(pk=content_type_id).model_class()
        except (ContentType.DoesNotExist, ValueError):
            raise Http404 from None
        ours = self._registry.get(model) if model else None
        if ours is None or not ours.has_view_permission(request):
            raise PermissionDenied
        row = ours.get_object(request, object_id)
        if row is None or not ours.get_view_on_site_url(row):
            raise Http404
        return shortcut(request, content_type_id, object_id)
