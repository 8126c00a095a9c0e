"""E-mail backend that writes `.eml` files on this machine."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message into the folder settings.EMAIL_FILE_PATH instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written. A message without a recipient is not, as no server would take
        it.
        """
        folder = Path(settings.EMAIL_FILE_PATH)
        written = 0
        for email in email_messages:
            if not email.recipients():
                continue
            try:
                _write(folder, email.message().as_bytes())
            except OSError:
                if not self.fail_silently:
                    raise
            else:
                written += 1
        return written


def _write(folder: Path, message: bytes) -> Path:
    """A new file whose name sorts by time and tells nothing else; whoever looks sees all of it or
    none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}"
    unfinished, finished = folder / f".{name}.part", folder / f"{name}.eml"
    lines = message.splitlines()  # the format asks for CRLF, whatever Django joined them with
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"\r\n".join(lines) + b"\r\n")
        unfinished.replace(finished)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return finished
