"""Privacy page: since when it is in effect.

Whoever changes what is stored, why, or for how long, changes templates/clinic/privacy.html and this
day with it.
"""

from datetime import date

EFFECTIVE_DAY = date(2026, 11, 22)
