"""Form recovery: a staff form whose CSRF token was stale comes back filled in."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic.protection import form_keys
from clinic.staff import second_factor, sign_in


def form_again(request: HttpRequest) -> HttpResponse | None:
    """The page that asks whether to send it; None unless the browser says that a page of ours sent
    it.

    The usual reason is that somebody signed in again in another tab, which gives the browser a new
    token.
    """
    is_sign_in = request.path == reverse("admin:login")
    if (
        is_sign_in
        and form_keys.sent_no_cookie(request)
        and sign_in.is_from_here(request) is not False
    ):
        username = request.POST.get("username", "")[:150]
        sealed = request.POST.get("typed", "")
        return sign_in.sign_in_page(
            request, sign_in.NO_COOKIE, typed=sealed, status=403, username=username
        )
    if not sign_in.is_from_here(request):
        return None
    # Sealed, it came along with the sign-in page, which is a form with a token itself.
    came_along = request.POST.get("typed", "") if is_sign_in else ""
    if request.user.is_anonymous:
        kept = came_along or sign_in.keep(request)
        if kept:
            return sign_in.sign_in_page(request, sign_in.SIGNED_OUT, typed=kept, status=403)
        return None
    if came_along and sign_in.kept_for(request.user, came_along):
        return _later(request, came_along)
    typed = sign_in.typed_into(request, user=str(request.user.pk))
    if typed is None:
        return None
    if second_factor.is_missing(request):  # it would be asked for, and the form be lost
        return _later(request, sign_in.sealed(typed))
    context = {
        **admin.site.each_context(request),
        "title": "Please send it once more",
        "is_nav_sidebar_enabled": False,
        "typed": typed,
        "is_stale": True,
    }
    return render(request, "staff/send_again.html", context, status=403)


def _later(request: HttpRequest, sealed: str) -> HttpResponse:
    """By way of the second factor, where it is missing."""
    request.session["typed"] = sealed
    return redirect("admin:send_again")
