"""`manage.py index_search`: make the search's index anew where texts were written, all of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models import SearchDocument
from articles.search import index


class Command(BaseCommand):
    help = (
        "Bring the search's index up to date. Searches do that themselves, a few texts at a time:"
        " this is for after thousands were stored at once, and with --anew after a release that"
        " reads words in another way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="all of it, and no word of before")

    def handle(self, *args: Any, anew: bool, **options: Any) -> None:
        if not index.is_there():
            self.stdout.write("SQLite has no index: the search reads the texts themselves.")
            return
        if anew:
            SearchDocument.objects.update(is_stale=True)
        number = 0
        while mended := index.mend(index.A_BATCH):
            number += mended
        gone = index.forget_words() if anew else 0
        self.stdout.write(f"Indexed {number}, forgot {gone} words that no text has.")
