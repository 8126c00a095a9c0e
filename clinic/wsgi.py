"""WSGI application."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection

from clinic.changes.content_version import content
from clinic.postgresql import waiting

if TYPE_CHECKING:
    from clinic.site.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
CANNOT_START = 3  # by which gunicorn knows that another try would not help


class Request(WSGIRequest):
    """One with a Content-Type that Django cannot read: it stays None, and `requests.WellFormed`
    refuses it.

    Django reads the header before any middleware, so its own failure would be answered without a
    page, a header or a line in the log.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type = self.content_params = None
        with suppress(ValueError):
            super()._set_content_type_params(meta)  # type: ignore[misc]


class Handler(WSGIHandler):
    request_class = Request

    def __init__(self, next_change: Callable[[datetime], datetime]) -> None:
        super().__init__()
        self.next_change = next_change

    def __call__(self, *arguments: Any) -> Any:
        waiting.begin_request()
        if not settings.DEBUG:  # whoever writes templates wants to see them
            content.watch(self.next_change)
        return super().__call__(*arguments)


def start() -> "PageCache":
    """The site behind its page cache, ready to answer. Ends the process with a sentence where it
    should not be reached as it is.
    """
    try:
        django.setup(set_prefix=False)
        # what reads the settings
        from clinic.site import logs, metrics, page_cache, scheduled_changes, static_files

        static_files.check()
    except ImproperlyConfigured as refusal:
        print(f"The site did not start. {refusal}", file=sys.stderr)
        sys.exit(CANNOT_START)
    logs.look_up_less()
    metrics.begin()
    waiting.begin()
    if connection.vendor == "sqlite":
        # In every thread, which share it.
        connection.settings_dict["OPTIONS"]["timeout"] = waiting.STATEMENT_SECONDS
    site = Handler(scheduled_changes.next_change)
    return page_cache.PageCache(site, content, size=settings.PAGE_CACHE_BYTES)


application = start()
