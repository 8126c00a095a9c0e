"""schema.org data: what search engines may know, from the same rows as the pages."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from clinic.models import Office, OpeningHours, Weekday

CONTEXT = "https://schema.org"


def business(office: Office, *, hours: Iterable[OpeningHours] = ()) -> dict[str, Any]:
    """The clinic as a MedicalBusiness. Hours with a note are left out: they are not for walking in.

    So are all hours while they are samples, which nobody keeps.
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
    opening = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": Weekday(row.weekday).label,
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in hours
        if not (row.note or office.hours_are_samples)
    ]
    if opening:
        data["openingHoursSpecification"] = opening
    return data
