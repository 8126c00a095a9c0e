"""Files of pictures: judged by content, made in our own sizes, and silent about where they were
taken.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, features

from articles.images import MOST_BYTES, make, readable_picture
from tests.articles.pictures import ORIENTATION, encoded, phone_photo, upload


def opened(data):
    return Image.open(BytesIO(data))


def color(data, at=(0, 0)):
    return opened(data).convert("RGB").getpixel(at)


def is_near(color, wanted):
    return all(abs(one - other) < 12 for one, other in zip(color, wanted, strict=True))


def test_a_phone_photo_is_upright_small_and_silent_about_where_it_was_taken():
    made = make(phone_photo())

    assert [opened(data).size for data in made.files.values()] == [
        (400, 800),
        (800, 1600),
        (1200, 2400),
    ]
    assert (made.width, made.height) == (1200, 2400)
    for data in made.files.values():
        picture = opened(data)
        assert picture.format == "WEBP"
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
        assert b"EXIF" not in data
        assert b"Maya" not in data
        assert b"118.49" not in data


def test_there_are_four_widths_and_none_is_enlarged():
    def widths(size):
        made = make(upload(encoded(size)))
        assert {width: opened(data).width for width, data in made.files.items()} == {
            width: width for width in made.files
        }
        return list(made.files)

    assert widths((2000, 1000)) == [400, 800, 1200, 1600]
    assert widths((900, 600)) == [400, 800, 900]
    assert widths((800, 600)) == [400, 800]
    assert widths((20, 10)) == [20]
    assert widths((12_000, 1)) == [400, 800, 1200, 1600]
    assert widths((1, 12_000)) == [1]


@pytest.mark.parametrize("way", range(1, 9))
def test_however_the_camera_was_held_the_picture_is_upright(way):
    """What every viewer shows at the top left is red, whichever corner of the file that is."""
    file = Image.new("RGB", (60, 40), "blue")
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(way)
    file.paste("red", (0, 0, 30, 20))
    file = file.transpose(turn) if turn is not None else file
    exif = Image.Exif()
    exif[ORIENTATION] = way
    data = BytesIO()
    file.save(data, "PNG", exif=exif)

    made = make(upload(data.getvalue()))

    assert (made.width, made.height) == (60, 40)
    assert is_near(color(made.files[60], (5, 5)), (254, 0, 0))
    assert is_near(color(made.files[60], (55, 35)), (0, 0, 254))


@pytest.mark.parametrize(
    ("kind", "mode", "drawn", "seen"),
    [
        ("JPEG", "RGB", "red", (254, 0, 0)),
        ("JPEG", "L", 128, (128, 128, 128)),
        ("JPEG", "CMYK", (0, 255, 255, 0), (254, 0, 0)),
        ("PNG", "RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "P", 0, (0, 0, 0)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("PNG", "I;16", 32768, (128, 128, 128)),
        ("WEBP", "RGBA", (255, 0, 0, 128), (255, 127, 127)),
    ],
)
def test_the_three_formats_are_read_in_all_their_kinds(kind, mode, drawn, seen):
    made = make(upload(encoded((2000, 900), kind, mode, drawn)))

    assert made.width == 1600
    assert is_near(color(made.files[1600], (800, 719)), seen)


@pytest.mark.skipif(
    not features.check("littlecms2"), reason="Pillow was built without color management"
)
def test_colors_are_those_that_the_profile_says_and_the_profile_is_not_kept():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"xxxx").replace(b"bXYZ", b"rXYZ").replace(b"xxxx", b"bXYZ")
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    seen = {profile: (254, 0, 0), swapped: (0, 0, 254)}
    seen |= {
        b"no profile": (254, 0, 0),
        other: (254, 0, 0),
    }  # which do not fit, and are passed over

    for said, wanted in seen.items():
        data = make(upload(encoded(icc_profile=said))).files[40]
        assert is_near(color(data), wanted)
        assert "icc_profile" not in opened(data).info


def test_a_second_picture_that_a_phone_put_behind_the_first_is_left_out():
    data = BytesIO()
    first, second = Image.new("RGB", (40, 20), "red"), Image.new("RGB", (30, 30), "blue")
    first.save(data, "MPO", save_all=True, append_images=[second])

    made = make(upload(data.getvalue()))

    assert (made.width, made.height) == (40, 20)


def test_what_is_too_large_is_refused_by_its_head_alone():
    for size in [(5001, 5000), (12_001, 1), (1, 12_001)]:
        with pytest.raises(ValidationError, match="25 megapixels"):
            readable_picture(upload(encoded(size, "PNG", "1", 0)))
    with pytest.raises(ValidationError, match="13 megapixels"):
        readable_picture(upload(encoded((4000, 3251), "WEBP", "RGB", "white", lossless=True)))
    readable_picture(upload(encoded((5000, 5000), "PNG", "1", 0)))


PEAK = """
import sys
from django.core.files import File
from articles.images import make

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = peak()
with open(sys.argv[1], "rb") as opened:
    made = make(File(opened))
print(made.width, made.height, (peak() - before) // 1000)
"""


@pytest.mark.parametrize(
    ("size", "kind", "most_megabytes"),
    [((5712, 4284), "JPEG", 150), ((4032, 3024), "WEBP", 300)],
    ids=["what phones sell as 24 megapixels", "what phones sell as 12 megapixels, as a WebP"],
)
def test_the_largest_photos_of_phones_are_taken_within_bounds_of_memory(
    tmp_path, size, kind, most_megabytes
):
    photo = tmp_path / "photo"
    photo.write_bytes(encoded(size, kind))

    told = subprocess.run(
        [sys.executable, "-c", PEAK, photo], capture_output=True, text=True, check=True
    )

    width, height, megabytes = map(int, told.stdout.split())
    assert (width, height) == (1600, 1200)
    assert megabytes <= most_megabytes


def test_nginx_lets_through_what_a_picture_may_weigh():
    with_fields = MOST_BYTES // 2**20 + 2

    assert f"client_max_body_size {with_fields}m;" in Path("deploy/nginx/site.conf").read_text()


def test_looking_at_a_picture_leaves_it_readable():
    photo = upload(encoded())

    readable_picture(photo)
    assert photo.read(3) == b"\xff\xd8\xff"
    make(photo)
    assert photo.read(3) == b"\xff\xd8\xff"
