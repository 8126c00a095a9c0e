"""An earlier time, from the box that the patient ticks to the time that they take."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import lifecycle
from clinic.office import formats
from tests.browser import desk
from tests.conftest import DESKTOP

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(open_page, consultation):
    """Their page with scripts, which axe needs."""
    page = open_page()
    page.goto(consultation.get_absolute_url())
    return page


def test_ticked_then_offered_by_one_press_then_taken(open_page, office, axe):
    gone = desk.asked(office, email="gone@example.com")
    late = {"starts_at": desk.free(office)[-1]}
    mine = desk.confirmed(desk.asked(office, **late))
    freed = formats.desk_when(gone.starts_at, office)
    patient = open_page(java_script_enabled=False)
    patient.goto(mine.get_absolute_url())
    patient.get_by_role("button", name="Tell me if an earlier time frees up").click()
    expect(
        patient.get_by_text("cannot promise that one does. This time stays yours.")
    ).to_be_visible()
    lifecycle.cancel(gone, by=None, now=timezone.now())
    staff = desk.sign_in(open_page(viewport=DESKTOP))

    waits = staff.get_by_role("region", name="An earlier time is free")
    expect(waits).to_contain_text(f"{freed} Maya O., {mine.reference}, has ")
    axe(staff, best_practice=False)
    waits.get_by_role("button", name="Offer to Maya O.").click()
    expect(staff.get_by_text("is being offered an earlier time")).to_be_visible()
    patient.reload()
    axe(looked_at(open_page, mine))
    patient.get_by_role("button", name="Take the earlier time").click()

    expect(patient.get_by_role("status")).to_contain_text("Moved.")
    mine.refresh_from_db()
    assert mine.starts_at == gone.starts_at
