"""An authenticator app: how it is set up, and the codes that it shows."""

import time

from django.test import Client
from django_otp.oath import TOTP

from clinic.office.models import SecondFactor
from clinic.protection.encryption import decrypt

NEW = "/admin/second-factor/new/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def code(secret):
    totp = TOTP(bytes.fromhex(secret))
    totp.time = time.time()
    return f"{totp.token():06d}"


def code_now(user):
    return code(SecondFactor.objects.get(user=user).secret)


def secret_shown(client):
    """The one on the page where an app is set up, which the session keeps sealed."""
    return decrypt(client.session["new_second_factor"])


def enroll(client):
    """Set up an app as on the page; the answer."""
    client.get(NEW)
    return client.post(NEW, {"code": code(secret_shown(client))})
