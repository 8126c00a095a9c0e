"""Files that mean harm: each is refused with a sentence, or nothing of it but its pixels is
kept.
"""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from articles.images import ANIMATED, FORMATS, TOO_LARGE, TOO_LARGE_FOR_WEBP, UNREADABLE, make
from tests.articles.pictures import encoded, upload

SCRIPT = b"<script>alert(document.cookie)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *chunks, bits=8, kind=2):
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return PNG_HEAD + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def several(kind):
    data = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    frames[0].save(data, kind, save_all=True, append_images=frames[1:])
    return data.getvalue()


def archive():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as opened:
        opened.writestr("index.html", HTML)
    return data.getvalue()


def with_text():
    notes = PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    notes.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    return encoded(kind="PNG", pnginfo=notes)


def with_text_that_swells():
    """A note of a hundred megabytes, packed."""
    packed = zlib.compress(bytes(100_000_000), 9)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + bytes(3)))
    return png(1, 1, chunk(b"zTXt", b"Comment\0\0" + packed), pixels)


def with_notes(kind):
    exif = Image.Exif()
    exif[0x010E], exif[0x9286] = SCRIPT.decode(), SCRIPT
    return encoded(kind=kind, exif=exif, xmp=SCRIPT, icc_profile=SCRIPT)


def with_many_scans():
    photo = encoded((64, 64), progressive=True)
    last = photo.rindex(b"\xff\xda")
    return photo[:-2] + photo[last:-2] * 400 + b"\xff\xd9"


def claiming(photo, width, height):
    """A JPEG whose head says another size than it has."""
    at = photo.index(b"\xff\xc0") + 5
    return photo[:at] + struct.pack(">HH", height, width) + photo[at + 4 :]


# A sentence: refused with it. None: its pixels are kept.
HOSTILE = {
    "nothing": (b"", UNREADABLE),
    "a drawing with a script": (SVG, UNREADABLE),
    "a page": (HTML, UNREADABLE),
    "a page that begins like a JPEG": (b"\xff\xd8\xff\xe0" + HTML, UNREADABLE),
    "a page that begins like a PNG": (PNG_HEAD + HTML, UNREADABLE),
    "a page that begins like a WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 " + HTML, UNREADABLE),
    "a GIF": (encoded(kind="GIF", mode="P", color=1), UNREADABLE),
    "a script that is a GIF": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", UNREADABLE),
    "a GIF that moves": (several("GIF"), UNREADABLE),
    "a PNG that moves": (several("PNG"), ANIMATED),
    "a WebP that moves": (several("WEBP"), ANIMATED),
    "a TIFF": (encoded(kind="TIFF"), UNREADABLE),
    "a BMP": (encoded(kind="BMP"), UNREADABLE),
    "a PDF with a picture": (encoded(kind="PDF"), UNREADABLE),
    "a PostScript program": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run",
        UNREADABLE,
    ),
    "half a JPEG": (encoded((400, 400), quality=100)[:1500], UNREADABLE),
    "half a PNG": (png(400, 400, chunk(b"IDAT", zlib.compress(bytes(9999)))), UNREADABLE),
    "a PNG of 30,000 × 30,000": (
        png(30_000, 30_000, chunk(b"IDAT", b"not even packed")),
        TOO_LARGE,
    ),
    "a PNG of 4 billion × 1": (png(2**31 - 1, 1), TOO_LARGE),
    "a JPEG that says it has 65,000 × 65,000": (claiming(encoded(), 65_000, 65_000), TOO_LARGE),
    "a WebP of 16,383 × 16,383 in 36 bytes": (
        bytes.fromhex("524946461c000000574542505650384c0f0000002ffebfff0f0710fd8ffe0722a2ff0100"),
        TOO_LARGE,
    ),
    "a WebP of 24 megapixels in a few bytes": (
        encoded((6000, 4000), "WEBP", "RGB", "white", lossless=True),
        TOO_LARGE_FOR_WEBP,
    ),
    "a JPEG of four hundred scans": (with_many_scans(), UNREADABLE),
    "a note that swells": (with_text_that_swells(), UNREADABLE),
    "a JPEG and a page": (encoded() + HTML, None),
    "a JPEG and an archive": (encoded() + archive(), None),
    "a PNG and an archive": (encoded(kind="PNG") + archive(), None),
    "a JPEG with a page for a comment": (encoded(comment=HTML), None),
    "a PNG with scripts for notes": (with_text(), None),
    "a JPEG with scripts for notes": (with_notes("JPEG"), None),
    "a WebP with scripts for notes": (with_notes("WEBP"), None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_or_only_its_pixels_are_kept(name):
    content, refused = HOSTILE[name]

    if refused:
        with pytest.raises(ValidationError) as error:
            make(upload(content, "holiday.jpg"))
        assert error.value.messages == [refused]
        return
    made = make(upload(content, "holiday.jpg"))

    for data in made.files.values():
        assert data.startswith(b"RIFF")
        assert data[8:12] == b"WEBP"
        assert len(data) == 8 + int.from_bytes(data[4:8], "little"), (
            "something stands behind the picture"
        )
        assert not [
            word for word in (b"<script", b"<html", b"PK\x03\x04", b"EXIF", b"XMP ") if word in data
        ]
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            opened.load()
            assert set(opened.info) <= {"loop", "background", "timestamp", "duration"}
