"""`manage.py write_error_pages`: the error pages that the proxy shows when the site cannot."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.site import errors

# The file's name, and which status the page has where the site itself shows it. What nginx answers
# with is decided in deploy/nginx/error-pages.conf.
PAGES = {
    "400": 400,
    "404": 404,
    "405": 405,
    "413": 413,
    "414": 414,
    "429": 429,
    "500": 500,
    "503": 503,
    "504": 504,
}


class Command(BaseCommand):
    help = (
        "Write the site's error pages as files into FOLDER, for nginx to show when it refuses a"
        " request itself or the site does not answer. Asks no database: the phone number is"
        " CLINIC_PHONE. Run it after `collectstatic`, whose names the pages use. To undo it, remove"
        " the folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="made if it is not there")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        target = Path(folder)
        try:
            target.mkdir(mode=0o755, parents=True, exist_ok=True)
            for name, status in PAGES.items():
                replace(target / f"{name}.html", rendered(name, status))
        except OSError as problem:
            raise CommandError(
                f"The error pages could not be written into {target} ({problem.strerror})."
            ) from None
        self.stdout.write(f"Wrote {len(PAGES)} error pages into {target}")


def rendered(name: str, status: int) -> bytes:
    """The page as the site shows it. Raises CommandError where its template is broken."""
    page = errors.page(name, status)
    if not page["Content-Type"].startswith("text/html"):
        raise CommandError(f"The error page {name} could not be rendered: the lines above say why.")
    return page.content


def replace(file: Path, content: bytes) -> None:
    """Whole and readable for everybody at every moment: nginx may be reading it."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(handle, "wb") as written:
        written.write(content)
    os.chmod(name, 0o644)
    os.replace(name, file)
