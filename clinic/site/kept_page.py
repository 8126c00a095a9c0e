"""Kept page: a rendered page, ready to be sent in each content coding."""

import hashlib
import time
from typing import NamedTuple

from clinic.changes.public_pages import CACHE_CONTROL
from clinic.site.compression import CODINGS

Headers = list[tuple[str, str]]
OURS = ("Cache-Control", "Vary", "ETag", "Content-Encoding", "Content-Length")


class Variant(NamedTuple):
    """A page in one coding, ready to be sent."""

    etag: str
    headers: Headers
    unchanged: Headers  # of a 304
    body: bytes
    route: str


class Page:
    """A page as it was rendered. In memory it is compressed: as the first browser took it, and as
    the next ones do.
    """

    def __init__(
        self,
        headers: Headers,
        body: bytes,
        coding: str,
        *,
        version: int,
        is_trusted: bool,
        route: str,
    ) -> None:
        self.headers = [line for line in headers if line[0] not in OURS]
        self.route = route
        self.version = version  # of the content, read before
        self.is_trusted = is_trusted  # whether every later change would be heard
        self.kept_at = time.monotonic()  # so that a clock put right makes no page young or old
        self.digest = hashlib.sha256(body).hexdigest()[:24]
        self.first = coding or "gzip"
        self.variants = {self.first: self._make(self.first, body)}

    @property
    def size(self) -> int:
        """Bytes of memory, about, with both codings."""
        return len(self.variants[self.first].body) * 2 + 4_000

    def variant(self, coding: str) -> Variant:
        if coding in self.variants:
            return self.variants[coding]
        first = self.variants[self.first]
        made = self._make(coding, CODINGS[self.first].expand(first.body))
        if coding:
            self.variants[coding] = made
        return made

    def _make(self, coding: str, body: bytes) -> Variant:
        etag, body = f'"{self.digest}{coding}"', CODINGS[coding].compress(body)
        headers = [*self.headers, ("Cache-Control", CACHE_CONTROL), ("Vary", "Accept-Encoding")]
        headers.append(("ETag", etag))
        unchanged = [line for line in headers if line[0] != "Content-Type"]
        return Variant(etag, headers + _of_body(coding, body), unchanged, body, self.route)

    def stale(self, coding: str) -> Variant:
        """While the database is away: nobody on the way should keep it any longer."""
        body, age = self.variant(coding).body, str(int(time.monotonic() - self.kept_at))
        headers = [("Cache-Control", "no-store"), ("Age", age), ("Vary", "Accept-Encoding")]
        return Variant("", [*self.headers, *headers, *_of_body(coding, body)], [], body, self.route)


def _of_body(coding: str, body: bytes) -> Headers:
    named = [("Content-Encoding", coding)] if coding else []
    return [*named, ("Content-Length", str(len(body)))]
