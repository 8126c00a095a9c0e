#!/bin/bash
# Django 5.2.19: with a minimum of twelve characters CommonPasswordValidator refuses next to nothing.
#
# Guess: MinimumLengthValidator with 12 beside CommonPasswordValidator, as the docs show them, refuses what is
#   short and what is common: OWASP's ASVS 5.0 asks for the 3,000 most common passwords that are long enough.
# Seen: the list holds 19,640 passwords, and 190 of them have twelve characters or more. So "password1234" is
#   refused, and "Password1234!", "iloveyou2026" and "passwordpassword" are taken, whose first
#   part stands in the list.
# Why it matters: the longer a site wants passwords, the less of the list is left, and nothing says so.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Django==5.2.19
"$dir/venv/bin/python" - <<'END'
from django.conf import settings

settings.configure(USE_I18N=False)
from django.contrib.auth import password_validation as rules
from django.core.exceptions import ValidationError

common = rules.CommonPasswordValidator()
both = [rules.MinimumLengthValidator(12), common]


def is_taken(password):
    try:
        rules.validate_password(password, password_validators=both)
    except ValidationError:
        return False
    return True


long = [each for each in common.passwords if len(each) >= 12]
print(f"{len(common.passwords)} common passwords, {len(long)} of twelve characters or more")
tried = ["password1234", "Password1234!", "iloveyou2026", "passwordpassword"]
taken = [each for each in tried if is_taken(each)]
print("taken:", ", ".join(taken))
assert (len(common.passwords), len(long)) == (19640, 190)
assert taken == tried[1:], taken
END
