"""Everything of one person: found by a whole phone or e-mail, taken out, and erased for good."""

import io
import json
import stat
import zipfile

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings import audit_log, lifecycle, person
from bookings.models import Access, Call, Consent, Consultation, Erasure, ReaderQuestion
from clinic.protection.encryption import blind_index
from clinic.staff.password_again import GIVEN_AT
from clinic.staff.roles import make_roles
from tests.bookings.lives import PROPOSALS, desk
from tests.dumps import dump_of_database
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

both_databases = pytest.mark.both_databases
commits = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "journal")]
PHONE, EMAIL, NEW_EMAIL = "+14245550199", "w.quux@example.com", "quux.new@example.com"
# What is readable where the database is, and what is not.
PLAIN = [
    "Wilhelmina",
    "Quuxington",
    blind_index(PHONE),
    blind_index(EMAIL),
    "quuxington wilhelmina",
]
SEALED = [
    *(PHONE, EMAIL, NEW_EMAIL, "Quokkanote of hers", "sensitive"),
    *("Quokkanote of ours", "Quokkanote of a call", "Quokkanote to her", "Quokkareason"),
]


@pytest.fixture
def hers(office):
    """Three requests of one person: one with all that there may be, one set aside, one moved on."""
    who = {"first_name": "Wilhelmina", "last_name": "Quuxington", "phone": PHONE}
    first = ask(
        office, **who, email=EMAIL, note="Quokkanote of hers", answers=["sensitive"], starts_at=None
    )
    Consent.objects.create(
        consultation=first, kind="texts", wording="You may text me.", given_at=MONDAY
    )
    first = lifecycle.propose(
        first, times=PROPOSALS, by=desk(), now=MONDAY, note="Quokkanote to her"
    )
    first.events.filter(kind="asked").update(reason="Quokkareason")
    audit_log.add_note(first, "Quokkanote of ours", by=desk(), now=MONDAY)
    audit_log.add_call(first, Call.Outcome.REACHED, "Quokkanote of a call", by=desk(), now=MONDAY)
    aside = ask(office, **who, email="", reach_by="call", suspect=True, starts_at=None)
    moved = ask(office, **who, email=EMAIL, starts_at=TUESDAY_AT_TWO)
    moved = lifecycle.correct(
        moved, email=NEW_EMAIL, phone=PHONE, texts=None, by=desk(), now=MONDAY
    )
    return [first, aside, moved]


@pytest.fixture
def stranger(office):
    return ask(office, starts_at=None, email="stranger@example.com", first_name="Ada")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*arguments, typed=f"{PHONE}\n", terminal=False):
    said = io.StringIO()
    stdin = Terminal(typed) if terminal else io.StringIO(typed)
    call_command("person", *arguments, stdin=stdin, stdout=said, stderr=said)
    return said.getvalue()


def references(consultations):
    return {each.reference for each in consultations}


# ---- erased ------------------------------------------------------------------------------------
@commits
@both_databases
def test_after_an_erasure_no_dump_and_no_log_holds_anything_of_them(
    hers, stranger, journal, caplog, client
):
    User.objects.create_superuser("owner")
    client.force_login(User.objects.get(username="owner"))
    for each in hers:  # looked at and acted on in the admin, with its own log and session
        client.get(reverse("admin:bookings_consultation_change", args=[each.pk]))
    client.post(f"/admin/bookings/consultation/{hers[0].pk}/note/", {"text": "Quokkanote of ours"})
    before = dump_of_database()
    assert [marker for marker in PLAIN[:4] if marker not in before] == []
    assert [marker for marker in SEALED if marker in before] == [], "sealed before, too"
    keys = [each.page_key.hex for each in hers] + [str(each.page_key) for each in hers]

    said = run("erase", "--yes")

    after = dump_of_database()
    everywhere = {
        "the dump": after,
        "the log": caplog.text,
        "the journal": journal.read_text(),
        "the command's own words": said,
    }
    markers = [*PLAIN, *SEALED, blind_index(NEW_EMAIL), *keys]
    found = [
        (place, marker)
        for place, text in everywhere.items()
        for marker in markers
        if marker.lower() in text.lower()
    ]
    assert found == []
    assert list(Consultation.objects.all()) == [stranger]
    assert all(reference in after for reference in references(hers)), "the access log names these"
    assert Erasure.objects.count() == 3
    assert all(reference in said for reference in references(hers))


def test_what_is_said_after_a_press_waits_without_a_name(office, client):
    asked = ask(office, starts_at=None, phone=PHONE, email="", reach_by="call", first_name="Mina")
    told = lifecycle.decline(asked, by=desk(), now=MONDAY).notifications.get(kind="declined")
    client.force_login(User.objects.create_superuser("owner"))

    client.post(f"/admin/bookings/notification/{told.pk}/told/")

    waiting = str(Session.objects.get().get_decoded())
    assert f"Noted: you have told {asked.reference}." in waiting
    assert "Mina" not in waiting


@both_databases
def test_a_dry_run_says_what_would_go_and_leaves_it(hers, stranger):
    said = run("erase", "--dry-run")

    assert "To erase: 3, with all that belongs to them." in said
    assert "  calls: 1\n" in said
    assert "Nothing was erased." in said
    assert Consultation.objects.count() == 4


def test_somebody_at_the_keyboard_is_asked_first(hers):
    with pytest.raises(CommandError, match=r"Nothing was erased\."):
        run("erase", typed=f"{PHONE}\n\nno\n", terminal=True)
    assert Consultation.objects.count() == 3

    said = run("erase", typed=f"{PHONE}\n\nyes\n", terminal=True)
    assert "Type yes to erase them" in said
    assert not Consultation.objects.exists()


def test_without_a_keyboard_it_takes_a_word_more(hers):
    with pytest.raises(CommandError, match="give --yes"):
        run("erase")

    assert Consultation.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give their whole phone number or e-mail address"),
        ("quux.example.com\n", "Line 1: That is neither a whole phone number nor"),
        (f"{PHONE}\nquux@\n", "Line 2: That is neither a whole phone number nor"),
        ("0199\n", "Line 1: That is neither a whole phone number nor"),
        ("nobody@example.com\n", "Nothing is held under that"),
    ],
)
def test_what_finds_nobody_is_said_in_a_sentence_that_repeats_nothing(hers, typed, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run("erase", "--yes", typed=typed)

    assert "quux" not in str(refused.value)
    assert Consultation.objects.count() == 3


def test_a_phone_is_found_however_it_is_written_and_an_e_mail_in_any_case(hers):
    assert "To erase: 3," in run("erase", "--dry-run", typed="(424) 555-0199 ext. 12\n")
    assert "To erase: 1," in run("erase", "--dry-run", typed="mailto:W.Quux@Example.com\n")


def test_another_address_of_what_is_found_is_named_by_reference_alone(hers, office):
    elsewhere = ask(office, starts_at=None, email=NEW_EMAIL, phone="", first_name="Mina")

    said = run("erase", "--dry-run")

    assert f"these name as well: {elsewhere.reference}." in said
    assert "To erase: 4," in run("erase", "--dry-run", typed=f"{PHONE}\n{NEW_EMAIL}\n")


# ---- taken out -----------------------------------------------------------------------------------
@both_databases
def test_an_export_holds_all_that_is_kept_for_machines_and_for_people(hers, stranger, tmp_path):
    path = tmp_path / "held.zip"

    said = run("export", str(path))

    assert f"{path} holds 3 requests, unsealed" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        held = json.loads(archive.read("person.json"))
        page = archive.read("person.html").decode()
    text = json.dumps(held)
    shown = [
        PHONE,
        EMAIL,
        NEW_EMAIL,
        "Quuxington",
        "Very sensitive skin",
        *SEALED[3:4],
        *SEALED[5:],
    ]
    assert [word for word in shown if word not in text or word not in page] == []
    assert {request["reference"] for request in held["requests"]} == references(hers)
    assert [request["status"] for request in held["requests"]].count("Set aside") == 1
    first = held["requests"][0]
    assert [event["kind"] for event in first["history"]] == [
        "Asked for a consultation",
        "Other times proposed",
    ]
    assert first["notes of staff"][0]["text"] == "Quokkanote of ours"
    assert first["calls"][0]["outcome"] == "Reached them"
    assert first["what they agreed to"][0]["wording"] == "You may text me."
    assert first["asked"] == "2026-11-23T17:00:00+00:00"
    assert "November 23, 2026, 9:00 am Pacific time" in page
    assert first["messages"]
    assert [
        line["which fields, or the verb"] for line in first["who opened, changed or exported it"]
    ][:1] == ["internal note"]
    assert stranger.reference not in text
    for secret in (hers[0].page_key.hex, str(hers[0].page_key), hers[0].token, blind_index(PHONE)):
        assert secret not in text + page
    logged = Access.objects.filter(action="exported").values_list("reference", "by_name")
    assert set(logged) == {(reference, "command") for reference in references(hers)}


def test_what_they_typed_is_no_markup_in_the_page_to_read(office, tmp_path):
    ask(office, starts_at=None, note="<script>alert(1)</script>", phone=PHONE)

    run("export", str(tmp_path / "held.zip"))

    with zipfile.ZipFile(tmp_path / "held.zip") as archive:
        assert "<script>" not in archive.read("person.html").decode()


def test_every_kind_of_row_that_belongs_to_a_request_is_in_an_export(hers):
    known = set(person._NAMES)
    relations = [
        *Consultation._meta.related_objects,
        *ReaderQuestion._meta.related_objects,
    ]
    assert {relation.get_accessor_name() for relation in relations} == known


def test_a_file_that_is_there_is_never_written_over(hers, tmp_path):
    path = tmp_path / "held.zip"
    path.write_text("mine")

    with pytest.raises(CommandError, match="cannot be made: File exists"):
        run("export", str(path))

    assert path.read_text() == "mine"


# ---- the owner's page ------------------------------------------------------------------------------
@pytest.fixture
def owner(client, office):
    make_roles()
    user = User.objects.create_user("olga", is_staff=True)
    user.groups.add(Group.objects.get(name="Owner"))
    client.force_login(user)
    session = client.session
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()
    return client


def page_of(consultation):
    return reverse("admin:bookings_consultation_person", args=[consultation.pk])


def seen(response):
    return response.context["seen"]


def test_the_owner_erases_a_person_after_a_look_and_a_tick(owner, hers, stranger):
    address = page_of(hers[0])
    change = reverse("admin:bookings_consultation_change", args=[hers[0].pk])
    assert address in owner.get(change).text
    page = owner.get(address)
    assert all(reference in page.text for reference in references(hers))
    assert not Erasure.objects.exists()

    without = owner.post(address, {"wanted": "erase", "seen": seen(page)})
    assert (without.status_code, Consultation.objects.count()) == (422, 4)
    assert "Tick the box to erase them." in without.text

    answer = owner.post(address, {"wanted": "erase", "seen": seen(page), "sure": "on"}, follow=True)

    assert list(Consultation.objects.all()) == [stranger]
    assert "Erased for good: " in str(next(iter(answer.context["messages"])))
    assert set(Access.objects.filter(action="erased").values_list("by_name", "reference")) == {
        ("olga", reference) for reference in references(hers)
    }


def test_a_request_that_came_meanwhile_is_shown_first(owner, hers, office):
    page = owner.get(page_of(hers[0]))
    ask(office, starts_at=None, email=EMAIL)

    answer = owner.post(page_of(hers[0]), {"wanted": "erase", "seen": seen(page), "sure": "on"})

    assert (answer.status_code, Consultation.objects.count()) == (409, 4)
    assert "are others than the ones that you were shown" in answer.text


def test_the_owner_takes_it_out_as_a_file(owner, hers):
    answer = owner.post(page_of(hers[0]), {"wanted": "export"})

    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(json.loads(archive.read("person.json"))["requests"]) == 3
    assert Access.objects.filter(action="exported", by_name="olga").count() == 3


def test_it_takes_a_permission_and_the_password_given_lately(owner, hers):
    user = User.objects.get(username="olga")
    session = owner.session
    del session[GIVEN_AT]
    session.save()
    assert owner.get(page_of(hers[0])).headers["Location"].startswith("/admin/password-again/")
    user.groups.set([Group.objects.get(name="Front desk")])
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()

    assert owner.get(page_of(hers[0])).status_code == 403
    assert owner.post(page_of(hers[0]), {"wanted": "erase", "sure": "on"}).status_code == 403
    change = reverse("admin:bookings_consultation_change", args=[hers[0].pk])
    assert page_of(hers[0]) not in owner.get(change).text
    assert Consultation.objects.count() == 3


def test_the_page_asks_as_many_questions_for_four_as_for_two(owner, office):
    ask(office, starts_at=None, phone=PHONE)
    counts = []
    for nth in range(2):
        asked = ask(office, starts_at=None, phone=PHONE, email=f"{nth}@example.com")
        with CaptureQueriesContext(connection) as sent:
            owner.get(page_of(asked))
        counts.append(len(sent))

    assert len(set(counts)) == 1, counts
