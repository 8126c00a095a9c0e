"""Structured data (schema.org) of the clinic: one graph a page, of things that name one another.

Each thing has an id for life, and its type is one string: readers' views that meet a list of types
look no further. Where they look for a name, as of an author, the name stands beside the id.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from clinic import languages
from clinic.office.hours import stretches, without
from clinic.office.models import (
    Closure,
    Office,
    OpeningHours,
    Practitioner,
    Treatment,
    Weekday,
)

CONTEXT = "https://schema.org"
Thing = dict[str, Any]


def graph(*things: Thing | None) -> Thing:
    """What a page says of itself, without what it has nothing of."""
    return {"@context": CONTEXT, "@graph": [thing for thing in things if thing]}


def absolute(path: str) -> str:
    """An address as readers have it, of a path or of a file."""
    return f"{settings.SITE_URL}{path}"


def lasting(path: str) -> str:
    """The id of a thing that pages in several languages name: by its English address."""
    return absolute(languages.in_english(path))


def only_id(thing: Thing) -> Thing:
    """The thing, where it stands in the same graph as a whole."""
    return {"@id": thing["@id"]}


def page(kind: str, path: str, name: str, **more: Any) -> Thing:
    """The page itself, as one of the kinds of WebPage. Its id is its address."""
    return {"@type": kind, "@id": absolute(path), "name": name, **more}


def breadcrumbs(path: str, steps: Iterable[tuple[str, str]], here: str) -> Thing:
    """The way to the page at `path` as its top shows it: names and addresses, and what it is called
    `here`.
    """
    rows: list[Thing] = [
        {"name": name, "item": {"@type": "WebPage", "@id": absolute(address)}}
        for name, address in steps
    ]
    rows.append({"name": here})
    return {
        "@type": "BreadcrumbList",
        "@id": f"{absolute(path)}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": number, **row}
            for number, row in enumerate(rows, start=1)
        ],
    }


# ---- the clinic ----------------------------------------------------------------------------------
def clinic(office: Office) -> Thing:
    """The clinic where another thing names it."""
    return {
        "@type": "MedicalBusiness",
        "@id": absolute("/#clinic"),
        "name": office.name,
        "url": absolute(reverse("home")),
    }


def business(
    office: Office, *, hours: Iterable[OpeningHours] = (), closures: Sequence[Closure] = ()
) -> Thing:
    """The whole of it. Hours with a note are left out: they are not for walking in.

    So are all hours and closures while they are samples, which nobody keeps. `closures` by their
    start.
    """
    data: Thing = {
        **clinic(office),
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
    if office.latitude is not None and office.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(office.latitude),
            "longitude": float(office.longitude),
        }
    if office.instagram:
        data["sameAs"] = [f"https://www.instagram.com/{office.instagram}"]
    if not office.hours_are_samples:
        data |= _opening(office, [row for row in hours if not row.note], closures)
    return data


def _opening(office: Office, walk_in: list[OpeningHours], closures: Sequence[Closure]) -> Thing:
    opening = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{CONTEXT}/{Weekday(row.weekday).name.capitalize()}",
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in walk_in
    ]
    said: Thing = {"openingHoursSpecification": opening} if opening else {}
    special = list(_special(office, walk_in, closures))
    if special:
        said["specialOpeningHoursSpecification"] = special
    return said


def person(practitioner: Practitioner) -> Thing:
    """Somebody who treats or reviews. The id is their place on About us."""
    data: Thing = {
        "@type": "Person",
        "@id": lasting(f"{reverse('office:about')}#person-{practitioner.pk}"),
        "name": practitioner.name,
    }
    if practitioner.license_type:
        data["jobTitle"] = practitioner.license_type
    portrait = getattr(practitioner, "portrait", None)
    if portrait:
        data["image"] = absolute(portrait.url)
    return data


def service(treatment: Treatment) -> Thing:
    """A treatment where another thing names it. A MedicalProcedure would have no provider."""
    return {
        "@type": "Service",
        "@id": f"{lasting(treatment.get_absolute_url())}#service",
        "name": treatment.name,
    }


def treatment(treatment: Treatment, office: Office) -> Thing:
    """The whole of it, with the one price that its page shows, if it shows one."""
    address = absolute(treatment.get_absolute_url())
    data: Thing = {
        **service(treatment),
        "description": treatment.lead,
        "url": address,
        "provider": clinic(office),
    }
    if treatment.shows_price:
        data["offers"] = {
            "@type": "Offer",
            "price": f"{treatment.price:.2f}",
            "priceCurrency": "USD",
            "description": treatment.price_includes,
            "url": address,
        }
    return data


def below_treatment(kind: str, path: str, name: str, treatment: Treatment) -> Thing:
    """The graph of a page of a treatment's own, whose top leads back to that."""
    trail = breadcrumbs(path, [(treatment.name, treatment.get_absolute_url())], name)
    about = service(treatment)
    return graph(page(kind, path, name, about=about, breadcrumb=only_id(trail)), trail)


# ---- days that are not as usual ------------------------------------------------------------------
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
