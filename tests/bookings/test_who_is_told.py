"""Each of the office's addresses hears as much as was chosen for it, and of everything at least
once.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from bookings import erasures, lifecycle, notifications
from bookings.models import Consultation, Event, Notification
from bookings.notifications import digest
from tests.bookings.lives import PROPOSALS, desk
from tests.bookings.mails import (
    A_TIME,
    DAILY,
    EVERY,
    NEVER_AT_THE_OFFICE,
    TROUBLE,
    deliver,
    html_of,
    said,
    text_of,
    words_of,
)
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("addresses")]
NEXT_MORNING = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # eight o'clock in Santa Monica
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def daily(now):
    """The subjects of the digests sent by `now`, beyond what went before. Trouble is told apart
    from them.
    """
    subjects = [message["Subject"] for message in deliver(now) if message["To"] == DAILY]
    return [subject for subject in subjects if subject.startswith("Consultations:")]


def digests():
    return Notification.objects.filter(kind="digest")


def the_digest(now=NEXT_MORNING):
    sent = [each for each in deliver(now) if each["To"] == DAILY]
    (message,) = [each for each in sent if each["Subject"].startswith("Consultations:")]
    return message


# ---- who hears what, and when ------------------------------------------------------------------
def test_a_request_is_told_at_once_to_those_who_want_every_one_and_to_nobody_else(office):
    consultation = ask(office)

    to_office = [each for each in deliver() if each["To"].endswith("clinic.example")]

    assert [(each["To"], each["Subject"]) for each in to_office] == [
        (EVERY, f"New consultation request {consultation.reference}")
    ]


def test_an_overdue_answer_and_a_lapsed_request_are_told_to_all_of_them_at_once(office):
    consultation = ask(office)
    deliver()
    overdue = [f"Overdue: consultation request {consultation.reference}"] * 3
    lapsed = [f"Consultation {consultation.reference}: lapsed without an answer"] * 3
    assert consultation.reply_by < NEXT_MORNING

    def to_office(now):
        told = [each for each in deliver(now) if each["To"].endswith("clinic.example")]
        return sorted(
            each["Subject"] for each in told if not each["Subject"].startswith("Consultations:")
        )

    assert to_office(consultation.reply_by) == overdue
    lifecycle.lapse(consultation, now=consultation.lapses_at)
    assert to_office(consultation.lapses_at) == lapsed


def test_a_day_goes_in_one_mail_at_eight_the_next_morning(office):
    for hours in range(3):
        ask(office, now=MONDAY + hours * HOUR, starts_at=None, email=f"maya{hours}@example.com")

    assert digests().count() == 1
    assert daily(NEXT_MORNING - timedelta(seconds=1)) == []
    assert daily(NEXT_MORNING) == ["Consultations: 3 changes, 3 waiting"]
    assert daily(NEXT_MORNING + DAY) == []


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ((2027, 3, 13, 20), (2027, 3, 14, 15)),  # noon before the clocks go forward
        ((2027, 11, 6, 19), (2027, 11, 7, 16)),  # and before they go back
        ((2026, 11, 24, 14), (2026, 11, 24, 16)),  # six in the morning
        ((2026, 11, 24, 16), (2026, 11, 25, 16)),  # eight sharp
    ],
)
def test_it_is_eight_on_the_offices_clock_through_both_changes_of_the_year(office, now, morning):
    morning = datetime(*morning, tzinfo=UTC)

    assert digest.next_morning(datetime(*now, tzinfo=UTC), office) == morning
    assert morning.astimezone(office.zone).hour == 8


def test_what_happens_in_the_last_minute_before_eight_is_told_the_next_day(office):
    ask(office, starts_at=None)
    ask(office, starts_at=None, now=NEXT_MORNING - timedelta(seconds=30), email="late@example.com")

    assert digests().count() == 2
    assert daily(NEXT_MORNING) == ["Consultations: 1 change, 2 waiting"]
    assert daily(NEXT_MORNING + DAY) == ["Consultations: 1 change, 2 waiting"]


def test_a_digest_that_comes_late_leaves_what_happened_since_to_the_next_one(office):
    ask(office, starts_at=None)
    ask(office, starts_at=None, now=NEXT_MORNING + HOUR, email="next@example.com")

    assert digests().count() == 2
    assert daily(NEXT_MORNING + 2 * HOUR) == ["Consultations: 1 change, 2 waiting"]
    assert daily(NEXT_MORNING + DAY) == ["Consultations: 1 change, 2 waiting"]


def test_a_consultation_that_moves_on_takes_no_digest_with_it(office):
    consultation = lifecycle.confirm(ask(office), by=desk(), now=MONDAY)
    lifecycle.cancel(consultation, by=None, now=MONDAY + HOUR)

    assert daily(NEXT_MORNING) == ["Consultations: 2 changes, 0 waiting"]


def test_what_staff_answer_is_no_news_for_the_office(office):
    office.mail_addresses.exclude(email=DAILY).delete()
    consultation = ask(office)
    daily(NEXT_MORNING)

    lifecycle.confirm(consultation, by=desk(), now=NEXT_MORNING)

    assert not digests().waiting().exists()


def test_a_flood_that_is_set_aside_is_a_number_in_it(office):
    for number in range(3):
        ask(office, suspect=True, starts_at=None, email=f"bot{number}@example.com")

    message = the_digest()

    assert message["Subject"] == "Consultations: 0 changes, 0 waiting, 3 set aside"
    assert "3 requests came that look as if a machine had sent them." in said(message)
    assert "What happened" not in said(message)


# ---- where one mail ends and the next begins ---------------------------------------------------
def tells(message):
    return re.findall(r"^[A-Z0-9]{6}, (\w+): ", text_of(message), flags=re.MULTILINE)


def told_of(now=NEXT_MORNING):
    """The names in each digest that goes at `now`."""
    sent = [each for each in deliver(now) if each["To"] == DAILY]
    return [tells(each) for each in sent if each["Subject"].startswith("Consultations:")]


def one_named(office, name, now):
    return ask(office, first_name=name, email=f"{name}@example.com", starts_at=None, now=now)


def test_who_asked_a_moment_earlier_and_was_stored_a_moment_later_is_in_it(office):
    one_named(office, "Ada", MONDAY + timedelta(seconds=1))
    one_named(office, "Bo", MONDAY)

    assert told_of() == [["Bo", "Ada"]]


def test_who_is_stored_after_the_next_days_first_is_in_one_of_the_two_mails(office):
    one_named(office, "Ada", MONDAY)
    one_named(office, "Bo", NEXT_MORNING - timedelta(seconds=30))
    one_named(office, "Cy", NEXT_MORNING - timedelta(seconds=70))

    assert told_of() == [["Ada"]]
    assert told_of(NEXT_MORNING + DAY) == [["Cy", "Bo"]]


def test_who_is_stored_after_the_mail_went_is_in_one_of_their_own(office):
    one_named(office, "Ada", NEXT_MORNING - timedelta(seconds=65))
    assert told_of() == [["Ada"]]

    one_named(office, "Bo", NEXT_MORNING - timedelta(seconds=70))

    assert told_of() == [["Bo"]]
    assert told_of(NEXT_MORNING + DAY) == []


def test_a_mail_that_is_tried_again_the_next_day_tells_its_own_day_alone(office):
    one_named(office, "Ada", MONDAY)
    digests().update(due_at=NEXT_MORNING + HOUR, attempts=1)
    one_named(office, "Bo", NEXT_MORNING - timedelta(seconds=70))
    one_named(office, "Cy", NEXT_MORNING + timedelta(minutes=5))

    assert told_of() == [["Bo"]]
    assert told_of(NEXT_MORNING + HOUR) == [["Ada"]]
    assert told_of(NEXT_MORNING + DAY) == [["Cy"]]


@pytest.mark.django_db(transaction=True)
def test_who_is_being_stored_as_the_mail_is_about_to_go_is_in_it(office):
    office.mail_addresses.exclude(email=DAILY).delete()
    one_named(office, "Ada", MONDAY)
    asked, may_end = threading.Event(), threading.Event()

    def ask_slowly():
        try:
            with transaction.atomic():
                one_named(office, "Bo", NEXT_MORNING - timedelta(seconds=70))
                asked.set()
                may_end.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(ask_slowly)
        assert asked.wait(30)
        early = told_of()
        may_end.set()
        storing.result(30)

    assert (early, told_of()) == ([], [["Ada", "Bo"]])


# ---- of somebody who is erased -----------------------------------------------------------------
def erase(consultation):
    call_command("erase", consultation.reference, stdout=StringIO())


@pytest.mark.parametrize("erased", [["Ada"], ["Bo"], ["Ada", "Bo"], ["Cy"], ["Bo", "Cy", "Ada"]])
def test_erasing_one_takes_nobody_else_from_the_days_mail(office, erased):
    names = ["Ada", "Bo", "Cy"]
    asked = {name: one_named(office, name, MONDAY + n * HOUR) for n, name in enumerate(names)}
    for name in erased:
        erase(asked[name])

    left = [name for name in names if name not in erased]

    assert told_of() == ([left] if left else [])
    assert {row.consultation.first_name for row in Notification.objects.all()} == set(left)


def test_erasing_several_at_once_hangs_the_days_mail_on_none_of_them(office):
    for n, name in enumerate(["Ada", "Bo", "Cy"]):
        one_named(office, name, MONDAY + n * HOUR)
    some = Consultation.objects.filter(first_name__in=["Ada", "Bo"])

    assert len(erasures.erase(some, by="command", now=MONDAY)) == 2

    assert told_of() == [["Cy"]]


def test_erasing_the_first_of_a_day_moves_nobody_into_the_mail_of_the_day_before(office):
    one_named(office, "Ada", MONDAY)
    bo = one_named(office, "Bo", NEXT_MORNING + HOUR)
    one_named(office, "Cy", NEXT_MORNING + 2 * HOUR)
    erase(bo)

    assert told_of(NEXT_MORNING + 2 * HOUR) == [["Ada"]]
    assert told_of(NEXT_MORNING + DAY) == [["Cy"]]


def test_erasing_one_of_a_flood_leaves_the_word_of_the_others(office):
    bots = [
        ask(office, suspect=True, starts_at=None, email=f"bot{n}@example.com") for n in range(2)
    ]
    erase(bots[0])

    to_office = [each["Subject"] for each in deliver(MONDAY + HOUR) if each["To"] == EVERY]
    assert to_office == ["1 consultation request set aside"]
    erase(bots[1])
    assert not Notification.objects.exists()


# ---- what it says ------------------------------------------------------------------------------
def a_day_with_everything(office):
    sealed = {"note": "keloid on the left", "answers": ["sensitive"], "phone": "+14245550134"}
    moved = lifecycle.confirm(
        ask(office, first_name="Ada", email="ada@example.com", **sealed), by=desk(), now=MONDAY
    )
    lifecycle.move(moved, starts_at=TUESDAY_AT_TWO + HOUR, by=desk(), now=MONDAY + HOUR)
    picks = lifecycle.propose(
        ask(office, first_name="Bo", email="bo@example.com"),
        times=PROPOSALS[:1],
        by=desk(),
        now=MONDAY,
    )
    lifecycle.pick(picks, starts_at=PROPOSALS[0], by=None, now=MONDAY + 2 * HOUR)
    turns = lifecycle.propose(
        ask(office, first_name="Cy", email="cy@example.com"),
        times=PROPOSALS[1:2],
        by=desk(),
        now=MONDAY,
    )
    lifecycle.turn_down(turns, by=None, now=MONDAY + 3 * HOUR)
    lifecycle.cancel(
        ask(office, first_name="Di", email="di@example.com", starts_at=None),
        by=None,
        now=MONDAY + 4 * HOUR,
    )
    ask(office, suspect=True, first_name="Eve", email="eve@example.com")
    return moved


def test_it_says_who_what_and_when_in_the_order_of_the_day_and_how_many_wait(office):
    moved = a_day_with_everything(office)

    message = the_digest()

    assert message["Subject"] == "Consultations: 8 changes, 1 waiting, 1 set aside"
    three = "Tuesday, November 24, 3:00 pm Pacific time"
    assert f"{moved.reference}, Ada: moved by staff\n{three}\n" in text_of(message)
    lines = re.findall(r"^[A-Z0-9]{6}, (\w+): (.+)$", text_of(message), flags=re.MULTILINE)
    assert lines == [
        *[(name, "asked for a consultation") for name in ("Ada", "Bo", "Cy", "Di")],
        ("Ada", "moved by staff"),
        ("Bo", "one of the proposed times was chosen"),
        ("Cy", "none of the proposed times suits"),
        ("Di", "canceled by the patient"),
    ]
    assert "1 request came that looks as if a machine had sent it. 1 request waits" in said(message)


def test_it_says_nothing_that_is_sealed_and_has_one_link_in_narrow_twins(office):
    a_day_with_everything(office)

    written = notifications.write(digests().get(), NEXT_MORNING)

    text, html = written.body, html_of(written)
    for unsaid in NEVER_AT_THE_OFFICE:
        assert unsaid not in text + html + words_of(html) + written.subject
    assert set(A_TIME.findall(" ".join(text.split()))) == set(A_TIME.findall(words_of(html)))
    assert re.findall(r"http\S+", text) == ["http://testserver/admin/"]
    assert html.count("http") == 2  # the clinic's name, and the button
    lines = text.splitlines()
    assert max(map(len, lines)) <= 76
    assert not [line for line in lines if line != line.strip()]
    assert "\n\n\n" not in text
    assert written.reply_to == []


def test_a_hostile_name_is_one_line_of_text_and_inert_in_html(office):
    ask(office, first_name="<b>Bo</b>\r\nBcc: evil@x", starts_at=None)

    written = notifications.write(digests().get(), NEXT_MORNING)

    assert ", <b>Bo</b> Bcc: evil@ x: asked for" in written.body
    assert "&lt;b&gt;Bo&lt;/b&gt; Bcc" in html_of(written)


def test_a_day_with_more_than_a_hundred_changes_names_a_hundred_and_the_number_of_the_rest(office):
    first = ask(office, starts_at=None).events.get()
    Event.objects.bulk_create(
        Event(consultation=first.consultation, kind="moved", at=MONDAY, actor="staff")
        for _ in range(104)
    )

    message = the_digest()

    assert message["Subject"] == "Consultations: 105 changes, 1 waiting"
    assert text_of(message).count(first.consultation.reference) == 100
    assert "And 5 more." in said(message)


def test_it_takes_as_many_queries_for_three_as_for_one(office, django_assert_num_queries):
    def write():
        row = digests().get()
        with django_assert_num_queries(6):
            notifications.write(row, NEXT_MORNING)

    ask(office, starts_at=None)
    write()
    for number in range(2):
        ask(office, starts_at=None, email=f"maya{number}@example.com")
    write()


# ---- another choice ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hears", "heard"),
    [("every", ["Consultations: 1 change, 1 waiting"]), ("trouble", [])],
)
def test_another_choice_takes_effect_with_the_next_message(office, hears, heard):
    ask(office, starts_at=None)
    office.mail_addresses.filter(email=DAILY).update(hears=hears)

    assert daily(NEXT_MORNING) == heard

    ask(office, starts_at=None, now=NEXT_MORNING, email="next@example.com")
    told = [each["Subject"] for each in deliver(NEXT_MORNING) if each["To"] == DAILY]
    assert len(told) == (1 if hears == "every" else 0)
    assert not digests().waiting().exists()


def test_an_address_that_was_removed_is_sent_nothing_that_still_waits(office):
    ask(office, starts_at=None)
    office.mail_addresses.exclude(email=TROUBLE).delete()

    assert [each["To"] for each in deliver(NEXT_MORNING)] == [
        "maya@example.com",
        TROUBLE,
    ]  # overdue by then
    assert set(digests().values_list("superseded_at", flat=True)) == {NEXT_MORNING}


def test_patients_answer_to_an_address_that_hears_of_requests(office):
    office.mail_addresses.filter(email=EVERY).update(hears="trouble")
    ask(office)

    (message,) = deliver()

    assert message["Reply-To"] == DAILY


# ---- at one moment -----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_several_requests_at_one_moment_one_queues_the_digest(office):

    def one(number):
        try:
            ask(office, starts_at=None, email=f"maya{number}@example.com")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))

    assert digests().count() == 1
    assert Notification.objects.filter(kind="received", audience="office").count() == 8
