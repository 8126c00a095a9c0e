"""QR code: an address as a drawing of our own, which a phone's camera reads."""

from itertools import groupby
from typing import NamedTuple

import qrcode

MARGIN = 4  # white dots around it, without which scanners do not find it


class QRCode(NamedTuple):
    """A square of `size` dots with its margin, and the dark ones as the path of an SVG."""

    size: int
    path: str


def qr_code(text: str) -> QRCode:
    """Readable with up to 15 % of it covered or smudged. Not kept: a text may be a secret.

    Neighbors in a row are one rectangle, so that a printer leaves no hairline between them.
    """
    code = qrcode.QRCode(border=MARGIN, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    return QRCode(len(rows), "".join(_rectangles(row, y) for y, row in enumerate(rows)))


def _rectangles(row: list[bool], y: int) -> str:
    path, x = "", 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path
