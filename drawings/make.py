"""Rasterizer: makes from our SVG drawings the PNG and ICO files that the site ships.

    .venv/bin/python -m drawings.make

The plants for pictures of shared pages go to `clinic/sharing/assets/`, icons for phones and
browsers to `static/`. Chromium draws them, so they look as on the pages; what draws a title beside
a plant when an article is published needs no browser. After a change of a drawing run it again, and
raise `LOOKS` in `clinic/sharing/pictures.py` if plants or mark look otherwise.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from clinic import bootstrap
from clinic.sharing import drawing

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"
SHARING = HERE.parent / "clinic" / "sharing"
FOG, DEEP = "#F1F3EC", "#14302A"
PANEL = (540, 630)  # of a picture of a shared page: right of its words
MARK = (75, 90)
# The mark's part of a square icon. A phone may cut a maskable one to a circle of four fifths.
USUAL, MASKABLE = 0.74, 0.52
ICONS = {
    "root/apple-touch-icon.png": (180, USUAL),
    "img/icon-192.png": (192, USUAL),
    "img/icon-512.png": (512, USUAL),
    "img/icon-maskable-512.png": (512, MASKABLE),
}
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]


def main() -> None:
    with browser() as page:
        for plate in sorted((STATIC / "img").glob("plate-*.svg")):
            save(draw(page, plate, PANEL, fit="cover"), SHARING / "assets" / f"{plate.stem}.png")
        mark = STATIC / "img" / "mark.svg"
        save(draw(page, mark, MARK), SHARING / "assets" / "mark.png")
        for file, (side, part) in ICONS.items():
            save(draw(page, mark, (side, side), part=part), STATIC / file)
        icon = draw(page, mark, (48, 48), ground="transparent")
        icon.save(STATIC / "root" / "favicon.ico", sizes=ICO_SIZES)
    save_general_picture()


@contextmanager
def browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=bootstrap.chromium(), args=["--no-sandbox"]
        )
        yield running.new_page(color_scheme="light")
        running.close()


def draw(
    page: Page,
    svg: Path,
    size: tuple[int, int],
    *,
    fit: str = "contain",
    part: float = 1,
    ground: str = FOG,
) -> Image.Image:
    """A drawing in the middle of a picture, by day; `part` of its height is the drawing's."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(
        f"<!doctype html><body style='margin:0;background:{ground}'>"
        f"<img src='data:image/svg+xml;base64,{b64encode(svg.read_bytes()).decode()}'"
        " style='position:absolute;inset:0;margin:auto;width:100%;"
        f"height:{part:.0%};object-fit:{fit}'>"
    )
    page.locator("img").evaluate("image => image.decode()")
    shot = page.screenshot(omit_background=ground == "transparent")
    return Image.open(BytesIO(shot))


def save(image: Image.Image, file: Path) -> None:
    """Write a picture of few colors as small as it gets."""
    few = image.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(f"{file.relative_to(HERE.parent)}, {file.stat().st_size:,} bytes")


def save_general_picture() -> None:
    """What a page is shared with that has no picture of its own yet, or whose title our fonts
    cannot write.
    """
    words = drawing.Words(title="Patient work for living skin", name="Acupunctury")
    file = STATIC / "img" / "share.png"
    file.write_bytes(drawing.png(words, plate="eucalyptus"))
    print(f"{file.relative_to(HERE.parent)}, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
