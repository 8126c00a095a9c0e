"""Styles of HTML mails, inline because many mail programs read no others; each stands here once.

The frame of every mail, with what phones and dark screens change, is `emails/_base.html`.
"""

from django import template
from django.utils.html import format_html
from phonenumber_field.phonenumber import PhoneNumber

from clinic.office import formats

register = template.Library()

INK, SOFT, ACTION = "#14302A", "#465C54", "#1F4D42"
PAPER, SAND, RULE = "#FCFCF9", "#F3E1D5", "#CBD5CB"
PLAIN = "Verdana,Arial,sans-serif"
TEXT = f"font:16px/1.6 {PLAIN}"

STYLES = {
    "paragraph": f"margin:0 0 14px;{TEXT};color:{INK}",
    "soft paragraph": f"margin:0 0 14px;{TEXT};color:{SOFT}",
    "paragraph between": f"margin:14px 0;{TEXT};color:{INK}",
    "small print": f"margin:14px 0 0;font:14px/1.55 {PLAIN};color:{SOFT}",
    # Staff's own words may hold a long address: it must not widen the mail.
    "note": f"margin:0 0 14px;{TEXT};color:{INK};overflow-wrap:anywhere;word-break:break-word",
    "link": f"color:{ACTION}",
    "soft link": f"color:{SOFT}",
    "button": "margin:24px 0 18px",
    "button cell": (
        f"background:{ACTION};border-radius:99px;padding:3px 28px;"
        f"font:bold 16px/44px {PLAIN};mso-line-height-rule:exactly"
    ),
    "button link": f"display:inline-block;color:{PAPER};text-decoration:none",
    "rows": f"font:16px/1.5 {PLAIN};border-collapse:collapse",
    "row name": (
        f"padding:10px 12px 10px 0;border-bottom:1px solid {RULE};"
        f"font-weight:normal;color:{SOFT};width:30%"
    ),
    "row value": f"padding:10px 0;border-bottom:1px solid {RULE};color:{INK}",
    "line": f"border-top:1px solid {RULE}",
    "line cell": f"padding:10px 0;color:{INK}",
    "box": "margin:20px 0",
    "ticket": f"background:{SAND};padding:20px 22px;font:16px/1.5 {PLAIN};color:{INK}",
    "ticket status": "margin:0 0 10px",
    "ticket time": "margin:0 0 10px;font:24px/1.25 Georgia,serif",
    "ticket place": "margin:0",
    "first choice": (
        f"background:{SAND};padding:14px 22px;border-top:0 solid {PAPER};"
        f"font:20px/1.3 Georgia,serif;color:{INK}"
    ),
    "next choice": (
        f"background:{SAND};padding:14px 22px;border-top:2px solid {PAPER};"
        f"font:20px/1.3 Georgia,serif;color:{INK}"
    ),
}


@register.simple_tag
def mail_style(name: str) -> str:
    """<p style="{% mail_style 'paragraph' %}"> → margin:0 0 14px;font:16px/1.6 …"""
    return STYLES[name]


@register.filter
def mail_phone_link(phone: PhoneNumber) -> str:
    """A link that dials it, to stand in a sentence of a mail."""
    return format_html(
        '<a href="tel:{}" style="{}" class="ink">{}</a>',
        phone.as_e164,
        STYLES["link"],
        formats.unbroken(phone.as_national),
    )


@register.filter
def mail_soft_phone_link(phone: PhoneNumber) -> str:
    """The same below the mail, in the color of what stands there."""
    return format_html(
        '<a class="soft" href="tel:{}" style="{}">{}</a>',
        phone.as_e164,
        STYLES["soft link"],
        formats.unbroken(phone.as_national),
    )
