"""The booking form as a browser holds it."""

from datetime import timedelta

from bookings.availability import iso
from clinic.protection.form_keys import FormKey
from tests.factories import MONDAY, TUESDAY_AT_TWO


def answers(**changes):
    """A form as a browser would send it: everything filled in, Tuesday at two."""
    filled = {
        "form_key": FormKey.new(now=MONDAY - timedelta(minutes=2)).signed(),
        "concern": "pores",
        "when": "slot",
        "slot": iso(TUESDAY_AT_TWO),
        "first_name": "Maya",
        "last_name": "Ortiz",
        "reach_by": "email",
        "email": "maya@example.com",
        "adult": "on",
        "contact": "on",
    } | changes
    return {name: value for name, value in filled.items() if value is not None}
