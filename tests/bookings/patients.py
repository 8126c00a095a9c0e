"""The page of one consultation, as its patient meets it."""

from bookings import lifecycle
from tests.bookings.lives import PROPOSALS, desk
from tests.factories import MONDAY, ask

FRIDAY_AT_TWO = PROPOSALS[2]


def confirmed(office, **fields):
    """For Friday at two, which can be changed until Thursday at two."""
    consultation = ask(office, **{"starts_at": FRIDAY_AT_TWO} | fields)
    return lifecycle.confirm(consultation, by=desk(), now=MONDAY)


def address(consultation, step=""):
    return consultation.get_absolute_url() + step


def main(response):
    return response.text.split("<main")[1].split("</main>")[0]
