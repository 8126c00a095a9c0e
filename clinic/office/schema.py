"""Structured data (schema.org) of the clinic."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from clinic.office.hours import stretches, without
from clinic.office.models import Closure, Office, OpeningHours, Treatment, Weekday

CONTEXT = "https://schema.org"


def business(
    office: Office, *, hours: Iterable[OpeningHours] = (), closures: Sequence[Closure] = ()
) -> dict[str, Any]:
    """The clinic as a MedicalBusiness. Hours with a note are left out: they are not for walking in.

    So are all hours and closures while they are samples, which nobody keeps. `closures` by their
    start.
    """
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "MedicalBusiness",
        "@id": f"{settings.SITE_URL}/#clinic",
        "name": office.name,
        "url": f"{settings.SITE_URL}{reverse('home')}",
        "telephone": str(office.phone.as_e164),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": office.street_line,
            "addressLocality": office.city,
            "addressRegion": office.state,
            "postalCode": office.postal_code,
            "addressCountry": "US",
        },
    }
    if office.instagram:
        data["sameAs"] = [f"https://www.instagram.com/{office.instagram}"]
    if office.hours_are_samples:
        return data
    walk_in = [row for row in hours if not row.note]
    opening = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": Weekday(row.weekday).label,
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in walk_in
    ]
    if opening:
        data["openingHoursSpecification"] = opening
    special = list(_special(office, walk_in, closures))
    if special:
        data["specialOpeningHoursSpecification"] = special
    return data


def treatment(treatment: Treatment, office: Office) -> dict[str, Any] | None:
    """A service with the one price that its page shows; none of one that shows no price."""
    if not treatment.shows_price:
        return None
    address = f"{settings.SITE_URL}{treatment.get_absolute_url()}"
    return {
        "@context": CONTEXT,
        "@type": "Service",
        "name": treatment.name,
        "description": treatment.lead,
        "url": address,
        "provider": {
            "@type": "MedicalBusiness",
            "@id": f"{settings.SITE_URL}/#clinic",
            "name": office.name,
        },
        "offers": {
            "@type": "Offer",
            "price": f"{treatment.price:.2f}",
            "priceCurrency": "USD",
            "description": treatment.price_includes,
            "url": address,
        },
    }


def _special(
    office: Office, hours: list[OpeningHours], closures: Sequence[Closure]
) -> Iterator[dict[str, Any]]:
    """Days that are not as usual: each run of closed ones, and what is left of those closed in
    part.
    """
    runs = [_whole_days(office, closure) for closure in closures]
    for first, last in runs:
        if first <= last:
            yield _between(first, last)
    edges = {
        office.local_day(moment)
        for closure in closures
        for moment in (closure.starts_at, closure.ends_at - timedelta(microseconds=1))
    }
    for day in sorted(edges):
        if any(first <= day <= last for first, last in runs):
            continue
        usual = stretches(hours, day, office.zone)
        left = [part for each in usual for part in without(closures, each)]
        if usual and not left:
            yield _between(day, day)
        elif left != usual:
            for start, end in left:
                opens, closes = start.astimezone(office.zone), end.astimezone(office.zone)
                yield _between(day, day, opens.time(), closes.time())


def _whole_days(office: Office, closure: Closure) -> tuple[date, date]:
    """The first and the last day that it closes from midnight to midnight; none if they are the
    wrong way.
    """
    starts, ends = (
        closure.starts_at.astimezone(office.zone),
        closure.ends_at.astimezone(office.zone),
    )
    begins_at_midnight = starts.time() == time.min
    return starts.date() + timedelta(days=not begins_at_midnight), ends.date() - timedelta(days=1)


def _between(
    first: date, last: date, opens: time = time.min, closes: time = time.min
) -> dict[str, Any]:
    """From midnight to midnight, which is no time at all, means closed."""
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat(),
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
    }
