"""Patient status: what the patient's page says of a consultation, and what they may do."""

from datetime import datetime

from django.utils.functional import cached_property

from bookings import page_cases as cases
from bookings.availability import iso
from bookings.calendars import google_calendar_link
from bookings.models import (
    MAY_WAIT,
    Actor,
    Consultation,
    EarlierOffer,
    Event,
    Hold,
    Notification,
    ReachBy,
    Status,
)
from bookings.notifications import was_told
from bookings.transitions import allowed

Outcome = EarlierOffer.Outcome
EARLIER_VERBS = {"wait", "stop_waiting", "accept", "keep"}
_CAME_OF_IT = {
    Outcome.KEPT: cases.Earlier.KEPT,
    Outcome.EXPIRED: cases.Earlier.EXPIRED,
    Outcome.UNHEARD: cases.Earlier.UNHEARD,
}
ENDED_UNSEEN = {Status.CANCELED, Status.DECLINED, Status.LAPSED}
_NEWS = {  # by the patient, by the office
    Event.Kind.MOVED: (cases.News.MOVED_BY_PATIENT, cases.News.MOVED_BY_OFFICE),
    Event.Kind.PICKED: (cases.News.PICKED_BY_PATIENT, cases.News.PICKED_BY_OFFICE),
    Event.Kind.TURNED_DOWN: (cases.News.TURNED_DOWN_BY_PATIENT, cases.News.TURNED_DOWN_BY_OFFICE),
}


class Standing:
    """What the patient's page tells at `now`, beyond the row itself. Five queries at most."""

    def __init__(self, consultation: Consultation, *, now: datetime) -> None:
        self.consultation, self.now = consultation, now
        self.status = Status(consultation.status)
        events = list(consultation.events.all())
        self.correction = events[-1] if events[-1].kind == Event.Kind.CORRECTED else None
        self.was_corrected = any(event.kind == Event.Kind.CORRECTED for event in events)
        changes = [event for event in events if event.kind not in Event.SIDE_NOTES]
        self.last = changes[-1]  # that gave it the status and time it has
        self.before = changes[-2] if len(changes) > 1 else None

    @property
    def verbs(self) -> set[str]:
        """What the patient may do here and now."""
        verbs = allowed(self.status, Actor.PATIENT)
        if self.status == Status.CONFIRMED and (self.has_passed or self.is_too_late):
            verbs -= {"move", "cancel"}
        return verbs - EARLIER_VERBS | self._earlier_verbs

    @property
    def _earlier_verbs(self) -> set[str]:
        """What they may say of an earlier time, in the state machine's words."""
        starts_at = self.consultation.starts_at
        if self.status not in MAY_WAIT or starts_at is None or starts_at <= self.now:
            return set()
        if self.offer:
            return {"accept", "keep"}
        if self._waits:
            return {"stop_waiting"}
        return {"wait"}

    @cached_property
    def offer(self) -> EarlierOffer | None:
        """The earlier time that they can take just now."""
        if self.status not in MAY_WAIT or not self._waits:
            return None
        offer = self.consultation.open_offer
        if offer and offer.is_open(now=self.now):
            return offer
        return None

    @property
    def offer_value(self) -> str:
        """That time as its form sends it back."""
        return iso(self.offer.starts_at) if self.offer else ""

    @cached_property
    def _waits(self) -> bool:
        return self.consultation.waits.exists()

    @property
    def google_calendar_link(self) -> str:
        return google_calendar_link(self.consultation)

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
        return self.consultation.was_confirmed

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
        if mails:
            return mails[0]
        return ""

    @cached_property
    def booked_again(self) -> Consultation | None:
        """What was booked in its place, if whoever opens this page may be led there.

        Only where phone and e-mail are the same ones, and never were corrected: else the address
        of this page may have gone to somebody else.
        """
        if not self.consultation.came_to_nothing or self.was_corrected:
            return None
        again = Consultation.objects.booked_again_for(self.consultation)
        if again and again.contact == self.consultation.contact:
            return again
        return None

    @property
    def lost_time(self) -> datetime | None:
        """The time that was asked for and could not be held, because a machine was suspected."""
        if self.last.kind == Event.Kind.RELEASED:
            return self.last.was_at
        return None

    # ---- which template says so
    # --------------------------------------------------------------------
    @property
    def template(self) -> str:
        """The page of its status, in the wording that is true."""
        case = self._case
        page = f"bookings/consultation/{self.status}"
        if case:
            return f"{page}/{case}.html"
        return f"{page}.html"

    @property
    def _case(self) -> str:
        """The one word for it; empty where a status has one wording."""
        match self.status:
            case Status.REQUESTED | Status.ASIDE:
                if self.consultation.starts_at:
                    return "with_time"
                return "without_time"
            case Status.PROPOSED:
                how_many = "one" if len(self.proposed_times) == 1 else "several"
                if self.consultation.starts_at:
                    return f"{how_many}_and_old_time"
                return how_many
            case Status.CONFIRMED:
                if self.has_passed:
                    return "has_passed"
                return "is_to_come"
            case Status.CANCELED:
                if self.was_patient:
                    return "by_patient"
                return "by_office"
            case Status.DECLINED:
                return self._time_before
            case Status.LAPSED:
                return self._silence
        return ""

    @property
    def _time_before(self) -> str:
        if self.consultation.starts_at is None:
            return "no_time"
        if self.was_confirmed:
            return "confirmed_time"
        return "requested_time"

    @property
    def _silence(self) -> str:
        """Whose it was, that it lapsed: ours, ours about other times, or the patient's."""
        if not self.was_proposed:
            if self.consultation.starts_at:
                return "unanswered_with_time"
            return "unanswered"
        silence = "untold" if self.is_untold else "unchosen"
        if self.was_confirmed:
            return f"{silence}_with_time"
        return silence

    def template_before(self, verb: str) -> str:
        """The page that asks before `verb`."""
        if verb == "cancel":
            return f"bookings/cancel/{'consultation' if self.was_confirmed else 'request'}.html"
        return f"bookings/{verb}.html"

    @property
    def news(self) -> cases.News | None:
        if self.correction:
            return cases.News.CORRECTED
        by_patient, by_office = _NEWS.get(Event.Kind(self.last.kind), (None, None))
        if self.was_patient:
            return by_patient
        return by_office

    @property
    def mail_case(self) -> cases.MailCase:
        """To be asked if there is such a mail."""
        if self.mail == "failed":
            can_mend = "correct" in self.verbs
            if can_mend:
                return cases.MailCase.FAILED_AND_MENDABLE
            return cases.MailCase.FAILED
        if self.mail == "sent":
            return cases.MailCase.SENT
        return cases.MailCase.ON_ITS_WAY

    @property
    def promise(self) -> cases.Promise:
        if self.is_overdue:
            return cases.Promise.OVERDUE
        if self.consultation.starts_at:
            return cases.Promise.WITH_TIME
        return cases.Promise.WITHOUT_TIME

    @property
    def answer(self) -> cases.Answer:
        by_email = self.consultation.reach_by == ReachBy.EMAIL
        if by_email:
            return cases.Answer.BY_EMAIL
        return cases.Answer.SOMEHOW

    @property
    def plans(self) -> cases.Plans:
        if "move" in self.verbs:
            return cases.Plans.ONLINE
        if self.is_too_late:
            return cases.Plans.TOO_LATE
        if "cancel" not in self.verbs:
            return cases.Plans.BY_PHONE
        if self.was_confirmed:
            return cases.Plans.CANCEL_CONSULTATION
        return cases.Plans.CANCEL_REQUEST

    @property
    def way_back(self) -> cases.WayBack:
        was_mailed = (
            self.consultation.takes_mail
            and not self.consultation.is_aside
            and self.mail != "failed"
        )
        if was_mailed:
            return cases.WayBack.IN_EMAIL
        return cases.WayBack.PAGE_ALONE

    @property
    def freed(self) -> cases.Freed:
        if self.consultation.starts_at is None:
            return cases.Freed.NO_TIME
        if self.was_confirmed:
            return cases.Freed.CONFIRMED_TIME
        return cases.Freed.REQUESTED_TIME

    @property
    def why_proposed(self) -> cases.WhyProposed:
        if self.consultation.starts_at:
            return cases.WhyProposed.MUST_MOVE
        if self.last.was_at:
            return cases.WhyProposed.INSTEAD
        return cases.WhyProposed.ASKED

    @property
    def earlier(self) -> cases.Earlier | None:
        """What is said of it where none is offered just now; None where there is nothing to say."""
        if not self._earlier_verbs or self.offer:
            return None
        if not self._waits:
            return cases.Earlier.NOT_WAITING
        outcome = self._last_outcome
        return (_CAME_OF_IT.get(outcome) if outcome else None) or cases.Earlier.WAITING

    @property
    def last_offer(self) -> EarlierOffer | None:
        return next(reversed(self.consultation.earlier_offers.all()), None)

    @property
    def _last_outcome(self) -> EarlierOffer.Outcome | None:
        """What came of the last offer, if nothing has changed since; None without one."""
        offer = self.last_offer
        if offer is None or offer.event_id < self.last.pk:
            return None
        if offer.outcome == Outcome.OPEN:  # its moment has passed, and the site has yet to say so
            return Outcome.EXPIRED
        return Outcome(offer.outcome)

    @property
    def agreed(self) -> cases.Agreed:
        by_office = self.last.kind == Event.Kind.CONFIRMED
        if by_office:
            return cases.Agreed.BY_OFFICE
        return cases.Agreed.BY_CHOICE

    @property
    def until_then(self) -> cases.UntilThen:
        if not self.reminds:
            return cases.UntilThen.COME
        if self.consultation.takes_mail:
            return cases.UntilThen.REMINDED_BY_EMAIL
        return cases.UntilThen.REMINDED

    @property
    def given_up(self) -> cases.GivenUp:
        if self.consultation.starts_at:
            return cases.GivenUp.WITH_TIME
        return cases.GivenUp.WITHOUT_TIME

    @property
    def let_go(self) -> cases.LetGo:
        if self.consultation.starts_at:
            return cases.LetGo.TIMES_AND_OLD_TIME
        return cases.LetGo.TIMES

    @property
    def known(self) -> cases.Known:
        if not self.consultation.email:
            return cases.Known.PHONE
        if self.consultation.phone:
            return cases.Known.EMAIL_AND_PHONE
        return cases.Known.EMAIL

    # ---- its messages
    # ------------------------------------------------------------------------------
    @property
    def reminds(self) -> bool:
        """Whether a reminder is yet to come."""
        reminders = [each for each in self._messages if each.kind == Notification.Kind.REMINDER]
        return any(each.due_at and each.due_at > self.now for each in reminders)

    @cached_property
    def _messages(self) -> list[Notification]:
        return list(self.consultation.notifications.all())
