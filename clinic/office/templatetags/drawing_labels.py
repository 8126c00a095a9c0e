"""Template tag for the labels of drawings, each on a ground as wide as its words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# in the units of the drawing: of a letter on average, and beside the words on both sides together
LETTER, BESIDE = 7.5, 15
ANCHORS = {"start": "t", "middle": "t tc", "end": "t te"}  # the classes of the text


@register.simple_tag
def label(words: str, x: int, y: int, anchor: str = "start") -> SafeString:
    """{% label "New collagen" 14 272 %}: words that begin at `x`, or end there, or have it in their
    middle.
    """
    width = LETTER * len(words) + BESIDE
    left = {"start": x - 7.0, "middle": x - width / 2, "end": x + 7.0 - width}[anchor]
    return format_html(
        '<rect class="pp" x="{}" y="{}" width="{}" height="24" rx="12"/>'
        '<text class="{}" x="{}" y="{}">{}</text>',
        f"{left:g}",
        y - 17,
        f"{width:g}",
        ANCHORS[anchor],
        x,
        y,
        words,
    )
