#!/bin/bash
# django-otp 1.7.5: signing in with one's second device locks the first, a little longer each time.
#
# Guess: match_token(user, code) finds the device that the code belongs to; the others are not touched.
# Seen: it asks one device after the other until one says yes. Each "no" on the way counts as a wrong guess of
#   that device, and its lock doubles: 1 s, 2 s, 4 s and so on. After 12 right sign-ins with the new phone the
#   old one's right code is refused for 34 minutes, after 20 for six days, without one wrong code typed. Only
#   a right code from the old phone, after the wait, or an administrator sets the counter back. The docs say
#   that match_token may not go well with throttling; what happens then they leave open.
# Why it matters: a spare phone is for the day on which the first is lost. That day it is locked. Ask by
#   device (device.verify_token), or keep one device a person.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Django==5.2.19 django-otp==1.7.5 time-machine==2.19.0
"$dir/venv/bin/python" - <<'END'
import time
from datetime import UTC, datetime, timedelta

import django
import time_machine
from django.conf import settings

settings.configure(
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django_otp",
        "django_otp.plugins.otp_totp",
    ],
)
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django_otp import match_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

call_command("migrate", verbosity=0)
user = User.objects.create(username="li")
old, new = (TOTPDevice.objects.create(user=user, name=name) for name in ["old phone", "new phone"])


def shown(device):
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06}"


day = datetime(2026, 12, 1, 17, tzinfo=UTC)
for number in range(12):
    with time_machine.travel(day + timedelta(days=number), tick=False):
        assert match_token(user, shown(new)) == new
with time_machine.travel(day + timedelta(days=11, minutes=30), tick=False):
    found = match_token(user, shown(old))
old.refresh_from_db()
print("after 12 right sign-ins with the new phone, wrong guesses of the old:", old.throttling_failure_count)
print("half an hour later, the old phone's right code:", found)
assert old.throttling_failure_count == 12 and found is None
END
