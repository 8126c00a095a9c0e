"""Log formatter: log lines that name nobody and open nothing."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from clinic.site import request_id

# A patient's page is opened by its address alone, so the address must not stand in a log; nor must
# what stands behind its signed key, wherever it was pasted.
_TOKEN = re.compile(r"/consultation(?:[/\s]|\\x[0-9a-f]{2}|\\[nrt])*[^/\s\"'?#]+", re.IGNORECASE)
# So is the calendar of a member of staff, of which a few letters less would be guessed.
_FEED = re.compile(r"/calendar(?!\.)(?:[/\s]|\\x[0-9a-f]{2}|\\[nrt])*[^\s\"'?#]+", re.IGNORECASE)
# And the link of a mail with which somebody of the staff sets their password.
_ACCOUNT = re.compile(r"/account-link(?:[/\s]|\\x[0-9a-f]{2}|\\[nrt])*[^/\s\"'?#]+", re.IGNORECASE)
_SECRET = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])[\w-]{32,}", re.ASCII)
_SIGNED = re.compile(r"[0-9a-f]{32}[.:][\w:.-]{16,}", re.IGNORECASE)
# Search words, and whatever else was typed. It is tried where a path may begin, and gives nothing
# back: from each of its slashes anew, a path of nothing else would take the square of its length.
_QUERY = re.compile(r"(?<![^\s?])([^\s?/]*+/[^\s?]*+)\?\S+")
# PostgreSQL repeats the refused row or statement, with the name in it, behind these words.
_ROW = re.compile(r"^[^\S\n]*+(DETAIL|CONTEXT|STATEMENT|LINE \d+):.*$", re.MULTILINE)
_OF_POSTGRESQL = ("DETAIL:", "CONTEXT:", "STATEMENT:", "LINE ")
ACCESS = "clinic.access"  # the logger of the access log
# What a terminal or a log reader may take for the end of a line, and what may hide the rest of one.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def look_up_less() -> None:
    """Let no record of this process know its thread, process and caller: none of our lines says
    them.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # as Python's "Optimization" of logging says


def discreet(text: str) -> str:
    """`text` without the secret addresses on the site and without the rows of a refused
    statement.
    """
    # Most lines hold nothing of it: to look for a word first takes a fifth of what patterns take.
    if any(word in text for word in _OF_POSTGRESQL):
        text = _ROW.sub(r"\1: left out", text)
    lowered = text.lower()
    if "ultat" in lowered:  # the letters of "consultation" that have one small form each
        text = _TOKEN.sub("/consultation/-", text)
    if "/calendar" in lowered:
        text = _FEED.sub("/calendar/-.ics", text)
    if "account-l" in lowered:  # an i and a k have several small forms
        text = _ACCOUNT.sub("/account-link/-", text)
    text = _SECRET.sub("-", _SIGNED.sub("-", text))
    return _QUERY.sub(r"\1?-", text) if "?" in text else text


def one_line(text: str) -> str:
    """`text` with everything that could begin a new line written out: `\\n`, `\\u2028`"""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class DiscreetFormatter(logging.Formatter):
    """One line a record, after `discreet` unless it `is_public`; under it where an exception came
    from, without its words.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self._shown = 0, ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """To the second, and written out once a second."""
        second, shown = self._shown
        if second != int(record.created):
            shown = super().formatTime(record, datefmt)
            self._shown = int(record.created), shown
        return shown

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        if not getattr(record, "is_public", False):
            line = one_line(discreet(line))
        error = record.exc_info[1] if record.exc_info else None
        if error:
            return f"{line}\n{where_from(error)}"
        return line


class JsonFormatter(DiscreetFormatter):
    """One JSON object a record, for programs that read logs: the same words by the same rules, and
    the request that they belong to.

    Where an exception came from is a field of it, so a record is one line whatever happens. A line
    of the access log has its parts as fields too.
    """

    def format(self, record: logging.LogRecord) -> str:
        is_public = getattr(record, "is_public", False)
        text = record.getMessage()
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": text if is_public else one_line(discreet(text)),
        }
        if id_ := request_id.current():
            said["request_id"] = id_
        if record.name == ACCESS and isinstance(record.args, tuple):
            method, path, status, milliseconds = record.args
            said |= {
                "method": str(method),
                "path": path if is_public else one_line(discreet(str(path))),
                "status": status,
                "milliseconds": round(float(str(milliseconds)), 1),
            }
        error = record.exc_info[1] if record.exc_info else None
        if error:
            said["exception"] = where_from(error)
        return json.dumps(said)  # in ASCII: nothing in it begins another line


def where_from(error: BaseException) -> str:
    """The traceback of `error` and of what caused it: places and kinds.

    An exception's own words may repeat what somebody typed: the value that would not fit, the
    refused row, the header with the line break in it. For the database's errors its code and
    constraint are said instead.
    """
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        places = traceback.extract_tb(cause.__traceback__)
        lines[:0] = [*traceback.format_list(places), f"{_kind(cause)}\n"]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "".join(lines).rstrip("\n")


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return " ".join(filter(None, [name, getattr(error, "pgcode", None), constraint]))
