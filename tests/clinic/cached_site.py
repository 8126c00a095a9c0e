"""A page cache around pages that a test writes."""

from io import BytesIO

from clinic.changes.content_version import ContentVersion
from clinic.changes.public_pages import CACHE_CONTROL, QUERY
from clinic.site.page_cache import PageCache

HOST = "www.clinic.example"


class Answer:
    def __init__(self, said, body):
        self.status, self.headers, self.body = int(said[0][:3]), dict(said[1]), body


class CachedSite:
    """A page cache around pages that a test writes: `site.get("/visit/")`.

    `site.rendered` names the addresses that were rendered, in order.
    """

    def __init__(self, size=1_000_000):
        self.version = ContentVersion()
        self.version.trust(float("inf"))
        self.cache = PageCache(self.render, self.version, size=size)
        self.rendered = []
        self.body, self.status, self.query, self.headers = b"hello", "200 OK", "", []
        self.while_rendering = lambda: None

    def render(self, environ, start_response):
        self.rendered.append(environ["PATH_INFO"])
        self.environ = environ
        body = self.body
        self.while_rendering()
        headers = [("Content-Type", "text/html"), *self.headers]
        if self.status == "200 OK" and self.query is not None:
            environ[QUERY] = self.query
            headers.append(("Cache-Control", CACHE_CONTROL))
        start_response(self.status, headers)
        return BytesIO(body)

    def get(self, path="/visit/", method="GET", **environ):
        path, _, query = path.partition("?")
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": HOST,
            "SERVER_PORT": "8000",
            "wsgi.url_scheme": "https",
        }
        said = []
        body = self.cache(asked | environ, lambda *line: said.extend(line))
        return Answer(said, b"".join(body))

    def times_rendered(self, *asked, **environ):
        """How often pages are rendered when the addresses `asked` are asked for one by one."""
        self.rendered.clear()
        for path in asked:
            self.get(path, **environ)
        return len(self.rendered)

    @property
    def kept(self):
        return [key.path + (key.query and f"?{key.query}") for key in self.cache.shelf.pages]
