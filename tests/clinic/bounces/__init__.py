"""Bounces as mail servers write them, about a message of ours.

`exim_*.eml` were written by a real Exim 4.96, told to deliver to a server that refuses. The others
are written by hand after the RFCs and after what Postfix, Gmail, Microsoft 365 and qmail are known
to write. In each, TOKEN stands for the signed key in the return address and KEY for the key in the
Message-ID.
"""

from pathlib import Path
from uuid import UUID

from django.core.mail import EmailMessage

from clinic.mail.return_address import set_envelope_sender

FAILED = {  # and the status with which
    "exim_unknown_address": "5.1.1",
    "exim_no_code": "5.0.0",
    "exim_given_up": "4.2.2",
    "postfix_unknown_address": "5.1.1",
    "postfix_given_up": "4.4.1",
    "gmail_unknown_address": "5.1.1",
    "exchange_unknown_address": "5.1.10",
    "qmail_unknown_address": "5.1.1",
    "exim_plain": "",
}
SAY_NOTHING = [
    "postfix_delayed",
    "gmail_delayed",
    "delivered",
    "vacation_note",
    "complaint",
    "read_receipt",
    "reply_of_a_person",
]


def bounce(name: str, key: UUID) -> bytes:
    """The one called `name`, about the message with `key`, sent from BOUNCE_ADDRESS."""
    sent = EmailMessage()
    set_envelope_sender(sent, key)
    text = Path(__file__).with_name(f"{name}.eml").read_text()
    return (
        text.replace("bounces+TOKEN@clinic.example", sent.from_email)
        .replace("KEY", key.hex)
        .encode()
    )
