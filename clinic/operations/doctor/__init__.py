"""Doctor: says in words what is wrong or risky on this site, and how to mend it.

One function a check. `manage.py doctor` runs them all; the worker runs the cheap ones every few
minutes, and the desk's first page shows what is red of them.
"""

from clinic.operations.doctor import (
    accounts,
    configuration,
    content,
    database,
    https,
    machine,
    mail,
)
from clinic.operations.doctor.report import Check, Finding, Level, Look
from clinic.operations.doctor.run import Result, run

CHECKS = (
    Check("database", database.reachable, asks_database=True, is_cheap=False, seconds=15),
    Check("migrations", database.migrations, asks_database=True),
    Check("rules", database.rules, asks_database=True),
    Check("notifications", database.notifications, asks_database=True, is_cheap=False),
    Check("clock", database.clock, asks_database=True, is_cheap=False),
    Check("settings", configuration.placeholders),
    Check("keys", configuration.key_strength),
    Check("sealed", configuration.sealed_rows, asks_database=True),
    Check("sessions", configuration.signed_sessions, asks_database=True),
    Check("django", configuration.django_checks, is_cheap=False),
    # the desk's own red lines say these two
    Check("worker", mail.worker, asks_database=True, is_cheap=False),
    Check("outbox", mail.outbox, asks_database=True, is_cheap=False),
    Check("mail", mail.sign_in, is_cheap=False, seconds=mail.SIGN_IN_SECONDS + 5),
    Check("bounces", mail.bounces, seconds=45),
    Check("dns", mail.dns, is_cheap=False, seconds=15),
    Check("https", https.front, is_cheap=False, seconds=25),
    Check("disk", machine.disk),
    Check("permissions", machine.secrets_are_ours),
    Check("media", machine.media),
    Check("static", machine.static),
    Check("python", machine.python),
    Check("versions", machine.versions, seconds=100),
    Check("time-zones", machine.time_zones),
    Check("backups", content.backups),
    Check("samples", content.samples, asks_database=True),
    Check("languages", content.languages, asks_database=True),
    Check("closures", content.closures, asks_database=True),
    Check("retention", content.retention, asks_database=True),
    Check("owners", accounts.owners, asks_database=True),
    Check("invitations", accounts.invitations, asks_database=True),
    Check("unused-accounts", accounts.unused, asks_database=True),
)
CHEAP = tuple(check for check in CHECKS if check.is_cheap)

__all__ = ["CHEAP", "CHECKS", "Check", "Finding", "Level", "Look", "Result", "run"]
