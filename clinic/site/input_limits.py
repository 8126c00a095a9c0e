"""Input limits: how much of a request is looked at, judged before any form, view or pattern sees a
value.

No input of a visitor may cost more than a tenth of a second of processor time. A value that is
longer than any field takes is cut to a length that its field still refuses, so that the form comes
back with its own sentence and most of the words; more than a form can hold is refused without being
decoded. Decoding alone would do it: two and a half megabytes of percent signs take Python two
seconds.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import reverse

from clinic.site import errors

View = Callable[..., HttpResponseBase]
Answer = Callable[[HttpRequest], HttpResponseBase]

# Of one value, from a visitor. The longest that a form of theirs takes has 2,000 letters (a test
# looks), each of which may be twelve bytes on its way.
LONGEST_VALUE, LONGEST_ENCODED = 10_000, 30_000
MOST_BYTES = 100_000  # of an encoded form once its values are cut
MOST_VALUES = 200
MOST_ESCAPES, MOST_PARTS = 100_000, 500  # of a form of staff whose session has ended
# Of the address in a redirect, in bytes. With our other headers it stays below the 4,096 that nginx
# and other proxies take from us; beyond them a visitor would read their 502.
LONGEST_LOCATION = 2_500

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
STAFF = "/admin/"
SEALED = frozenset({"typed"})  # what staff had typed, sealed: it comes along with the sign-in page


class Bounded:
    """Middleware. Its `process_view` runs before the form token's, the first to read a form."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_VALUE or "%00" in query or "\0" in query:
            request.GET = _cut(request.GET, left_out="\0")  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raises RequestDataTooBig and BadRequest, before anything of the form is decoded."""
        if request.method != "POST" or request.content_type not in (FORM, PARTS):
            return
        is_sign_in = request.path == reverse("admin:login")
        try:
            if request.path.startswith(STAFF) and not is_sign_in:
                _bound_staffs(request)
            else:
                _bound_visitors(request, whole=SEALED if is_sign_in else frozenset())
        except UnreadablePostError:  # cut off on its way: the form token's check says so
            return


def _bound_visitors(request: HttpRequest, *, whole: frozenset[str]) -> None:
    body = request.body  # all of it at once: visitors send no files
    if request.content_type == PARTS:
        if _parts(request, body) > MOST_VALUES:
            raise BadRequest("More parts than any form has")
    else:
        if body.count(b"&") > MOST_VALUES:
            raise BadRequest("More values than any form has")
        if len(body) > LONGEST_ENCODED:
            encoded = _cut_encoded(body, whole)
            request.POST = QueryDict(encoded, encoding=request.encoding)
    if len(body) > LONGEST_VALUE:
        request.POST = _cut(request.POST, whole)  # type: ignore[assignment]


def _parts(request: HttpRequest, body: bytes) -> int:
    boundary = (request.content_params or {}).get("boundary", "")
    if boundary:
        return body.count(b"--" + boundary.encode("ascii", "replace"))
    return 0


def _cut_encoded(body: bytes, whole: frozenset[str]) -> bytes:
    """An encoded form with its values cut, but those that are `whole`. Raises RequestDataTooBig."""
    names = tuple(name.encode() + b"=" for name in whole)
    cut, size = [], 0
    for piece in body.split(b"&"):
        is_whole = bool(names) and piece.startswith(names)
        cut.append(piece if is_whole else piece[:LONGEST_ENCODED])
        size += 3 * piece.count(b"%") if is_whole else len(cut[-1])
    if size > MOST_BYTES:
        raise RequestDataTooBig("More than any form holds")
    return b"&".join(cut)


def _bound_staffs(request: HttpRequest) -> None:
    """Who has signed in may send what Django allows: files among it, and as many fields."""
    is_form = request.content_type == FORM
    if is_form and request.body.count(b"%") <= MOST_ESCAPES:
        return
    if request.user.is_authenticated:
        return
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if (
        is_form
        or size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        or _parts(request, request.body) > MOST_PARTS
    ):
        raise RequestDataTooBig("More than any form of somebody who was signed out")


def _cut(sent: QueryDict, whole: frozenset[str] = frozenset(), *, left_out: str = "") -> QueryDict:
    """The values no longer than by far any field takes, without the sign `left_out`.

    Of a query that is NUL, which nobody types and PostgreSQL refuses; forms say so themselves.
    """
    cut = sent.copy()
    for name, values in sent.lists():
        if name not in whole:
            short = [value[:LONGEST_VALUE] for value in values]
            cut.setlist(
                name, [value.replace(left_out, "") for value in short] if left_out else short
            )
    return cut


def short_redirects(get_response: Answer) -> Answer:
    """Middleware. An address that would be too long to be led to is answered here, by a page of
    ours.

    Whatever redirects repeats what was asked for: the slash at the end, HTTPS, an old address, the
    sign-in.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if len(response.headers.get("Location", "")) <= LONGEST_LOCATION:
            return response
        page = errors.page("414", 414)
        name = "Strict-Transport-Security"
        if name in response.headers:  # said below, where HTTPS is known
            page.headers[name] = response.headers[name]
        vars(page)["_has_been_logged"] = True  # in the access log
        return page

    return middleware
