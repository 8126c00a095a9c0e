"""Rendering of a mail: subject, text and HTML from the two templates of one name."""

import re
from email.header import Header
from email.message import EmailMessage
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


class Mail(EmailMultiAlternatives):
    """A mail whose subject arrives as it was written.

    Django 5.2 encodes a long one with accents as if nothing stood before it on its line, so that
    the line is broken there and programs read a blank in front (see findings/).
    """

    def message(self, **more: Any) -> EmailMessage:
        message = super().message(**more)
        subject = str(self.subject)
        if not subject.isascii():
            pieces = Header(subject, "utf-8", header_name="Subject")
            message.replace_header("Subject", pieces.encode())
        return message


def rendered(template: str, context: dict[str, Any], *, to: str) -> EmailMultiAlternatives:
    """The mail of `template`.txt, whose first line is the subject, and `template`.html."""
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    # Split at whatever anybody takes for the end of a line: behind one the next header would begin.
    email = Mail(" ".join(subject.split()), text, to=[to])
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email
