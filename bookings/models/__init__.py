"""Models of consultations: holds, history, consents, notifications, staff's records."""

from bookings.models import phone_end as phone_end
from bookings.models.consultation import (
    DESK_ORDER,
    ENDINGS,
    OPEN,
    REFERENCE_LETTERS,
    Actor,
    Consultation,
    ConsultationQuerySet,
    Status,
    new_reference,
    read_reference,
)
from bookings.models.counts import AnswerCount, MonthlyCount
from bookings.models.erasures import Erasure
from bookings.models.feeds import Feed, new_secret, secret_hash
from bookings.models.history import (
    CONSENT_WORDING,
    CONSENT_WORDING_OF_STAFF,
    Consent,
    Event,
    EventQuerySet,
)
from bookings.models.holds import Block, Hold, HoldQuerySet
from bookings.models.link_requests import LinkRequest
from bookings.models.notifications import Notification, NotificationManager, NotificationQuerySet
from bookings.models.question_messages import QuestionMessage
from bookings.models.reader_questions import (
    QuestionEvent,
    QuestionStatus,
    ReaderQuestion,
    ReaderQuestionQuerySet,
)
from bookings.models.retention import RetentionRun
from bookings.models.staff_records import Access, Call, InternalNote
from bookings.models.vocabulary import PartOfDay, ReachBy, Suitability
from bookings.models.wait_list import MAY_WAIT, EarlierOffer, Wait

__all__ = [
    "CONSENT_WORDING",
    "CONSENT_WORDING_OF_STAFF",
    "DESK_ORDER",
    "ENDINGS",
    "MAY_WAIT",
    "OPEN",
    "REFERENCE_LETTERS",
    "Access",
    "Actor",
    "AnswerCount",
    "Block",
    "Call",
    "Consent",
    "Consultation",
    "ConsultationQuerySet",
    "EarlierOffer",
    "Erasure",
    "Event",
    "EventQuerySet",
    "Feed",
    "Hold",
    "HoldQuerySet",
    "InternalNote",
    "LinkRequest",
    "MonthlyCount",
    "Notification",
    "NotificationManager",
    "NotificationQuerySet",
    "PartOfDay",
    "QuestionEvent",
    "QuestionMessage",
    "QuestionStatus",
    "ReachBy",
    "ReaderQuestion",
    "ReaderQuestionQuerySet",
    "RetentionRun",
    "Status",
    "Suitability",
    "Wait",
    "new_reference",
    "new_secret",
    "phone_end",
    "read_reference",
    "secret_hash",
]
