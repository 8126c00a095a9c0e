"""How wide a picture stands, for browsers that choose among its files before they know the style
sheet.
"""

from django import template

register = template.Library()

# Each follows the layout: 74rem of page with gutters of 5.5vw, in columns from 40, 56 and 62rem on.
SIZES = {
    "head": "(min-width:82rem) 32rem,(min-width:56rem) 39vw,89vw",
    "lead": "(min-width:82rem) 42rem,(min-width:56rem) 50vw,89vw",
    "card": "(min-width:82rem) 23rem,(min-width:62rem) 28vw,(min-width:40rem) 43vw,89vw",
    "portrait": "(min-width:44rem) 16rem,min(89vw,20rem)",
    "person": "8rem",
    "face": "3.5rem",
    "section": "(min-width:44rem) 39rem,89vw",
}


@register.filter
def sizes(place: str) -> str:
    """{{ "head"|sizes }} → the `sizes` of a picture at the head of an article"""
    return SIZES[place]
