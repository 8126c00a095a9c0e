"""What the other tests rely on: a database emptied after each, eyes for colors, and order among the
tests.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import TransactionTestCase

from bookings.models import Consultation, Event, Hold
from clinic.office.models import Office
from tests.factories import ask, make_office
from tests.flush import rows_of


@pytest.mark.django_db(transaction=True)
def test_what_a_test_wrote_is_gone_and_what_django_made_is_there_again():
    kinds, permissions = (
        rows_of("django_content_type"),
        sorted(name for _, name in rows_of("auth_permission")),
    )

    for spoil in (lambda: None, lambda: Permission.objects.all().delete()):
        ask(make_office())
        User.objects.create_user("ines").groups.add(Group.objects.create(name="Desk"))
        spoil()
        TransactionTestCase()._fixture_teardown()

        written = (Office, Consultation, Hold, Event, User, Group, User.groups.through)
        assert [model.__name__ for model in written if model.objects.exists()] == []
        assert rows_of("django_content_type") == kinds
        assert sorted(name for _, name in rows_of("auth_permission")) == permissions


WEAK = "p, p a { color: #888; background: #999 }"


@pytest.mark.parametrize(
    ("style", "attribute", "found"),
    [
        ("", "", None),
        (WEAK, "", "color-contrast"),
        (f"@media (prefers-color-scheme: dark) {{ {WEAK} }}", "", "color-contrast"),
        (f"@media (prefers-color-scheme: light) {{ {WEAK} }}", "", "color-contrast"),
        ("", 'role="nothing"', "aria-roles"),
    ],
    ids=["fine", "weak always", "weak by night", "weak by day", "no color at all"],
)
def test_a_broken_rule_is_found_by_day_or_night(page, axe, style, attribute, found):
    page.set_content(
        f"""<!doctype html><html lang="en"><head><title>Words</title><style>
        body {{ background: #fff; color: #000 }}
        @media (prefers-color-scheme: dark) {{ body {{ background: #000; color: #fff }} }}
        {style}</style></head><body><main><h1>Words</h1><p {attribute}>Some words</p></main></body></html>"""
    )
    page.set_viewport_size({"width": 320, "height": 600})

    if found is None:
        axe.by_day_and_night(page)
    else:
        with pytest.raises(AssertionError, match=f"{found} "):
            axe.by_day_and_night(page)


# ---- where fixtures and helpers stand ------------------------------------------------------------
ROOT = Path(settings.BASE_DIR)


@cache
def modules() -> dict[Path, str]:
    """Every module of the tests, and what is written in it."""
    return {path: path.read_text() for path in sorted(ROOT.glob("tests/**/*.py"))}


def imports_of(path: Path) -> Iterator[str]:
    """The dotted names of all that a module imports."""
    for node in ast.walk(ast.parse(modules()[path])):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parts[: -node.level]) if node.level else ""
            start = ".".join(part for part in (package, node.module) if part)
            yield from (f"{start}.{each.name}" for each in node.names)


def is_of_a_test_module(name: str) -> bool:
    parts = name.split(".")
    paths = (
        ROOT.joinpath(*parts[:length]).with_suffix(".py") for length in range(1, len(parts) + 1)
    )
    return any(path.name.startswith("test_") and path in modules() for path in paths)


def test_nothing_is_imported_from_a_test_module():
    """What two of them need is a fixture of their folder's conftest.py, or stands in a module
    beside it.
    """
    taken = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in imports_of(path)
        if is_of_a_test_module(name)
    }

    assert taken == set()


def test_no_fixture_hides_an_import():
    hidden = re.compile(r"#\s*noqa:.*\bF811\b")

    assert [path.name for path, text in modules().items() if hidden.search(text)] == []


def test_a_fixture_stands_once():
    """One that does the same in two modules belongs into the conftest.py above both."""
    places = defaultdict(list)
    for path, text in modules().items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and "fixture" in map(_name, node.decorator_list):
                does = node.body[1:] if ast.get_docstring(node) else node.body
                places[node.name, ast.unparse(does)].append(str(path.relative_to(ROOT)))

    assert [where for where in places.values() if len(where) > 1] == []


def _name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).removeprefix("pytest.")
