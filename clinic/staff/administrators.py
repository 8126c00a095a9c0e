"""Account administrators: at least one active account may always keep the others.

Without one nobody can let a new colleague in, or shut somebody out, but on the server itself. Every
way in the admin that could take the last one asks `others_keep` first, in the transaction that
makes the change.
"""

from collections.abc import Collection

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet

OWN = {
    "codename": "change_user",
    "content_type__app_label": "auth",
}  # the permission to keep accounts
NOBODY_LEFT = (
    "Then nobody could keep the accounts any more. Let another active account keep them first: "
    "staff status, a password, and the role Owner."
)


def keepers() -> QuerySet[User]:
    """The accounts that can sign in to the admin and may change accounts there."""
    permission = Permission.objects.filter(**OWN)
    may = (
        Q(groups__permissions__in=permission)
        | Q(user_permissions__in=permission)
        | Q(is_superuser=True)
    )
    able = User.objects.filter(may, is_active=True, is_staff=True)
    signs_in = able.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(
        pk__in=signs_in.values("pk")
    )  # each once, so that rows can be locked


def others_keep(keys: Collection[int]) -> bool:
    """Whether somebody may keep accounts besides those with these `keys`; also true if none of
    those may.

    Locks the rows of all who may until the transaction ends, so that of two owners who give up at
    one moment the second one is refused.
    """
    lock_keepers()
    # Asked anew: whoever waited for the lock was told who kept them before the other one's change.
    found = set(keepers().values_list("pk", flat=True))
    return not found & set(keys) or bool(found - set(keys))


def lock_keepers() -> None:
    """Whoever else is about to take an account's right to keep the others waits from here on.

    PostgreSQL asks a row that it waited for once more, but not the rows of other tables, nor those
    of a subquery: what was found by the statement that locks may be over.
    """
    list(keepers().select_for_update().order_by("pk").values_list("pk"))


def keeps_by_itself(user: User) -> bool:
    """Whether this account may keep accounts whatever its roles are."""
    return user.is_superuser or user.user_permissions.filter(**OWN).exists()


def roles_keep(roles: QuerySet[Group]) -> bool:
    """Whether one of these roles may keep accounts."""
    return Permission.objects.filter(**OWN, group__in=roles).exists()
