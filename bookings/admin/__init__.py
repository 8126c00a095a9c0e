"""Admin of consultations: the front desk's tool. A status is never typed."""

from bookings.admin.consultation.admin import ConsultationAdmin as ConsultationAdmin
from bookings.admin.office import OfficeAdmin as OfficeAdmin
from bookings.admin.questions.admin import ReaderQuestionAdmin as ReaderQuestionAdmin
from bookings.admin.reports.accounts import AccountAdmin as AccountAdmin
from bookings.admin.reports.audit_log import AccessAdmin as AccessAdmin
from bookings.admin.reports.notifications import NotificationAdmin as NotificationAdmin
from bookings.admin.reports.retention import RetentionRuleAdmin as RetentionRuleAdmin
from bookings.admin.reports.retention import RetentionRunAdmin as RetentionRunAdmin
from bookings.admin.week.closures import ClosureAdmin as ClosureAdmin
