"""A walk over the public pages, by their links."""

import re
from urllib.parse import urljoin


def drawn(html):
    """Every drawing that a page shows, whether as a file or in its own markup."""
    files = re.findall(r'<img[^>]* src="/static/img/([^"]+)\.svg"', html)
    return files + re.findall(r'aria-labelledby="(\w+)-t \w+-d"', html)


def walk(client):
    """Each public page that is reached from the home page, with the drawings that it shows."""
    found, waiting = {}, ["/"]
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(("/static/", "/media/", "/book/?")):
            continue
        response = client.get(address)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        found[address] = drawn(response.text)
        links = re.findall(r'<a [^>]*href="([/?][^"#]*)', response.text)
        waiting += [urljoin(address, link.replace("&amp;", "&")) for link in links]
    return found
