"""Open Graph picture of a page that staff just saved, or gave to readers: drawn then, and not when
the page is asked for.
"""

from contextlib import suppress

from clinic.office import facts
from clinic.office.models import Office
from clinic.sharing import pictures
from clinic.sharing.pictures import Subject


def draw(subject: Subject) -> None:
    """Before the page can be read with it: whoever shares the page in that moment has its
    picture.
    """
    with suppress(Office.DoesNotExist):  # a site that is not set up yet shows no page
        pictures.draw(subject, clinic=facts.office().name)
