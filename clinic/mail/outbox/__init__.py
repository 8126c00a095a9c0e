"""Transactional outbox: a message is a row, claimed by lease and retried with backoff.

One column, `due_at`, is lease, back-off and schedule: a worker claims a row by moving it ahead, and
a row that a killed worker left behind comes due again by itself. A row is marked sent only after
the server said 250, so a message may arrive twice (its Message-ID stays the same) but never not at
all. Each app that sends has its own table, an `Outbox` of the list in `clinic.site.outboxes`, from
which the worker drains it.

`messages` holds the columns and what is asked of them, `worker` the row of whoever sends,
`delivery` one message from its claim to its end, `smtp` the words with the mail server, `schedule`
the waits.
"""

from clinic.mail.outbox.delivery import Outbox, deliver_next
from clinic.mail.outbox.messages import OutboxManager, OutboxMessage, OutboxQuerySet, log_queued
from clinic.mail.outbox.smtp import AttemptOutcome, SmtpConnection, attempt, try_sign_in
from clinic.mail.outbox.worker import MailWorker

__all__ = [
    "AttemptOutcome",
    "MailWorker",
    "Outbox",
    "OutboxManager",
    "OutboxMessage",
    "OutboxQuerySet",
    "SmtpConnection",
    "attempt",
    "deliver_next",
    "log_queued",
    "try_sign_in",
]
