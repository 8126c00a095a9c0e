"""Pictures that staff upload: looked at by content, made small, stripped of where they were taken."""

from io import BytesIO
from typing import IO, cast
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models.fields.files import ImageFieldFile
from PIL import Image, ImageOps

MOST_PIXELS = 24_000_000
WIDEST = 1600  # pixels, twice the widest place a plate stands in
FORMATS = ("JPEG", "PNG", "WEBP")


def picture_path(_instance: object, _filename: str) -> str:
    """A name of our own: what a camera or a person called the file is nobody's business."""
    return f"articles/{uuid4().hex}.webp"


def readable_picture(picture: "File[bytes]") -> None:
    """Raise ValidationError unless `picture` is a JPEG, PNG or WebP of at most 24 megapixels."""
    if getattr(picture, "_committed", False):
        return
    raw = cast(IO[bytes], picture.file)
    try:
        with Image.open(raw, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(
                    "This picture is larger than 24 megapixels. Make it smaller and upload it again."
                )
            opened.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unreadable:
        raise ValidationError(
            "This is not a picture we can read. Upload a JPEG, PNG or WebP."
        ) from unreadable
    finally:
        raw.seek(0)


def shrink(picture: ImageFieldFile) -> None:
    """Replace an upload by an upright WebP of at most 1600 pixels a side, without EXIF or GPS."""
    with Image.open(picture.file, formats=FORMATS) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((WIDEST, WIDEST))
    small = BytesIO()
    upright.save(small, "WEBP", quality=82)
    picture.save("picture.webp", ContentFile(small.getvalue()), save=False)
