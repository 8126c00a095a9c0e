"""Docs: every link of README and docs/ leads somewhere; every command that they name is there, with
every option.
"""

import re
from argparse import ArgumentParser, _SubParsersAction
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w-])(?:acupunctury|manage\.py) ([a-z_]+)([^;&|#>\n]*)")
OPTION = re.compile(r"(?<!\S)--[a-z-]+")
# Written beside a command that stands before them, by name alone.
BESIDE = re.compile(r"^(restore|reset_second_factor|person|erase|unlock|reseal) ?(.*)$")


def anchors(page):
    """Those that a code host makes of the page's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text()), re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = (f"{slug}-{number}" for number in range(1, 99))
        found.add(slug if slug not in found else next(each for each in again if each not in found))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    prose = INLINE.sub("", FENCED.sub("", page.read_text()))
    for link in LINK.findall(prose):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def commands(page):
    """Each command of the site that the page writes as code, with its words."""
    text = page.read_text()
    written = [*FENCED.findall(text), *INLINE.findall(FENCED.sub("", text))]
    for code in written:
        yield from COMMAND.findall(code)
        if beside := BESIDE.match(code):
            yield beside.groups()


@cache
def options(name):
    """Each option that the command's parser takes, those of its subcommands too."""
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    return set(_options(parser))


def _options(parser: ArgumentParser):
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, _SubParsersAction):
            for each in action.choices.values():
                yield from _options(each)


def test_every_command_is_there_with_every_option():
    named = [(page.name, *words) for page in PAGES for words in commands(page)]
    assert {"backup", "restore", "doctor", "person"} <= {name for _, name, _ in named}

    for page, name, words in named:
        assert name in get_commands(), f"{page}: {name}"
        for option in OPTION.findall(words):
            assert option in options(name), f"{page}: {name} {option}"
