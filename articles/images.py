"""Image processing: uploads are validated, resized and stripped of their metadata.

Nothing of an upload is kept but its pixels: every file is WebP of our own making, so a page of
HTML, an archive or a place that travelled with a photo does not come along.

Memory that `make` took on top of its process, with Pillow 13.0.0 on Linux: 73 MB for a JPEG of
5,712 × 4,284, 224 to 253 MB for a WebP of 4,032 × 3,024; at the limits below at most 215 MB for a
JPEG (of four colors, in several scans), 149 MB for a PNG and 268 MB for a WebP.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import IO, NamedTuple, cast
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

WIDTHS = (
    400,
    800,
    1200,
    1600,
)  # of the files of one picture; 1600 is twice the widest place it stands in
TALLEST = 2400  # however narrow it is
# Phones sell 5,712 × 4,284 as 24 megapixels, and 4,096 × 3,072 as 12.
MOST_PIXELS = 25_000_000
# it is unpacked whole, and more than once, where a JPEG is made small first
MOST_PIXELS_OF_WEBP = 13_000_000
LONGEST_SIDE = 12_000
MOST_BYTES = 40 * 1024 * 1024
MOST_SCANS = 20  # a progressive JPEG has about ten; each one costs a walk through all pixels
FORMATS = ("JPEG", "PNG", "WEBP")
STRIP = 240  # rows
ORIENTATION = 0x0112
# By EXIF's number for the way a camera was held; 1 is upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)
_HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cxms]|heif|mif1|msf1)", re.DOTALL)
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)

UNREADABLE = "This is not a picture we can read. Upload a JPEG, PNG or WebP."
HEIC = (
    "This is a HEIC photo, as iPhones take them, and most browsers do not show it. Save it as a"
    " JPEG and upload that. On the iPhone, Settings, Camera, Formats, Most Compatible makes new"
    " photos JPEGs."
)
TOO_LARGE = (
    "This picture is larger than 25 megapixels, or longer than 12,000 pixels. "
    "Make it smaller and upload it again."
)
TOO_LARGE_FOR_WEBP = (
    "This WebP is larger than 13 megapixels. Make it smaller, or save it as a JPEG, and upload it"
    " again."
)
TOO_HEAVY = "This file is larger than 40 MB. Make it smaller and upload it again."
ANIMATED = "This picture moves. Upload one that stands still."


class NotStored(Exception):
    """The files of a picture could not be written."""


class Made(NamedTuple):
    """A picture in our sizes: the largest one's, and the bytes of each file by its width."""

    width: int
    height: int
    files: dict[int, bytes]


def make(upload: "File[bytes]") -> Made:
    """The files of an upload. Raises ValidationError for what is no picture or too large."""
    readable_picture(upload)
    raw = cast(IO[bytes], upload.file)
    try:
        with Image.open(raw, formats=FORMATS) as opened:
            largest = _reduced(opened)
        files = {width: _webp(_of_width(largest, width)) for width in widths(largest.width)}
    except Exception as unreadable:
        # a file that was made to break readers breaks them in many ways
        raise ValidationError(UNREADABLE) from unreadable
    finally:
        raw.seek(0)
    return Made(largest.width, largest.height, files)


def readable_picture(picture: "File[bytes]") -> None:
    """Raise ValidationError unless the head of the file is that of a JPEG, PNG or WebP of a
    bearable size.

    Not a pixel is unpacked: a small file can claim to be as large as a city.
    """
    if getattr(picture, "_committed", False):
        return
    if picture.size > MOST_BYTES:
        raise ValidationError(TOO_HEAVY)
    raw = cast(IO[bytes], picture.file)
    raw.seek(0)
    try:
        if _HEIC.match(raw.read(12)):
            raise ValidationError(HEIC)
        raw.seek(0)
        if _scans(raw) > MOST_SCANS:
            raise ValidationError(UNREADABLE)
        raw.seek(0)
        with Image.open(raw, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                raise ValidationError(TOO_LARGE)
            if opened.format == "WEBP" and opened.width * opened.height > MOST_PIXELS_OF_WEBP:
                raise ValidationError(TOO_LARGE_FOR_WEBP)
            # Phones put a second picture behind the first into a JPEG: that one does not move.
            if opened.format in ("PNG", "WEBP") and getattr(opened, "is_animated", False):
                raise ValidationError(ANIMATED)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(TOO_LARGE) from bomb
    except Exception as unreadable:
        raise ValidationError(UNREADABLE) from unreadable
    finally:
        raw.seek(0)


def widths(largest: int) -> list[int]:
    """Which files a picture has, the smallest first: it is never enlarged."""
    return [width for width in WIDTHS if width < largest] + [largest]


def file_name(key: str, width: int) -> str:
    """Where a file lies, in MEDIA_ROOT: what a camera or a person called it is nobody's
    business.
    """
    return f"pictures/{key}/{width}.webp"


def store(key: str, files: dict[int, bytes]) -> None:
    """Write the files of a picture: all of them, or none. Raises NotStored."""
    try:
        for width, data in files.items():
            default_storage.save(file_name(key, width), ContentFile(data))
    except OSError as error:
        with suppress(OSError):
            remove(key, files)
        raise NotStored from error


def remove(key: str, of: Iterable[int]) -> None:
    """Remove the files of a picture and their folder; what is gone already is no trouble."""
    for width in of:
        default_storage.delete(file_name(key, width))
    if default_storage.exists(f"pictures/{key}"):
        default_storage.delete(f"pictures/{key}")


def picture_path(_instance: object, _filename: str) -> str:
    """Where pictures lay before they had rows of their own; the first migration names it."""
    return f"articles/{uuid4().hex}.webp"


def _scans(raw: IO[bytes]) -> int:
    """How often a JPEG walks through its pixels, as far as its end; 0 for anything else."""
    if raw.read(2) != b"\xff\xd8":
        return 0
    data = raw.read()
    position = scans = 0
    while marker := _MARKER.search(data, position):
        kind = data[marker.end() - 1]
        if kind == 0xD9:  # the end
            break
        scans += kind == 0xDA
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return scans


def _reduced(opened: Image.Image) -> Image.Image:
    """Upright, on white, in sRGB, and no larger than our largest. Made small first: memory is
    dear.
    """
    way_held = _way_held(opened)
    width, height = opened.size[::-1] if way_held in LYING else opened.size
    scale = min(1, WIDTHS[-1] / width, TALLEST / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    size = size[::-1] if way_held in LYING else size
    profile = opened.info.get("icc_profile")
    opened.draft(
        "RGB", size
    )  # a JPEG is unpacked at a half or a quarter of its size, if that is enough
    opened.load()
    small = _in_srgb(_nearer(opened, size).resize(size, Image.Resampling.LANCZOS), profile)
    if way_held in TURNS:
        return small.transpose(TURNS[way_held])
    return small


def _nearer(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Flat, and not much larger than `size`; in strips, so that there is no second copy of all
    pixels.
    """
    factor = max(1, int(min(image.width / size[0], image.height / size[1]) / 1.5))
    near: Image.Image | None = None
    for top in range(0, image.height, STRIP * factor):
        bottom = min(top + STRIP * factor, image.height)
        strip = _flat(image.crop((0, top, image.width, bottom))).reduce(factor)
        if near is None:
            near = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        near.paste(strip, (0, top // factor))
    assert near is not None  # a picture has at least one row
    return near


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency, which is laid on white, and with eight bits a color."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _way_held(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(ORIENTATION, 1))
    except Exception:  # a broken note in a good picture
        return 1


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take pictures in wider colors than WebP without a profile shows: they would come out
    pale.
    """
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            wide, narrow = (
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
            )
            image = ImageCms.profileToProfile(image, wide, narrow, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile: the pixels are shown as they are
    return image.convert("RGB")


def _of_width(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _webp(image: Image.Image) -> bytes:
    data = BytesIO()
    image.save(data, "WEBP", quality=80, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return data.getvalue()
