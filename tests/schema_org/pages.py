"""What a page says of itself to machines."""

import json
import re
from typing import Any

from django.http import HttpResponse


def graph_of(response: HttpResponse) -> dict[str, Any]:
    """The one graph of a page."""
    html = response.content.decode()
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    found: dict[str, Any] = json.loads(said)
    return found


def thing(response: HttpResponse, kind: str) -> dict[str, Any]:
    """The one thing of that type at the top of the graph."""
    (found,) = [each for each in graph_of(response)["@graph"] if each["@type"] == kind]
    return found
