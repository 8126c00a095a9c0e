"""Wrapped links: addresses that a mail program, a search engine or a messenger has put round the
real one.

Copied from a mail they lead readers through somebody else's server, which learns who reads what,
stop working when that account ends, and carry the mail address of whoever received them. The real
address stands in each of them; nothing is fetched to find it.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

MOST_LAYERS = 5  # a mail from one office that another one forwarded has two
LONGEST = 10_000  # characters; longer ones are left alone
_LEADS = ("http://", "https://")


class Wrapper(NamedTuple):
    """Where wrapped links of one kind lead through: a host, or all below one with a dot in front; a
    path.
    """

    host: str
    path: str
    holds: tuple[str, ...]  # names in the query, one of which has the real address
    read: Callable[[str], str] = str


def _of_proofpoint(held: str) -> str:
    """Its second version writes a hyphen for a percent sign, and an underscore for a slash."""
    return unquote(held.replace("-", "%").replace("_", "/"))


WRAPPERS = [
    Wrapper(".safelinks.protection.outlook.com", "/", ("url",)),
    Wrapper("statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", ("url",)),
    Wrapper("google.com", "/url", ("q", "url")),
    Wrapper("www.google.com", "/url", ("q", "url")),
    Wrapper("l.facebook.com", "/l.php", ("u",)),
    Wrapper("lm.facebook.com", "/l.php", ("u",)),
    Wrapper("l.instagram.com", "/", ("u",)),
    Wrapper("l.messenger.com", "/l.php", ("u",)),
    Wrapper("l.threads.com", "/", ("u",)),
    Wrapper("www.linkedin.com", "/redir/redirect", ("url",)),
    Wrapper("www.linkedin.com", "/safety/go", ("url",)),
    Wrapper("www.youtube.com", "/redirect", ("q",)),
    Wrapper("slack-redir.net", "/link", ("url",)),
    Wrapper("linkprotect.cudasvc.com", "/url", ("a",)),
    Wrapper("urldefense.proofpoint.com", "/v2/url", ("u",), _of_proofpoint),
    Wrapper("urldefense.com", "/v2/url", ("u",), _of_proofpoint),
    Wrapper("protect2.fireeye.com", "/", ("u",)),
    Wrapper("clicktime.symantec.com", "/", ("u",)),
    Wrapper("duckduckgo.com", "/l/", ("uddg",)),
    Wrapper("out.reddit.com", "/", ("url",)),
    Wrapper("www.pinterest.com", "/offsite/", ("url",)),
    Wrapper("t.umblr.com", "/redirect", ("z",)),
    Wrapper("www.yelp.com", "/biz_redir", ("url",)),
]
# These have it in their path: behind what they begin with, up to the next slash.
IN_PATHS = [
    (".awstrack.me", "/L0/", ""),  # mail sent by way of Amazon
    ("click.pstmrk.it", "/3s/", "https://"),  # newsletters by way of Postmark
    ("click.pstmrk.it", "/3/", "http://"),
    ("secure-web.cisco.com", "/", ""),
]
# These hold the real address where only their owner can read it.
_OPAQUE = (
    *(".mimecast.com", ".mimecastprotect.com", "t.co", "lnkd.in", "urldefense.us"),
    *(".list-manage.com", ".ct.sendgrid.net", ".rs6.net", ".hubspotlinks.com", "hubs.ly"),
    *("bit.ly", "tinyurl.com", "shoutout.wix.com"),
)
_PROOFPOINT_3 = ("urldefense.com", "/v3/__", "__;")


def unwrapped(address: str) -> str:
    """The address that readers shall be led to: the real one in a wrapped link, else `address`
    itself.
    """
    for _ in range(MOST_LAYERS if len(address) <= LONGEST else 0):
        held = _held(address)
        if not held:
            break
        address = held
    return address


def is_opaque(address: str) -> bool:
    """Whether it leads through a mail program's check, or a shortener, that shows nothing."""
    split = _split(address)
    return split is not None and any(_is_at(split, host) for host in _OPAQUE)


def _held(address: str) -> str:
    split = _split(address)
    if split is None:
        return ""
    for wrapper in WRAPPERS:
        if _is_at(split, wrapper.host) and split.path.startswith(wrapper.path):
            query = dict(parse_qsl(split.query))
            found = (wrapper.read(query[name]) for name in wrapper.holds if name in query)
            return next((each for each in found if _leads_somewhere(each)), "")
    for host, begins, scheme in IN_PATHS:
        if _is_at(split, host) and split.path.startswith(begins):
            pieces = split.path.removeprefix(begins).split("/")
            found = (f"{scheme}{unquote(piece)}" for piece in pieces)
            return next((each for each in found if _leads_somewhere(each)), "")
    host, begins, ends = _PROOFPOINT_3
    if _is_at(split, host) and split.path.startswith(begins):
        held, is_whole, _ = address.partition(begins)[2].partition(ends)
        # What its own signs replaced, an asterisk each, cannot be told here.
        if is_whole and "*" not in held and _leads_somewhere(held):
            return held
    return ""


def _leads_somewhere(address: str) -> bool:
    split = _split(address) if address.casefold().startswith(_LEADS) else None
    return split is not None and "." in (split.hostname or "")


def _is_at(split: SplitResult, host: str) -> bool:
    found = (split.hostname or "").casefold()
    if host.startswith("."):
        return found.endswith(host)
    return found == host


def _split(address: str) -> SplitResult | None:
    try:
        split = urlsplit(address)
        if split.scheme in ("http", "https") and split.hostname:
            return split
        return None
    except ValueError:
        return None
