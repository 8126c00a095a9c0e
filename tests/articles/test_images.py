"""Pictures that staff upload: looked at by content, made small, and silent about where they were taken."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.images import readable_picture
from articles.models import Article
from tests.articles.factories import make_article

ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(size=(40, 20), kind="JPEG", mode="RGB", exif=None, name="IMG_4711.jpg"):
    data = BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new(mode, size, "red").save(data, kind, **options)
    return SimpleUploadedFile(name, data.getvalue())


def stored(upload):
    article = make_article(image=upload, image_alt="Red", depicts="nobody")
    article.refresh_from_db()
    return article


@pytest.mark.django_db
def test_a_picture_is_stored_upright_small_and_without_where_it_was_taken():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # held sideways
    exif.get_ifd(GPS)[1] = "N"

    article = stored(picture((2400, 1200), exif=exif))

    with Image.open(article.image.path) as opened:
        assert opened.format == "WEBP"
        assert opened.size == (800, 1600)
        assert not opened.getexif()


@pytest.mark.django_db
def test_a_picture_gets_a_name_of_our_own():
    article = stored(picture(name="Maya Ortiz before.jpg"))

    assert "Maya" not in article.image.name
    assert article.image.name.startswith("articles/")
    assert article.image.name.endswith(".webp")


@pytest.mark.django_db
def test_saving_again_does_not_touch_the_picture():
    article = stored(picture())
    before = article.image.name

    article.save()

    assert Article.objects.get().image.name == before


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "P")])
@pytest.mark.django_db
def test_the_three_formats_are_read(kind, mode):
    upload = picture(kind=kind, mode=mode)
    readable_picture(upload)

    assert stored(upload).image.width == 40


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xff\xd8\xff\xe0cut off",
    ],
)
def test_what_is_no_picture_is_refused_in_words(content):
    with pytest.raises(ValidationError, match="not a picture we can read"):
        readable_picture(SimpleUploadedFile("x.jpg", content))


def test_a_gif_is_refused():
    with pytest.raises(ValidationError, match="Upload a JPEG, PNG or WebP"):
        readable_picture(picture(kind="GIF", mode="P"))


def test_a_picture_too_large_to_open_is_refused_before_it_is_opened():
    with pytest.raises(ValidationError, match="24 megapixels"):
        readable_picture(picture((5000, 5000), kind="PNG", mode="1"))


def test_looking_at_a_picture_leaves_it_readable():
    upload = picture()

    readable_picture(upload)

    assert upload.read(3) == b"\xff\xd8\xff"
