"""Log lines that name nobody and open nothing."""

import logging
import re

# A patient's page is opened by its address alone, so the address must not stand in a log.
_TOKEN = re.compile(r"/consultation/[^/\s\"'?#]+")
# PostgreSQL repeats the refused row, with the name in it, behind these words.
_ROW = re.compile(r"^\s*(DETAIL|CONTEXT):.*$", re.MULTILINE)


def discreet(text: str) -> str:
    """`text` without patients' addresses on the site and without the rows of a refused statement."""
    return _ROW.sub("DETAIL: left out", _TOKEN.sub("/consultation/-", text))


class DiscreetFormatter(logging.Formatter):
    """One line a record (and its traceback), after `discreet`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
