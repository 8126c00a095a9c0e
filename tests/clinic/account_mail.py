"""Mail about accounts: what the worker sends, and the links in it."""

import re
from urllib.parse import urlsplit

from django.core import mail
from django.utils import timezone

from clinic.mail.outbox import deliver_next
from clinic.office.models import AccountMessage
from clinic.site.outboxes import OUTBOXES


def deliver():
    """Everything that is due; the mails of this time."""
    before = len(mail.outbox)
    for outbox in OUTBOXES:
        if outbox.messages.model is AccountMessage:
            while deliver_next(outbox.messages, write=outbox.write, now=timezone.now):
                pass
    return mail.outbox[before:]


def link_in(email):
    """The path of the account's link, which stands in both parts of the mail."""
    (text,) = set(re.findall(r"https?://\S+/admin/account-link/\S+", email.body))
    html = email.alternatives[0][0]
    assert f'href="{text}"' in html
    return urlsplit(text).path
