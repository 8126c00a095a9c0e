"""The front desk's tool: who waits for an answer, what was asked, what went out. A status is never typed."""

from bookings.admin.accesses import AccessAdmin as AccessAdmin
from bookings.admin.accounts import AccountAdmin as AccountAdmin
from bookings.admin.closures import ClosureAdmin as ClosureAdmin
from bookings.admin.consultations import ConsultationAdmin as ConsultationAdmin
from bookings.admin.notifications import NotificationAdmin as NotificationAdmin
from bookings.admin.office import OfficeAdmin as OfficeAdmin
