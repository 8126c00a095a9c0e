"""Checks of mail: the worker lives, nothing waits for long, the server lets us in, DNS vouches for
us.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min

from clinic.mail.mailbox import MailboxFault, try_to_open
from clinic.mail.outbox import AttemptOutcome, MailWorker, attempt, try_sign_in
from clinic.mail.return_address import set_envelope_sender
from clinic.operations.doctor.report import (
    Finding,
    Level,
    Look,
    in_production,
    note,
    plural,
    red,
    warning,
)
from clinic.site.outboxes import OUTBOXES

LATE = timedelta(minutes=15)
SIGN_IN_SECONDS = 20
START_WORKER = "Start it: `systemctl start acupunctury-worker`, or `manage.py run_worker`."
TEST_WORDS = (
    "This is a test message from `manage.py doctor --send-to`.\n\n"
    "If it reached you, mail goes out. Look at its headers: Authentication-Results should say"
    " spf=pass, dkim=pass and dmarc=pass.\n"
)


# ---- what waits --------------------------------------------------------------------------------
def worker(look: Look) -> Iterator[Finding]:
    """Whether the worker gives signs of life, and is let in by the mail server."""
    row = MailWorker.objects.filter(pk=1).first() or MailWorker()
    if row.is_silent(now=look.now):
        if row.beat_at is None:
            heard = "has never been heard of"
        else:
            heard = f"was last heard of at {row.beat_at:%Y-%m-%d %H:%M} UTC"
        yield red("worker.silent", f"No mail is going out: the worker {heard}.", START_WORKER)
    if row.is_paused(now=look.now):
        yield red(
            "worker.paused",
            f"{row.paused_because} All mail waits, and is tried again every few minutes.",
            "Nothing is lost meanwhile.",
        )
    if row.held_before:
        yield red(
            "worker.mail-held",
            "Mail is held, because this site was restored from a backup: what waited then goes to"
            " nobody.",
            "Look through it on the desk's first page, then release or drop it.",
        )


def outbox(look: Look) -> Iterator[Finding]:
    """How long the oldest message waits that should be gone, and how many failed for good."""
    failed, oldest = 0, None
    for box in OUTBOXES:
        messages = box.messages.order_by()
        free = messages.free()
        failed += messages.failed().count()
        due = free.filter(due_at__lte=look.now).aggregate(first=Min("due_at"))
        tried = free.filter(attempts__gt=0).aggregate(first=Min("queued_at"))
        oldest = min(filter(None, [oldest, due["first"], tried["first"]]), default=None)
    if oldest and look.now - oldest > LATE:
        minutes = int((look.now - oldest).total_seconds() // 60)
        level = Level.RED if look.now - oldest > 4 * LATE else Level.WARNING
        yield Finding(
            level,
            "outbox.late",
            f"The oldest message that should be gone waits for {minutes} minutes.",
            "In the admin, Notifications says why each of them waits.",
        )
    if failed:
        yield red(
            "outbox.failed",
            f"{plural(failed, 'message')} did not go, and {'is' if failed == 1 else 'are'} not"
            " tried again.",
            "In the admin, Notifications says why; send again there, or call. Mail about reviews"
            " is sent again by whom it should reach, on their page Mail about reviews.",
        )


# ---- the mail server ---------------------------------------------------------------------------
def sign_in(look: Look) -> Iterator[Finding]:
    """Whether the mail server lets us in, over an encrypted connection. No message is sent."""
    if not settings.EMAIL_URL:
        yield note("mail.files", "EMAIL_URL is empty, so mail stays on this machine, as files.")
        return
    is_local = settings.EMAIL_HOST in ("127.0.0.1", "localhost", "::1")
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or is_local):
        yield Finding(
            in_production(Level.RED),
            "mail.unencrypted",
            "Mail and its password go to the mail server unencrypted.",
            "Write smtp+tls:// (port 587) or smtps:// (port 465) in EMAIL_URL.",
        )
    outcome, reason = try_sign_in(seconds=SIGN_IN_SECONDS)
    if outcome is AttemptOutcome.SENT:
        return
    level = Level.RED if outcome is AttemptOutcome.PAUSED else Level.WARNING
    yield Finding(
        level,
        "mail.sign-in",
        f"{reason} Mail waits until it does.",
        "Compare host, port, user and password in EMAIL_URL with what the mail provider says.",
    )


def bounces(look: Look) -> Iterator[Finding]:
    """Whether the mailbox of bounces can be opened: else what comes back is nobody's task."""
    if settings.BOUNCE_MAILBOX is None:
        return
    try:
        try_to_open(settings.BOUNCE_MAILBOX)
    except MailboxFault as fault:
        yield red(
            "mail.bounces",
            f"Mail that comes back is not heard of. {fault}",
            "Compare BOUNCE_MAILBOX with what the mail provider says.",
        )


def send_test(address: str) -> Finding:
    """Send a test message to `address`, and say whether the mail server took it."""
    message = EmailMessage("Test message from the clinic's site", TEST_WORDS, to=[address])
    set_envelope_sender(message, uuid4())  # as of any mail, in case the server refuses it
    outcome, reason = attempt(message)
    if outcome is AttemptOutcome.SENT and not settings.EMAIL_URL:
        folder = settings.EMAIL_FILE_PATH
        return note("mail.test", f"EMAIL_URL is empty: the test message is a file in {folder}.")
    if outcome is AttemptOutcome.SENT:
        return note("mail.test", "The mail server took the test message.", "See that it arrives.")
    return red(
        "mail.test", reason or "It did not go.", "Compare EMAIL_URL with what the provider says."
    )


# ---- what DNS says of us -----------------------------------------------------------------------
def dns(look: Look) -> Iterator[Finding]:
    """What the domain of MAIL_FROM has to say so that our mail is believed."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    if not domain or not settings.EMAIL_URL:
        return
    spf, dmarc = txt_records(domain), txt_records(f"_dmarc.{domain}")
    if spf is None or dmarc is None:
        yield note(
            "mail.dns-by-hand",
            f"Whether DNS vouches for mail of {domain} was not asked: see"
            f" `dig +short TXT {domain}` (one line that begins with v=spf1),"
            f" `dig +short TXT _dmarc.{domain}` (v=DMARC1) and"
            f" `dig +short TXT SELECTOR._domainkey.{domain}` (v=DKIM1; the provider names the"
            " selector).",
            f"{_spf_to_do(domain)} {_dmarc_to_do(domain)} DKIM: the mail provider gives the record"
            " and signs.",
        )
        return
    found = [record for record in spf if record.lower().startswith("v=spf1")]
    if len(found) > 1:
        yield red(
            "mail.spf-twice",
            f"{domain} has {len(found)} SPF records, which counts as none that can be read.",
            "Join them into one.",
        )
    elif not found:
        yield warning(
            "mail.spf",
            f"{domain} has no SPF record: mail servers take our mail for forged.",
            _spf_to_do(domain),
        )
    if not any(record.upper().startswith("V=DMARC1") for record in dmarc):
        yield warning(
            "mail.dmarc",
            f"{domain} has no DMARC record: others can write in its name, and large providers"
            " refuse our mail.",
            _dmarc_to_do(domain),
        )
    yield note(
        "mail.dkim",
        "Whether mail is signed (DKIM) cannot be seen in DNS without the provider's selector.",
        "Send one by `manage.py doctor --send-to` to yourself: its headers should say dkim=pass.",
    )


def _spf_to_do(domain: str) -> str:
    return (
        f'SPF: a TXT record at {domain}, "v=spf1 a:{settings.EMAIL_HOST} -all", or with the'
        " include: that the mail provider names."
    )


def _dmarc_to_do(domain: str) -> str:
    return f'DMARC: a TXT record at _dmarc.{domain}, "v=DMARC1; p=quarantine".'


def txt_records(name: str) -> list[str] | None:
    """The TXT records of `name`; None where they cannot be asked, as without dnspython."""
    try:
        from dns import exception, resolver
    except ImportError:
        return None
    try:
        answer = resolver.resolve(name, "TXT", lifetime=5)
    except (resolver.NoAnswer, resolver.NXDOMAIN):
        return []
    except (exception.DNSException, OSError):
        return None
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]
