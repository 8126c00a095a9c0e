"""A member of staff over HTTP: signs in, opens a page, and sends its form as a browser would."""

from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.site import Answer, Site

# Beside the sample content: an owner, by a password.
OWNER, PASSWORD = "owner", "a long password 1"
MAKE_OWNER = f"""
import django
django.setup()
from django.contrib.auth.models import User
User.objects.create_superuser({OWNER!r}, password={PASSWORD!r})
"""


class _Forms(HTMLParser):
    """What each form of a page would send, by its `action`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if not self.forms:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "input" and name and given.get("type") not in ("submit", "file", "image"):
            ticked = given.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in given:
                self._add(name, given.get("value", "on" if ticked else ""))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1][1][self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            name, self._textarea = self._textarea, ""
            if name:  # HTML takes a first line break for none
                values = self.forms[-1][1][name]
                values[-1] = values[-1].removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.forms[-1][1].setdefault(name, []).append(value)


class Desk:
    """Signed in at the web server of `port`."""

    def __init__(self, site: Site, *, port: int = 0) -> None:
        self.site, self.port = site, port
        self.cookies: SimpleCookie = SimpleCookie()
        answer = self.send("/admin/login/", username=OWNER, password=PASSWORD)
        assert answer.status == 302, answer.text[:2000]

    def open(self, path: str) -> Answer:
        return self._ask("GET", path)

    def send(self, path: str, **changes: Any) -> Answer:
        """The form of the page at `path` that has the name of a change in it, or else its last."""
        page = _Forms()
        page.feed(self.open(path).text)
        own = [form for form in page.forms if set(changes) & set(form[1])] or page.forms
        action, fields = own[-1]
        sent = fields | {name: [value] for name, value in changes.items()}
        body = urlencode(sent, doseq=True).encode()
        return self._ask("POST", urlsplit(action).path or path, body)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.site.ask(method, path, body, headers, port=self.port)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line.split(";")[0])
        return answer
