"""A crawler over Django's test client: every page that a page links to, written to files."""

import re
from collections import deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

LINK = re.compile(r'(?:href|formaction)="([^"#]+)')
NOT_FOLLOWED = re.compile(r"^/(static|media)/|/logout/|/jsi18n/|/autocomplete/")
QUERIES_A_PATH = 2  # filters of a list multiply; two of them show how it is filtered
MOST_PAGES = 400
# What differs from run to run, whatever the code does.
VARYING = [
    (re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*'), rb"\1TOKEN"),
    (re.compile(rb'(nonce=")[^"]*|(nonce-)[A-Za-z0-9+/=_-]+'), rb"\1\2NONCE"),
]
HEADERS = [
    "Location",
    "Content-Type",
    "Cache-Control",
    "Content-Disposition",
    "X-Robots-Tag",
    "Vary",
]


def settled(content: bytes) -> bytes:
    for pattern, same in VARYING:
        content = pattern.sub(same, content)
    return content


def file_name(address: str) -> str:
    """`address` as one readable file name."""
    return re.sub(r"[^\w.=&-]+", "_", address).strip("_")[:180] or "root"


class Crawl:
    """Asks for pages as `client`, from some addresses on, and writes each into `folder`."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client, self.folder = client, folder
        self._seen: set[str] = set()
        self._queries: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def from_pages(self, *addresses: str, only: str = "/") -> None:
        """Every page below `only` that is linked from `addresses`, directly or not."""
        waiting = deque(addresses)
        while waiting and len(self._seen) < MOST_PAGES:
            address = waiting.popleft()
            if address in self._seen:
                continue
            self._seen.add(address)
            content = self.page(address)
            waiting.extend(self._links(address, content, only))

    def page(self, address: str) -> bytes:
        return self._write(address, self.client.get(address))

    def sent(self, address: str, data: dict[str, str]) -> bytes:
        return self._write(f"POST {address}", self.client.post(address, data))

    def _write(self, name: str, response: HttpResponseBase) -> bytes:
        content = settled(
            b"".join(response.streaming_content) if response.streaming else response.content
        )
        headers = [
            f"{header}: {response[header]}" for header in HEADERS if response.has_header(header)
        ]
        head = "\n".join([str(response.status_code), *headers, "", ""]).encode()
        (self.folder / file_name(name)).write_bytes(head + content)
        return content

    def _links(self, address: str, content: bytes, only: str) -> list[str]:
        found = []
        for link in LINK.findall(content.decode(errors="replace")):
            parts = urlsplit(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))
            if parts.netloc != "testserver" or not parts.path.startswith(only):
                continue
            if NOT_FOLLOWED.search(parts.path):
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if target in self._seen:
                continue
            if parts.query:
                self._queries[parts.path] = self._queries.get(parts.path, 0) + 1
                if self._queries[parts.path] > QUERIES_A_PATH:
                    continue
            found.append(target)
        return found
