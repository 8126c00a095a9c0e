"""`manage.py person export FILE.zip` and `manage.py person erase`: everything of one person.

The phone number or e-mail is asked for, or read from standard input: as an argument it would stay
in the shell's history and in the list of processes.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings import erasures, person
from bookings.models import (
    Consultation,
    ConsultationQuerySet,
    ReaderQuestion,
    ReaderQuestionQuerySet,
)

ASK = "Whole phone number or e-mail address, one a line; an empty line ends the list:"
SURE = "This cannot be undone. Type yes to erase them: "


class Command(BaseCommand):
    help = (
        "Export or erase all that is held about one person: every request and every question from"
        " the site with their whole phone number or e-mail address, its history, notes, calls and"
        " messages, also of what was set aside as suspected spam. Phone and e-mail are asked for,"
        " or read from standard input, one a line. The access log keeps"
        " references, which name nobody."
    )

    stealth_options = ("stdin",)  # as of createsuperuser: who calls it may hand one in

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="write all of it into a ZIP file")
        export.add_argument("file", help="a file that is not there yet, for example held.zip")
        erase = verbs.add_parser("erase", help="erase all of it, for good")
        erase.add_argument("--dry-run", action="store_true", help="say what would be erased")
        erase.add_argument(
            "--yes", action="store_true", help="ask nothing; for contacts from standard input"
        )

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        self.stdin = options.get("stdin") or sys.stdin
        contacts = self.contacts()
        rows, of_site = person.found(contacts), person.questions_of(contacts)
        asked = list(rows.order_by("asked_at", "pk"))
        questions = list(of_site.order_by("asked_at", "pk"))
        if not asked and not questions:
            raise CommandError(
                "Nothing is held under that. Only a whole number or address is found, never a part:"
                " look in the admin under a name or a reference for how they are reached."
            )
        going: list[Consultation | ReaderQuestion] = [*asked, *questions]
        for each in going:
            self.stdout.write(
                f"{each}: asked on {each.asked_at:%Y-%m-%d}, {each.get_status_display().lower()}."
            )
        others = person.with_another_contact(asked, contacts, questions)
        if others:
            self.stdout.write(
                "Not among them, and reached at a phone or e-mail that these name as well: "
                f"{', '.join(others)}. If that is the same person, give that phone or e-mail too."
            )
        if verb == "export":
            self.export(rows, of_site, Path(options["file"]))
        else:
            self.going = going
            self.erase(rows, of_site, dry_run=options["dry_run"], is_sure=options["yes"])

    def contacts(self) -> list[str]:
        if self.stdin.isatty():
            self.stdout.write(ASK)
        found = []
        while typed := self.stdin.readline().strip():
            try:
                found.append(person.contact(typed))
            except person.NotWhole as refused:
                raise CommandError(f"Line {len(found) + 1}: {refused}") from None
        if not found:
            raise CommandError("Give their whole phone number or e-mail address, one a line.")
        return found

    def export(
        self, rows: ConsultationQuerySet, of_site: ReaderQuestionQuerySet, path: Path
    ) -> None:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as problem:
            raise CommandError(f"{path} cannot be made: {problem.strerror}.") from None
        try:
            with os.fdopen(handle, "wb") as file:
                number = person.export(rows, file, by="command", now=timezone.now(), asked=of_site)
        except BaseException:
            with suppress(OSError):
                path.unlink()  # half a file would look like all of it
            raise
        self.stdout.write(
            f"{path} holds {number} request{'' if number == 1 else 's'}, unsealed, with names of"
            " staff in the history: look through it, hand it over safely, then delete it."
        )

    def erase(
        self,
        rows: ConsultationQuerySet,
        of_site: ReaderQuestionQuerySet,
        *,
        dry_run: bool,
        is_sure: bool,
    ) -> None:
        self.stdout.write(f"To erase: {len(self.going)}, with all that belongs to them.")
        for name, number in _belongings(self.going).items():
            self.stdout.write(f"  {name}: {number}")
        if dry_run:
            self.stdout.write("Nothing was erased.")
            return
        if not is_sure:
            if not self.stdin.isatty():
                raise CommandError("Nothing was erased: give --yes to erase without being asked.")
            self.stdout.write(SURE, ending="")
            self.stdout.flush()
            if self.stdin.readline().strip().lower() != "yes":
                raise CommandError("Nothing was erased.")
        erased = person.erase(
            rows,
            by="command",
            now=timezone.now(),
            asked=of_site,
            tell=self.tell if len(self.going) > 100 else None,
        )
        self.stdout.write(
            f"Erased: {', '.join(erased)}. Backups made until now still hold them; a restore of"
            " one erases them again. Mail that has gone lies in mailboxes: delete it there."
        )
        fault = erasures.fault()
        if fault:
            self.stderr.write(fault)

    def tell(self, number: int, total: int) -> None:
        self.stdout.write(f"Erased {number} of {total} …")


def _belongings(going: Sequence[Consultation | ReaderQuestion]) -> dict[str, int]:
    """How many rows of each kind go with them."""
    counted = {}
    for model in (Consultation, ReaderQuestion):
        keys = [row.pk for row in going if isinstance(row, model)]
        for relation in model._meta.related_objects if keys else ():
            rows: Any = relation.related_model
            number = rows._base_manager.filter(**{f"{relation.field.name}__in": keys}).count()
            counted[str(rows._meta.verbose_name_plural)] = number
    return counted
