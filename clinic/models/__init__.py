"""The clinic's own facts. Pages, mails and slots draw on these rows; staff edit them in the admin."""

from clinic.guard import Tally
from clinic.models.office import Office, OfficeAddress, remembered_office
from clinic.models.opening import (
    Closure,
    ConsultationHours,
    OpeningHours,
    SpecialHours,
    SpecialWeek,
    Weekday,
    WeeklyHours,
)
from clinic.models.people import Practitioner
from clinic.models.treatments import CANNOT_BESIDE_MAY, Concern, Plate, Treatment, TreatmentStep
from clinic.outbox import MailWorker
from clinic.staff.second_factor import BackupCode, SecondFactor

__all__ = [
    "CANNOT_BESIDE_MAY",
    "BackupCode",
    "Closure",
    "Concern",
    "ConsultationHours",
    "MailWorker",
    "Office",
    "OfficeAddress",
    "OpeningHours",
    "Plate",
    "Practitioner",
    "SecondFactor",
    "SpecialHours",
    "SpecialWeek",
    "Tally",
    "Treatment",
    "TreatmentStep",
    "Weekday",
    "WeeklyHours",
    "remembered_office",
]
