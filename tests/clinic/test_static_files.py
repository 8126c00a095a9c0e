"""A web server starts only with every static file collected, or its pages would end in 500."""

import json

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.exceptions import ImproperlyConfigured

from clinic.site import static_files

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
