"""Open Graph picture, drawn: a page's title beside a plant, in the site's type and colors.

1,200 × 630, as most sites that show shared pages ask for. Chromium drew the plants once
(`drawings/make.py`), `fonts/make.py` wrote the fonts; here Pillow puts them together, in about a
twentieth of a second.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).resolve().parent / "assets"
WIDTH, HEIGHT = 1200, 630
MOST_BYTES = 120_000
FOG, INK, ACCENT, COPPER = "#F1F3EC", "#14302A", "#8F4324", "#B4683F"
LEFT, MEASURE = 64, 532  # where words begin, and how wide they run
TOP_OF_TITLE, FOOT = 176, 566
LINE = 1.12  # of the size
SIZES = (76, 68, 60, 54, 48, 42, 36)  # the largest in which a title has room
NAME_SIZE, KIND_SIZE = 34, 30
COLORS = 192


class Words(NamedTuple):
    """What stands in a picture."""

    title: str
    name: str  # of the clinic
    kind: str = ""  # of the page, in a word or two


def can_write(words: Words) -> bool:
    """Whether the fonts have all signs: others would be empty boxes."""
    known = _signs()
    return all(sign in known for sign in "".join(words) if not sign.isspace())


def png(words: Words, *, plate: str) -> bytes:
    """The picture's file."""
    image = Image.new("RGB", (WIDTH, HEIGHT), FOG)
    with Image.open(ASSETS / f"plate-{plate}.png") as plant:
        image.paste(plant.convert("RGB"), (WIDTH - plant.width, 0))
    with Image.open(ASSETS / "mark.png") as mark:
        image.paste(mark.convert("RGB").reduce(2), (LEFT - 6, 60))
    pen = ImageDraw.Draw(image)
    pen.text((LEFT + 46, 94), words.name, INK, _name_font(words.name), anchor="ls")
    size, lines = fitted(words.title)
    for number, line in enumerate(lines, start=1):
        baseline = TOP_OF_TITLE + size * LINE * number - size * 0.2
        pen.text((LEFT, round(baseline)), line, INK, _title_font(size), anchor="ls")
    if words.kind:
        pen.text((LEFT, FOOT), words.kind, ACCENT, _voice_font(KIND_SIZE), anchor="ls")
    pen.line((LEFT, FOOT + 22, LEFT + 96, FOOT + 22), COPPER, width=3)
    file = BytesIO()
    # The quickest way to few colors; each is off by at most one of 256, which nobody sees.
    few = image.quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file, "PNG", compress_level=6)
    return file.getvalue()


def fitted(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title has room, and its lines. What is longer than that has
    room for ends in an ellipsis.
    """
    room = FOOT - KIND_SIZE - 36 - TOP_OF_TITLE
    for size in SIZES:
        lines = _lines(title, _title_font(size))
        is_narrow = all(_title_font(size).getlength(line) <= MEASURE for line in lines)
        if is_narrow and len(lines) * size * LINE <= room:
            return size, lines
    font = _title_font(size)
    kept = lines[: int(room / (size * LINE))]
    if len(kept) < len(lines):
        kept[-1] += "…"
    return size, [_cut(line, font) for line in kept]


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    """A line that has room, if need be without the end of a word that is longer."""
    while font.getlength(line) > MEASURE:
        line = f"{line[:-2]}…"
    return line


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """As many words a line as have room."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= MEASURE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _name_font(name: str) -> ImageFont.FreeTypeFont:
    """As large as others, unless the clinic's name is longer than its line."""
    width = _title_font(NAME_SIZE).getlength(name)
    return _title_font(int(min(1, (MEASURE - 46) / max(1, width)) * NAME_SIZE))


@lru_cache
def _title_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ASSETS / "goudy-bookletter-1911.ttf", size)


@lru_cache
def _voice_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ASSETS / "sorts-mill-goudy-italic.ttf", size)


@lru_cache
def _signs() -> frozenset[str]:
    return frozenset((ASSETS / "signs.txt").read_text())
