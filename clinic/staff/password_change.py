"""Password change: a wrong old password counts as one at sign-in does.

Django's form compares it by itself, so whoever found an open screen could try as many as they like,
and with the right one get past every page that asks for the password again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters

View = Callable[..., HttpResponseBase]


def counting_guesses(view: View) -> View:
    """The page of one's own password. After too many wrong ones nothing is looked at, and the
    throttle's middleware answers.
    """

    @wraps(view)
    @sensitive_post_parameters()
    def counting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        old = request.POST.get("old_password") if request.method == "POST" else None
        if old:
            authenticate(request, username=request.user.get_username(), password=old)
            if getattr(request, "axes_locked_out", False):
                return HttpResponse(status=429)
        return view(request, *args, **kwargs)

    return counting
