"""Account links: asking for one, and setting a password by one, for people who are not signed in.

The link's own address leads on at once to one without the token, so it stands in no address bar, no
history of a page and no Referer. Opening it changes nothing: programs that look through mail open
links. Only the form that sets the password uses it up.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from clinic.protection import rate_limits
from clinic.staff import account_messages, forgotten_password, lockout, sign_in
from clinic.staff.account_messages import AccountMessage
from clinic.staff.forgotten_password import ForgottenForm

LINK = "account_link"  # in the session: which AccountMessage's link was opened
DONE = "Your new password is set. Sign in with it."
BACKEND = "django.contrib.auth.backends.ModelBackend"


class NewPasswordForm(SetPasswordForm):
    """The password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.help_text = (
            "At least 12 characters; none that many people have, nor one like your name. Some words"
            " in a row do well."
        )
        second.label, second.help_text = "The same once more", ""
        first.error_messages["required"] = "Choose a password."
        second.error_messages["required"] = "Enter it a second time."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Mail somebody a link with which they set a new password. The page says the same whether there
    is such an account or not.
    """
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    title, now = "New password", timezone.now()
    if not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "staff/password_forgotten.html", title, form=form, status=status)
    try:
        network = rate_limits.network(request)
        forgotten_password.ask(form.cleaned_data["account"], network=network, now=now)
    except rate_limits.TooMany as too_many:
        again = forgotten_password.wait_until(too_many, now=now)
        more = {"form": form, "again": again}
        response = page(request, "staff/password_forgotten.html", title, 429, **more)
        seconds = (too_many.again_at - now).total_seconds()
        response["Retry-After"] = str(max(1, int(seconds)))
        return response
    return page(request, "staff/link_is_sent.html", "Look into your mail")


@never_cache
@require_safe
def account_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of a mail opens."""
    message = account_messages.by_token(token)
    if message is None or not message.is_open(now=timezone.now()):
        return _unknown(request)
    request.session.cycle_key()
    request.session[LINK] = message.pk
    response = redirect("admin:set_password")
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest) -> HttpResponse:
    """The password of whoever opened a link. An invited colleague is signed in then; whoever had
    forgotten theirs signs in with the new one. The second factor is asked for as ever.
    """
    with transaction.atomic():
        message = _opened(request)
        if message is None or message.user is None:
            return _unknown(request)
        user = message.user
        form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
        is_new = message.kind == AccountMessage.Kind.INVITATION
        if not form.is_valid():
            title = "Welcome" if is_new else "Choose a new password"
            more = {"form": form, "person": user, "is_new": is_new}
            status = 422 if form.errors else 200
            return page(request, "staff/set_password.html", title, status=status, **more)
        form.save()
        message.used_at = timezone.now()
        message.save(update_fields=["used_at"])
        lockout.forget_wrong_passwords(user)
        if not is_new:
            account_messages.tell(user, AccountMessage.Kind.PASSWORD, now=timezone.now())
    del request.session[LINK]
    if is_new:
        login(request, user, backend=BACKEND)
        sign_in.begin(request)
        return redirect("admin:index")
    messages.success(request, DONE)
    return redirect("admin:login")


def _opened(request: HttpRequest) -> AccountMessage | None:
    """The message whose link this session has opened, while that counts. Its account's row and its
    own are locked, so of two who send the form at once one sets a password.
    """
    key = request.session.get(LINK, 0)
    user = User.objects.select_for_update().filter(account_messages=key).first()
    if user is None:
        return None
    message: AccountMessage = AccountMessage.objects.select_for_update().get(pk=key)
    message.user = user
    if message.is_open(now=timezone.now()):
        return message
    return None


def _unknown(request: HttpRequest) -> HttpResponse:
    has_no_cookie = settings.SESSION_COOKIE_NAME not in request.COOKIES
    more = {"has_no_cookie": has_no_cookie and request.path == reverse("admin:set_password")}
    response = page(request, "staff/unknown_link.html", "This link does not work", 404, **more)
    response["Referrer-Policy"] = "no-referrer"
    return response


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of the sign-in's look, for somebody who is not signed in."""
    context = {**admin.site.each_context(request), "title": title, **more}
    return render(request, template, context, status=status)
