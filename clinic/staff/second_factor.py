"""Second factor (TOTP) with backup codes, and passkeys beside it.

Whoever may see a consultation, or say who may, needs one (`settings.SECOND_FACTOR`). A code counts
once, a wrong one makes the next wait; ten backup codes, kept as hashes, stand in for a phone that
is not at hand. Passkeys come after the app, so that there is always a way without them.
"""

import re
import secrets
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser, User
from django.db import models, transaction
from django.http import HttpRequest
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from clinic.office.invisible_characters import without_unseen
from clinic.protection.encryption import EncryptedTextField

PROTECTED_APPS = ("bookings", "auth")
BACKUP_CODES = 10
CODE_LENGTH = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which people confuse
ISSUER = "Acupunctury"
VERIFIED_BY = "second_factor"  # in the session: which SecondFactor was shown
VERIFIED_WITH = "passkey"  # in the session: the Passkey that was shown in its place


class SecondFactor(ThrottlingMixin, Device):
    """Somebody's authenticator app. Its secret is sealed, so a dump of the database makes no
    codes.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    # a device of django-otp's has them: here one is made when it is confirmed
    name = confirmed = None
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(help_text="The half minute of the last code that counted.")

    class Meta:
        app_label = "clinic"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Second factor {self.pk}"

    def verify_token(self, token: str) -> bool:
        """Whether `token` is a code of about now, later than the last. A wrong one makes the next
        wait.
        """
        allowed, _ = self.verify_is_allowed()
        if allowed:
            step = step_of(self.secret, token, after=self.last_step)
        else:
            step = None
        if step is not None:
            self.last_step = step
            self.throttle_reset()
        elif allowed:
            self.throttle_increment()
        return step is not None

    def get_throttle_factor(self) -> int:
        return 1  # second, doubled with every wrong code


class BackupCode(models.Model):
    """A code for once, instead of the app's. Using it deletes it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=128)

    class Meta:
        app_label = "clinic"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Backup code {self.pk}"


class Passkey(models.Model):
    """A device's key, which signs instead of its owner typing a code. What is stored opens nothing:
    it is the public half.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60, help_text="As its owner calls the device.")
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.TextField(help_text="The public key, as the device gave it.")
    is_backup_eligible = models.BooleanField(help_text="May be copied to other devices.")
    counter = models.BigIntegerField(help_text="Uses that the device has counted; some count none.")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True, help_text="When it counted backwards.")

    class Meta:
        app_label = "clinic"
        default_permissions = ()
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="passkey_name_is_its_owners_only_one",
                violation_error_message="One of your passkeys has this name.",
            ),
            models.CheckConstraint(condition=models.Q(counter__gte=0), name="passkey_counts_up"),
        ]

    def __str__(self) -> str:
        return f"Passkey {self.pk}"


# ---- who needs one, and who has shown it -------------------------------------------------------
def is_required(user: User | AnonymousUser) -> bool:
    """Whether `user` has any permission on consultations, or on users, who can be given it."""
    return bool(settings.SECOND_FACTOR) and any(
        user.has_module_perms(app) for app in PROTECTED_APPS
    )


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has shown the app, backup code or passkey that the user has now."""
    shown, passkey = request.session.get(VERIFIED_BY), request.session.get(VERIFIED_WITH)
    if shown is None:
        return False
    found = SecondFactor.objects.filter(pk=shown, user_id=request.user.pk)
    if passkey is not None:
        found = found.filter(user__passkeys=passkey, user__passkeys__stopped_at=None)
    return bool(found.exists())


def is_missing(request: HttpRequest) -> bool:
    return is_required(request.user) and not is_verified(request)


def mark_verified(
    request: HttpRequest, factor: SecondFactor, *, with_passkey: Passkey | None = None
) -> None:
    """From here on the session has shown it. It gets a new key, as at sign-in."""
    request.session.cycle_key()
    request.session[VERIFIED_BY] = factor.pk
    request.session[VERIFIED_WITH] = with_passkey.pk if with_passkey else None


# ---- setting it up -----------------------------------------------------------------------------
def new_secret() -> str:
    return secrets.token_hex(20)


def readable(secret: str) -> str:
    """The secret as authenticator apps let people type it."""
    return b32encode(bytes.fromhex(secret)).decode()


def address_for_app(secret: str, user: User) -> str:
    """What the picture says that an authenticator app scans, and the link that opens one."""
    label = quote(f"{ISSUER}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': readable(secret), 'issuer': ISSUER})}"


def step_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """The half minute of which `code` is the app's code, if it is about now and later than
    `after`.
    """
    if not re.fullmatch("[0-9]{6}", code):
        return None
    totp = TOTP(bytes.fromhex(secret))
    totp.time = time.time()
    is_valid = totp.verify(int(code), tolerance=1, min_t=after + 1)
    return int(totp.t()) if is_valid else None


@transaction.atomic
def enroll(
    user: User, secret: str, code: str, *, instead_of: int | None
) -> tuple[SecondFactor, list[str]] | None:
    """The app that shows `code` is the user's from now on, with new backup codes; None if the code
    is wrong.

    Only the factor whose key is `instead_of` gives way, not one that somebody set up meanwhile.
    Passkeys stay. The backup codes are to be shown once: only their hashes are kept.
    """
    User.objects.select_for_update().get(pk=user.pk)
    step = step_of(secret, tidy(code))
    if step is None or SecondFactor.objects.filter(user=user).exclude(pk=instead_of).exists():
        return None
    _forget_app(user)
    factor = SecondFactor.objects.create(user=user, secret=secret, last_step=step)
    codes = [
        "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(BACKUP_CODES)
    ]
    BackupCode.objects.bulk_create(
        BackupCode(user=user, code_hash=make_password(each)) for each in codes
    )
    return factor, [f"{each[:5]}-{each[5:]}" for each in codes]


@transaction.atomic
def forget(user: User) -> None:
    """Without a second factor `user` sets up a new one at the next page they open."""
    _forget_app(user)
    Passkey.objects.filter(user=user).delete()


def _forget_app(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    BackupCode.objects.filter(user=user).delete()


# ---- showing it --------------------------------------------------------------------------------
@transaction.atomic
def accept(user: User, typed: str) -> SecondFactor | None:
    """The factor that `typed`, a code of the app or a backup code, has shown. Either counts once.

    The row is locked, so of two who send the same code at once one is let in.
    """
    factor: SecondFactor | None = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        return None
    code = tidy(typed)
    if len(code) != CODE_LENGTH:
        if factor.verify_token(code):
            return factor
        return None
    allowed, _ = factor.verify_is_allowed()
    if not allowed:
        return None
    for backup in user.backup_codes.all():
        if check_password(code, backup.code_hash):
            backup.delete()
            factor.throttle_reset()
            return factor
    factor.throttle_increment()
    return None


def tidy(typed: str) -> str:
    """A code without the spaces and hyphens that people read it with."""
    return re.sub(r"[\s-]", "", without_unseen(typed)).lower()
