"""The least that the same work can cost on the same web server: plain WSGI programs, without
Django.

`page` answers with the bytes and headers that the site once gave, `sent` with two rows that are
stored in one transaction. Both write a line to a log, as the site does.
"""

import json
import os
import threading
import time
from typing import Any

import psycopg2

PAGES: dict[str, dict[str, Any]] = {}  # by path
if "BARE_PAGES" in os.environ:
    with open(os.environ["BARE_PAGES"], encoding="utf-8") as file:
        PAGES = json.load(file)
    for _kept in PAGES.values():
        _kept["body"] = bytes.fromhex(_kept["body"])
        _kept["headers"] = [tuple(header) for header in _kept["headers"]]
        _kept["headers_304"] = [tuple(header) for header in _kept["headers_304"]]
_log = open(os.environ.get("BENCH_LOG", os.devnull), "a", buffering=1)  # noqa: SIM115
_thread = threading.local()


def page(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    began = time.monotonic()
    kept = PAGES[environ["PATH_INFO"]]
    if kept["etag"] and environ.get("HTTP_IF_NONE_MATCH") == kept["etag"]:
        status, headers, body = "304 Not Modified", kept["headers_304"], b""
    else:
        status, headers, body = "200 OK", kept["headers"], kept["body"]
    start_response(status, headers)
    _write_line(environ, status, began)
    return [body]


def sent(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    began = time.monotonic()
    form = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    with _connection() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_request (form) VALUES (%s) RETURNING id", [form])
        cursor.execute("INSERT INTO bare_message (request_id) VALUES (%s)", cursor.fetchone())
    start_response("302 Found", [("Location", "/sent/"), ("Content-Length", "0")])
    _write_line(environ, "302", began)
    return [b""]


def _connection() -> Any:
    """One a thread, kept; `with` ends its transaction and not the connection."""
    if not hasattr(_thread, "connection"):
        _thread.connection = psycopg2.connect(os.environ["DATABASE_URL"])
    return _thread.connection


def _write_line(environ: dict[str, Any], status: str, began: float) -> None:
    at, took = time.strftime("%Y-%m-%dT%H:%M:%S%z"), (time.monotonic() - began) * 1000
    _log.write(
        f"{at} {environ['REQUEST_METHOD']} {environ['PATH_INFO']} {status[:3]} {took:.0f}ms\n"
    )
