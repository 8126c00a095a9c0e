"""A phone with an extension: kept, shown, called and taken out with it, and found without."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection

from bookings import audit_log, csv_export
from bookings.models import Consent, Consultation
from clinic.protection import rate_limits
from tests.bookings.desk import CONSULTATIONS, found
from tests.bookings.forms import answers
from tests.bookings.lives import answer_link_requests
from tests.bookings.patients import address
from tests.bookings.test_desk.words import ADD, booking, page_of
from tests.factories import MONDAY, ask, make_concern

pytestmark = pytest.mark.django_db
STORED = "+14245550134;ext=12"
NOW = {"time": "", "at_once": "on", "reason": "Walked in"}
AT_WORK = {"reach_by": "call", "phone": STORED, "email": ""}


ENCRYPTED = "gAAAAA"  # how every Fernet token begins


def agreed_to_texts(consultation):
    Consent.objects.create(consultation=consultation, kind="texts", wording="Yes", given_at=MONDAY)
    return consultation


def test_it_is_kept_sealed_online_and_at_the_desk(client, desk, office):
    make_concern()
    online = client.post("/book/", answers(reach_by="call", phone="(424) 555-0134 ext. 12"))
    by_desk = desk.post(ADD, booking(desk, **NOW, phone="424-555-0134 x12"))

    assert (online.status_code, by_desk.status_code) == (302, 302)
    assert [each.phone for each in Consultation.objects.all()] == [STORED, STORED]
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM bookings_consultation")
        assert all(phone.startswith(ENCRYPTED) for (phone,) in cursor.fetchall())


@pytest.mark.parametrize(
    "typed", ["424-555-0134", "(424) 555-0134 ext. 12", "424 555 0134 x9 (work)"]
)
def test_it_is_found_by_its_number_with_any_extension_or_none(client, desk, office, typed):
    consultation = ask(office, **AT_WORK)
    client.post("/consultation/find/", {"contact": typed})
    answer_link_requests()

    assert found(desk, typed) == [consultation]
    assert consultation.notifications.filter(kind="link").count() == 1


def test_a_row_of_before_and_one_with_an_extension_are_one_telephone(office):
    before, with_extension = (
        ask(office, phone="+14245550134"),
        ask(office, starts_at=None, **AT_WORK),
    )

    assert list(audit_log.also_asked(before)) == [with_extension]
    assert list(audit_log.also_asked(with_extension)) == [before]


def test_other_extensions_give_no_more_requests(client, office, monkeypatch):
    make_concern()
    monkeypatch.setattr(rate_limits, "ADDRESS", rate_limits.Limit(100, timedelta(hours=1)))

    statuses = [
        client.post(
            "/book/", answers(when="call", phone=f"424-555-0134 x{nth}", reach_by="call", email="")
        )
        for nth in range(4)
    ]

    assert [response.status_code for response in statuses] == [302, 302, 302, 429]


def test_it_is_shown_and_called_on_every_page_of_the_desk(desk, office):
    consultation = ask(office, **AT_WORK)

    on_its_page, on_first_page, in_list = (
        desk.get(path).text for path in (page_of(consultation), "/admin/", CONSULTATIONS)
    )

    assert '<a href="tel:+14245550134;ext=12">Call (424) 555-0134 ext. 12</a>' in on_its_page
    assert '<a class="main" href="tel:+14245550134;ext=12">Call Maya ext. 12</a>' in on_first_page
    assert '<a href="tel:+14245550134;ext=12">Call Maya</a> ext. 12' in in_list


def test_a_text_goes_to_the_number_alone_and_staff_are_told_so(desk, office):
    consultation = agreed_to_texts(ask(office, **AT_WORK | {"reach_by": "text"}))

    on_its_page, on_first_page, in_list = (
        desk.get(path).text for path in (page_of(consultation), "/admin/", CONSULTATIONS)
    )

    assert '<a href="sms:+14245550134">send a text</a> (texts do not reach ext. 12)' in on_its_page
    assert "Text Maya</a> (texts do not reach ext. 12)" in on_first_page
    assert '<a href="sms:+14245550134">Text Maya</a> (texts do not reach ext. 12)' in in_list
    assert "sms:+14245550134;" not in on_its_page + on_first_page + in_list


def test_it_is_in_the_file_that_is_taken_out(office):
    ask(office, **AT_WORK)

    _, line = csv.reader(
        StringIO("".join(csv_export.csv_of(Consultation.objects.all(), office))[1:])
    )

    assert csv_export.as_typed(line[csv_export.COLUMNS.index("phone")]) == "+14245550134 ext. 12"


def test_an_extension_that_is_added_leaves_the_consent_to_texts_as_it_is(client, office):
    consultation = agreed_to_texts(ask(office, reach_by="text", phone="+14245550134", email=""))

    response = client.post(address(consultation, "contact/"), {"phone": "424 555 0134 ext 12"})

    consultation.refresh_from_db()
    assert response.status_code == 302
    assert consultation.phone == STORED
    assert consultation.consents.get().wording == "Yes"
