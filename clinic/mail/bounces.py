"""Bounces: what mail servers write when a message could not be delivered after all.

Read is a delivery status notification (RFC 3464), as Postfix, Exim, Exchange and Gmail write it,
and the two plain kinds that have a form: qmail's (QSBMF) and Exim's of before. Whatever else comes
to a return address says nothing for sure: a delay, a vacation note, a complaint, a receipt, spam.

It comes from anybody, so it is read within bounds and never raises.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from clinic.mail.return_address import keys_signed_in

MOST_BYTES = 256 * 1024  # the report comes first, the message that is returned last
MOST_PARTS = 20
MOST_MESSAGES = 5  # of ours that one bounce may speak of
_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
_QSBMF = re.compile(r"\s*Hi\. This is the ")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounce:
    """A message that was not delivered, for good."""

    keys: tuple[UUID, ...]  # the message's; the signed one first, the others from Message-IDs
    status: str  # RFC 3463, as 5.1.1; empty if none is said

    @property
    def reason(self) -> str:
        """What staff read. It repeats no word of the server's, which like to name the address."""
        return f"It came back: {_why(self.status)}{f' ({self.status})' if self.status else ''}."


def read(raw: bytes, *, sent_to: str = "") -> Bounce | None:
    """What `raw` says was not delivered; None for anything else. `sent_to` is its own recipient,
    where the mail server tells it.
    """
    try:
        return _read(raw[:MOST_BYTES], sent_to)
    except Exception as error:  # hostile, or a form that no reader knows: it says nothing then
        log.warning("a bounce could not be read: %s", type(error).__name__)
        return None


def _read(raw: bytes, sent_to: str) -> Bounce | None:
    if raw.lower().count(b"boundary") > MOST_PARTS:  # nested parts cost the parser their square
        return None
    message = message_from_bytes(raw)
    status = _status_of_failure(message)
    if status is None:
        return None
    headers = "\n".join([sent_to, *(str(value) for value in message.values())])
    texts = "\n".join(_texts(message))
    keys = [*keys_signed_in(headers), *keys_signed_in(texts)]
    keys += [UUID(hex=key) for key in _MESSAGE_ID.findall(texts + headers)]
    return Bounce(tuple(dict.fromkeys(keys))[:MOST_MESSAGES], status)


# ---- whether it failed, and why ----------------------------------------------------------------
def _status_of_failure(message: Message) -> str | None:
    """The status with which delivery failed, empty if none is said; None if it did not fail."""
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type", "")).lower()
        if kind in ("", "delivery-status"):
            return _status_in_report(message)
        return None  # a complaint or a receipt
    text = "\n".join(_texts(message))
    if _QSBMF.match(text) or _is_plain_of_exim(message):
        found = _STATUS.search(text)
        return found[1] if found else ""
    return None


def _status_in_report(message: Message) -> str | None:
    for part in _parts(message):
        if part.get_content_type() not in ("message/delivery-status", _OF_ADDRESSES_IN_UTF8):
            continue
        for group in part.get_payload():
            if not isinstance(group, Message):
                continue
            action = str(group.get("Action", "")).split("(")[0].strip().lower()
            if action == "failed":  # also given up after days, with a status of 4.…
                return _status_of(group)
    return None


_OF_ADDRESSES_IN_UTF8 = "message/global-delivery-status"  # RFC 6533


def _status_of(group: Message) -> str:
    """The server's own status says more than a relay's 5.0.0."""
    said = [str(group.get(name, "")) for name in ("Status", "Diagnostic-Code")]
    found = [match[1] for match in map(_STATUS.search, said) if match]
    precise = [status for status in found if not status.endswith(".0.0")]
    return (precise or found or [""])[0]


def _is_plain_of_exim(message: Message) -> bool:
    subject = str(message.get("Subject", "")).lower()
    return "X-Failed-Recipients" in message and "delay" not in subject


def _why(status: str) -> str:
    _, _, detail = status.partition(".")
    subject = detail.partition(".")[0]
    if detail == "2.2":
        return "the mailbox is full"
    if subject == "1":
        return "there is no such address"
    if subject == "2":
        return "the mailbox takes no mail"
    if subject == "7":
        return "their mail server refuses it by its rules"
    return "it could not be delivered"


# ---- its parts, within bounds ------------------------------------------------------------------
def _parts(message: Message) -> list[Message]:
    return [part for part, _ in zip(message.walk(), range(MOST_PARTS), strict=False)]


def _texts(message: Message) -> Iterator[str]:
    """What its parts say, the headers of a message that is returned among it."""
    for part in _parts(message):
        if part is not message:
            yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content.decode("utf-8", "replace")
