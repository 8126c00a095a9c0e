"""Sign-in views: set up and show a second factor, keep one's passkeys, give the password again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from clinic.office import formats
from clinic.office.forms import LengthFirst
from clinic.office.qr_code import qr_code
from clinic.protection.encryption import decrypt, encrypt
from clinic.staff import account_messages, passkeys, password_again, second_factor, sign_in
from clinic.staff.account_messages import AccountMessage

NEW_SECRET = "new_second_factor"  # in the session, until a code of the app has confirmed it
WRONG_CODE = (
    "That code did not work. Each counts once, and after a wrong one you have to wait a little: "
    "enter the code that your app shows in a minute."
)
WRONG_NEW_CODE = "That code did not work. Enter the one that your app shows now."
WRONG_PASSWORD = "That is not your password."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=40,
        error_messages={"required": "Enter the code."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasskeyForm(LengthFirst, forms.Form):
    """A new passkey. Script fills in what the device said."""

    name = forms.CharField(
        label="What you call this device",
        max_length=60,
        validators=[formats.plain_text],
        error_messages={"required": "Give it a name, so that you know it again."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "My phone"}),
    )
    passkey = forms.CharField(
        required=False, max_length=passkeys.LONGEST_ANSWER, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.user.passkeys.filter(name=name).exists():
            raise forms.ValidationError("One of your passkeys has this name.")
        return name


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Password",
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey, a code of the app or a backup code. Whoever has no app yet sets one up
    first.
    """
    user = _user(request)
    if not second_factor.is_missing(request):
        return redirect(_next(request))
    if not second_factor.SecondFactor.objects.filter(user=user).exists():
        return redirect(f"{reverse('admin:new_second_factor')}?{_query(request)}")
    if "passkey" in request.POST:
        return _show_passkey(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        shown = second_factor.accept(user, form.cleaned_data["code"])
        if shown:
            second_factor.mark_verified(request, shown)
            left = user.backup_codes.count()
            if left < second_factor.BACKUP_CODES / 2:
                anew = reverse("admin:new_second_factor")
                said = 'Backup codes left: {}. <a href="{}">Set up your app anew</a> to get ten.'
                messages.warning(request, format_html(said, left, anew))
            return redirect(_next(request))
        form.add_error("code", WRONG_CODE)
    return _ask_for_second_factor(request, form)


def _show_passkey(request: HttpRequest) -> HttpResponse:
    try:
        factor, passkey = passkeys.accept(
            request, _user(request), request.POST["passkey"], now=timezone.now()
        )
    except passkeys.Refused as refused:
        return _ask_for_second_factor(request, CodeForm(), refused=str(refused))
    second_factor.mark_verified(request, factor, with_passkey=passkey)
    return redirect(_next(request))


def _ask_for_second_factor(
    request: HttpRequest, form: CodeForm, *, refused: str = ""
) -> HttpResponse:
    user, options = _user(request), ""
    has_passkey = user.passkeys.filter(stopped_at=None).exists()
    if has_passkey and not passkeys.why_not_here(request):
        options = passkeys.request_options(request, user, now=timezone.now())
    more = {"options": options, "refused": refused}
    response = _page(request, "staff/second_factor.html", "Your second factor", form, **more)
    if refused:
        response.status_code = 422
    return response


@password_again.ask_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def passkeys_page(request: HttpRequest) -> HttpResponseBase:
    """One's passkeys: to add one for this device, and to revoke one."""
    user = _user(request)
    if not second_factor.is_required(user):
        return redirect("admin:index")
    if "revoke" in request.POST:
        return _revoke_passkey(request, user)
    form = PasskeyForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            sent, name = form.cleaned_data["passkey"], form.cleaned_data["name"]
            passkeys.add(request, user, sent, name=name, now=timezone.now())
        except passkeys.Refused as refused:
            form.add_error(None, str(refused))
        else:
            account_messages.tell(user, AccountMessage.Kind.FACTOR, now=timezone.now())
            messages.success(request, f"“{name}” is a passkey of yours now.")
            return redirect("admin:passkeys")
    why_not = passkeys.why_not_here(request)
    if not why_not and user.passkeys.count() >= passkeys.MOST:
        why_not = passkeys.TOO_MANY
    options = "" if why_not else passkeys.creation_options(request, user, now=timezone.now())
    more = {"passkeys": user.passkeys.all(), "options": options, "why_not": why_not}
    title, left = "Second factor", user.backup_codes.count()
    return _page(request, "staff/passkeys.html", title, form, backup_codes_left=left, **more)


def _revoke_passkey(request: HttpRequest, user: User) -> HttpResponse:
    """Sessions that it has verified ask for the second factor again."""
    key = request.POST["revoke"]
    passkey = user.passkeys.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if passkey is None:
        messages.warning(request, "That passkey is gone already.")
    else:
        passkey.delete()
        account_messages.tell(user, AccountMessage.Kind.FACTOR, now=timezone.now())
        messages.success(request, f"“{passkey.name}” is revoked: it lets nobody in any more.")
    return redirect("admin:passkeys")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Set up an authenticator app: the first, or one in place of another that this session has
    shown.
    """
    user = _user(request)
    if not second_factor.is_required(user):
        return redirect("admin:index")
    if second_factor.SecondFactor.objects.filter(user=user).exists():
        if not second_factor.is_verified(request):
            return redirect(f"{reverse('admin:second_factor')}?{_query(request)}")
        return password_again.ask_password_again(_new_second_factor)(request)
    return _new_second_factor(request)


def _new_second_factor(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    secret = _secret_to_confirm(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        shown = request.session.get(second_factor.VERIFIED_BY)
        enrolled = second_factor.enroll(user, secret, form.cleaned_data["code"], instead_of=shown)
        if enrolled:
            factor, codes = enrolled
            del request.session[NEW_SECRET]
            account_messages.tell(user, AccountMessage.Kind.FACTOR, now=timezone.now())
            second_factor.mark_verified(request, factor)
            return _page(request, "staff/backup_codes.html", "Your backup codes", codes=codes)
        form.add_error("code", WRONG_NEW_CODE)
    address = second_factor.address_for_app(secret, user)
    readable = second_factor.readable(secret)
    groups = [readable[start : start + 4] for start in range(0, len(readable), 4)]
    more = {"secret": " ".join(groups), "address": address, "picture": qr_code(address)}
    return _page(request, "staff/new_second_factor.html", "Set up your second factor", form, **more)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password_again_page(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = authenticate(
            request, username=user.get_username(), password=form.cleaned_data["password"]
        )  # counted by the throttle, as at sign-in
        if given == user:
            request.session.cycle_key()  # as at every sign-in
            password_again.note(request)
            return redirect(_next(request))
        form.add_error("password", WRONG_PASSWORD)
    return _page(request, "staff/password_again.html", "Your password again", form)


@require_safe
def send_again(request: HttpRequest) -> HttpResponse:
    """What somebody was about to send when their session had ended: to be looked at, and sent by
    them.
    """
    typed = sign_in.kept_for(request.user, request.session.get("typed", ""))
    if typed is None:
        return redirect("admin:index")
    return _page(request, "staff/send_again.html", "You were signed out", typed=typed)


def _secret_to_confirm(request: HttpRequest) -> str:
    """The secret on the page, the same one until a code confirms it. The session's row holds it
    sealed.
    """
    try:
        return decrypt(request.session.get(NEW_SECRET, ""))
    except ImproperlyConfigured:  # there is none yet, or its key is gone
        secret = second_factor.new_secret()
        request.session[NEW_SECRET] = encrypt(secret)
        return secret


# ---- steps that they share ---------------------------------------------------------------------
def _page(
    request: HttpRequest, template: str, title: str, form: forms.Form | None = None, **more: Any
) -> HttpResponse:
    """One of the short pages; 422 when its form was refused."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "form": form,
        "next": _next(request),
        "is_nav_sidebar_enabled": False,
        **more,
    }
    return render(
        request, template, context, status=422 if form is not None and form.errors else 200
    )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets nobody in who has not signed in
    return request.user


def _next(request: HttpRequest) -> str:
    """Where they wanted to go, on this site; else the first page."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if safe:
        return wanted
    return reverse("admin:index")


def _query(request: HttpRequest) -> str:
    return request.GET.urlencode()
