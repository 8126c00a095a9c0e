"""Fonts hold the signs that pages show, and the stylesheet asks for each sign where it lies."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.html import strip_tags
from fontTools.ttLib import TTFont

from fonts import make

CSS = Path(settings.BASE_DIR, "static", "css")
# What no page shows: its head, its scripts, the asterisks that crispy-forms writes.
HIDDEN = re.compile(
    r'(?s)<head>.*?</head>|<script.*?</script>|<span class="asteriskField">.*?</span>'
)
FACE = re.compile(
    r"@font-face \{[^}]*?url\(\.\./fonts/([\w.-]+)\)[^}]*?unicode-range:\s*([^;]*);[^}]*\}"
)
# What English and Spanish are written with, and what a page about skin may measure with.
STATED = set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "ÁÉÍÓÚÜÑáéíóúüñ¡¿«»‹›ªº"
    " \u00a0!\"#%&'()*+,-./:;=?@[]_–—‘’“”„…·•$€°±×½"
)
# The originals do not have these: they come from the reader's system.
NEVER_HAD = {"cabin": set(), "goudy-bookletter-1911": set("½ªº"), "sorts-mill-goudy-italic": set()}
each_face = pytest.mark.parametrize("face", make.FIRST)


def ranges(stylesheet):
    """The code points that the stylesheet asks each font file for."""
    found = {}
    for file, written in FACE.findall((CSS / stylesheet).read_text()):
        codes = found[file] = set()
        for part in written.replace("U+", "").split(","):
            first, _, last = part.strip().partition("-")
            codes |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def signs(file):
    return make.signs_of(make.SHIPPED / file)


@each_face
def test_a_face_holds_every_sign_of_its_original_once(face):
    first, rest = signs(f"{face}.woff2"), signs(f"{face}-rest.woff2")

    assert first == make.FIRST[face] & make.signs_of(make.ORIGINALS / make.ORIGINAL[face])
    assert first & rest == set()
    whole = make.signs_of(make.ORIGINALS / make.ORIGINAL[face])
    assert first | rest == whole


@each_face
def test_a_face_holds_the_stated_signs(face):
    held = signs(f"{face}.woff2") | signs(f"{face}-rest.woff2")

    assert STATED - held == NEVER_HAD[face]


def test_the_stylesheet_asks_each_file_for_what_it_holds():
    asked = ranges("tokens.css")

    assert set(asked) == {file.name for file in make.SHIPPED.glob("*.woff2")}
    for file, codes in asked.items():
        assert codes == {ord(sign) for sign in signs(file)}, file


@pytest.mark.django_db
def test_the_desk_is_set_in_the_same_fonts(client):
    assert "css/tokens.css" in client.get("/admin/login/").text
    for sheet in ("staff.css", "desk.css"):
        assert "@font-face" not in (CSS / sheet).read_text(), sheet


@pytest.mark.django_db
def test_pages_of_the_sample_ask_for_no_rest_of_the_text_font(client):
    call_command("load_sample", verbosity=0)
    pages = re.findall(rf"<loc>{settings.SITE_URL}(.*?)</loc>", client.get("/sitemap.xml").text)
    assert len(pages) > 15

    for page in [*pages, "/book/", "/consultation/find/", "/nowhere/"]:
        shown = unescape(strip_tags(HIDDEN.sub("", client.get(page).text)))
        assert set(shown) & signs("cabin-rest.woff2") == set(), page


def test_templates_ask_for_no_rest_of_the_text_font():
    rest = {sign for sign in signs("cabin-rest.woff2") if ord(sign) > 0x7F}  # without markup's own
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        # which have fonts of their own
        if not {"admin", "staff", "operations", "emails"} & set(template.parts):
            assert set(unescape(template.read_text())) & rest == set(), template


@pytest.mark.parametrize("file", sorted(make.SHIPPED.glob("*.woff2")), ids=lambda file: file.name)
def test_a_font_says_whose_it_is_and_takes_no_reserved_name(file):
    names = TTFont(file)["name"]

    assert "Copyright" in names.getDebugName(0)
    assert "reserved" not in names.getDebugName(0).lower()
    assert "scripts.sil.org/OFL" in names.getDebugName(14)


def test_every_licence_is_shipped_and_reserves_no_name():
    licences = sorted(make.SHIPPED.glob("LICENSE-*.txt"))

    assert [file.stem for file in licences] == [
        "LICENSE-cabin",
        "LICENSE-goudy-bookletter-1911",
        "LICENSE-sorts-mill-goudy",
    ]
    for file in licences:
        copyright_lines, _, licence = file.read_text().partition("This Font Software is licensed")
        assert "Copyright" in copyright_lines
        assert "reserved" not in copyright_lines.lower(), file
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
