"""Rendering of a mail: subject, text and HTML from the two templates of one name."""

import re
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def rendered(template: str, context: dict[str, Any], *, to: str) -> EmailMultiAlternatives:
    """The mail of `template`.txt, whose first line is the subject, and `template`.html."""
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    # Split at whatever anybody takes for the end of a line: behind one the next header would begin.
    email = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to])
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email
