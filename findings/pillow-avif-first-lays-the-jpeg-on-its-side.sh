#!/bin/bash
# Pillow 13.0.0: saving a photo as AVIF takes the orientation out of the Exif object that was handed over.
#
# Guess: save(..., exif=exif) reads `exif`; the same object serves every format that is written.
# Seen: the AVIF writer moves the orientation into the file's own rotation and removes it from the caller's
#   object. A JPEG, WebP or PNG saved before the AVIF stands upright, one saved after it lies on its side.
#   photo.getexif() is the same object each time, so asking for it again does not help; exif.tobytes() does.
# Why it matters: AVIF first and JPEG as the fallback is the natural order. A phone's portrait is then upright
#   in new browsers and on its side in old ones and in link previews.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq pillow==13.0.0
"$dir/venv/bin/python" - <<'END'
from io import BytesIO

from PIL import Image, ImageOps

ORIENTATION = 0x0112
exif = Image.Exif()
exif[ORIENTATION] = 6  # held upright: turn by a quarter to show it
phone = BytesIO()
Image.new("RGB", (400, 300), "teal").save(phone, "JPEG", exif=exif)


def saved(order, handed=lambda photo: photo.getexif()):
    photo = Image.open(BytesIO(phone.getvalue()))
    upright = {}
    for name in order:
        data = BytesIO()
        photo.save(data, name, exif=handed(photo))
        upright[name] = ImageOps.exif_transpose(Image.open(data)).size == (300, 400)
    return upright


first, last = saved(["AVIF", "WEBP", "JPEG", "PNG"]), saved(["PNG", "JPEG", "WEBP", "AVIF"])
as_bytes = saved(["AVIF", "JPEG"], lambda photo: Image.open(BytesIO(phone.getvalue())).getexif().tobytes())
print("upright, AVIF first:", first)
print("upright, AVIF last: ", last)
print("upright, AVIF first, handed over as bytes:", as_bytes)

assert first == {"AVIF": True, "WEBP": False, "JPEG": False, "PNG": False}
assert all(last.values()) and all(as_bytes.values())
END
