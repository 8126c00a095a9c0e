"""Change of recipients: what is owed follows the office's addresses, and outlives an erased
consultation.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.models import Consultation, Notification
from bookings.notifications.kinds import kind_of, names_of_many, names_of_trouble
from clinic.office.models import Office


@transaction.atomic
def readdress(office: Office, was: Mapping[int, str], *, now: datetime) -> None:
    """The office's addresses are others than they `was`, by key: what is owed to them follows.

    What waits for an address that was put right, and what failed there, goes to the right one.
    Trouble that waits for anybody waits for each of those that are on the list now: so nothing of
    it ends with an address, and a new one hears of what is overdue from then on. All else that
    waits for one taken off is sent no more. To be called under the office's lock, in the
    transaction of the change.
    """
    is_now = dict(office.mail_addresses.values_list("pk", "email"))
    gone = set(was.values()) - set(is_now.values())
    of_office = Notification.objects.filter(
        audience=Notification.Audience.OFFICE, consultation__office=office
    )
    for pk, email in was.items():
        if email in gone and pk in is_now:
            _pass_on(of_office.filter(office_address=email), is_now[pk], now)
    if set(is_now.values()) != set(was.values()):
        _spread_trouble(of_office.waiting(), list(is_now.values()), now)
    ended = of_office.waiting().filter(office_address__in=gone)
    ended.update(due_at=None, superseded_at=now, last_error="")


def _pass_on(messages: QuerySet[Notification], address: str, now: datetime) -> None:
    """To `address`, but for what it is told already; at once, and afresh, what was tried in
    vain.
    """
    rows = messages.filter(Q(due_at__isnull=False) | Q(failed_at__isnull=False))
    told = Notification.objects.filter(
        office_address=address, audience=Notification.Audience.OFFICE
    )
    told_already = set(told.filter(event__in=rows.values("event")).values_list("event_id", "kind"))
    keys = [row.pk for row in rows if (row.event_id, row.kind) not in told_already]
    moved = Notification.objects.filter(pk__in=keys)
    moved.update(office_address=address)
    # A worker that is at it just now sees by the other moment that what became of it is not for it
    # to say.
    moved.waiting().filter(attempts__gt=0).update(due_at=now, attempts=0, last_error="")


def _spread_trouble(waiting: QuerySet[Notification], addresses: list[str], now: datetime) -> None:
    """What waits of trouble waits for each of `addresses`, once."""
    trouble = waiting.filter(kind__in=names_of_trouble()).order_by("event_id", "kind")
    columns = trouble.values_list(
        "consultation_id", "event_id", "kind", "consultation__reply_by"
    ).distinct()
    Notification.objects.bulk_create(
        [
            Notification(
                consultation_id=consultation,
                event_id=event,
                kind=kind,
                audience=Notification.Audience.OFFICE,
                office_address=address,
                queued_at=now,
                due_at=max(reply_by, now) if kind == Notification.Kind.OVERDUE else now,
            )
            for consultation, event, kind, reply_by in columns
            for address in addresses
        ],
        ignore_conflicts=True,  # who has it already, sent or not, is told once
    )


def keep_for_others(consultation: Consultation) -> None:
    """Hang what speaks of others too on one of them, before `consultation` is erased with all its
    own.

    What has nobody else to speak of stays with it. To be called under the office's lock.
    """
    office = consultation.office
    for message in consultation.notifications.filter(kind__in=names_of_many()).select_related(
        "event"
    ):
        row = kind_of(message)
        heir = row.heir(message, office) if row.heir else None
        if heir:
            of_heir = {"event": heir, "consultation_id": heir.consultation_id}
            Notification.objects.filter(pk=message.pk).update(**of_heir)
