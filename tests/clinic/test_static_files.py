"""A web server starts only with every static file collected, or its pages would end in 500; the
stylesheet is collected as one file.
"""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from clinic.site import static_files
from clinic.site.static_storage import SiteStorage

FILES = ["css/base.css", "js/menu.js"]


class Finder:
    def list(self, ignored):
        return [(name, None) for name in FILES]


@pytest.fixture
def collect(tmp_path, monkeypatch):
    """A function that leaves behind what `collectstatic` would: so many files, and the manifest of
    them.
    """
    monkeypatch.setattr(static_files, "get_finders", lambda: [Finder()])

    def collected(names, *, also_named=()):
        for name in names:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        paths = {name: name for name in [*names, *also_named]}
        (tmp_path / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": paths}))
        use()

    def use():
        storage = ManifestStaticFilesStorage(location=tmp_path)
        monkeypatch.setattr(static_files, "staticfiles_storage", storage)

    use()
    return collected


def test_none_are_needed_in_development():
    static_files.check()

    assert static_files.are_collected()


def test_without_any_a_start_is_refused(collect):
    with pytest.raises(
        ImproperlyConfigured, match=r"^The static files have not been collected\. Run"
    ):
        static_files.check()

    assert not static_files.are_collected()


def test_with_all_of_them_it_starts(collect):
    collect(FILES)

    static_files.check()

    assert static_files.are_collected()


@pytest.mark.parametrize("also_named", [[], ["css/base.css"]], ids=["new in an update", "deleted"])
def test_a_single_missing_one_is_named(collect, also_named):
    collect(["js/menu.js"], also_named=also_named)

    with pytest.raises(
        ImproperlyConfigured, match=r"^1 static files have not been .*, css/base\.css among"
    ):
        static_files.check()


@pytest.fixture
def collected(tmp_path):
    """A function that collects the site's own files as a server does, and returns what was written
    under a name with a hash in it.
    """
    with override_settings(STATIC_ROOT=tmp_path, WHITENOISE_KEEP_ONLY_HASHED_FILES=True):
        storage = SiteStorage()
        paths = {}
        for path, source in FileSystemFinder().list([]):
            with source.open(path) as file:
                storage.save(path, file)
            paths[path] = (source, path)
        written = {name: copy for name, copy, _ in storage.post_process(paths)}
    return lambda name: (tmp_path / written[name]).read_text()


def test_a_server_sends_the_layers_of_the_stylesheet_as_one_file(collected):
    site = collected("css/site.css")
    layers = ["tokens", "base", "layout", "components", "forms", "print"]

    assert "@import" not in site
    comments = re.compile(r"/\*.*?\*/", re.DOTALL)
    at = [site.index(comments.sub("", collected(f"css/{layer}.css"))) for layer in layers]
    assert at == sorted(at)
    assert site.index("@layer tokens, base, layout, components, forms, print;") < at[0] + 200
    assert "/*" not in site
    assert "*/" not in site


def test_the_joined_stylesheet_names_fonts_by_their_hash(collected):
    assert re.findall(r"url\((.*?)\)", collected("css/site.css")) != []
    for address in re.findall(r"url\((.*?)\)", collected("css/site.css")):
        assert re.search(r"\.\./fonts/[\w-]+\.[0-9a-f]{12}\.woff2", address), address


def test_in_development_a_browser_follows_the_imports_to_every_layer():
    css = Path(settings.BASE_DIR, "static", "css")
    imported = re.findall(r'^@import "(.*)";$', (css / "site.css").read_text(), re.MULTILINE)

    alone = {"site.css", "staff.css", "desk.css", "search.css", "take-along.css"}
    layers = {file.name for file in css.glob("*.css")} - alone
    assert set(imported) == layers


@pytest.mark.parametrize(
    "sheet", sorted(Path(settings.BASE_DIR).glob("static/css/*.css")), ids=lambda sheet: sheet.name
)
def test_every_rule_of_a_style_sheet_is_closed(sheet):
    """A rule left open takes all that follow it as its own, and no browser says so."""
    text = sheet.read_text(encoding="utf-8")

    assert text.count("{") == text.count("}")
