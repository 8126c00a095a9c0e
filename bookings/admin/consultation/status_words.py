"""Status in the desk's words, the same in list, page and dashboard."""

from datetime import datetime

from django.utils.html import format_html

from bookings.models import Consultation, Event, PartOfDay, ReachBy, Status
from clinic.office import formats, phones
from clinic.office.models import Weekday

KEPT = "Kept until they choose"  # the old time, while others are proposed
SOON_HOURS = 3  # before a promise to answer falls due, it is shown as pressing
_Kind = Event.Kind
DECIDED = {
    _Kind.ASKED: "Asked for by {who}",
    _Kind.ASIDE: "Set aside, because a machine may have sent it,",
    _Kind.BOOKED: "Booked by phone or at the door by {who}",
    _Kind.RELEASED: "Released by {who}",
    _Kind.CONFIRMED: "Confirmed by {who}",
    _Kind.PROPOSED: "Other times proposed by {who}",
    _Kind.PICKED: "Confirmed: one of the proposed times was chosen by {who}",
    _Kind.TURNED_DOWN: "None of the proposed times suits, said by {who}",
    _Kind.MOVED: "Moved by {who}",
    _Kind.CANCELED: "Canceled by {who}",
    _Kind.DECLINED: "Declined by {who}",
    _Kind.LAPSED: "Lapsed",
    _Kind.COMPLETED: "Marked as completed by {who}",
    _Kind.NO_SHOW: "Marked as a no-show by {who}",
}


def answer_by(consultation: Consultation, *, now: datetime) -> str:
    """The promise as a tag, red once it was broken; a dash for a consultation that was answered."""
    if not consultation.awaits_answer:
        return "–"
    promise = formats.desk_reply_by(consultation.reply_by, consultation.office, now=now)
    if consultation.is_overdue(now=now):
        return format_html('<span class="acu-age late">Overdue since {}</span>', promise)
    hours_left = (consultation.reply_by - now).total_seconds() / 3600
    return format_html(
        '<span class="acu-age{}">{}</span>', " soon" if hours_left < SOON_HOURS else "", promise
    )


def decided(consultation: Consultation) -> str:
    """Who decided what, and when: "Confirmed by ines on Monday, November 23, 9:00 am".

    As all words here it names no zone: the page does, once.
    """
    last = consultation.events.of_change().select_related("by").last()
    if last is None:
        return f"{consultation.get_status_display()}."
    office = consultation.office
    who = DECIDED[_Kind(last.kind)].format(who=last.who)
    said = f"{who} on {formats.desk_when(last.at, office)}"
    if last.kind == _Kind.MOVED and last.was_at:
        said += f", from {formats.desk_when(last.was_at, office)}"
    return f"{said}."


def until(consultation: Consultation) -> str:
    """What happens by itself, and when; empty if nothing does."""
    if consultation.lapses_at is None:
        return ""
    moment = formats.desk_when(consultation.lapses_at, consultation.office)
    if consultation.status == Status.PROPOSED:
        return (
            f"The patient may choose until {moment}. After that it lapses and the times are free."
        )
    return f"Without an answer it lapses on {moment}."


def time_wanted(consultation: Consultation) -> str:
    """The time it is for; the ones proposed; else when the patient would like to come."""
    office = consultation.office
    proposed = "; ".join(
        formats.desk_when(hold.starts_at, office) for hold in consultation.proposed_times
    )
    if consultation.starts_at:
        held = formats.desk_when(consultation.starts_at, office)
    else:
        held = ""
    if proposed and held:
        return f"{held} (until they choose); proposed: {proposed}"
    if proposed or held:
        return proposed or held
    days = [day.label for day in Weekday if day in consultation.preferred_days]
    parts = [part.label.lower() for part in PartOfDay if part in consultation.preferred_parts]
    return ", ".join(["No time chosen", *days, *parts])


def reach(consultation: Consultation) -> str:
    """How they would like to be reached, as a link where a telephone can follow it."""
    number = consultation.phone_number
    if number is None or consultation.reach_by == ReachBy.EMAIL:
        came_back = "; mail came back" if consultation.mail_returned_at else ""
        return f"{consultation.get_reach_by_display()}{came_back}"
    label = f"{consultation.get_reach_by_display()} {consultation.first_name}"
    if consultation.reach_by == ReachBy.TEXT:
        link, more = phones.text_link(number), phones.text_caution(number)
    else:
        link, more = phones.call_link(number), phones.extension_label(number)
    return format_html('<a href="{}">{}</a>{}', link, label, more)
