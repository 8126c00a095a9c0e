"""Patients: what they fill in and read, and consultations at the times that are free today."""

from django.utils import timezone

from bookings import availability, lifecycle
from clinic.office import formats
from tests.bookings.lives import desk
from tests.bookings.mails import parts
from tests.factories import ask


def fill_in(page):
    """Step two and three; step one was chosen by where the reader came from."""
    page.locator(".week[open] .slot input").first.check()
    page.get_by_label("First name").fill("Maya")
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("Email address").fill("maya@example.com")
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("Acupunctury may contact me").check()


def mail_to(smtp, address):
    return [
        parts(received.message)[0] for received in smtp.messages if received.recipients == [address]
    ]


def asked(office, **fields):
    """A consultation asked for just now, at the first free time, or without one for
    `starts_at=None`.
    """
    now = timezone.now()
    fields = {"starts_at": availability.offer(office, now=now).slots[0].starts_at} | fields
    return ask(office, now=now, **fields)


def confirmed(consultation):
    return lifecycle.confirm(consultation, by=desk(), now=timezone.now())


def declined(consultation):
    return lifecycle.decline(consultation, by=desk(), now=timezone.now())


def free_times(office, count=1):
    """The last times on offer, each on a day of its own: all of them can still be changed."""
    by_day = {
        day.day: day.slots[0].starts_at
        for day in availability.offer(office, now=timezone.now()).days
        if day.slots
    }
    return list(by_day.values())[-count:]


def propose(consultation, count=3):
    times = free_times(consultation.office, count)
    lifecycle.propose(consultation, times=times, by=desk(), now=timezone.now())
    return [formats.when(moment, consultation.office) for moment in times]
