"""Cases: the ways in which a message is worded, one word each, and the template of whole
sentences for it.

A kind of several wordings has a folder `emails/<name>_<audience>/` with one template a case; a
part that several kinds share has one below `emails/parts/`. What patients are told by telephone
is below `say/`.
"""

from enum import StrEnum

from bookings.models import ENDINGS, Status
from bookings.notifications.facts import Facts


class Case(StrEnum):
    """The wordings of one kind of message: each value is the name of a template in its folder."""

    @classmethod
    def of(cls, facts: Facts) -> "Case":
        """The one that is true."""
        raise NotImplementedError


class Received(Case):
    LATE = "late"
    WITH_TIME = "with_time"
    WITHOUT_TIME = "without_time"

    @classmethod
    def of(cls, facts: Facts) -> "Received":
        if facts.is_late:
            return cls.LATE
        if facts.when:
            return cls.WITH_TIME
        return cls.WITHOUT_TIME


class Proposed(Case):
    """What the times are offered instead of, and whether it is one or several."""

    MUST_MOVE_ONE = "must_move_one"  # the office cannot keep the time that is confirmed
    MUST_MOVE_SEVERAL = "must_move_several"
    INSTEAD_ONE = "instead_one"  # of the time that was asked for
    INSTEAD_SEVERAL = "instead_several"
    FIRST_ONE = "first_one"
    FIRST_SEVERAL = "first_several"

    @classmethod
    def of(cls, facts: Facts) -> "Proposed":
        is_one = len(facts.proposed) == 1
        if facts.when:
            if is_one:
                return cls.MUST_MOVE_ONE
            return cls.MUST_MOVE_SEVERAL
        if facts.was:
            if is_one:
                return cls.INSTEAD_ONE
            return cls.INSTEAD_SEVERAL
        if is_one:
            return cls.FIRST_ONE
        return cls.FIRST_SEVERAL


class TurnedDown(Case):
    LATE = "late"
    PROMISED = "promised"

    @classmethod
    def of(cls, facts: Facts) -> "TurnedDown":
        if facts.is_late:
            return cls.LATE
        return cls.PROMISED


class Canceled(Case):
    CONSULTATION_WITH_TIME = "consultation_with_time"
    CONSULTATION = "consultation"  # that had given up its time before
    REQUEST_WITH_TIME = "request_with_time"
    REQUEST = "request"

    @classmethod
    def of(cls, facts: Facts) -> "Canceled":
        if facts.had_entry:
            if facts.when:
                return cls.CONSULTATION_WITH_TIME
            return cls.CONSULTATION
        if facts.when:
            return cls.REQUEST_WITH_TIME
        return cls.REQUEST


class CanceledAtOffice(Case):
    WITH_TIME = "with_time"
    WITHOUT_TIME = "without_time"

    @classmethod
    def of(cls, facts: Facts) -> "CanceledAtOffice":
        if facts.when:
            return cls.WITH_TIME
        return cls.WITHOUT_TIME


class Declined(Case):
    CONSULTATION = "consultation"
    REQUEST_WITH_TIME = "request_with_time"
    WITHOUT_TIME = "without_time"

    @classmethod
    def of(cls, facts: Facts) -> "Declined":
        if not facts.when:
            return cls.WITHOUT_TIME
        if facts.had_entry:
            return cls.CONSULTATION
        return cls.REQUEST_WITH_TIME


class Lapsed(Case):
    """Whose silence it was: ours, ours about other times, or the patient's."""

    UNANSWERED_WITH_TIME = "unanswered_with_time"
    UNANSWERED = "unanswered"
    UNTOLD_WITH_TIME = "untold_with_time"
    UNTOLD = "untold"
    UNCHOSEN_WITH_TIME = "unchosen_with_time"
    UNCHOSEN = "unchosen"

    @classmethod
    def of(cls, facts: Facts) -> "Lapsed":
        if facts.proposal is None:
            if facts.when:
                return cls.UNANSWERED_WITH_TIME
            return cls.UNANSWERED
        if facts.is_untold:
            if facts.when:
                return cls.UNTOLD_WITH_TIME
            return cls.UNTOLD
        if facts.when:
            return cls.UNCHOSEN_WITH_TIME
        return cls.UNCHOSEN


class LapsedAtOffice(Case):
    UNANSWERED = "unanswered"
    UNTOLD = "untold"
    UNCHOSEN = "unchosen"

    @classmethod
    def of(cls, facts: Facts) -> "LapsedAtOffice":
        if facts.proposal is None:
            return cls.UNANSWERED
        if facts.is_untold:
            return cls.UNTOLD
        return cls.UNCHOSEN


class Link(Case):
    SEVERAL = "several"  # of one person
    ENDED = "ended"
    CONSULTATION = "consultation"
    REQUEST_WITH_TIME = "request_with_time"
    REQUEST = "request"

    @classmethod
    def of(cls, facts: Facts) -> "Link":
        if len(facts.pages) > 1:
            return cls.SEVERAL
        if facts.consultation.status in ENDINGS:
            return cls.ENDED
        if facts.consultation.status == Status.CONFIRMED:
            return cls.CONSULTATION
        if facts.when:
            return cls.REQUEST_WITH_TIME
        return cls.REQUEST


class Reminder(Case):
    TODAY = "today"
    TOMORROW = "tomorrow"

    @classmethod
    def of(cls, facts: Facts) -> "Reminder":
        if facts.is_tomorrow:
            return cls.TOMORROW
        return cls.TODAY


class Aside(Case):
    ONE = "one"
    SEVERAL = "several"

    @classmethod
    def of(cls, facts: Facts) -> "Aside":
        if facts.aside_count == 1:
            return cls.ONE
        return cls.SEVERAL


class Digest(Case):
    WITH_ASIDES = "with_asides"
    WITHOUT_ASIDES = "without_asides"

    @classmethod
    def of(cls, facts: Facts) -> "Digest":
        if facts.day["aside_count"]:
            return cls.WITH_ASIDES
        return cls.WITHOUT_ASIDES


# ---- parts that are worded by themselves -------------------------------------------------------
class Part(StrEnum):
    """The wordings of a part of a message: each value is the path of its templates below
    `parts/`.
    """

    @property
    def html(self) -> str:
        return f"emails/parts/{self}.html"

    @property
    def txt(self) -> str:
        return f"emails/parts/{self}.txt"

    @property
    def say(self) -> str:
        return f"say/parts/{self}.txt"


class Ticket(Part):
    WITH_TIME = "ticket/with_time"
    WITHOUT_TIME = "ticket/without_time"

    @classmethod
    def of(cls, facts: Facts) -> "Ticket":
        if facts.when:
            return cls.WITH_TIME
        return cls.WITHOUT_TIME


class Change(Part):
    """How patients change a time that is confirmed."""

    ONLINE = "change/online"
    BY_PHONE = "change/by_phone"

    @classmethod
    def of(cls, facts: Facts) -> "Change":
        if facts.change_until:
            return cls.ONLINE
        return cls.BY_PHONE


class PatientTold(Part):
    """What the office reads of how the patient hears that it lapsed."""

    TO_BE_CALLED = "patient_told/to_be_called"
    WITH_AN_APOLOGY = "patient_told/with_an_apology"
    IN_WRITING = "patient_told/in_writing"

    @classmethod
    def of(cls, facts: Facts) -> "PatientTold":
        if not facts.consultation.takes_mail:
            return cls.TO_BE_CALLED
        our_fault = facts.proposal is None or facts.is_untold
        if our_fault:
            return cls.WITH_AN_APOLOGY
        return cls.IN_WRITING


class Waiting(Part):
    NOBODY = "waiting/nobody"
    ONE = "waiting/one"
    MANY = "waiting/many"

    @classmethod
    def of(cls, count: int) -> "Waiting":
        if count == 0:
            return cls.NOBODY
        if count == 1:
            return cls.ONE
        return cls.MANY


class Asides(Part):
    ONE = "asides/one"
    MANY = "asides/many"

    @classmethod
    def of(cls, count: int) -> "Asides":
        if count == 1:
            return cls.ONE
        return cls.MANY
