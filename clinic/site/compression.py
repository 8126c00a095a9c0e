"""Content codings: the ways to compress a page, and which of them a browser takes."""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli


class Coding(NamedTuple):
    compress: Callable[[bytes], bytes]
    expand: Callable[[bytes], bytes]


# Best first. Brotli's quality 5 is smaller than gzip's 6 and takes no longer.
CODINGS = {
    "br": Coding(lambda body: brotli.compress(body, quality=5), brotli.decompress),
    "gzip": Coding(lambda body: gzip.compress(body, compresslevel=6, mtime=0), gzip.decompress),
    "": Coding(bytes, bytes),
}


@lru_cache(maxsize=200)  # browsers send few, and the same with every request
def best_coding(accept_encoding: str) -> str:
    """The first of CODINGS that the header takes; "" means as it is."""
    taken = {}
    for part in accept_encoding.lower().replace(" ", "").split(","):
        name, _, quality = part.partition(";q=")
        taken[name] = not quality or quality.strip("0.") != ""
    return next((name for name in CODINGS if taken.get(name)), "")
