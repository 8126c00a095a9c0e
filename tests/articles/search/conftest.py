import re
from html import unescape

import pytest
from django.urls import reverse

from tests.factories import make_office

ADDRESS = re.compile(r'<h3><a href="([^"]+)"')


@pytest.fixture
def find(client, db):
    """A function that asks the search page as a reader, and returns its HTML."""
    make_office()

    def ask(typed, **more):
        response = client.get(reverse("articles:search"), {"q": typed, **more})
        assert response.status_code == 200
        return response.text

    return ask


@pytest.fixture
def found(find):
    """The same, and returns where each answer leads, without the sentence to be marked there."""

    def ask(typed, **more):
        html = find(typed, **more).partition("We may still be able")[0]
        if "We found nothing for" in html:
            return []
        return [unescape(each).partition(":~:")[0].rstrip("#") for each in ADDRESS.findall(html)]

    return ask
