"""Every form takes a phone or an address with signs in it that nobody sees, and stores what is
seen.
"""

import pytest
from django.contrib.auth.models import User

from bookings.models import Consultation
from clinic.office.models import Office, OfficeAddress
from clinic.staff.password_again import GIVEN_AT
from tests.articles.forms import form_of, somebody
from tests.bookings.desk import found, staff
from tests.bookings.forms import answers
from tests.bookings.lives import answer_link_requests
from tests.bookings.test_desk.words import ADD, DESK, booking, page_of
from tests.clinic.pasted import PASTED
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern", "office")]
PHONE, MAIL = "(424) 555-0134", "ana@example.com"
STORED = ("+14245550134", MAIL)


@pytest.fixture(params=PASTED)
def pasted(request):
    return PASTED[request.param]


def reached(consultation):
    consultation.refresh_from_db()
    return (consultation.phone, consultation.email)


def test_in_a_request(client, pasted):
    client.post("/book/", answers(phone=pasted(PHONE), email=pasted(MAIL)))

    assert reached(Consultation.objects.get()) == STORED


def test_in_a_correction_by_the_patient(client, office, pasted):
    consultation = ask(office)

    client.post(
        f"{consultation.get_absolute_url()}contact/",
        {"phone": pasted(PHONE), "email": pasted(MAIL)},
    )

    assert reached(consultation) == STORED


def test_in_a_search_for_ones_own_request(client, office, pasted):
    consultation = ask(office, phone="+14245550134", email=MAIL)

    for number, contact in enumerate((PHONE, MAIL)):
        client.post("/consultation/find/", {"contact": pasted(contact)})
        answer_link_requests()
        assert consultation.events.filter(kind="link").count() == number + 1


def test_at_the_desk(client, pasted):
    desk = staff(client, *DESK)

    desk.post(ADD, booking(desk, phone=pasted(PHONE), email=pasted(MAIL)))

    assert reached(Consultation.objects.get()) == STORED


def test_in_a_correction_by_the_desk(client, office, pasted):
    desk, consultation = staff(client, *DESK), ask(office)

    desk.post(page_of(consultation, "correct"), {"phone": pasted(PHONE), "email": pasted(MAIL)})

    assert reached(consultation) == STORED


def test_in_the_desks_search(client, office, pasted):
    desk, consultation = staff(client, *DESK), ask(office, phone="+14245550134", email=MAIL)
    ask(office, starts_at=None, first_name="Somebody", email="else@example.com")

    for typed in (PHONE, MAIL, consultation.reference):
        assert found(desk, pasted(typed)) == [consultation]


def test_among_the_offices_addresses_and_in_an_account(client, pasted):
    owner = somebody()
    client.force_login(owner)
    session = client.session
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()

    address = f"/admin/clinic/office/{Office.objects.get().pk}/change/"
    typed = {"mail_addresses-0-email": pasted(MAIL), "phone": pasted("(424) 252-1211")}
    client.post(address, form_of(client, address) | typed)
    address = f"/admin/auth/user/{owner.pk}/change/"
    client.post(address, form_of(client, address) | {"email": pasted(MAIL)})

    assert OfficeAddress.objects.get().email == MAIL
    assert str(Office.objects.get().phone.as_e164) == "+14242521211"
    assert User.objects.get().email == MAIL
