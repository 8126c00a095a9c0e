"""Composing: the mail, or the words for the telephone, as the rows have it when a notification is
due.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from bookings import calendars
from bookings.models import Consultation, Notification
from bookings.notifications.facts import Facts
from bookings.notifications.kinds import OFFICE, kind_of
from clinic import languages
from clinic.mail.rendering import rendered
from clinic.office.models import Office


def write(
    notification: Notification, now: datetime, *, language: str = ""
) -> EmailMultiAlternatives | None:
    """The mail as the rows have it at `now`, or None when the consultation has outlived it.

    The patient's is in their language unless another one is named, the office's in English.
    """
    facts = _facts_if_of_use(notification, now)
    recipient = _recipient(facts) if facts else ""
    if facts is None or not recipient:
        return None
    if notification.audience == OFFICE:
        language = languages.ENGLISH
    else:
        language = language or facts.consultation.language
    with languages.speaking(language):
        return _written(facts, recipient)


def _written(facts: Facts, recipient: str) -> EmailMultiAlternatives:
    """In the language in use."""
    row = kind_of(facts.notification)
    email = rendered(row.mail_template(facts), row.context(facts), to=recipient)
    if row.audience != OFFICE:
        replies_to = facts.office.mail_addresses.for_replies()
        email.reply_to = [replies_to.email] if replies_to else []
    if row.has_calendar_file:
        calendar = calendars.attachment(facts.consultation)
    else:
        calendar = None
    if calendar:
        email.attach(calendar)
    return email


def words_to_say(
    notification: Notification, now: datetime, *, tells_page: bool = True, language: str = ""
) -> str:
    """What the desk tells a patient by call or text, in their language unless another one is
    named; empty if it is not true any more.

    With the address of their page where they have it from no mail. It opens and cancels, so it is
    for staff who tell them: `tells_page` is false for the others.
    """
    facts = _facts_if_of_use(notification, now)
    if facts is None:
        return ""
    row = kind_of(notification)
    with languages.speaking(language or facts.consultation.language):
        context = row.context(facts) | {"tells_page": tells_page and _needs_page(facts)}
        said = render_to_string(f"{row.say_template(facts)}.txt", context)
    return " ".join(said.split())


def in_english(notification: Notification, now: datetime, *, tells_page: bool = True) -> str:
    """What those words say, for staff; empty where they are English."""
    if notification.consultation.language == languages.ENGLISH:
        return ""
    return words_to_say(notification, now, tells_page=tells_page, language=languages.ENGLISH)


def _needs_page(facts: Facts) -> bool:
    """Whether they have the address of their page from no mail: none reaches them, this one did not
    arrive, or they asked for it by phone.
    """
    notification = facts.notification
    asked_by_phone = notification.kind == Notification.Kind.LINK
    return asked_by_phone or notification.failed_at is not None or not facts.consultation.takes_mail


def told(notification: Notification, *, by: User, now: datetime) -> bool:
    """Note that staff have told the patient; what is of no use any more is put away instead.

    False if it is no open task: somebody has told them, or it is no longer true.
    """
    is_of_use = _facts_if_of_use(notification, now) is not None
    task = Notification.objects.to_tell(now).filter(pk=notification.pk)
    if not is_of_use:
        return bool(task.supersede(now=now))
    by_desk = {"channel": Notification.Channel.DESK, "sent_at": now, "told_by": by}
    if not task.update(due_at=None, failed_at=None, last_error="", **by_desk):
        return False
    beside = Notification.objects.filter(event=notification.event_id, kind=notification.kind)
    beside.undelivered().supersede(now=now)  # a mail that did not arrive is needed no more
    return True


def _facts_if_of_use(notification: Notification, now: datetime) -> Facts | None:
    """What it is written from; None when what it says is not true any more, or of no use.

    No query for the consultation, its office and its events if the caller has just read them with
    it.
    """
    if Notification.consultation.is_cached(notification):
        consultation = notification.consultation
    else:
        consultation = Consultation.objects.select_related("office").get(
            pk=notification.consultation_id
        )
    facts = Facts(notification, consultation, now)
    if kind_of(notification).helps(facts):
        return facts
    return None


def _recipient(facts: Facts) -> str:
    """The address that it goes to; empty where there is none any more, or one that hears of other
    things.
    """
    notification = facts.notification
    if notification.audience != OFFICE:
        return str(facts.consultation.email)
    if _is_heard(notification, facts.office):
        return notification.office_address
    return ""


def _is_heard(notification: Notification, office: Office) -> bool:
    """Whether the address is on the office's list still; for a digest, also whether it wants more
    by now.
    """
    listed = office.mail_addresses.filter(email=notification.office_address)
    if notification.kind == Notification.Kind.DIGEST:
        listed = listed.that_hear()
    return bool(listed.exists())
