"""Template tag for the picture with which a page is shared."""

from typing import Any, NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.translation import gettext as _

from clinic.office.models import Plate
from clinic.sharing import drawing, pictures
from clinic.sharing.pictures import Subject

register = template.Library()
GENERAL = "img/share.png"


class Shared(NamedTuple):
    """A picture as `<meta>` tags name it."""

    path: str
    alt: str
    width: int = drawing.WIDTH
    height: int = drawing.HEIGHT


@register.simple_tag(takes_context=True)
def shared_picture(
    context: template.Context, subject: Subject | None, title: Any, own: Any = None
) -> Shared:
    """`own`, an uploaded picture that may stand for the page; else the one drawn of its subject,
    which for most pages is their title alone; else the general one. No query of its own.
    """
    if own:
        return Shared(own.url, own.alt, own.width, own.height)
    subject = subject or Subject(str(title))
    clinic = context["office"].name
    if drawn := pictures.address(subject, clinic=clinic):
        plant = Plate(subject.plant).label
        alt = _("“{title}”, beside a drawing: {plant}").format(title=subject.title, plant=plant)
        return Shared(drawn, alt)
    plant = Plate.EUCALYPTUS.label
    alt = _("{clinic}, beside a drawing: {plant}").format(clinic=clinic, plant=plant)
    return Shared(static(GENERAL), alt)
