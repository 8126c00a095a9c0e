"""Correction of a contact: what waits for a patient goes the ways that they can be reached now."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from bookings.models import Event, Notification
from bookings.notifications.kinds import PATIENT, kind_of

Channel = Notification.Channel
_Rows = dict[str, Notification]  # of one message, by channel


def follow_contact(correction: Event, told_anew: Collection[str], *, now: datetime) -> None:
    """What waits of the consultation follows its e-mail and phone as they are after `correction`.

    The kinds `told_anew` are queued again by their caller: of them only what the desk tells beside
    the mail stays. To be called in the transaction of the correction.
    """
    stored = correction.consultation.notifications.filter(audience=PATIENT).select_related("event")
    messages: dict[tuple[int, str], _Rows] = defaultdict(dict)
    for row in stored.order_by("pk"):
        messages[row.event_id, row.kind][row.channel] = row
    for rows in messages.values():
        waiting = [row for row in rows.values() if row.due_at]
        if waiting:
            _follow(correction, rows, waiting, waiting[0].kind in told_anew, now)


def _follow(
    correction: Event,
    rows: _Rows,
    waiting: list[Notification],
    is_told_anew: bool,
    now: datetime,
) -> None:
    """One message: `rows` are all that there is of it, `waiting` those that have not gone."""
    example = waiting[0]
    wanted = kind_of(example).channels(correction.consultation, example.event.kind)
    kept = wanted[1:] if is_told_anew else wanted
    spare = [row for row in waiting if row.channel not in kept]
    for channel in [] if is_told_anew else wanted:
        gone = rows.get(channel)
        if gone is None and spare:
            row = spare.pop()
            Notification.objects.filter(pk=row.pk).update(channel=channel)
        elif gone is None:
            Notification.objects.create(
                consultation=correction.consultation,
                event=example.event,
                kind=example.kind,
                audience=PATIENT,
                channel=channel,
                queued_at=now,
                due_at=example.due_at,
            )
        elif gone.superseded_at:  # an earlier correction had ended it
            Notification.objects.filter(pk=gone.pk).update(
                superseded_at=None, queued_at=now, due_at=example.due_at
            )
    Notification.objects.filter(pk__in=[row.pk for row in spare]).drop(now=now)
