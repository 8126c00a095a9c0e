"""Passwords: a hash that strangers cannot use to stop the site, and which ones are too easy."""

import string
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id at OWASP's recommendation of 19 MiB in one lane: a guess takes 0.04 s of processor
    time.

    Django's default takes 0.3 s and 100 MiB, and anybody may let the site hash by sending a sign-in
    form: as many at once as there are threads. Older hashes open as before, and are renewed at
    their next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


# ---- which are too easy ------------------------------------------------------------------------
LOOKED_AT = 200  # characters; what is longer is no common password
OWN_WORDS = {
    "acupunctury",
    "acupuncturyla",
    "acupuncture",
    "acupuncturist",
    "microneedling",
    "santamonica",
    "losangeles",
    "frontdesk",
    "reviewer",
    "consultation",
}
AROUND = string.digits + string.punctuation + string.whitespace
LOOK_ALIKES = str.maketrans("013457@$!", "oieastasi")
_ROWS = [
    string.digits,
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    string.ascii_lowercase,
]
RUNS = [turned * 2 for row in _ROWS for turned in (row, row[::-1])]
TOO_EASY = (
    "This password is too easy to guess. Some words in a row that do not belong together do well."
)


class UncommonPassword(CommonPasswordValidator):
    """Refuses common passwords and the clinic's own words, also with figures or signs around them,
    written with figures for letters, or written twice; and keys that lie beside each other.

    Django's list alone would refuse little: of its 19,640 only 190 have twelve characters or more.
    """

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if self._is_easy(password[:LOOKED_AT].lower().strip()):
            raise ValidationError(TOO_EASY, code="password_too_common")

    def _is_easy(self, typed: str) -> bool:
        unit = _unit(typed)
        if len(unit) <= 4 or any(typed in run for run in RUNS):
            return True
        return any(self._is_known(each) for each in (typed, unit))

    def _is_known(self, text: str) -> bool:
        word = text.strip(AROUND)
        tight = "".join(letter for letter in word if letter.isalnum())
        spellings = {text, word, tight, word.translate(LOOK_ALIKES), tight.translate(LOOK_ALIKES)}
        return not (spellings.isdisjoint(self.passwords) and spellings.isdisjoint(OWN_WORDS))


def _unit(text: str) -> str:
    """What `text` is a repetition of; itself where it is none."""
    return text[: (text + text).find(text, 1)]
