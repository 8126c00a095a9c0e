"""`manage.py draw_shared_pictures`: the picture of every page that is missing, or all anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinic.office.models import Office
from clinic.site import shared_pages

SAY_EVERY = 100


class Command(BaseCommand):
    help = (
        "Draw the pictures with which pages are shared, where one is missing. The worker does this"
        " by itself every minute; --again draws all of them anew, which changes no address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="draw also what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = shared_pages.draw_missing(said=self._said, again=options["again"])
        except Office.DoesNotExist:
            raise CommandError("There is no office yet. Run `manage.py load_sample`.") from None
        self.stdout.write(f"Drew {done.drawn:,}; {done.there:,} were there.")
        if done.general:
            self.stdout.write(
                f"{done.general:,} have the general picture: their titles have signs that our fonts"
                " do not have, or their files could not be stored."
            )

    def _said(self, number: int) -> None:
        if number % SAY_EVERY == 0:
            self.stdout.write(f"{number:,} pages …")
