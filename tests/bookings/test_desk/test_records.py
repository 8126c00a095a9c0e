"""What staff write down, what a page tells of a life, and the log of who saw, changed or erased
what.
"""

import re
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from bookings import audit_log, lifecycle
from bookings.availability import iso
from bookings.models import Access, Call, Consultation, InternalNote, Notification, Status
from bookings.models.staff_records import AppendOnlyError
from tests.bookings.desk import said, staff
from tests.bookings.lives import PROPOSALS, everything, in_status
from tests.bookings.lives import desk as member
from tests.bookings.mails import deliver, every_mail, every_word_to_say
from tests.bookings.test_desk.words import BY_PHONE, PRESSES, desk_when, listed, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
MARKER = "mentioned the dog Bruno"


def lines(text):
    """The timeline of a page: what happened, and what else is said of it."""
    shown = re.search(r'<ol class="acu-line">(.*?)</ol>', text, re.S)[1]
    parts = (
        re.findall(r"<p.*?</p>", each, re.S) for each in re.findall(r"<li>(.*?)</li>", shown, re.S)
    )
    return [
        " | ".join(unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in each)
        for each in parts
    ]


def logged():
    return list(
        Access.objects.order_by("pk").values_list("by_name", "action", "reference", "fields")
    )


# ---- notes and calls -----------------------------------------------------------------------------
def test_a_note_and_a_call_stand_on_the_page_with_who_and_when(desk, office):
    consultation = ask(office)

    desk.post(page_of(consultation, "note"), {"text": "Prefers the back door.\r\nRing twice."})
    response = desk.post(
        page_of(consultation, "call"), {"outcome": "message", "note": "Voicemail"}, follow=True
    )

    at = desk_when(office, MONDAY)
    shown = lines(response.text)
    assert "Internal note, by desk | Prefers the back door.Ring twice. | " + at in shown
    assert "Call: left a message, by desk | Voicemail | " + at in shown
    assert said(response)[-1] == "Your call is kept."


def test_notes_of_staff_are_sealed(desk, office):
    consultation = ask(office)
    desk.post(page_of(consultation, "note"), {"text": MARKER})
    desk.post(page_of(consultation, "call"), {"outcome": "reached", "note": MARKER})

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM bookings_internalnote UNION SELECT note FROM bookings_call"
        )
        stored = [value for (value,) in cursor.fetchall()]

    assert len(stored) == 2
    assert not any("Bruno" in value for value in stored)
    assert (InternalNote.objects.get().text, Call.objects.get().note) == (MARKER, MARKER)


def test_notes_of_staff_are_sealed_anew_with_the_newest_key(office, settings):
    consultation = ask(office)
    audit_log.add_note(consultation, MARKER, by=member(), now=MONDAY)
    audit_log.add_call(consultation, Call.Outcome.REACHED, MARKER, by=member(), now=MONDAY)
    new = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="
    settings.SEALING_KEYS = [new, *settings.SEALING_KEYS]

    call_command("reseal", stdout=StringIO())

    settings.SEALING_KEYS = [new]
    assert (InternalNote.objects.get().text, Call.objects.get().note) == (MARKER, MARKER)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("note", {"text": "  "}, "Write the note first."),
        ("call", {"note": "who was it"}, "Say what came of the call."),
        ("call", {"outcome": "eaten", "note": "who was it"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_is_kept(desk, office, name, data, why):
    response = desk.post(page_of(ask(office), name), data)

    assert response.status_code == 422
    assert listed(response.text)[0].startswith(why)
    assert data.get("note", "") in response.text
    assert (InternalNote.objects.count(), Call.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["note", "call"])
def test_only_who_may_decide_writes_and_only_by_post(client, office, name):
    consultation = ask(office)
    reader, data = staff(client, "view_consultation"), {"text": "x", "outcome": "reached"}

    assert reader.post(page_of(consultation, name), data).status_code == 403
    assert page_of(consultation, name) not in reader.get(page_of(consultation)).text
    assert reader.get(page_of(consultation, name)).status_code == 405
    reader.logout()
    reader.post(page_of(consultation, name), data)
    assert (InternalNote.objects.count(), Call.objects.count()) == (0, 0)


def test_a_note_reaches_no_mail_no_word_to_say_and_no_page_of_the_patient(
    client, office, transactional_rollback
):
    def note_it(sender, instance, created, **_):
        if created:
            audit_log.add_note(instance, MARKER, by=member(), now=MONDAY)
            audit_log.add_call(instance, Call.Outcome.REACHED, MARKER, by=member(), now=MONDAY)

    post_save.connect(note_it, sender=Consultation)
    try:
        with transactional_rollback():
            mails = every_mail(office)
            notes = InternalNote.objects.count()
        with transactional_rollback():
            spoken = every_word_to_say(office)
        pages = [client.get(in_status(status, office, email=f"{status}@example.com").get_absolute_url()).text
                 for status in (Status.CANCELED, Status.REQUESTED)]  # fmt: skip
        sent = [mail.as_string() for mail in deliver()]
    finally:
        post_save.disconnect(note_it, sender=Consultation)

    written = [f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mails.values()]
    assert (len(mails) > 30, len(spoken) > 15, notes > 10, len(sent) > 2) == (
        True,
        True,
        True,
        True,
    )
    assert [text for text in [*written, *spoken.values(), *pages, *sent] if "Bruno" in text] == []


def test_no_outgoing_template_names_what_staff_write_down(settings):
    outgoing = [
        file
        for folder in ("emails", "say", "bookings")
        for file in Path(settings.BASE_DIR, "templates", folder).rglob("*.*")
    ]

    assert len(outgoing) > 60
    assert [
        file.name for file in outgoing if re.search(r"internal_note|\.calls\b", file.read_text())
    ] == []


# ---- the timeline --------------------------------------------------------------------------------
def test_the_page_tells_a_life_in_order_and_what_has_yet_to_go_last(desk, office):
    thursday = TUESDAY_AT_TWO + timedelta(days=2)
    consultation = ask(office, starts_at=thursday)
    mail = Notification.objects.filter(office_address="desk@clinic.example")
    mail.filter(kind="received").update(sent_at=MONDAY, due_at=None)
    lifecycle.confirm(consultation, by=User.objects.get(), now=MONDAY)
    failed = Notification.objects.get(kind="confirmed", audience="patient")
    Notification.objects.filter(pk=failed.pk).update(
        due_at=None, failed_at=MONDAY, last_error="The mail server refused it (550)."
    )

    text = desk.get(page_of(consultation)).text
    shown, now, two = lines(text), desk_when(office, MONDAY), desk_when(office, thursday)

    assert shown[0] == f"Asked for a consultation, by the patient | For {two} | {now}"
    assert shown[1] == f"Confirmed, by desk | For {two} | {now}"
    refused = "It failed: The mail server refused it (550)."
    assert f"Message to the patient: confirmed | {refused} | {now}" in shown
    assert (
        f"Message to desk@clinic.example: request received | The mail server took it. | {now}"
        in shown
    )
    not_sent = "Not sent, because it is no longer true."
    assert f"Message to the patient: request received | {not_sent} | {now}" in shown
    reminder = Notification.objects.get(kind="reminder")
    assert shown[-1].startswith(
        "Message to the patient: reminder | It goes by itself at this time."
    )
    assert f'<a href="/admin/bookings/notification/{reminder.pk}/change/">' in text


def test_a_page_asks_no_more_for_three_notes_calls_and_earlier_ones_than_for_one(desk, office):
    consultation, queries = ask(office), []
    desk.get(page_of(consultation))
    for number in (1, 2, 3):
        ask(office, starts_at=None, email=f"{number}@example.com", **{"phone": "+14245550134"})
        audit_log.add_note(consultation, "x", by=member(), now=MONDAY)
        audit_log.add_call(consultation, Call.Outcome.REACHED, "", by=member(), now=MONDAY)
        if number != 2:
            consultation.phone = "+14245550134"
            consultation.save()
            with CaptureQueriesContext(connection) as asked:
                text = desk.get(page_of(consultation)).text
            queries.append(len(asked))
            assert (text.count("Internal note"), text.count("Also asked on")) == (number, number)

    assert queries[0] == queries[1]


# ---- the same phone or e-mail --------------------------------------------------------------------
def test_others_with_the_same_phone_or_email_are_linked_and_stay_apart(desk, office):
    same_phone = ask(office, starts_at=None, **BY_PHONE, first_name="Theo", last_name="")
    same_mail = ask(office, starts_at=None, email="Maya@Example.com")
    stranger = ask(office, starts_at=None, email="ana@example.com", phone="+14245550135")
    consultation = ask(office, phone="+14245550134")

    text = desk.get(page_of(consultation)).text

    also = re.findall(r'<a href="([^"]*)">Also asked on ([^<]*)</a>: ([^<]*)</li>', text)
    assert sorted(also) == sorted(
        (page_of(other), "November 23, 2026", f"{other.reference}, {name}, requested")
        for other, name in ((same_phone, "Theo"), (same_mail, "Maya O."))
    )
    assert stranger.reference not in text
    assert "Also asked on" not in desk.get(page_of(stranger)).text
    assert Consultation.objects.count() == 4


# ---- the access log ------------------------------------------------------------------------------
def test_a_look_at_a_page_is_logged_and_changes_nothing_else(desk, office):
    consultation = ask(office)
    before = everything()

    desk.get(page_of(consultation))

    assert logged() == [("desk", "seen", consultation.reference, "all")]
    assert Access.objects.get().at == MONDAY
    assert everything() == before


def test_who_is_turned_away_has_seen_nothing(client, office):
    consultation = ask(office)
    client.get(page_of(consultation))
    staff(client, "view_notification").get(page_of(consultation))

    assert logged() == []


@pytest.mark.parametrize("verb", [verb for verb in PRESSES if verb not in ("complete", "miss")])
def test_every_press_is_logged_by_its_name(desk, office, verb):
    consultation = in_status(PRESSES[verb], office)

    desk.post(page_of(consultation, verb), {"starts_at": iso(PROPOSALS[0])})

    assert logged() == [("desk", "changed", consultation.reference, verb.replace("-", "_"))]


def test_a_press_that_is_refused_is_not_logged(desk, office):
    desk.post(page_of(in_status(Status.DECLINED, office), "confirm"))

    assert logged() == []


def test_moves_notes_and_messages_are_logged_without_a_value(desk, office):
    consultation = in_status(Status.CONFIRMED, office, **BY_PHONE)
    task = Notification.objects.to_tell(MONDAY).get()

    desk.post(page_of(consultation, "move"), {"time": iso(PROPOSALS[0])})
    desk.post(page_of(consultation, "note"), {"text": MARKER})
    desk.post(page_of(consultation, "call"), {"outcome": "reached", "note": MARKER})
    task = Notification.objects.to_tell(MONDAY).get()
    desk.post(f"/admin/bookings/notification/{task.pk}/told/")

    assert [line[1:] for line in logged()] == [
        ("changed", consultation.reference, fields)
        for fields in ("move", "internal note", "call", "told")
    ]


def test_what_was_erased_leaves_its_reference_and_nothing_else(office):
    consultation = ask(office)
    audit_log.add_note(consultation, MARKER, by=member(), now=MONDAY)
    audit_log.add_call(consultation, Call.Outcome.REACHED, "", by=member(), now=MONDAY)

    call_command("erase", consultation.reference.lower(), stdout=StringIO())

    assert logged()[-1] == ("command", "erased", consultation.reference, "all")
    assert len(logged()) == 3
    assert (InternalNote.objects.count(), Call.objects.count()) == (0, 0)


def test_no_line_of_the_log_is_changed_or_deleted():
    audit_log.log(Access.Action.SEEN, "K7QF9D", by="ines", now=MONDAY)
    line = Access.objects.get()
    line.by_name = "somebody else"

    for attempt in (
        line.save,
        line.delete,
        Access.objects.all().delete,
        lambda: Access.objects.update(by_name="x"),
        lambda: Access.objects.bulk_update([line], ["by_name"]),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    for statement in ("UPDATE bookings_access SET by_name = 'x'", "DELETE FROM bookings_access"):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Access.objects.get().by_name == "ines"


def test_the_log_is_read_by_those_with_its_permission_alone(client, office):
    audit_log.log(Access.Action.SEEN, "K7QF9D", by="ines", now=MONDAY)
    address = "/admin/bookings/access/"
    client.force_login(User.objects.create_user("front", is_staff=True))
    assert client.get(address).status_code == 403

    client.logout()
    reader = staff(client, "view_access")
    assert re.findall(
        r'class="field-(?:by_name|action|reference)">([^<]*)<', reader.get(address).text
    ) == [
        "ines",
        "Seen",
        "K7QF9D",
    ]
    pk = Access.objects.get().pk
    for refused in (f"{address}add/", f"{address}{pk}/delete/"):
        assert reader.post(refused, {"post": "yes"}).status_code == 403
    assert reader.post(f"{address}{pk}/change/", {"by_name": "x"}).status_code == 403
    reader.post(address, {"action": "delete_selected", "_selected_action": pk, "post": "yes"})
    assert Access.objects.get().by_name == "ines"
