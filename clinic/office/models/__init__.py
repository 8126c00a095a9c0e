"""Models of the clinic's facts. Pages, mails and slots draw on these rows."""

from clinic.mail.outbox import MailWorker
from clinic.office.models.office import Office, OfficeAddress, remembered_office
from clinic.office.models.opening import (
    Closure,
    ConsultationHours,
    OpeningHours,
    SpecialHours,
    SpecialWeek,
    Weekday,
    WeeklyHours,
)
from clinic.office.models.page_words import PageWords
from clinic.office.models.people import Practitioner
from clinic.office.models.problems import Problem
from clinic.office.models.retention import Ending, RetentionRule
from clinic.office.models.site_languages import SiteLanguage
from clinic.office.models.translations import Translation
from clinic.office.models.treatments import (
    CANNOT_BESIDE_MAY,
    Concern,
    Plate,
    PriceOnPage,
    Treatment,
    TreatmentStep,
)
from clinic.protection.rate_limits import Tally
from clinic.staff.account_messages import AccountMessage
from clinic.staff.second_factor import BackupCode, Passkey, SecondFactor

__all__ = [
    "CANNOT_BESIDE_MAY",
    "AccountMessage",
    "BackupCode",
    "Closure",
    "Concern",
    "ConsultationHours",
    "Ending",
    "MailWorker",
    "Office",
    "OfficeAddress",
    "OpeningHours",
    "PageWords",
    "Passkey",
    "Plate",
    "Practitioner",
    "PriceOnPage",
    "Problem",
    "RetentionRule",
    "SecondFactor",
    "SiteLanguage",
    "SpecialHours",
    "SpecialWeek",
    "Tally",
    "Translation",
    "Treatment",
    "TreatmentStep",
    "Weekday",
    "WeeklyHours",
    "remembered_office",
]
