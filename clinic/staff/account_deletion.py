"""Accounts that a history names. They are kept, or nobody could tell any more who decided what."""

from collections.abc import Iterable, Iterator

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models
from django.db.models import ForeignObjectRel, QuerySet


def in_histories(users: QuerySet[User]) -> list[User]:
    """Those of `users` who decided, wrote or changed something that still says by whom.

    That is whatever PROTECTs its account, and the admin's own log, which Django would delete along
    with it.
    """
    keys: set[int] = set()
    for model, name in _histories():
        mine = model._base_manager.filter(**{f"{name}__in": users.values("pk")}).order_by()
        keys.update(mine.values_list(name, flat=True).distinct())
    return list(User.objects.filter(pk__in=keys).order_by("username"))


def why(kept: Iterable[User]) -> str:
    names = [str(user) for user in kept]
    stand, its = ("stands", "its") if len(names) == 1 else ("stand", "their")
    return (
        f"{', '.join(names)} {stand} in the history of what was done here, which could not say any"
        " more by whom. Open the account and untick “active” instead: then nobody signs in with"
        f" it, and {its} name stays."
    )


def _histories() -> Iterator[tuple[type[models.Model], str]]:
    yield LogEntry, "user"
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is models.PROTECT:
            yield relation.related_model, relation.field.name
