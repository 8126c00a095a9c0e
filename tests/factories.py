"""Rows for tests, with sensible values; a test names only what it is about."""

from datetime import UTC, datetime, time
from uuid import uuid4

from django.db.models import F

from bookings import lifecycle, questions
from bookings.forms.asking import CONTACT
from bookings.models import Consultation, Notification, ReachBy, ReaderQuestion
from clinic.office.models import (
    Concern,
    ConsultationHours,
    Office,
    OfficeAddress,
    OpeningHours,
    SiteLanguage,
)

# A Monday at nine in the morning in Santa Monica.
MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
# Tuesday of the same week at two in the afternoon: on offer at MONDAY with the hours below.
TUESDAY_AT_TWO = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def make_office(**fields) -> Office:
    """Open Monday to Saturday, 9 to 5; consultations Tuesday to Saturday, 10 to 4; one mail
    address.
    """
    fields = {
        "street": "1150 Yale St",
        "suite": "Suite 10",
        "city": "Santa Monica",
        "state": "CA",
        "postal_code": "90403",
        "phone": "+14242521210",
        "instagram": "acupunctury",
    } | fields
    office = Office.objects.create(**fields)
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, weekday=day, opens=time(9), closes=time(17)) for day in range(6)
    )
    ConsultationHours.objects.bulk_create(
        ConsultationHours(office=office, weekday=day, opens=time(10), closes=time(16))
        for day in range(1, 6)
    )
    OfficeAddress.objects.create(office=office, email="desk@clinic.example")
    return office


def turn_on_spanish() -> SiteLanguage:
    """Spanish pages, with what the owner has to say first."""
    return SiteLanguage.objects.create(
        code="es",
        is_on=True,
        answered_by="Ana at the front desk",
        health_pages_reviewed_by="Lic. Ruiz",
        consents_seen_by_counsel_on=MONDAY.date(),
    )


def make_concern(**fields) -> Concern:
    fields = {"name": "Visible pores", "slug": "pores"} | fields
    return Concern.objects.get_or_create(slug=fields["slug"], defaults=fields)[0]


def request_for(office: Office, **fields) -> Consultation:
    """What a form would hand to `submit`: not yet saved."""
    fields = {
        "first_name": "Maya",
        "last_name": "Ortiz",
        "reach_by": ReachBy.EMAIL,
        "email": "maya@example.com",
        "concern": make_concern(),
        "form_key": uuid4(),
        "form_digest": "0" * 64,
    } | fields
    return Consultation(office=office, **fields)


def ask(
    office: Office,
    *,
    starts_at: datetime | None = TUESDAY_AT_TWO,
    now: datetime = MONDAY,
    suspect: bool = False,
    **fields,
) -> Consultation:
    """A consultation that was asked for."""
    request = request_for(office, **fields)
    return lifecycle.submit(request, starts_at=starts_at, consents={}, suspect=suspect, now=now)


def ask_question(
    office: Office, *, now: datetime = MONDAY, suspect: bool = False, **fields
) -> ReaderQuestion:
    """A question that a reader asked from the site."""
    fields = {
        "question": "How long is the skin red after microneedling?",
        "email": "maya@example.com",
        "form_key": uuid4(),
        "form_digest": "0" * 64,
    } | fields
    if fields.get("email") or fields.get("phone"):
        fields = {"contact_wording": str(CONTACT)} | fields
    asked = ReaderQuestion(office=office, **fields)
    return questions.submit(asked, suspect=suspect, now=now)


def drop_what_waits() -> None:
    """Leave the messages that go at once, for tests of how one goes."""
    Notification.objects.filter(due_at__gt=F("queued_at")).delete()
