"""Facts of a message: its consultation at the moment of writing, for rows, cases and templates."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings

from bookings.models import Consultation, EarlierOffer, Event, Notification
from bookings.notifications import digest
from clinic.office import formats
from clinic.office.models import Office

_SEALED = ("phone", "email", "answers", "note")


class PatientPage(NamedTuple):
    """One of a person's consultations, as their own mail names it; `when` is empty without a
    time.
    """

    status: str
    when: str
    reference: str
    url: str


@dataclass(frozen=True)
class Facts:
    """A notification and its consultation, as the rows have them at `now`. Times are in words,
    or empty.
    """

    notification: Notification
    consultation: Consultation
    now: datetime

    @property
    def office(self) -> Office:
        office: Office = self.consultation.office
        return office

    @cached_property
    def changes(self) -> list[Event]:
        return self.consultation.changes

    @property
    def event(self) -> Event:
        """The last change, not the notification's own event: a corrected address is told what
        led here.
        """
        return self.changes[-1]

    @property
    def proposal(self) -> Event | None:
        """The proposal that the last change answered or ended, if there was one."""
        before = self.changes[-2] if len(self.changes) > 1 else None
        if before and before.kind == Event.Kind.PROPOSED:
            return before
        return None

    @property
    def when(self) -> str:
        """The time that it has, or had when it ended."""
        return self._in_words(self.consultation.starts_at)

    @property
    def was(self) -> str:
        """The time before the last change, if that was another one."""
        return self._in_words(self.event.was_at)

    @property
    def reply_by(self) -> str:
        return self._in_words(self.consultation.reply_by)

    @property
    def answer_by(self) -> str:
        """The same as people say it, with the exact time behind it."""
        moment = self.consultation.reply_by
        return formats.reply_by_in_full(moment, self.office, now=self.now)

    @property
    def is_late(self) -> bool:
        """Whether the promise to answer has not been kept."""
        return self.now >= self.consultation.reply_by

    @property
    def lapses(self) -> str:
        return self._in_words(self.consultation.lapses_at)

    @property
    def change_until(self) -> str:
        """Until when the patient may change it on their page; empty if that has passed."""
        limit = self.consultation.change_until
        if limit and self.now < limit:
            return self._in_words(limit)
        return ""

    @property
    def had_entry(self) -> bool:
        """Whether the patient's calendar may hold a time that was confirmed."""
        return bool(self.consultation.calendar_sequence)

    @property
    def is_untold(self) -> bool:
        """Whether times were proposed of which the patient never heard."""
        return self.proposal is not None and not was_told(self.proposal)

    @property
    def is_tomorrow(self) -> bool:
        """Whether the time is on the day after `now`, on the office's calendar."""
        starts_at = self.consultation.starts_at
        if starts_at is None:
            return False
        return (self.office.local_day(starts_at) - self.office.local_day(self.now)).days == 1

    @cached_property
    def proposed(self) -> list[str]:
        """The times to choose from."""
        return [self._in_words(hold.starts_at) for hold in self.consultation.proposed_times]

    @cached_property
    def offer(self) -> EarlierOffer | None:
        """The earlier time that is held for them at `now`. No query if it is read with the
        notification's own event.
        """
        own = getattr(self.notification.event, "earlier_offer", None)
        offer = own or self.consultation.open_offer
        if offer and offer.is_open(now=self.now):
            return offer
        return None

    @property
    def offered(self) -> str:
        """That time."""
        return self._in_words(self.offer.starts_at) if self.offer else ""

    @property
    def offered_until(self) -> str:
        """Until when it is held."""
        return self._in_words(self.offer.answer_by) if self.offer else ""

    @property
    def lost_time(self) -> str:
        """The time that was asked for and could not be held, because a machine was suspected."""
        if self.event.kind == Event.Kind.RELEASED:
            return self.was
        return ""

    @cached_property
    def pages(self) -> list[PatientPage]:
        """All pages that the person whom it tells may look for, the newest request first. One
        query.

        By mail they are those of this mailbox, by the desk those of this number.
        """
        by_mail = self.notification.channel == Notification.Channel.MAIL
        found_by = "email_mark" if by_mail else "phone_mark"
        same = {found_by: getattr(self.consultation, found_by)}
        theirs = Consultation.objects.filter(**same).lately(self.now)
        return [
            PatientPage(
                str(each.get_status_display()),
                self._in_words(each.starts_at),
                each.reference,
                absolute(each.get_absolute_url()),
            )
            for each in theirs.defer(*_SEALED).order_by("-asked_at", "-pk")
        ]

    @cached_property
    def aside_count(self) -> int:
        return Consultation.objects.aside().count()

    @cached_property
    def day(self) -> dict[str, Any]:
        """What a digest tells of the day that it is for."""
        return digest.context(self.notification, self.office)

    def _in_words(self, moment: datetime | None) -> str:
        if moment:
            return formats.when(moment, self.office)
        return ""


def was_told(event: Event) -> bool:
    """Whether the patient was sent, or told on the phone, what came of `event`."""
    to_patient = Notification.Audience.PATIENT
    return any(each.audience == to_patient and each.sent_at for each in event.notifications.all())


def absolute(path: str) -> str:
    """`path` as an address, from settings and never from a request: a forged Host must not
    reach a mail.
    """
    return str(urljoin(settings.SITE_URL, path))
