"""`manage.py doctor`: what is wrong or risky on this site, and how to mend it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from clinic.operations.doctor import CHECKS, Check, Level, Look, Result, mail, run

EXIT_CODES = {Level.OK: 0, Level.NOTE: 0, Level.WARNING: 1, Level.RED: 2}


class Command(BaseCommand):
    help = (
        "Say what is wrong or risky on this site, and how to mend it. Changes nothing. Ends with 0"
        " when all is well (notes are no trouble), with 1 after a warning, with 2 where something"
        " is red."
    )
    requires_system_checks = []  # they are one of the checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(check.name for check in CHECKS)
        parser.add_argument(
            "--json", action="store_true", help="one JSON object, for a monitor; its keys stay"
        )
        parser.add_argument(
            "--only",
            action="append",
            metavar="CHECK",
            choices=[check.name for check in CHECKS],
            help=f"this check alone; may be given again. There are: {names}",
        )
        parser.add_argument(
            "--online",
            action="store_true",
            help="also ask the package registry, through pip, which libraries can be had newer",
        )
        parser.add_argument(
            "--send-to",
            metavar="ADDRESS",
            help="send a test message to this address, and look at nothing else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        look = Look(now=timezone.now(), online=options["online"])
        results: Iterable[Result]
        if options["send_to"]:
            results = run([self.test_message(options["send_to"])], look)
        else:
            wanted = options["only"] or [check.name for check in CHECKS]
            results = run([check for check in CHECKS if check.name in wanted], look)
        if options["json"]:
            worst = self.tell_machine(results, look)
        else:
            worst = self.tell(results)
        if EXIT_CODES[worst]:
            sys.exit(EXIT_CODES[worst])

    def test_message(self, address: str) -> Check:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError("--send-to needs a mail address, such as you@example.com.") from None
        return Check("test-message", lambda look: [mail.send_test(address)], seconds=90)

    def tell(self, results: Iterable[Result]) -> Level:
        """Each check's findings as it ends, then the sum; returns the worst level."""
        numbers = dict.fromkeys(Level, 0)
        paint = {Level.RED: self.style.ERROR, Level.WARNING: self.style.WARNING}
        for result in results:
            if not result.findings:
                self.stdout.write(f"ok       {result.check.name}")
                numbers[Level.OK] += 1
            for finding in result.findings:
                numbers[finding.level] += 1
                word = paint.get(finding.level, str)(f"{finding.level.word:<8}")
                self.stdout.write(f"{word} {result.check.name}: {finding.what}")
                if finding.mend:
                    self.stdout.write(f"         -> {finding.mend}")
            self.stdout.flush()
        fine = numbers[Level.OK]
        if sum(numbers.values()) > 1:
            self.stdout.write(
                f"\n{numbers[Level.RED]} red, {numbers[Level.WARNING]} to look at,"
                f" {numbers[Level.NOTE]} to know;"
                f" {fine} check{'' if fine == 1 else 's'} found nothing."
            )
        return max((level for level, number in numbers.items() if number), default=Level.OK)

    def tell_machine(self, results: Iterable[Result], look: Look) -> Level:
        every = list(results)
        worst = max((result.level for result in every), default=Level.OK)
        said = {
            "level": worst.word,
            "at": look.now.isoformat(timespec="seconds"),
            "checks": {
                result.check.name: {
                    "level": result.level.word,
                    "seconds": result.seconds,
                    "findings": [
                        {
                            "key": finding.key,
                            "level": finding.level.word,
                            "what": finding.what,
                            "mend": finding.mend,
                        }
                        for finding in result.findings
                    ],
                }
                for result in every
            },
        }
        self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
        return worst
