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
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ORIGINALS = HERE / "originals"
SHIPPED = HERE.parent / "static" / "fonts"

DIGITS = set("0123456789")
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
SPANISH = set("ÁÉÍÓÚÜÑáéíóúüñ¡¿«»")
PUNCTUATION = set(" !\"&'(),-./:;?–—‘’“”…\u00a0\u00ad")  # the last two: no-break space, soft hyphen
SIGNS = set("$%+@©°½×")  # of text; in a heading or in italics they are rare

WORDS = LETTERS | DIGITS | SPANISH | PUNCTUATION
# What each first file holds.
FIRST = {
    "cabin": WORDS | SIGNS,
    "goudy-bookletter-1911": WORDS,
    "sorts-mill-goudy-italic": WORDS,
}
ORIGINAL = {
    "cabin": "cabin-latin-wght-normal.woff2",
    "goudy-bookletter-1911": "goudy-bookletter-1911-latin-400-normal.woff2",
    "sorts-mill-goudy-italic": "sorts-mill-goudy-latin-400-italic.woff2",
}
FIGURES = "sorts-mill-goudy-latin-400-normal.woff2"
COPYRIGHT_AND_LICENCE = [0, 13, 14]  # entries of the name table, beside the font's own name
NAME = [1, 2, 4, 5, 6]
# Whole faces, not packed, for pictures of shared pages: Pillow draws with them.
DRAWN_WITH = HERE.parent / "clinic" / "sharing" / "assets"
DRAWN_FACES = ["goudy-bookletter-1911", "sorts-mill-goudy-italic"]
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]


def main() -> None:
    for face, first in FIRST.items():
        rest = signs_of(ORIGINALS / ORIGINAL[face]) - first
        for file, signs in ((f"{face}.woff2", first), (f"{face}-rest.woff2", rest)):
            font = TTFont(ORIGINALS / ORIGINAL[face], recalcTimestamp=False)
            if face == "goudy-bookletter-1911":
                set_lining_figures(font)
            write(cut(font, signs), file)
    known = [write_whole(face) for face in DRAWN_FACES]
    (DRAWN_WITH / "signs.txt").write_text("".join(sorted(set.intersection(*known))))


def signs_of(file: Path) -> set[str]:
    """Every sign that a font file can draw."""
    return {chr(code) for code in TTFont(file).getBestCmap() if code >= 0x20}


def cut(font: TTFont, signs: set[str]) -> TTFont:
    """The font with these signs alone, and what browsers do with them unasked: kerning, ligatures,
    accents.

    Hints are dropped: they place strokes on the pixels of coarse screens, and weigh a third of
    Goudy Bookletter, which is set in 21 pixels and more.
    """
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = False  # browsers take a missing sign from the next font
    options.glyph_names = False
    options.name_IDs = NAME + COPYRIGHT_AND_LICENCE
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(signs)))
    cutter.subset(font)
    return font


def set_lining_figures(font: TTFont) -> None:
    """Put lining figures of Sorts Mill Goudy in the places of 0 to 9: the old-style 1 of Goudy
    Bookletter reads as a capital I. At 96 percent they are as tall as its capitals.
    """
    source = TTFont(ORIGINALS / FIGURES)
    scale = 0.96 * font["head"].unitsPerEm / source["head"].unitsPerEm
    lining, drawn = lining_forms(source), source.getGlyphSet()
    for digit in DIGITS:
        figure = drawn[lining[source.getBestCmap()[ord(digit)]]]
        pen = TTGlyphPen(None)
        figure.draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        place = font.getBestCmap()[ord(digit)]
        glyph = font["glyf"][place] = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][place] = (round(figure.width * scale), glyph.xMin)


def lining_forms(font: TTFont) -> dict[str, str]:
    """Which glyph the font's feature `lnum` puts in the place of which."""
    table, forms = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "lnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    forms |= getattr(part, "ExtSubTable", part).mapping
    return forms


def write(font: TTFont, file: str) -> None:
    """Write the font, and print its line for the stylesheet."""
    font.flavor = "woff2"
    font.save(SHIPPED / file)
    size = (SHIPPED / file).stat().st_size
    print(f"{file}, {size:,} bytes\n  unicode-range: {ranges(font.getBestCmap())};")


def write_whole(face: str) -> set[str]:
    """Write a face for pictures; returns the signs that it has."""
    font = TTFont(ORIGINALS / ORIGINAL[face], recalcTimestamp=False)
    if face == "goudy-bookletter-1911":
        set_lining_figures(font)
    signs = signs_of(ORIGINALS / ORIGINAL[face])
    whole = cut(font, signs)
    whole.flavor = None
    whole.save(DRAWN_WITH / f"{face}.ttf")
    print(f"{face}.ttf, {(DRAWN_WITH / f'{face}.ttf').stat().st_size:,} bytes")
    return signs


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
