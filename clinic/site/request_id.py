"""Request id: one word in every log line of a request, the proxy's, ours and later readers'.

A proxy of ours makes it and writes it into its own log; without one we make it. A visitor's own
counts for nothing: it could be anybody's, or a sentence.
"""

import random
import threading
from wsgiref.types import WSGIEnvironment as Environ

from django.conf import settings

SHORTEST, LONGEST = 16, 64
LETTERS = frozenset("0123456789abcdef-")
_request = threading.local()


def begin(environ: Environ) -> None:
    """This thread's lines belong to this request from now on."""
    sent = environ.get("HTTP_X_REQUEST_ID", "")
    if settings.PROXY_HOPS and SHORTEST <= len(sent) <= LONGEST and LETTERS.issuperset(sent):
        _request.id = sent
    else:
        _request.id = f"{random.getrandbits(128):032x}"  # which opens nothing, so it may be guessed


def end() -> None:
    _request.id = ""


def current() -> str:
    """The id of this thread's request; empty outside of one."""
    found: str = getattr(_request, "id", "")
    return found
