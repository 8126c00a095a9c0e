"""Roles: groups and their permissions. `manage.py make_roles` brings groups to this table."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

Actions = tuple[str, ...]
VIEW: Actions = ("view",)
DECIDE: Actions = ("view", "change")
ALL: Actions = ("view", "add", "change", "delete")

# Models are named by "app_label.model", because nothing in clinic imports the apps above it.
FRONT_DESK: dict[str, Actions] = {
    "bookings.consultation": DECIDE,
    "bookings.notification": DECIDE,
    "bookings.readerquestion": DECIDE,
    "clinic.closure": ALL,
    "clinic.office": VIEW,
    "clinic.openinghours": VIEW,
    "clinic.consultationhours": VIEW,
}
CONTENT: dict[str, Actions] = {
    "articles.article": ALL,
    "articles.section": ALL,
    "articles.source": ALL,
    "articles.picture": ALL,
    "articles.articlefaq": ALL,
    "articles.faq": ALL,
    "articles.faqgroup": VIEW,  # as the topics, they stand on pages that readers have
    "articles.topic": VIEW,
    "articles.pageversion": VIEW,  # what the clinic's own pages say
    "articles.rule": VIEW,
    "articles.oldaddress": VIEW,
    "articles.unansweredsearch": ("view", "delete"),
    "articles.synonym": VIEW,  # its sentence is for readers at once
    "clinic.treatment": VIEW,
    "clinic.treatmentstep": VIEW,
    "clinic.concern": VIEW,
    "clinic.translation": VIEW,
}
REVIEWER: dict[str, Actions] = CONTENT | {
    "articles.article": (*ALL, "publish"),
    "articles.faqgroup": ALL,
    "articles.pageversion": DECIDE,
    "articles.topic": ALL,
    "articles.oldaddress": ALL,
    "articles.synonym": ALL,
}
OWNER: dict[str, Actions] = (
    FRONT_DESK
    | REVIEWER
    | {
        "articles.rule": DECIDE,
        "auth.user": ALL,
        "bookings.access": VIEW,
        "bookings.consultation": (*DECIDE, "export", "erase"),
        "bookings.retentionrun": VIEW,
        "clinic.office": ALL,
        "clinic.officeaddress": ALL,
        "clinic.mailworker": ("release",),
        "clinic.openinghours": ALL,
        "clinic.consultationhours": ALL,
        "clinic.practitioner": ALL,
        "clinic.retentionrule": DECIDE,
        "clinic.sitelanguage": ("view", "add", "change"),
        "clinic.translation": ALL,
        "clinic.treatment": ALL,
        "clinic.treatmentstep": ALL,
        "clinic.concern": ALL,
    }
)
ROLES = {"Owner": OWNER, "Front desk": FRONT_DESK, "Content": CONTENT, "Reviewer": REVIEWER}


@transaction.atomic
def make_roles() -> None:
    """Each role is a group with exactly the permissions of the table. Raises LookupError for one
    unknown.
    """
    for name, table in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(list(_permissions(table)))


def _permissions(table: dict[str, Actions]) -> Iterable[Permission]:
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, actions in table.items():
        app_label, model = name.split(".")
        for action in actions:
            yield known[app_label, f"{action}_{model}"]
