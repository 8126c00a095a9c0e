"""Files as somebody might upload them."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS, XMP = (
    0x0112,
    0x8825,
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">34.0195,-118.4912</x:xmpmeta>',
)


def encoded(
    size: tuple[int, int] = (40, 20),
    kind: str = "JPEG",
    mode: str = "RGB",
    color: Any = "red",
    **options: Any,
) -> bytes:
    data = BytesIO()
    Image.new(mode, size, color).save(data, kind, **options)
    return data.getvalue()


def upload(content: bytes, name: str = "IMG_4711.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def phone_photo(size: tuple[int, int] = (2400, 1200)) -> SimpleUploadedFile:
    """Held sideways, in Santa Monica, with all that a phone writes down beside the picture."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Phone of Maya"
    exif.get_ifd(GPS).update({1: "N", 2: (34.0, 1.0, 10.2), 3: "W", 4: (118.0, 29.0, 28.3)})
    return upload(
        encoded(size, exif=exif, xmp=XMP, comment=b"Maya at home"), "Maya Ortiz before.jpg"
    )
