"""`manage.py make_roles`: the staff's groups, with exactly the permissions of
`clinic.staff.roles`.
"""

from typing import Any

from django.core.management.base import BaseCommand

from clinic.staff.roles import ROLES, make_roles


class Command(BaseCommand):
    help = (
        "Make the staff's groups, or bring them back to what they may see and do. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        make_roles()
        if options["verbosity"]:
            self.stdout.write(
                f"Roles: {', '.join(ROLES)}. Give everybody of the staff one of them."
            )
