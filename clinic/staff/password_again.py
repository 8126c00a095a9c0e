"""Re-authentication: the password again before what an open screen must not give away."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

FRESH_SECONDS = 10 * 60
GIVEN_AT = "password_at"  # in the session
View = Callable[..., HttpResponseBase]


def note(request: HttpRequest) -> None:
    """The password was given just now."""
    request.session[GIVEN_AT] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    return int(time.time()) - int(request.session.get(GIVEN_AT, 0)) < FRESH_SECONDS


def ask_password_again(view: View) -> View:
    """`view` for whoever gave their password in the last ten minutes; the others are asked for it
    first.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse("admin:password_again"))

    return asking
