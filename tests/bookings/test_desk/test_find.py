"""The search box of every page of the desk finds a person, and no address or log says whom."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import search
from bookings.models import Access, Consultation
from clinic.protection.encryption import blind_index
from tests.bookings.desk import CONSULTATIONS, FIND, found, said, staff
from tests.bookings.test_desk.words import page_of
from tests.factories import ask

pytestmark = pytest.mark.django_db
fill = import_module("bookings.migrations.0023_phones_found_by_their_last_digits")
OTHER_KEY = "Zm9yIHRlc3RzIG9ubHksIGFub3RoZXIgb25lLCAzMmI="


@pytest.fixture
def maya(office):
    """Who is looked for, and two others."""
    maya = ask(office, phone="+14245550134")
    others = {"starts_at": None, "phone": "+13105550199"}
    ask(office, first_name="Theo", last_name="Brand", email="theo@example.com", **others)
    ask(office, first_name="Mayumi", last_name="Sato", email="sato@example.com", **others)
    return maya


# ---- whom it finds -----------------------------------------------------------------------------
@pytest.mark.both_databases
def test_it_finds_a_reference_a_whole_contact_four_digits_and_a_name(desk, maya):
    reference = maya.reference
    for typed in [
        *(reference, reference.lower(), f"ref. {reference[:3]}-{reference[3:]}"),
        *("ortiz", "Maya O.", "maya o", "MAYA ORTIZ", "Ortiz, Maya", "Mayá"),
        *("maya@example.com", "MAYA@EXAMPLE.COM", "mailto:maya@example.com"),
        *("(424) 555-0134", "+1 424 555 0134", "4245550134"),
        *("0134", "…0134", "-0134", "555-0134", "555 0134", "\u200b0134 "),
    ]:
        assert found(desk, typed) == [maya], typed


@pytest.mark.parametrize(
    "typed", ["134", "4245", "5550134 5", "999-0134", "@example.com", "keloid", "%", "Maya T."]
)
def test_it_finds_no_other_part_of_what_is_sealed(desk, maya, typed):
    assert found(desk, typed) == []


def test_one_opens_at_once_and_that_somebody_looked_is_noted(desk, maya):
    response = desk.post(FIND, {"person": "0134"})

    assert (response.status_code, response.url) == (302, page_of(maya))
    assert not Access.objects.exists()
    desk.get(response.url)
    assert Access.objects.get().reference == maya.reference


def test_several_stand_in_the_list_by_keys_alone_and_its_filters_go_on(desk, office, maya):
    again = ask(office, phone="+14245550134", starts_at=None)

    response = desk.post(FIND, {"person": "0134"}, follow=True)

    (address, status), *more = response.redirect_chain
    assert (status, more) == (302, [])
    assert address == f"{CONSULTATIONS}?pk__in={again.pk},{maya.pk}"
    assert "<strong>2 found.</strong>" in response.text
    assert set(response.context["cl"].result_list) == {maya, again}
    filters = desk.get(f"{address}&status__exact=confirmed")
    assert list(filters.context["cl"].result_list) == []
    assert f"pk__in={again.pk}%2C{maya.pk}" in filters.text  # also in the links of its filters


def test_of_very_many_the_newest_are_shown_and_it_says_so(desk, office, maya, monkeypatch):
    again = ask(office, phone="+14245550134", starts_at=None, now=maya.asked_at + timedelta(1))
    monkeypatch.setattr("bookings.admin.consultation.search.MOST_FOUND", 1)

    response = desk.post(FIND, {"person": "0134"}, follow=True)

    assert list(response.context["cl"].result_list) == [again]
    assert "newest are shown" in said(response)[0]


# ---- what is typed wrong -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("Mayya <b>", 200, "Nobody is found by"),
        ("", 422, "Type who you are looking for"),
        (" \u200b ", 200, "Nobody is found by"),
        ("x" * 255, 422, "That is too long"),
        ("May\0a", 422, "That holds a sign that no name has"),
    ],
)
def test_a_search_that_finds_nobody_says_how_and_keeps_what_was_typed(
    desk, maya, typed, status, words
):
    response = desk.post(FIND, {"person": typed})

    assert response.status_code == status
    assert words in response.text
    assert "The last four digits of their phone" in response.text
    if "<b>" in typed:
        assert 'value="Mayya &lt;b&gt;"' in response.text


def test_looking_at_the_page_searches_nothing(desk, maya):
    response = desk.get(f"{FIND}?person=0134")

    assert response.status_code == 200
    assert maya.reference not in response.text


# ---- what nobody else hears --------------------------------------------------------------------
def test_neither_address_nor_log_nor_cache_hears_of_what_was_typed(desk, maya, caplog):
    caplog.set_level("DEBUG")
    for typed in ["(424) 555-0134", "0134", "Maya Ortiz", "maya@example.com", "Nobody Here"]:
        response = desk.post(FIND, {"person": typed})

        assert "no-store" in response["Cache-Control"]
        assert typed.split()[0] not in response.headers.get("Location", "")
    heard = caplog.text
    assert FIND in heard
    assert not any(each in heard for each in ["0134", "Maya", "maya", "Ortiz", "Nobody"])


def test_an_old_bookmark_of_a_search_leads_to_the_whole_list_and_names_the_box(desk, maya):
    response = desk.get(CONSULTATIONS, {"q": "0134"}, follow=True)

    assert response.redirect_chain == [(CONSULTATIONS, 302)]
    assert "type it into the box on top" in said(response)[0]


def test_the_box_stands_on_every_page_of_the_desk_and_on_none_of_writers(client, desk, maya):
    for page in ["/admin/", CONSULTATIONS, page_of(maya), f"{CONSULTATIONS}week/", FIND]:
        assert f'action="{FIND}"' in desk.get(page).text, page
    client.logout()
    assert FIND not in client.get("/admin/login/").text


def test_whoever_may_not_see_consultations_has_no_box_and_finds_nobody(client, office, maya):
    writer = staff(client, "view_article", "change_article")

    assert FIND not in writer.get("/admin/").text
    assert writer.post(FIND, {"person": "0134"}).status_code == 403


# ---- the mark of the last four digits -----------------------------------------------------------
@pytest.mark.both_databases
def test_rows_of_before_are_marked_batch_by_batch(desk, office, maya, monkeypatch):
    blank = Consultation.objects.update(phone_end_mark="", phone_end_of="")
    monkeypatch.setattr(fill, "ROWS", 2)

    fill.fill(apps, SimpleNamespace(connection=connection))

    assert blank == 3
    assert not Consultation.objects.without_phone_end().exists()
    assert [each.pk for each in Consultation.objects.phone_ends_in("0134")] == [maya.pk]


@pytest.mark.both_databases
def test_what_the_last_release_writes_meanwhile_is_found_as_well(desk, office, maya):
    """It knows neither column: a row of its own has none, one that it corrects an old one."""
    corrected = ask(office, starts_at=None, phone="+14245550177", email="c@example.com")
    Consultation.objects.filter(pk=maya.pk).update(phone_end_mark="", phone_end_of="")
    Consultation.objects.filter(pk=corrected.pk).update(
        phone="+14245550188", phone_mark=blind_index("+14245550188")
    )

    assert found(desk, "0134") == [maya]
    assert found(desk, "0188") == [corrected]
    assert found(desk, "0177") == []
    assert search.mark_phone_ends() == 0


def test_a_key_that_is_replaced_leaves_everybody_findable(desk, maya, settings):
    settings.SEALING_KEYS = [OTHER_KEY, *settings.SEALING_KEYS]
    assert found(desk, "0134") == [maya]

    call_command("reseal")
    settings.SEALING_KEYS = [OTHER_KEY]
    assert found(desk, "0134") == [maya]


def test_a_corrected_or_removed_phone_is_not_found_by_its_old_digits(desk, maya):
    maya.phone = "+14245550190;ext=12"
    maya.save()
    assert (found(desk, "0134"), found(desk, "0190")) == ([], [maya])

    maya.phone = ""
    maya.save()
    assert found(desk, "0190") == []
    assert (maya.phone_end_mark, maya.phone_end_of) == ("", "")


def test_the_mark_is_keyed_and_is_no_mark_of_a_whole_contact(office, maya, settings):
    mark = maya.phone_end_mark
    settings.SEALING_KEYS = [OTHER_KEY]
    maya.phone_end_mark = ""
    maya.save()

    assert maya.phone_end_mark not in ("", mark)
    assert mark not in (maya.phone_mark, blind_index("0134"))


@pytest.mark.both_databases
def test_four_digits_are_found_by_indexes_in_three_queries(office, maya):
    with CaptureQueriesContext(connection) as queries:
        assert list(search.found("0134")) == [maya]

    asked = [query["sql"] for query in queries]
    assert len(asked) == 3  # a reference, what is yet to be marked, the mark
    for sql, index in [(asked[1], "phone_end_to_mark"), (asked[2], "phone_end_mark")]:
        assert index in plan_of(sql), sql


def plan_of(sql):
    """How the database would look it up among many rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())
