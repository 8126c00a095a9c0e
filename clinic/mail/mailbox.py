"""Mailbox over IMAP: what lies unread in it, message by message, within bounds.

Connections are bounded by a timeout for each step; the worker reads in a thread of its own.
"""

import contextlib
import imaplib
import ssl
from collections.abc import Callable, Iterator

from clinic.environment import Mailbox
from clinic.mail.bounces import MOST_BYTES

STEP_SECONDS = 20
MOST_AT_ONCE = 200


class MailboxFault(Exception):
    """It cannot be read; the text says why and repeats neither name nor password."""


def read_unread(mailbox: Mailbox, take: Callable[[bytes], bool | None]) -> int:
    """Hand each unread message to `take`. Returns how many there were. Raises MailboxFault.

    What it takes for done (True) is removed, what is for later (None) stays unread, and anything
    else (False) is marked as read. The first 256 kB of a message are fetched and no more.
    """
    with _opened(mailbox) as server:
        return _each_unread(server, take)


def try_to_open(mailbox: Mailbox) -> None:
    """Open it and touch nothing. Raises MailboxFault."""
    with _opened(mailbox):
        pass


@contextlib.contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        with _connect(mailbox) as server:
            server.login(mailbox.user, mailbox.password)
            _must(server.select(_quoted(mailbox.folder)))
            yield server
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxFault(f"The mailbox could not be read ({type(error).__name__}).") from None


def _connect(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=STEP_SECONDS)


def _each_unread(server: imaplib.IMAP4, take: Callable[[bytes], bool | None]) -> int:
    (found,) = _must(server.uid("SEARCH", "UNSEEN"))
    keys = (found or b"").split()[:MOST_AT_ONCE]
    for key in keys:
        uid = key.decode("ascii")
        fetched = _must(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        raw = next((each[1] for each in fetched if isinstance(each, tuple)), b"")
        is_done = take(raw)
        if is_done is None:
            continue
        flags = r"(\Seen \Deleted)" if is_done else r"(\Seen)"
        _must(server.uid("STORE", uid, "+FLAGS.SILENT", flags))
    with contextlib.suppress(imaplib.IMAP4.error):  # then they stay, marked, until the next time
        server.expunge()
    return len(keys)


def _must(answer: tuple[str, list]) -> list:
    """What the server answered. Raises imaplib's error for a no."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
