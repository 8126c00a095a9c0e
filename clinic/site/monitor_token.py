"""Bearer token: who may read the site's inside, which is a monitor that holds METRICS_TOKEN.

The address that asks is no credential: behind a proxy every visitor comes from this machine.
"""

import hmac
import threading
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

WRONG_ONES = 10  # that a process turns away by a whole page in so many seconds; more cost less
WINDOW_SECONDS = 60


class WrongTokens:
    """How many wrong tokens came lately, in this process. The right one is never held up."""

    def __init__(self) -> None:
        self._began, self._count = 0.0, 0
        self._lock = threading.Lock()

    def one_more(self) -> bool:
        """Count it. Whether it is one too many."""
        with self._lock:
            now = time.monotonic()
            if now - self._began > WINDOW_SECONDS:
                self._began, self._count = now, 0
            self._count += 1
            return self._count > WRONG_ONES


wrong_tokens = WrongTokens()


def for_monitors(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, for whoever sends the token. To everybody else, and without a token in the settings,
    it is not there.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.METRICS_TOKEN:
            raise Http404
        sent = request.headers.get("Authorization", "")
        if hmac.compare_digest(sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
            return view(request)
        if sent and wrong_tokens.one_more():
            return HttpResponse(
                "wait\n",
                status=429,
                headers={"Retry-After": str(WINDOW_SECONDS), "Cache-Control": "no-store"},
                content_type="text/plain; charset=utf-8",
            )
        raise Http404

    return answer
