"""`manage.py translations`: hide translations from a release that knows no languages, and show them
again.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles import hidden_translations


class Command(BaseCommand):
    help = (
        "Translations of articles and questions, before and after a release serves that knows no"
        " languages: to that one they would be English. deploy/update.sh --back runs this by"
        " itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["hide", "show"])

    def handle(self, *args: Any, what: str, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        if what == "hide":
            number, done = hidden_translations.hide(now=now), "hidden"
        else:
            number, done = hidden_translations.show(now=now), "shown again"
        if verbosity:
            noun = "translation" if number == 1 else "translations"
            self.stdout.write(f"{number} {noun} {done}.")
