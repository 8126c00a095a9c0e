"""Message catalogs: the English sentences of the code and their translations, by `make messages`.

Django's own `makemessages` calls GNU gettext, which a machine may not have. Here Django reads the
templates as it does there, and Babel, a package, does the rest: it gathers the sentences, keeps
each translation whose English has not changed, says which are missing, and writes `django.mo`, the
form that a running site reads. Both files belong into the repository.

    make messages                          gather, and say what is not translated
    make messages ARGS="--check"           change nothing; end with 1 where something is missing
    make messages ARGS="--take some.po"    take the translations of another catalog
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DIRECTORIES = ("clinic", "articles", "bookings", "templates")
# Staff's pages and the owner's stay English, and so do rows that a migration once wrote.
LEFT_OUT = ("templates/admin", "templates/staff", "templates/operations", "templates/registration")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# As Django's own catalogs have them: with fewer forms it would take none of ours.
PLURALS = {"es": "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WIDTH = 96
UNDATED = datetime(
    2026, 1, 1, tzinfo=UTC
)  # in a compiled catalog, so that it changes with its words


class Trouble(NamedTuple):
    """A sentence that is not in order in a language, and why."""

    english: str
    what: str

    def __str__(self) -> str:
        return f"{self.what}: {self.english}"


def sources() -> Iterator[Path]:
    """The files with sentences that readers may see, in an order that is the same everywhere."""
    for directory in DIRECTORIES:
        for path in sorted((ROOT / directory).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if "migrations" in path.parts or name.startswith(LEFT_OUT):
                continue
            if path.suffix == ".py" or (
                "templates" in path.parts and path.suffix in (".html", ".txt", ".svg")
            ):
                yield path


def gathered() -> Catalog:
    """Every sentence of the sources, without translations."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = _as_python(text, name)
        found = extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {})
        for _line, message, comments, context in found:
            catalog.add(message, None, [(name, 1)], auto_comments=comments, context=context)
    return catalog


def _as_python(template: str, name: str) -> str:
    from django.utils.translation.template import templatize

    # what it leaves of the markup is no program: without its indents Python's tokens are found
    return "\n".join(line.lstrip() for line in templatize(template, origin=name).split("\n"))


def merged(code: str, found: Catalog, taken: list[Path]) -> Catalog:
    """The language's catalog with the sentences of `found`: old translations stay, those of the
    `taken` files go before them, one of a sentence that was changed since is kept as fuzzy, and
    what no page says any more is dropped.
    """
    known = _read(catalog_of(code), code)
    for path in taken:
        for message in _read(path, code):
            if message.id and _is_translated(message):
                known.delete(_singular(message), message.context)  # or the old words would stay
                known[message.id] = message
    known.update(found, update_header_comment=False)
    known.obsolete.clear()
    return known


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_translated(message: Message) -> bool:
    said = message.string
    return bool(said and all(said if isinstance(said, list | tuple) else [said]))


def _read(path: Path, code: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=code, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code)


def troubles(catalog: Catalog) -> Iterator[Trouble]:
    """What keeps a catalog from being whole."""
    for message in catalog:
        if not message.id:
            continue
        english = " ".join(_singular(message).split())
        if not _is_translated(message):
            yield Trouble(english, "not translated")
        elif message.fuzzy:
            yield Trouble(english, "to be looked at (fuzzy)")
        elif not _has_its_placeholders(message):
            yield Trouble(english, "other placeholders than the English")


def _has_its_placeholders(message: Message) -> bool:
    """A singular may leave out the figure: "one day"."""
    if isinstance(message.id, str):
        return _placeholders(message.id) == _placeholders(cast(str, message.string))
    wanted = _placeholders(message.id[1])
    *first, last = [_placeholders(text) for text in message.string or ()]
    return last == wanted and all(each <= wanted for each in first)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def catalog_of(code: str) -> Path:
    return ROOT / "locale" / code / "LC_MESSAGES" / "django.po"


def as_files(catalog: Catalog, code: str) -> tuple[bytes, bytes]:
    """A catalog as django.po and as django.mo; the same catalog gives the same bytes."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalog, width=WIDTH, omit_header=True, include_lineno=False, sort_by_file=True)
    header = (
        f'# The words of the site in "{code}". `make messages` writes this file anew.\n'
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {code}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[code]}\\n"\n\n'
    )
    whole = header.encode() + text.getvalue()
    again = read_po(io.BytesIO(whole), locale=code)
    again.creation_date = again.revision_date = UNDATED
    write_mo(compiled, again)
    return whole, compiled.getvalue()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make messages", description="The site's catalogs.")
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--take", type=Path, action="append", default=[], metavar="FILE.po")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    found, is_whole = gathered(), True
    for code in PLURALS:
        is_whole &= _update(code, found, options.take, may_write=not options.check)
    return 0 if is_whole else 1


def _update(code: str, found: Catalog, taken: list[Path], *, may_write: bool) -> bool:
    catalog = merged(code, found, taken)
    open_ = list(troubles(catalog))
    for trouble in open_:
        print(f"{code}: {trouble}")
    path = catalog_of(code)
    files = dict(zip((path, path.with_suffix(".mo")), as_files(catalog, code), strict=True))
    changed = [file for file, new in files.items() if not file.exists() or file.read_bytes() != new]
    if may_write:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file in changed:
            file.write_bytes(files[file])
    elif changed:
        print(f"{code}: the catalog is older than the code. Run `make messages`.")
    count = len(catalog)
    print(f"{code}: {count - len(open_)} of {count} sentences are in order.")
    return not open_ and (may_write or not changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
