"""Rows in bulk, as years of use would leave them behind."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import count, islice
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models
from django.test import override_settings

from articles.models import FAQ, Article, ArticleFAQ, FAQGroup, Section, Topic
from bookings import availability, lifecycle
from bookings.models import (
    REFERENCE_LETTERS,
    Actor,
    Consent,
    Consultation,
    Event,
    Hold,
    Notification,
    ReachBy,
    Status,
    phone_end,
)
from clinic.office.models import (
    Concern,
    ConsultationHours,
    Office,
    Practitioner,
    Treatment,
    Weekday,
)
from clinic.protection.encryption import blind_index
from clinic.protection.rate_limits import Tally

BATCH = 2000
HORIZON_DAYS = 60
OFFICE_ADDRESS = "office@clinic.example"
HELD_AHEAD = 100
SLOTS_A_PAST_DAY = 20
PAST = [Status.COMPLETED] * 7 + [Status.NO_SHOW, Status.CANCELED, Status.CONFIRMED]
ENDS = {
    Status.COMPLETED: Event.Kind.COMPLETED,
    Status.NO_SHOW: Event.Kind.NO_SHOW,
    Status.CANCELED: Event.Kind.CANCELED,
}
FIRST_NAMES = ["Maya", *(f"Person{number}" for number in range(499)), "Wilhelmina"]
WORDS = [
    "skin",
    "pore",
    "collagen",
    "needle",
    "rest",
    "calm",
    "texture",
    "firm",
    "edge",
    "light",
    "press",
    "week",
    "month",
    "heal",
    "gentle",
    "repair",
    "layer",
    "shade",
    "sunscreen",
    "cleanser",
    "redness",
    "warm",
    "quiet",
    "series",
    "session",
    "fiber",
    "support",
    "look",
    "change",
    "steady",
    "slow",
    "care",
]

RARE = "eucalyptus"  # one article in a hundred mentions it
SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in ("a", "ei", "o", "un")]


def tables_and_sample() -> Office:
    """A fresh database with the sample content and 60 days on offer."""
    call_command("migrate", verbosity=0, interactive=False)
    with override_settings(DEVELOPMENT=True):  # else its articles are drafts
        call_command("load_sample", verbosity=0)
    office = Office.objects.current()
    office.horizon_days = HORIZON_DAYS
    office.save()
    office.mail_addresses.create(email=OFFICE_ADDRESS)  # else nothing is sent to it
    return office


def analyze() -> None:
    """What PostgreSQL does by itself in time, and a new SQLite file waits for."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _store(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


# ---- articles ----------------------------------------------------------------------------------
def add_questions(number: int, *, now: datetime) -> None:
    """`number` questions, evenly in the sample's groups."""
    chance, groups = random.Random(number), list(FAQGroup.objects.all())
    _store(
        FAQ,
        (
            FAQ(
                question=_sentence(chance, 8).replace(".", "?"),
                slug=f"question-{nth}",
                answer=f"<p>{_sentence(chance, 30)}</p><p>{_sentence(chance, 20)}</p>",
                group=groups[nth % len(groups)],
                position=nth + 100,
                published_at=now - timedelta(days=1),
            )
            for nth in range(number)
        ),
    )


def add_articles(number: int, *, now: datetime) -> None:
    """`number` articles of six sections and four questions, over six years; one in twenty draws
    pores.
    """
    chance = random.Random(number)
    topics, concerns = list(Topic.objects.all()), list(Concern.objects.all())
    reviewer, treatments = Practitioner.objects.first(), list(Treatment.objects.all())
    faqs = list(FAQ.objects.all())
    apart = timedelta(days=6 * 365) / number

    def article(nth: int) -> Article:
        published_at = now - apart * nth - timedelta(hours=1)
        return Article(
            title=_sentence(chance, 8),
            slug=f"article-{nth}",
            summary=_sentence(chance, 24)[:260],
            topic=topics[nth % len(topics)],
            concern=concerns[nth % len(concerns)],
            reviewer=reviewer,
            last_reviewed_day=published_at.date(),
            published_at=published_at,
            ways="\n".join(_sentence(chance, 14) for _ in range(3)),
            may_help="\n".join(_sentence(chance, 6) for _ in range(4)),
            cannot="\n".join(_sentence(chance, 6) for _ in range(4)),
        )

    def section(of: Article, position: int) -> Section:
        body = "".join(f"<p>{_sentence(chance, 40)}</p>" for _ in range(3))
        if position == 3 and of.slug.endswith("50"):
            body += f"<p>It smells of {RARE}.</p>"
        if position == 2:  # two words that no other article has
            own = int(of.slug.removeprefix("article-"))
            body += f"<p>{_invented(2 * own)} and {_invented(2 * own + 1)}.</p>"
        drawing = {1: "collagen", 3: "series"}.get(position, "") if of.slug.endswith("00") else ""
        if position == 1 and of.slug.endswith(("20", "40", "60", "80")):
            drawing = "collagen"
        part = {1: "ways", 2: "facts", 4: "expect", 5: "days"}.get(position, "")
        return Section(
            article=of,
            heading=_sentence(chance, 5),
            body=body,
            drawing=drawing,
            part=part,
            position=position,
            words=125,
        )

    for first in range(0, number, BATCH):
        written = [article(nth) for nth in range(first, min(first + BATCH, number))]
        Article.objects.bulk_create(written)
        _store(Section, (section(of, position) for of in written for position in range(6)))
        _store(
            ArticleFAQ,
            (
                ArticleFAQ(article=of, faq=faq, position=position)
                for of in written
                for position, faq in enumerate(chance.sample(faqs, min(4, len(faqs))))
            ),
        )
        through = Article.treatments.through
        _store(through, (through(article=of, treatment=treatments[0]) for of in written))


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _invented(nth: int) -> str:
    first, rest = divmod(nth, len(SYLLABLES) ** 2)
    return "".join(SYLLABLES[part] for part in (first, *divmod(rest, len(SYLLABLES)))) + "x"


# ---- consultations -----------------------------------------------------------------------------
def add_past_consultations(office: Office, number: int, *, now: datetime) -> None:
    """`number` consultations with all that belongs to them, twenty a day back from the day before
    yesterday.

    Of ten the ends are noted of nine; of one nobody said whether they came, so it still holds its
    time.
    """
    rows = ((start, start + timedelta(minutes=30)) for start in _past_starts(now))
    with _without_triggers():
        _add(office, islice(rows, number), PAST, asked_before=timedelta(days=9))


def add_future_holds(office: Office, *, now: datetime) -> None:
    """A hundred of the times on offer are held, evenly spread."""
    free = availability.offer(office, now=now).slots
    chosen = sorted(random.Random(1).sample(free, min(HELD_AHEAD, len(free) // 2)), reverse=True)
    _add(office, chosen, [Status.CONFIRMED], asked_before=timedelta(days=70))


def add_desk_work(office: Office, *, now: datetime) -> None:
    """What waits for the front desk on a busy morning, said by the verbs themselves."""
    desk, _ = User.objects.get_or_create(username="desk", defaults={"is_staff": True})
    free = iter(availability.offer(office, now=now).slots[::2])
    concern, already = Concern.objects.all()[0], Consultation.objects.count()

    def ask(nth: int, **more: Any) -> Consultation:
        row = consultation(office, concern, already + 7 * nth, asked_at=now)
        row.email, row.phone = (
            more.pop("email", f"waits-{nth}@example.com"),
            f"+1424555{1000 + nth}",
        )
        row.reach_by = ReachBy.EMAIL if row.email else ReachBy.CALL
        return lifecycle.submit(row, starts_at=next(free).starts_at, consents={}, now=now, **more)

    for nth in range(12):
        ask(nth)
    for nth in range(12, 15):
        ask(nth, suspect=True)
    for nth in range(15, 19):
        times = [next(free).starts_at for _ in range(3)]
        lifecycle.propose(ask(nth), times=times, by=desk, now=now)
    for nth in range(19, 23):
        lifecycle.confirm(ask(nth, email=""), by=desk, now=now)  # four tasks: to be told by phone
    Tally.objects.all().delete()


@contextmanager
def _without_triggers() -> Iterator[None]:
    """On SQLite a trigger looks for an overlap at every hold: too long for so many."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def _past_starts(now: datetime) -> Iterator[datetime]:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in count(2):
        for nth in range(SLOTS_A_PAST_DAY, 0, -1):
            yield midnight - timedelta(days=day) + timedelta(hours=15, minutes=30 * nth)


def _add(
    office: Office,
    times: Iterable[tuple[datetime, datetime]],
    statuses: Sequence[Status],
    *,
    asked_before: timedelta,
) -> None:
    times, concerns = iter(times), list(Concern.objects.all())
    while some := list(islice(times, BATCH)):
        already = Consultation.objects.count()
        rows = []
        for nth, (starts_at, ends_at) in enumerate(some, start=already):
            row = consultation(
                office, concerns[nth % len(concerns)], nth, asked_at=starts_at - asked_before
            )
            row.status, row.starts_at, row.ends_at = (
                statuses[nth % len(statuses)],
                starts_at,
                ends_at,
            )
            rows.append(row)
        Consultation.objects.bulk_create(rows)
        Hold.objects.bulk_create(
            Hold(consultation=row, office=office, starts_at=row.starts_at, ends_at=row.ends_at)
            for row in rows
            if row.status == Status.CONFIRMED
        )
        _store(
            Consent,
            (
                Consent(
                    consultation=row, kind=kind, wording="I agree to it.", given_at=row.asked_at
                )
                for row in rows
                for kind in (Consent.Kind.ADULT, Consent.Kind.CONTACT)
            ),
        )
        asked = [event(row, Event.Kind.ASKED, Actor.PATIENT, row.asked_at) for row in rows]
        confirmed = [event(row, Event.Kind.CONFIRMED, Actor.STAFF, row.reply_by) for row in rows]
        ended = [
            event(row, ENDS[Status(row.status)], Actor.STAFF, row.starts_at)
            for row in rows
            if row.status in ENDS and row.starts_at
        ]
        _store(Event, asked + confirmed + ended)
        kind, audience = Notification.Kind, Notification.Audience
        _store(
            Notification, (notification(each, kind.RECEIVED, audience.PATIENT) for each in asked)
        )
        _store(Notification, (notification(each, kind.RECEIVED, audience.OFFICE) for each in asked))
        _store(
            Notification,
            (notification(each, kind.CONFIRMED, audience.PATIENT) for each in confirmed),
        )


def consultation(office: Office, concern: Concern, nth: int, *, asked_at: datetime) -> Consultation:
    email, phone = f"patient-{nth // 3}@example.com", f"+1424{2000000 + nth // 3:07d}"
    return Consultation(
        office=office,
        reference=_reference(nth),
        page_key=uuid4(),
        form_key=uuid4(),
        form_digest="0" * 64,
        asked_at=asked_at,
        reply_by=asked_at + timedelta(hours=20),
        first_name=FIRST_NAMES[nth % len(FIRST_NAMES)],
        last_name="Ortiz",
        reach_by=ReachBy.EMAIL,
        phone=phone,
        phone_mark=blind_index(phone),
        phone_end_mark=phone_end.mark(phone),
        phone_end_of=blind_index(phone),
        email=email,
        email_mark=blind_index(email),
        concern=concern,
        answers=["sensitive"],
        note="Mostly I wonder how long it takes, and whether it is something for me.",
    )


def event(row: Consultation, kind: Event.Kind, actor: Actor, at: datetime) -> Event:
    return Event(consultation=row, kind=kind, actor=actor, at=at, starts_at=row.starts_at)


def notification(
    event: Event, kind: Notification.Kind, audience: Notification.Audience
) -> Notification:
    """One that was sent when it was owed."""
    return Notification(
        consultation=event.consultation,
        event=event,
        kind=kind,
        audience=audience,
        office_address=OFFICE_ADDRESS if audience == Notification.Audience.OFFICE else "",
        message_key=uuid4(),
        queued_at=event.at,
        sent_at=event.at,
        attempts=1,
    )


def _reference(nth: int) -> str:
    letters = []
    for _ in range(6):
        nth, letter = divmod(nth, len(REFERENCE_LETTERS))
        letters.append(REFERENCE_LETTERS[letter])
    return "".join(letters)


def add_waiting_messages(office: Office, number: int, *, now: datetime) -> None:
    """Requests of which patient and office have yet to hear: `number` messages, due tomorrow."""
    concern, already = Concern.objects.all()[0], Consultation.objects.count()
    asked = [
        consultation(office, concern, already + nth, asked_at=now) for nth in range(number // 2)
    ]
    for row in asked:
        row.lapses_at = now + timedelta(days=30)
    Consultation.objects.bulk_create(asked)
    events = [event(row, Event.Kind.ASKED, Actor.PATIENT, row.asked_at) for row in asked]
    Event.objects.bulk_create(events)
    audiences = Notification.Audience
    owed = [
        notification(each, Notification.Kind.RECEIVED, audience)
        for each in events
        for audience in (audiences.PATIENT, audiences.OFFICE)
    ]
    for row in owed:
        row.sent_at, row.attempts, row.due_at = None, 0, now + timedelta(days=1)
    Notification.objects.bulk_create(owed)


def add_lapsing(office: Office, number: int, *, now: datetime) -> None:
    """`number` requests that nobody answered until `now`; of the mail about them nothing waits."""
    concern, already = Concern.objects.all()[0], Consultation.objects.count()
    asked_at = now - timedelta(days=20)
    asked = [consultation(office, concern, already + n, asked_at=asked_at) for n in range(number)]
    for row in asked:
        row.lapses_at = now
    _store(Consultation, asked)
    _store(Event, (event(row, Event.Kind.ASKED, Actor.PATIENT, row.asked_at) for row in asked))


# ---- taken away again --------------------------------------------------------------------------
def forget(form_key: UUID) -> None:
    """What one POST left behind: the request with its hold and its messages, and what was counted
    of it.
    """
    Consultation.objects.filter(form_key=form_key).delete()
    Tally.objects.all().delete()


def forget_waiting() -> None:
    """What `add_waiting_messages` added."""
    Consultation.objects.waiting().delete()


def forget_lapsed(now: datetime) -> None:
    """What `add_lapsing` added, with the apologies."""
    Consultation.objects.filter(asked_at=now - timedelta(days=20)).delete()


def offer_wide(office: Office) -> None:
    """Every half-hour from nine to six on six days a week: the most that a booking page has to
    show.
    """
    office.consultation_hours.all().delete()
    ConsultationHours.objects.bulk_create(
        ConsultationHours(office=office, weekday=day, opens=time(9), closes=time(18))
        for day in Weekday.values
        if day != Weekday.SUNDAY
    )
