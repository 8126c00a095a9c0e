"""SMTP attempt: one message to the mail server within a deadline, and what its answer means."""

import contextlib
import enum
import queue
import smtplib
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from clinic.mail.outbox.schedule import ATTEMPT_SECONDS

# messages on one connection; mail servers close it after some number of their own
MOST_ON_A_LINE = 20


class AttemptOutcome(enum.Enum):
    """What became of one attempt."""

    SENT = enum.auto()
    AGAIN = enum.auto()  # the server or the line had a bad moment
    REFUSED = enum.auto()  # this recipient or this message, for good
    PAUSED = enum.auto()  # the server refuses us as such: nobody's mail would get through


class SmtpConnection:
    """The connection to the mail server, which a worker keeps while one message follows the other.

    It is kept only after a message that the server took: whatever went wrong, the next attempt
    begins anew.
    """

    def __init__(self) -> None:
        self._kept: BaseEmailBackend | None = None
        self._carried = 0

    @property
    def is_open(self) -> bool:
        """Whether a connection is kept."""
        return self._kept is not None

    def take(self) -> BaseEmailBackend:
        """The connection that was kept, else one that is not open yet: the caller's until
        `keep`.
        """
        server, self._kept = self._kept, None
        if server is None:
            server, self._carried = get_connection(), 0
        return server

    def keep(self, server: BaseEmailBackend) -> None:
        """A message went through `server`, and another one may."""
        self._kept = server
        self._carried += 1
        if self._carried >= MOST_ON_A_LINE:
            self.hang_up()

    def hang_up(self) -> None:
        """Say good-bye, in a thread of its own: a server may take its time to answer."""
        if self._kept is not None:
            threading.Thread(target=_hang_up, args=(self.take(),), daemon=True).start()


def attempt(
    email: EmailMessage, *, line: SmtpConnection | None = None, seconds: float = ATTEMPT_SECONDS
) -> tuple[AttemptOutcome, str]:
    """Try to hand `email` to the mail server within `seconds`; say how it went, and why.

    EMAIL_TIMEOUT bounds one socket step only, so a server that drips would hold us for ever: the
    attempt runs in a thread of its own and is left behind, with its connection, when its time is
    up.
    """
    own_line = line or SmtpConnection()
    server = own_line.take()
    verdict: queue.SimpleQueue[tuple[AttemptOutcome, str]] = queue.SimpleQueue()
    threading.Thread(target=_speak, args=(email, server, verdict.put), daemon=True).start()
    try:
        outcome, reason = verdict.get(timeout=seconds)
    except queue.Empty:
        return AttemptOutcome.AGAIN, f"The mail server took longer than {seconds:.0f} seconds."
    if outcome is AttemptOutcome.SENT:
        own_line.keep(server)
    if line is None:
        own_line.hang_up()
    return outcome, reason


def try_sign_in(*, seconds: float = ATTEMPT_SECONDS) -> tuple[AttemptOutcome, str]:
    """Whether the mail server lets us in, within `seconds`: connect, encrypt, sign in, good-bye. No
    message is sent.
    """
    verdict: queue.SimpleQueue[tuple[AttemptOutcome, str]] = queue.SimpleQueue()
    threading.Thread(target=_knock, args=(get_connection(), verdict.put), daemon=True).start()
    try:
        return verdict.get(timeout=seconds)
    except queue.Empty:
        return AttemptOutcome.AGAIN, f"The mail server took longer than {seconds:.0f} seconds."


def _knock(server: BaseEmailBackend, tell: Callable[[tuple[AttemptOutcome, str]], None]) -> None:
    try:
        server.open()
    except Exception as error:
        tell(_judge(error, ours=True))
    else:
        tell((AttemptOutcome.SENT, ""))
    _hang_up(server)


def _speak(
    email: EmailMessage,
    server: BaseEmailBackend,
    tell: Callable[[tuple[AttemptOutcome, str]], None],
) -> None:
    """`tell` the outcome as soon as it is known; only then hang up where it failed, which may fail
    too.
    """
    try:
        _connect(server)
    except Exception as error:
        tell(_judge(error, ours=True))
        return
    try:
        taken = server.send_messages([email])
        if taken:
            verdict = (AttemptOutcome.SENT, "")
        else:
            verdict = (AttemptOutcome.AGAIN, "The mail server did not take it.")
    except Exception as error:
        ours = isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError))
        verdict = _judge(error, ours=ours)
    tell(verdict)
    if verdict[0] is not AttemptOutcome.SENT:
        _hang_up(server)


def _connect(server: BaseEmailBackend) -> None:
    """Connect, unless the server still answers on a connection that was kept: it closes idle
    ones.
    """
    kept = getattr(server, "connection", None)  # a backend that writes files has none
    if kept is not None and not _answers(kept):
        _hang_up(server)
    server.open()


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except smtplib.SMTPException:
        return False


def _hang_up(server: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):
        server.close()


def _judge(error: Exception, *, ours: bool) -> tuple[AttemptOutcome, str]:
    """Decide by SMTP code: 4xx and broken lines again; 5xx for good, or a pause where it is `ours`.

    `ours` means that the server refused us (connect, sign-in, sender) and not one recipient or
    message. The reason names no address: servers like to repeat it, so their own words are left
    out.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _ in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        return (
            AttemptOutcome.PAUSED,
            "The mail server offers no sign-in or no encryption, as EMAIL_URL asks.",
        )
    elif isinstance(error, OSError):
        return (
            AttemptOutcome.AGAIN,
            f"The mail server could not be reached ({type(error).__name__}).",
        )
    else:
        return AttemptOutcome.REFUSED, f"The message could not be written ({type(error).__name__})."
    if code < 500:
        return AttemptOutcome.AGAIN, f"The mail server asked to try later ({code})."
    if ours:
        names = "EMAIL_URL, MAIL_FROM and BOUNCE_ADDRESS"
        if not settings.BOUNCE_ADDRESS:
            names = "EMAIL_URL and MAIL_FROM"
        return (
            AttemptOutcome.PAUSED,
            f"The mail server does not let us in ({code}): check {names}.",
        )
    return AttemptOutcome.REFUSED, f"The mail server refused it ({code})."
