"""Mail as people get it: sent at a moment that the test names, and every wording there is of every
mail.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from itertools import count

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from bookings import availability, lifecycle, notifications
from bookings.models import Consultation, Notification
from bookings.notifications import suspected_spam
from clinic.mail.outbox import deliver_next
from clinic.office.models import Office
from tests.bookings.lives import desk
from tests.factories import MONDAY, ask, request_for

# The office's addresses, by what each hears; the first is there from the start, `addresses` adds
# the others.
EVERY, DAILY, TROUBLE = "desk@clinic.example", "daily@clinic.example", "owner@clinic.example"
# What no mail may say; and one to the office neither a name, an address nor the patient's own link.
NEVER = ["ores", "keloid", "sensitive", "icroneedling", "cupuncture", "555-01", "555 01", "55501"]
NEVER_AT_THE_OFFICE = [*NEVER, "Ortiz", "@example.com", "testserver/consultation/"]
A_TIME = re.compile(r"(?:\w+day, |\()\w+ \d+, \d+:\d\d [ap]m Pacific time")
SEVERAL = "several of one person"  # the mail with the links to two requests
OLD_TIME = "Please remove the old time from your calendar."


def deliver(now: datetime = MONDAY) -> list[EmailMessage]:
    """Send all that is due at `now`, as the worker would; what arrives, in its order."""
    before = len(mail.outbox)
    deliver_all(now)
    return [
        message_from_bytes(each.message().as_bytes(), policy=policy.default)
        for each in mail.outbox[before:]
    ]


def deliver_all(now: datetime = MONDAY) -> None:
    """`deliver`, for tests whose mail server is another one than Django's."""
    while deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: now):
        pass


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


def parts(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML of a mail, as a mail reader would show them."""
    return text_of(message), message.get_body(("html",)).get_content()


def sent(*, to: str = "maya@example.com", now: datetime = MONDAY) -> EmailMessage:
    """The one mail that `to` is sent at `now`."""
    (message,) = [each for each in deliver(now) if each["To"] == to]
    return message


def said(message: EmailMessage) -> str:
    """The text without its line breaks."""
    return " ".join(text_of(message).split())


def calendar_method(message: EmailMessage) -> str | None:
    """The METHOD of the attached calendar file, which its type must name too; None without one."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    (method,) = re.findall(r"^METHOD:(\w+)\r?$", part.get_content(), flags=re.MULTILINE)
    assert part.get_param("method") == method
    assert part.get_content_disposition() == "attachment"
    return method


def html_of(written: EmailMultiAlternatives) -> str:
    return written.alternatives[0].content


class _Plainly(HTMLParser):
    """A browser that knows no CSS: what begins a line or a cell in HTML itself does, and nothing
    else.
    """

    LINES = frozenset({"body", "div", "h1", "p", "table", "tr", "br"})
    CELLS = frozenset({"td", "th"})
    UNSEEN = frozenset({"title", "style"})

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = self._unseen or tag in self.UNSEEN
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = self._unseen and tag not in self.UNSEEN
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.written.append(re.sub(r"\s+", " ", data))

    def _space(self, tag: str) -> None:
        self.written.append("\n" if tag in self.LINES else " " if tag in self.CELLS else "")


def plain_lines_of(html: str) -> list[str]:
    """What programs that read no CSS tell apart of it, with every space and hyphen the usual
    one.
    """
    reader = _Plainly()
    reader.feed(html)
    reader.close()
    text = "".join(reader.written).replace("\N{NON-BREAKING HYPHEN}", "-")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


def words_of(html: str) -> str:
    """The same in one line."""
    return " ".join(plain_lines_of(html))


def every_mail(office: Office, **fields: str) -> dict[str, EmailMultiAlternatives]:
    """Each mail in each of its wordings, to people with these `fields`."""
    return _every(office, notifications.write, Notification.objects.all(), **fields)


def every_word_to_say(office: Office) -> dict[str, str]:
    """What the desk says to patients without e-mail, in each of its wordings."""
    by_desk = Notification.objects.filter(channel=Notification.Channel.DESK)
    return _every(office, notifications.words_to_say, by_desk, reach_by="call", email="")


def _every(office: Office, write: Callable, rows: QuerySet, **fields) -> dict:
    """What `write` makes of each of `rows`, at the moment when the verbs have led to it."""
    written = {}
    by = {"by": desk(), "now": MONDAY}
    patient = {"by": None, "now": MONDAY}
    number = count(10)
    offered = (slot.starts_at for slot in availability.offer(office, now=MONDAY).slots)
    times = (starts_at for starts_at in offered if starts_at > MONDAY + timedelta(days=2))

    def told(story: str, consultation: Consultation, now: datetime = MONDAY) -> Consultation:
        for row in rows.filter(consultation=consultation, due_at__lte=now):
            written[f"{row.kind}_{row.audience}: {story}"] = write(row, now)
            row.delete()
        return consultation

    def person() -> dict:
        one = next(number)
        sealed = {"note": "keloid on the left", "answers": ["sensitive"]}
        return sealed | {"email": f"maya{one}@example.com", "phone": f"+142455501{one}"} | fields

    def asked(story: str, starts_at: datetime | None, now: datetime = MONDAY) -> Consultation:
        return told(story, ask(office, starts_at=starts_at, **person()), now)

    def booked() -> Consultation:
        request = request_for(office, **person())
        return lifecycle.book(request, starts_at=next(times), consents={}, **by)

    def lapsed(story: str, consultation: Consultation) -> None:
        now = consultation.lapses_at
        told(story, lifecycle.lapse(consultation, now=now), now)

    def some(how_many: int) -> list[datetime]:
        return [next(times) for _ in range(how_many)]

    one = asked("with a time", next(times))
    told("nobody answered", one, one.reply_by)
    lifecycle.send_link(one, now=MONDAY)
    told("a request", one)
    one = told("the time asked for", lifecycle.confirm(one, **by))
    lifecycle.send_link(one, now=MONDAY)
    told("a consultation", one)
    same = {each: getattr(one, each) for each in ("email", "phone")}
    other = ask(office, starts_at=None, **(person() | same))
    lifecycle.send_link(one, now=MONDAY)
    told(SEVERAL, one)
    other.notifications.all().delete()
    other.delete()
    told("in time", one, one.starts_at - timedelta(days=1))
    one = told("by the patient", lifecycle.move(one, starts_at=next(times), **patient))
    note = (
        "Please ring the bell at the door on the left, near the old tree by the gate\n" + "w" * 70
    )
    one = told("by staff", lifecycle.move(one, starts_at=next(times), note=note, **by))
    one = told("three, the office must move it", lifecycle.propose(one, times=some(3), **by))
    one = told(
        "instead of an old time", lifecycle.pick(one, starts_at=_proposed(one)[0], **patient)
    )
    told("late", one, one.starts_at - timedelta(hours=5))
    one = told("two, the office must move it", lifecycle.propose(one, times=some(2), **by))
    one = told("an old time too", lifecycle.turn_down(one, **patient))
    one = told("one, nothing before", lifecycle.propose(one, times=some(1), **by))
    told("proposed before", lifecycle.decline(one, **by))

    one = asked("without a time", None)
    one = told("three, nothing before", lifecycle.propose(one, times=some(3), **by))
    one = told("no old time", lifecycle.turn_down(one, **by))
    one = told("a request without a time", lifecycle.cancel(one, **patient))
    lifecycle.send_link(one, now=MONDAY)
    told("ended, without a time", one)
    asked("late, without a time", None, MONDAY + timedelta(days=1))

    one = told(
        "three, another time asked for",
        lifecycle.propose(asked("", next(times)), times=some(3), **by),
    )
    one = told("the first time", lifecycle.pick(one, starts_at=_proposed(one)[1], **patient))
    told("a consultation, by staff", lifecycle.cancel(one, **by))
    told("a request with a time", lifecycle.cancel(asked("", next(times)), **patient))
    told("a time asked for", lifecycle.decline(asked("", next(times)), **by))

    lapsed("a request with a time", asked("", next(times)))
    lapsed("a request without a time", asked("", None))
    lapsed("nothing chosen", lifecycle.propose(asked("", None), times=some(2), **by))
    lapsed("nothing chosen, an old time", lifecycle.propose(booked(), times=some(1), **by))
    told("an old time", lifecycle.decline(lifecycle.propose(booked(), times=some(1), **by), **by))
    early, late = some(2)
    one = lifecycle.wait(asked("", late), **patient)
    told("beside their own", lifecycle.offer_earlier(one, starts_at=early, **by))
    suspect = ask(office, starts_at=None, suspect=True, **person())
    told("one", suspect, MONDAY + suspected_spam.WAIT)
    return written


def _proposed(consultation: Consultation) -> list[datetime]:
    return [hold.starts_at for hold in consultation.proposed_times]
