"""Rate limits, counted in the database and shared by all workers.

What was sent is counted under keyed hashes of address and contact. It drops nobody: beyond a burst,
requests are held back as suspected spam for staff to look at.
"""

import ipaddress
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest

from clinic.protection.encryption import blind_index

KEPT = timedelta(days=2)  # longer than the longest window below


class Limit(NamedTuple):
    """How many in how long, and whether more are refused."""

    most: int
    window: timedelta
    refuses: bool = True


# What one network address may try, and what it may have stored; what one phone or mailbox may be
# named in.
TRIES = Limit(120, timedelta(minutes=10))
ADDRESS = Limit(10, timedelta(hours=1))
CONTACT = Limit(3, timedelta(hours=1))
CONTACT_A_DAY = Limit(6, timedelta(days=1))
# All of the site's requests together. Beyond it nobody is refused: many addresses can be one
# machine, so what comes on top is set aside.
BURST = Limit(30, timedelta(minutes=10), refuses=False)


class TooMany(Exception):
    """A limit is used up; there is room again at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        self.again_at = again_at


class Tally(models.Model):
    """How often something was done in one window of time. It says of nobody who they are."""

    mark = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "clinic"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["mark", "window_at"], name="tally_one_row_a_window")
        ]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_at:%Y-%m-%d %H:%M} UTC"


# In one step, so that nobody is counted between a look and a write. Both databases know this form.
_ONE_MORE = """
INSERT INTO clinic_tally (mark, window_at, count) VALUES {rows}
ON CONFLICT (mark, window_at) DO UPDATE SET count = clinic_tally.count + 1
RETURNING mark, count
"""


def count(*counted: tuple[str, Limit], now: datetime) -> list[bool]:
    """Count one more of each. False for what is more than its limit allows; it is counted all the
    same.
    """
    marks = [blind_index(counted_as(what, limit)) for what, limit in counted]
    rows = {
        mark: connection.ops.adapt_datetimefield_value(_window(limit, now))
        for mark, (_, limit) in sorted(
            zip(marks, counted, strict=True)
        )  # or two could wait for each other
    }
    with connection.cursor() as cursor:
        statement = _ONE_MORE.format(rows=", ".join(["(%s, %s, 1)"] * len(rows)))
        cursor.execute(statement, [value for row in rows.items() for value in row])
        found = dict(cursor.fetchall())
    return [found[mark] <= limit.most for mark, (_, limit) in zip(marks, counted, strict=True)]


def counted_as(what: str, limit: Limit) -> str:
    """What a tally's mark is the blind index of."""
    return f"{limit.window.total_seconds():.0f} {what}"


def spend(*counted: tuple[str, Limit], now: datetime) -> bool:
    """Count one more of each. Whether none is used up.

    Raises TooMany where one is used up that refuses; a transaction that it ends takes the counts
    back.
    """
    if not counted:
        return True
    within = count(*counted, now=now)
    used_up = [
        limit for (_, limit), is_within in zip(counted, within, strict=True) if not is_within
    ]
    refusing = [limit for limit in used_up if limit.refuses]
    if refusing:
        raise TooMany(max(_window(limit, now) + limit.window for limit in refusing))
    return not used_up


def contacts(named: Iterable[str]) -> list[tuple[str, Limit]]:
    """What to spend for a request that names these phones and mailboxes; empty ones cost
    nothing.
    """
    limits = (CONTACT, CONTACT_A_DAY)
    return [(f"contact {contact}", limit) for contact in filter(None, named) for limit in limits]


def of_a_form(what: str, *, network: str, named: Iterable[str]) -> list[tuple[str, Limit]]:
    """What to spend for a form that is stored as `what`: where it came from, whom it names, and the
    burst of all of its kind.
    """
    where = [(f"address {network}", ADDRESS)] if network else []
    return [*where, *contacts(named), (what, BURST)]


def forget(*, now: datetime) -> int:
    """Throw away counts that no window needs any more. Returns how many."""
    return Tally.objects.filter(window_at__lt=now - KEPT).delete()[0]


def _window(limit: Limit, now: datetime) -> datetime:
    """The beginning of the window that `now` falls into."""
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def network(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 that one IPv6 customer has.

    Of X-Forwarded-For only what our own proxies wrote counts: the last PROXY_HOPS entries. With
    none, the header is not read at all, so nobody moves a limit by sending one.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_HOPS:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = told[-min(settings.PROXY_HOPS, len(told))].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:  # a socket for both kinds writes ::ffff:203.0.113.7
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
