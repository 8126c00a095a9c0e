"""Who is told what: queued in the transaction of the event, written from the live rows when it is
sent.

Patients without e-mail are owed the same words: their messages are tasks of the desk, told by
telephone.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse

from bookings import calendars, digest
from bookings.models import Consultation, Event, Notification, Status
from clinic.office import formats, hours
from clinic.office.models import Office, OfficeAddress

Kind, Audience, Channel = Notification.Kind, Notification.Audience, Notification.Channel
PATIENT, OFFICE = Audience.PATIENT, Audience.OFFICE

# event → the messages it owes. What waits for a moment of its own is in `_due_at`.
OWED: dict[Event.Kind, list[tuple[Notification.Kind, Notification.Audience]]] = {
    Event.Kind.ASKED: [(Kind.RECEIVED, PATIENT), (Kind.RECEIVED, OFFICE), (Kind.OVERDUE, OFFICE)],
    Event.Kind.ASIDE: [(Kind.ASIDE, OFFICE), (Kind.OVERDUE, OFFICE)],
    Event.Kind.RELEASED: [(Kind.RECEIVED, PATIENT), (Kind.OVERDUE, OFFICE)],
    Event.Kind.BOOKED: [(Kind.CONFIRMED, PATIENT), (Kind.REMINDER, PATIENT)],
    Event.Kind.CONFIRMED: [(Kind.CONFIRMED, PATIENT), (Kind.REMINDER, PATIENT)],
    Event.Kind.PROPOSED: [(Kind.PROPOSED, PATIENT)],
    Event.Kind.PICKED: [
        (Kind.CONFIRMED, PATIENT),
        (Kind.CONFIRMED, OFFICE),
        (Kind.REMINDER, PATIENT),
    ],
    Event.Kind.TURNED_DOWN: [
        (Kind.TURNED_DOWN, PATIENT),
        (Kind.TURNED_DOWN, OFFICE),
        (Kind.OVERDUE, OFFICE),
    ],
    Event.Kind.MOVED: [(Kind.MOVED, PATIENT), (Kind.MOVED, OFFICE), (Kind.REMINDER, PATIENT)],
    Event.Kind.CANCELED: [(Kind.CANCELED, PATIENT), (Kind.CANCELED, OFFICE)],
    Event.Kind.DECLINED: [(Kind.DECLINED, PATIENT)],
    Event.Kind.LAPSED: [(Kind.LAPSED, PATIENT), (Kind.LAPSED, OFFICE)],
    Event.Kind.COMPLETED: [],
    Event.Kind.NO_SHOW: [],
    Event.Kind.LINK: [(Kind.LINK, PATIENT)],
}
# With these a consultation begins: nothing that was said before could be untrue.
BEGINNINGS = (Event.Kind.ASKED, Event.Kind.ASIDE, Event.Kind.BOOKED)
# What a patient is told again when it was sent to a wrong address.
STANDING = {
    Status.REQUESTED: Kind.RECEIVED,
    Status.PROPOSED: Kind.PROPOSED,
    Status.CONFIRMED: Kind.CONFIRMED,
}
# Requests set aside come in floods, so the office reads of them together, once in this time.
DIGEST_WAIT = timedelta(minutes=30)
A_DAY = 24  # hours on the wall clock
# These speak of more than the consultation that they are queued with, so nothing that it does ends
# them.
_OF_MANY = (Kind.ASIDE, Kind.DIGEST)
# What patients are told of a time to come.
_OF_A_TIME = {Kind.CONFIRMED, Kind.MOVED, Kind.REMINDER}


def queue(event: Event, *, now: datetime, tell: bool = True) -> None:
    """Write down the messages that `event` owes; what it made untrue is sent no more.

    To be called in the transaction of the event. With `tell` false nobody is owed anything.
    """
    consultation = event.consultation
    if event.kind not in (*Event.SIDE_NOTES, *BEGINNINGS):
        earlier = consultation.notifications.waiting().exclude(kind__in=_OF_MANY)
        earlier.update(due_at=None, superseded_at=now, last_error="")
    channel = Channel.MAIL if consultation.email else Channel.DESK
    owed = _owed(event) if tell else []
    if event.kind == Event.Kind.CORRECTED:
        waiting = consultation.notifications.waiting().filter(audience=PATIENT)
        waiting.update(channel=channel)
        said_anew = waiting.filter(kind__in=[kind for kind, _ in owed])
        said_anew.update(due_at=None, superseded_at=now, last_error="")
    useful = [
        (kind, audience, due_at) for kind, audience in owed if (due_at := _due_at(kind, event, now))
    ]
    told = [(kind, PATIENT, "", due_at) for kind, audience, due_at in useful if audience == PATIENT]
    of_office = [(kind, due_at) for kind, audience, due_at in useful if audience == OFFICE]
    told += [
        (kind, OFFICE, address, due_at) for kind, address, due_at in _heard(of_office, event, now)
    ]
    Notification.objects.bulk_create(
        Notification(
            consultation=consultation,
            event=event,
            kind=kind,
            audience=audience,
            office_address=address,
            channel=channel if audience == PATIENT else Channel.MAIL,
            queued_at=now,
            due_at=due_at,
        )
        for kind, audience, address, due_at in told
    )


def _owed(event: Event) -> list[tuple[Notification.Kind, Notification.Audience]]:
    if event.kind == Event.Kind.CORRECTED:
        return [(STANDING[Status(event.consultation.status)], PATIENT)]
    return OWED[Event.Kind(event.kind)]


def _heard(
    owed: list[tuple[Notification.Kind, datetime]], event: Event, now: datetime
) -> Iterator[tuple[Notification.Kind, str, datetime]]:
    """Which of the office's addresses hears what of it, and when: each as much as was chosen for
    it.
    """
    if not owed:
        return
    office = event.consultation.office
    chosen = list(office.mail_addresses.values_list("email", "hears"))
    for kind, due_at in owed:
        at_once = [address for address, hears in chosen if digest.wants(hears, kind)]
        for address in _untold(at_once, event.consultation, kind):
            yield kind, address, due_at
    daily = [address for address, hears in chosen if hears == OfficeAddress.Hears.DIGEST]
    if daily and any(digest.belongs_in(kind) for kind, _ in owed):
        waits = digest.waits_already(daily, office, now=now)
        for address in daily:
            if address not in waits:
                yield Kind.DIGEST, address, digest.next_morning(now, office)


def _untold(addresses: list[str], consultation: Consultation, kind: Notification.Kind) -> list[str]:
    """Those of the office's addresses for which no such message waits already.

    Only requests set aside may come in floods: of each kind one message at a time says enough.
    """
    if not consultation.is_aside:
        return addresses
    waiting = Notification.objects.waiting().filter(kind=kind, event__kind=Event.Kind.ASIDE)
    told = set(waiting.values_list("office_address", flat=True))
    return [each for each in addresses if each not in told]


def _due_at(kind: Notification.Kind, event: Event, now: datetime) -> datetime | None:
    """When a message should go; None for one that would be of no use."""
    consultation = event.consultation
    if kind == Kind.ASIDE:
        return now + DIGEST_WAIT
    if kind == Kind.OVERDUE:
        return consultation.reply_by if consultation.reply_by > now else None
    if kind == Kind.REMINDER:
        return _remind_at(consultation, now)
    if kind == Kind.CONFIRMED and consultation.starts_at and consultation.starts_at <= now:
        return None  # a walk-in, who sits there already
    return now


def _remind_at(consultation: Consultation, now: datetime) -> datetime | None:
    """The same hour of the day before; None if that has passed, or if they asked on that day or
    later.

    One reminder a time: whoever was reminded of another one, before it was moved, is reminded
    again.
    """
    office = consultation.office
    assert consultation.starts_at is not None
    remind_at = hours.earlier(consultation.starts_at, A_DAY, office.zone)
    reminders = consultation.notifications.filter(kind=Kind.REMINDER, sent_at__isnull=False)
    if reminders.filter(event__starts_at=consultation.starts_at).exists():
        return None
    asked_that_day = office.local_day(consultation.asked_at) >= office.local_day(remind_at)
    return None if asked_that_day or remind_at <= now else remind_at


# ---- what is left when an address or a consultation goes ---------------------------------------
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
    of_office = Notification.objects.filter(audience=OFFICE, consultation__office=office)
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
    told = Notification.objects.filter(office_address=address, audience=OFFICE)
    told_already = set(told.filter(event__in=rows.values("event")).values_list("event_id", "kind"))
    keys = [row.pk for row in rows if (row.event_id, row.kind) not in told_already]
    moved = Notification.objects.filter(pk__in=keys)
    moved.update(office_address=address)
    # A worker that is at it just now sees by the other moment that what became of it is not for it
    # to say.
    moved.waiting().filter(attempts__gt=0).update(due_at=now, attempts=0, last_error="")


def _spread_trouble(waiting: QuerySet[Notification], addresses: list[str], now: datetime) -> None:
    """What waits of trouble waits for each of `addresses`, once."""
    trouble = waiting.filter(kind__in=digest.TROUBLE).order_by("event_id", "kind")
    columns = trouble.values_list(
        "consultation_id", "event_id", "kind", "consultation__reply_by"
    ).distinct()
    Notification.objects.bulk_create(
        [
            Notification(
                consultation_id=consultation,
                event_id=event,
                kind=kind,
                audience=OFFICE,
                office_address=address,
                queued_at=now,
                due_at=max(reply_by, now) if kind == Kind.OVERDUE else now,
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
    for message in consultation.notifications.filter(kind__in=_OF_MANY).select_related("event"):
        heir = (
            digest.heir(message, office) if message.kind == Kind.DIGEST else _other_aside(message)
        )
        if heir:
            of_heir = {"event": heir, "consultation_id": heir.consultation_id}
            Notification.objects.filter(pk=message.pk).update(**of_heir)


def _other_aside(message: Notification) -> Event | None:
    """A request set aside since, for which no message of its own was queued because this one
    waited.
    """
    if message.due_at is None:
        return None
    asides = Event.objects.filter(
        kind=Event.Kind.ASIDE, consultation__in=Consultation.objects.aside()
    )
    others = asides.filter(pk__gt=message.event_id).exclude(consultation=message.consultation_id)
    return others.only("consultation_id").order_by("pk").first()


# ---- what is sent ------------------------------------------------------------------------------
def write(notification: Notification, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the rows have it at `now`, or None when the consultation has outlived it."""
    consultation = _live(notification, now)
    if consultation is None:
        return None
    to_office = notification.audience == OFFICE
    recipient = notification.office_address if to_office else consultation.email
    if not recipient or (to_office and not _hears(notification, consultation.office)):
        return None
    template = f"emails/{notification.kind}_{notification.audience}"
    context = _context(notification, consultation, now)
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    # Split at whatever anybody takes for the end of a line: behind one the next header would begin.
    email = EmailMultiAlternatives(" ".join(subject.split()), text, to=[recipient])
    if not to_office:
        replies_to = consultation.office.mail_addresses.for_replies()
        email.reply_to = [replies_to.email] if replies_to else []
        calendar = calendars.attachment(consultation, notification)
        if calendar:
            email.attach(calendar)
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def _hears(notification: Notification, office: Office) -> bool:
    """Whether the address is on the office's list still; for a digest, also whether it wants more
    by now.
    """
    found = office.mail_addresses.filter(email=notification.office_address)
    return (found.that_hear() if notification.kind == Kind.DIGEST else found).exists()


def words_to_say(notification: Notification, now: datetime) -> str:
    """What the desk tells a patient without e-mail, by call or text; empty if it is not true any
    more.
    """
    consultation = _live(notification, now)
    if consultation is None:
        return ""
    said = render_to_string(
        f"say/{notification.kind}.txt", _context(notification, consultation, now)
    )
    return " ".join(said.split())


def told(notification: Notification, *, by: User, now: datetime) -> bool:
    """Note that staff have told the patient; what is of no use any more is put away instead.

    False if it is no open task: somebody has told them, or it is no longer true.
    """
    ends = {"sent_at": now, "told_by": by} if _live(notification, now) else {"superseded_at": now}
    task = Notification.objects.to_tell(now).filter(pk=notification.pk)
    return bool(task.update(due_at=None, last_error="", **ends))


def _live(notification: Notification, now: datetime) -> Consultation | None:
    """The consultation as it is; None when what the message says is not true any more, or of no
    use.

    No query for it, its office and its events if the caller has just read them with the message.
    """
    consultation = (
        notification.consultation
        if Notification.consultation.is_cached(notification)
        else Consultation.objects.select_related("office").get(pk=notification.consultation_id)
    )
    if notification.kind == Kind.DIGEST:
        return consultation
    if notification.kind == Kind.ASIDE:  # it speaks of all of them
        return consultation if Consultation.objects.aside().exists() else None
    prefetch_related_objects([consultation], "events")  # once, for all that is written from them
    if consultation.changes[-1].pk > notification.event_id:  # what it says is not how things stand
        return None
    return consultation if _helps(notification, consultation, now) else None


def _helps(notification: Notification, consultation: Consultation, now: datetime) -> bool:
    """Whether it is of use at `now`: no word of a time helps once that has begun.

    A late reminder helps until the notice before the time. Nobody is reminded twice of one time.
    """
    starts_at = consultation.starts_at
    if starts_at is None or notification.kind not in _OF_A_TIME:
        return True
    if notification.kind != Kind.REMINDER:
        return now < starts_at
    prefetch_related_objects([consultation], "events__notifications")
    of_this_time = [event for event in consultation.events.all() if event.starts_at == starts_at]
    sent = [each for event in of_this_time for each in event.notifications.all() if each.sent_at]
    reminded = any(each.kind == Kind.REMINDER for each in sent)
    return now < starts_at - timedelta(hours=consultation.office.notice_hours) and not reminded


def _context(
    notification: Notification, consultation: Consultation, now: datetime
) -> dict[str, object]:
    office: Office = consultation.office
    if notification.kind == Kind.DIGEST:
        addresses = {"home_url": _absolute("/"), "desk_url": _absolute(reverse("admin:index"))}
        return {"office": office, **addresses, **digest.context(notification, office)}
    # The last change, not the notification's own event: a corrected address is told what led to
    # what stands.
    *earlier, event = consultation.changes
    starts_at, was_at = consultation.starts_at, event.was_at
    context: dict[str, object] = {
        "consultation": consultation,
        "office": office,
        "event": event,
        "home_url": _absolute("/"),
        "book_url": _absolute(reverse("bookings:book")),
        "page_url": _absolute(consultation.get_absolute_url()),
        "review_url": _absolute(
            reverse("admin:bookings_consultation_change", args=[consultation.pk])
        ),
        "reply_by": formats.when(consultation.reply_by, office),
        "late": now >= consultation.reply_by,
        "lapses": formats.when(consultation.lapses_at, office) if consultation.lapses_at else "",
        "when": formats.when(starts_at, office) if starts_at else "",
        "was": formats.when(was_at, office) if was_at else "",
        "change_until": _change_until(consultation, now),
        "had_entry": bool(consultation.calendar_sequence),
    }
    if notification.kind == Kind.PROPOSED:
        context["proposed"] = [
            formats.when(hold.starts_at, office) for hold in consultation.proposed_times
        ]
    if notification.kind == Kind.REMINDER and starts_at:
        days_left = (office.local_day(starts_at) - office.local_day(now)).days
        context["day_word"] = "Tomorrow" if days_left == 1 else "Today"
    if notification.kind == Kind.LAPSED:
        proposal = earlier[-1] if earlier[-1].kind == Event.Kind.PROPOSED else None
        context["unanswered"] = proposal is None
        context["was_confirmed"] = proposal is not None and starts_at is not None
        context["by_desk"] = not consultation.email
        context["untold"] = proposal is not None and not was_told(proposal)  # else nobody chose
    if notification.kind == Kind.ASIDE:
        context["aside_count"] = Consultation.objects.aside().count()
        context["aside_url"] = _absolute(
            reverse("admin:bookings_consultation_changelist") + "?status__exact=aside"
        )
    return context


def was_told(event: Event) -> bool:
    """Whether the patient was sent, or told on the phone, what came of `event`."""
    return any(each.audience == PATIENT and each.sent_at for each in event.notifications.all())


def _change_until(consultation: Consultation, now: datetime) -> str:
    """Until when the patient may change it on their page; empty if that has passed."""
    limit = consultation.change_until
    return formats.when(limit, consultation.office) if limit and now < limit else ""


def _absolute(path: str) -> str:
    # From settings, never from a request: a forged Host header must not reach a mail.
    return str(urljoin(settings.SITE_URL, path))
