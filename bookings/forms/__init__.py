"""Forms of patients: booking, changes, lost link."""

from bookings.forms.booking import SLOT_GONE as SLOT_GONE
from bookings.forms.booking import SLOT_TAKEN as SLOT_TAKEN
from bookings.forms.booking import ConsultationForm as ConsultationForm
