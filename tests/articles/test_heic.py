"""Photos as iPhones keep them."""

import pytest
from django.core.exceptions import ValidationError

from articles.images import HEIC, make
from tests.articles.pictures import upload


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"heif"])
def test_a_photo_as_iphones_keep_it_is_refused_with_how_to_mend_it(brand):
    head = b"\0\0\0\x24ftyp" + brand + b"\0\0\0\0mif1heic"

    with pytest.raises(ValidationError) as refused:
        make(upload(head + bytes(400), "IMG_4711.jpg"))

    assert refused.value.messages == [HEIC]
