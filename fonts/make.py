"""Font subsetter: makes every file of `static/fonts/` from `fonts/originals/`.

    .venv/bin/python -m fonts.make

A face is cut in two. Its first file holds the signs of nearly every page in English or Spanish, its
second one the rest of the original; browsers fetch the second only for a page that shows one of its
signs, as `unicode-range` in `static/css/tokens.css` tells them. So a phone loads half as much, and
a name such as Jörg still looks as before. What is in neither comes from the reader's own system.

fonts/README.md says where the originals come from and what their licences ask.
"""

from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ORIGINALS = HERE / "originals"
SHIPPED = HERE.parent / "static" / "fonts"

DIGITS = set("0123456789")
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
SPANISH = set("ÁÉÍÓÚÜÑáéíóúüñ¡¿«»")
PUNCTUATION = set(" !\"&'(),-./:;?–—‘’“”…\u00a0\u00ad")  # the last two: no-break space, soft hyphen
SIGNS = set("$%+@©°½×")  # of text; in a heading or in italics they are rare

WORDS = LETTERS | SPANISH | PUNCTUATION
# What each first file holds. Digits of headings have a font of their own.
FIRST = {
    "cabin": WORDS | DIGITS | SIGNS,
    "goudy-bookletter-1911": WORDS,
    "sorts-mill-goudy-italic": WORDS | DIGITS,
}
LEFT_OUT = {"cabin": set(), "goudy-bookletter-1911": DIGITS, "sorts-mill-goudy-italic": set()}
ORIGINAL = {
    "cabin": "cabin-latin-wght-normal.woff2",
    "goudy-bookletter-1911": "goudy-bookletter-1911-latin-400-normal.woff2",
    "sorts-mill-goudy-italic": "sorts-mill-goudy-latin-400-italic.woff2",
}
FIGURES = "sorts-mill-goudy-latin-400-normal.woff2"
COPYRIGHT_AND_LICENCE = [0, 13, 14]  # entries of the name table, beside the font's own name
NAME = [1, 2, 4, 5, 6]


def main() -> None:
    for face, first in FIRST.items():
        rest = signs_of(ORIGINALS / ORIGINAL[face]) - first - LEFT_OUT[face]
        for file, signs in ((f"{face}.woff2", first), (f"{face}-rest.woff2", rest)):
            write(cut(TTFont(ORIGINALS / ORIGINAL[face]), signs), file)
    write(figures(), "goudy-figures.woff2")


def signs_of(file: Path) -> set[str]:
    """Every sign that a font file can draw."""
    return {chr(code) for code in TTFont(file).getBestCmap() if code >= 0x20}


def cut(
    font: TTFont,
    signs: set[str],
    features: Iterable[str] = ("kern", "liga", "ccmp", "locl", "mark", "mkmk"),
) -> TTFont:
    """The font with these signs alone, and what browsers do with them unasked: kerning, ligatures,
    accents.

    Hints are dropped: they place strokes on the pixels of coarse screens, and weigh a third of
    Goudy Bookletter, which is set in 21 pixels and more.
    """
    options = subset.Options()
    options.layout_features = list(features)
    options.hinting = False
    options.notdef_outline = False  # browsers take a missing sign from the next font
    options.glyph_names = False
    options.name_IDs = NAME + COPYRIGHT_AND_LICENCE
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(signs))
    cutter.subset(font)
    return font


def figures() -> TTFont:
    """Lining figures of Sorts Mill Goudy as 0 to 9: the old-style 1 of Goudy Bookletter reads as
    a capital I.
    """
    font = TTFont(ORIGINALS / FIGURES)
    lining = {}
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "lnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    lining |= getattr(part, "ExtSubTable", part).mapping
    for table in font["cmap"].tables:
        for digit in DIGITS:
            old = table.cmap[ord(digit)]
            table.cmap[ord(digit)] = lining.get(old, old)  # two tables may share their cells
    return cut(font, DIGITS, features=["kern"])


def write(font: TTFont, file: str) -> None:
    """Write the font, and print its line for the stylesheet."""
    font.flavor = "woff2"
    font.save(SHIPPED / file)
    size = (SHIPPED / file).stat().st_size
    print(f"{file}, {size:,} bytes\n  unicode-range: {ranges(font.getBestCmap())};")


def ranges(codes: Iterable[int]) -> str:
    """Code points as `unicode-range` writes them: "U+20-22, U+A9"."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


if __name__ == "__main__":
    main()
