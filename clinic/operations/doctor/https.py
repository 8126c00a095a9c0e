"""Checks of what stands in front: the certificate, the way to HTTPS, and what the proxy tells the
site.
"""

import http.client
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from clinic.operations.doctor.report import Finding, Look, note, plural, red, warning
from clinic.site.health import SEEN_AS, how_am_i_seen

SECONDS = 5  # a step
PLAIN_PORT = 80
RUNS_OUT, RUNS_OUT_NOW = timedelta(days=21), timedelta(days=7)
SOMEBODY = "192.0.2.77"  # TEST-NET-1, in which nobody lives
PROBE = "/health/live"
PROXY = "deploy/nginx/ is how it is meant: compare, then `nginx -t` and `systemctl reload nginx`."


@dataclass(frozen=True)
class Answer:
    """What came back, and until when the certificate lasts over which it came."""

    status: int
    headers: http.client.HTTPMessage
    certificate_until: datetime | None = None

    @property
    def seen_as(self) -> tuple[str, str]:
        """The address and the scheme that the site takes us for; empty where it does not say."""
        address, _, scheme = self.headers.get(SEEN_AS, "").partition(" ")
        return address, scheme


def front(look: Look) -> Iterator[Finding]:
    """Asks SITE_URL as a stranger would, also one who makes headers up."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        return
    try:
        secure = ask(address.hostname, address.port or 443, is_secure=True)
    except ssl.SSLCertVerificationError as refused:
        yield red(
            "https.certificate",
            f"Browsers refuse the certificate of SITE_URL: {refused.verify_message}.",
            "`certbot renew`, or put the right certificate into the proxy's configuration.",
        )
        return
    except (OSError, http.client.HTTPException) as problem:
        yield warning(
            "https.unreachable",
            f"SITE_URL does not answer to this machine ({type(problem).__name__}).",
            "Open it on a phone. If it opens there, this machine cannot reach its own public"
            " address: add it to /etc/hosts as 127.0.0.1.",
        )
        return
    yield from _certificate(secure, look.now)
    yield from _headers(secure)
    yield from _plain(address.hostname)


def ask(host: str, port: int, *, is_secure: bool, path: str = PROBE, **headers: str) -> Answer:
    """The answer to a GET, with an address of a forwarder made up."""
    sent = how_am_i_seen() | {"X-Forwarded-For": SOMEBODY, "User-Agent": "doctor"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection: http.client.HTTPConnection
    if is_secure:
        connection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=trusted())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    with closing(connection):
        connection.connect()
        until = None
        if isinstance(connection.sock, ssl.SSLSocket):
            certificate = connection.sock.getpeercert() or {}
            seconds = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
            until = datetime.fromtimestamp(seconds, UTC)
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        return Answer(response.status, response.headers, until)


def trusted() -> ssl.SSLContext:
    """What browsers trust, as this machine knows it."""
    return ssl.create_default_context()


def _certificate(secure: Answer, now: datetime) -> Iterator[Finding]:
    if secure.certificate_until is None:
        return
    left = secure.certificate_until - now
    if left < RUNS_OUT:
        make = red if left < RUNS_OUT_NOW else warning
        yield make(
            "https.certificate-runs-out",
            f"The certificate of SITE_URL runs out in {plural(max(left.days, 0), 'day')}.",
            "`certbot renew --dry-run` says why it was not renewed by itself.",
        )


def _headers(secure: Answer) -> Iterator[Finding]:
    address, scheme = secure.seen_as
    if secure.status != 200 or not address:
        yield note(
            "https.not-asked",
            f"{PROBE} is not passed on by the proxy, so what it tells the site was not looked at.",
            "Let it through if you want the doctor to look.",
        )
        return
    if scheme != "https":
        yield red(
            "https.scheme-not-told",
            "The proxy does not tell the site that visitors come by HTTPS: nobody can sign in.",
            f"proxy_set_header X-Forwarded-Proto $scheme; {PROXY}",
        )
    if address == SOMEBODY:
        yield red(
            "https.address-believed",
            "Visitors can make up the address that limits are counted by (X-Forwarded-For).",
            f"PROXY_HOPS must be the number of your own proxies, and each adds one entry. {PROXY}",
        )
    if scheme == "https" and "Strict-Transport-Security" not in secure.headers:
        yield warning(
            "https.no-hsts",
            "Browsers are not told to come by HTTPS alone: the proxy takes"
            " Strict-Transport-Security out of the site's answers.",
            PROXY,
        )


def _plain(host: str) -> Iterator[Finding]:
    """Whether plain HTTP leads to HTTPS, whatever a visitor claims."""
    try:
        usual = ask(host, PLAIN_PORT, is_secure=False, path="/")
        claimed = ask(host, PLAIN_PORT, is_secure=False, path="/", X_Forwarded_Proto="https")
    except (OSError, http.client.HTTPException):
        yield note(
            "https.no-plain",
            "Nothing answers on port 80: an address typed without https:// may open nothing.",
            "Let the proxy listen there too, and lead to HTTPS.",
        )
        return
    if not _leads_to_https(usual):
        yield red(
            "https.no-redirect",
            "Plain HTTP does not lead to HTTPS: what people type there can be read on the way.",
            PROXY,
        )
    elif not _leads_to_https(claimed):
        yield red(
            "https.scheme-believed",
            "Over plain HTTP the proxy passes on a visitor's own X-Forwarded-Proto, and the site"
            " takes it for HTTPS.",
            f"proxy_set_header X-Forwarded-Proto $scheme; {PROXY}",
        )


def _leads_to_https(answer: Answer) -> bool:
    return answer.status in (301, 302, 307, 308) and answer.headers.get("Location", "").startswith(
        "https://"
    )
