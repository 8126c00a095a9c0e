"""What patients fill in: asking for a consultation, changing it, finding it again."""

from bookings.forms.asking import SLOT_GONE as SLOT_GONE
from bookings.forms.asking import SLOT_TAKEN as SLOT_TAKEN
from bookings.forms.asking import SUITABILITY as SUITABILITY
from bookings.forms.asking import WORDING as WORDING
from bookings.forms.asking import ConsultationForm as ConsultationForm
from bookings.forms.fields import PARTS as PARTS
