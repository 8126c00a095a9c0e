"""Styles of mails in HTML stand once, in `clinic.office.templatetags.mail_styles`."""

import re
from pathlib import Path

from django.conf import settings

from clinic.office.templatetags.mail_styles import STYLES

EMAILS = Path(settings.BASE_DIR, "templates", "emails")


def test_only_the_frame_of_every_mail_has_styles_of_its_own():
    files = {
        file.relative_to(EMAILS).as_posix(): file.read_text() for file in EMAILS.rglob("*.html")
    }

    literal = {
        name for name, text in files.items() if re.search(r'style="(?!\{%|\{\{ \w+_style)', text)
    }

    assert len(files) > 25
    assert literal == {"_base.html"}


def test_the_frame_repeats_none_of_them_and_none_is_there_twice_or_unused():
    frame = (EMAILS / "_base.html").read_text()
    used = {
        name
        for file in EMAILS.rglob("*.html")
        for name in re.findall(r"\{% mail_style '([^']+)'(?: as \w+)? %\}", file.read_text())
    }
    used.add("soft link")  # of the number below each mail, by `mail_soft_phone_link`

    assert [name for name, style in STYLES.items() if f'style="{style}"' in frame] == []
    assert len(set(STYLES.values())) == len(STYLES)
    assert used == set(STYLES)


def test_a_style_needs_no_escaping_in_an_attribute():
    assert [name for name, style in STYLES.items() if re.search("[\"'<>&]", style)] == []
