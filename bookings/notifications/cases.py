"""Cases: the ways in which a message is worded, one word each, and the template of whole
sentences for it.

A kind of several wordings has a folder `emails/<name>_<audience>/` with one template a case; a
part that several kinds share has one below `emails/parts/`. What patients are told by telephone
is below `say/`.
"""

from enum import StrEnum

from bookings.models import Status
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
        return cls.WITH_TIME if facts.when else cls.WITHOUT_TIME


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
            return cls.MUST_MOVE_ONE if is_one else cls.MUST_MOVE_SEVERAL
        if facts.was:
            return cls.INSTEAD_ONE if is_one else cls.INSTEAD_SEVERAL
        return cls.FIRST_ONE if is_one else cls.FIRST_SEVERAL


class TurnedDown(Case):
    LATE = "late"
    PROMISED = "promised"

    @classmethod
    def of(cls, facts: Facts) -> "TurnedDown":
        return cls.LATE if facts.is_late else cls.PROMISED


class Canceled(Case):
    CONSULTATION_WITH_TIME = "consultation_with_time"
    CONSULTATION = "consultation"  # that had given up its time before
    REQUEST_WITH_TIME = "request_with_time"
    REQUEST = "request"

    @classmethod
    def of(cls, facts: Facts) -> "Canceled":
        if facts.had_entry:
            return cls.CONSULTATION_WITH_TIME if facts.when else cls.CONSULTATION
        return cls.REQUEST_WITH_TIME if facts.when else cls.REQUEST


class CanceledAtOffice(Case):
    WITH_TIME = "with_time"
    WITHOUT_TIME = "without_time"

    @classmethod
    def of(cls, facts: Facts) -> "CanceledAtOffice":
        return cls.WITH_TIME if facts.when else cls.WITHOUT_TIME


class Declined(Case):
    CONSULTATION = "consultation"
    REQUEST_WITH_TIME = "request_with_time"
    WITHOUT_TIME = "without_time"

    @classmethod
    def of(cls, facts: Facts) -> "Declined":
        if not facts.when:
            return cls.WITHOUT_TIME
        return cls.CONSULTATION if facts.had_entry else cls.REQUEST_WITH_TIME


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
            return cls.UNANSWERED_WITH_TIME if facts.when else cls.UNANSWERED
        if facts.is_untold:
            return cls.UNTOLD_WITH_TIME if facts.when else cls.UNTOLD
        return cls.UNCHOSEN_WITH_TIME if facts.when else cls.UNCHOSEN


class LapsedAtOffice(Case):
    UNANSWERED = "unanswered"
    UNTOLD = "untold"
    UNCHOSEN = "unchosen"

    @classmethod
    def of(cls, facts: Facts) -> "LapsedAtOffice":
        if facts.proposal is None:
            return cls.UNANSWERED
        return cls.UNTOLD if facts.is_untold else cls.UNCHOSEN


class Link(Case):
    CONSULTATION = "consultation"
    REQUEST_WITH_TIME = "request_with_time"
    REQUEST = "request"

    @classmethod
    def of(cls, facts: Facts) -> "Link":
        if facts.consultation.status == Status.CONFIRMED:
            return cls.CONSULTATION
        return cls.REQUEST_WITH_TIME if facts.when else cls.REQUEST


class Reminder(Case):
    TODAY = "today"
    TOMORROW = "tomorrow"

    @classmethod
    def of(cls, facts: Facts) -> "Reminder":
        return cls.TOMORROW if facts.is_tomorrow else cls.TODAY


class Aside(Case):
    ONE = "one"
    SEVERAL = "several"

    @classmethod
    def of(cls, facts: Facts) -> "Aside":
        return cls.ONE if facts.aside_count == 1 else cls.SEVERAL


class Digest(Case):
    WITH_ASIDES = "with_asides"
    WITHOUT_ASIDES = "without_asides"

    @classmethod
    def of(cls, facts: Facts) -> "Digest":
        return cls.WITH_ASIDES if facts.day["aside_count"] else cls.WITHOUT_ASIDES


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
        return cls.WITH_TIME if facts.when else cls.WITHOUT_TIME


class Change(Part):
    """How patients change a time that is confirmed."""

    ONLINE = "change/online"
    BY_PHONE = "change/by_phone"

    @classmethod
    def of(cls, facts: Facts) -> "Change":
        return cls.ONLINE if facts.change_until else cls.BY_PHONE


class PatientTold(Part):
    """What the office reads of how the patient hears that it lapsed."""

    TO_BE_CALLED = "patient_told/to_be_called"
    WITH_AN_APOLOGY = "patient_told/with_an_apology"
    IN_WRITING = "patient_told/in_writing"

    @classmethod
    def of(cls, facts: Facts) -> "PatientTold":
        if not facts.consultation.email:
            return cls.TO_BE_CALLED
        our_fault = facts.proposal is None or facts.is_untold
        return cls.WITH_AN_APOLOGY if our_fault else cls.IN_WRITING


class Waiting(Part):
    NOBODY = "waiting/nobody"
    ONE = "waiting/one"
    MANY = "waiting/many"

    @classmethod
    def of(cls, count: int) -> "Waiting":
        if count == 0:
            return cls.NOBODY
        return cls.ONE if count == 1 else cls.MANY


class Asides(Part):
    ONE = "asides/one"
    MANY = "asides/many"

    @classmethod
    def of(cls, count: int) -> "Asides":
        return cls.ONE if count == 1 else cls.MANY
