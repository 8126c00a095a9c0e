"""Patient status: what the patient's page says of a consultation, and what they may do.

How a consultation stands for its patient: what was done last, by whom, and what they may do about
it.
"""

from datetime import datetime

from django.utils.functional import cached_property

from bookings.models import Actor, Consultation, Event, Hold, Notification, Status
from bookings.notifications import was_told
from bookings.transitions import allowed

ENDED_UNSEEN = {Status.CANCELED, Status.DECLINED, Status.LAPSED}


class Standing:
    """What the patient's page tells at `now`, beyond the row itself. Three queries at most."""

    def __init__(self, consultation: Consultation, *, now: datetime) -> None:
        self.consultation, self.now = consultation, now
        self.status = Status(consultation.status)
        events = list(consultation.events.all())
        self.correction = events[-1] if events[-1].kind == Event.Kind.CORRECTED else None
        changes = [event for event in events if event.kind not in Event.SIDE_NOTES]
        self.last = changes[-1]  # that gave it the status and time it has
        self.before = changes[-2] if len(changes) > 1 else None

    @property
    def verbs(self) -> set[str]:
        """What the patient may do here and now."""
        verbs = allowed(self.status, Actor.PATIENT)
        if self.status == Status.CONFIRMED and (self.has_passed or self.is_too_late):
            verbs -= {"move", "cancel"}
        return verbs

    @cached_property
    def proposed_times(self) -> list[Hold]:
        return self.consultation.proposed_times

    @property
    def has_passed(self) -> bool:
        """Whether the time of a confirmed one has come."""
        starts_at = self.consultation.starts_at
        return self.status == Status.CONFIRMED and starts_at is not None and starts_at <= self.now

    @property
    def is_too_late(self) -> bool:
        """Whether the office's limit for changing a confirmed one is behind us."""
        limit = self.consultation.change_until
        return self.status == Status.CONFIRMED and limit is not None and limit < self.now

    @property
    def is_overdue(self) -> bool:
        """Whether we promised an answer and are late."""
        return self.consultation.is_overdue(now=self.now)

    @property
    def was_patient(self) -> bool:
        """Whether the patient did what was done last."""
        return self.last.actor == Actor.PATIENT

    @property
    def was_proposed(self) -> bool:
        """Whether it ended out of a proposal: then we had answered, and nobody chose."""
        return self.before is not None and self.before.kind == Event.Kind.PROPOSED

    @cached_property
    def is_untold(self) -> bool:
        """Whether it ended out of a proposal of which the patient never heard."""
        return self.was_proposed and self.before is not None and not was_told(self.before)

    @property
    def was_confirmed(self) -> bool:
        """Whether the office had said yes to the time that it has or last had."""
        return (
            self.consultation.calendar_sequence is not None
            and self.consultation.starts_at is not None
        )

    @property
    def has_old_entry(self) -> bool:
        """Whether the patient's calendar may show a time that is not theirs any more."""
        changed = bool(self.consultation.calendar_sequence)
        return changed and self.status in {*ENDED_UNSEEN, Status.REQUESTED, Status.CONFIRMED}

    @cached_property
    def mail(self) -> str:
        """How the mail about what was done last fares: waiting, trying again, sent or failed; else
        empty.
        """
        told = self.correction or self.last
        mails = [
            each.state
            for each in self._messages
            if each.event_id == told.pk
            and each.channel == Notification.Channel.MAIL
            and each.audience == Notification.Audience.PATIENT
            and each.kind != Notification.Kind.REMINDER
            and each.superseded_at is None
        ]
        return mails[0] if mails else ""

    @property
    def reminds(self) -> bool:
        """Whether a reminder is yet to come."""
        reminders = [each for each in self._messages if each.kind == Notification.Kind.REMINDER]
        return any(each.due_at and each.due_at > self.now for each in reminders)

    @cached_property
    def _messages(self) -> list[Notification]:
        return list(self.consultation.notifications.all())
