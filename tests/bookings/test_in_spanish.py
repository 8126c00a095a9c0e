"""Whoever asks on a Spanish page is written to, called and kept in Spanish, and the office in
English.
"""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
import vobject
from django.db import IntegrityError, transaction
from django.test import Client

from bookings import lifecycle, notifications, questions
from bookings.calendars import calendar_file, google_calendar_link
from bookings.models import Access, Consultation, Event, Notification, ReaderQuestion
from clinic import languages
from tests.bookings.desk import said, staff
from tests.bookings.forms import answers
from tests.bookings.lives import desk as somebody
from tests.bookings.mails import deliver, every_mail, html_of, parts, text_of
from tests.bookings.test_desk.words import BY_PHONE, DESK, booking, page_of
from tests.bookings.test_questions.asked import deliver as deliver_questions
from tests.bookings.test_questions.asked import form
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, ask_question

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("monday", "office", "concern", "spanish"),
]
WHEN = "martes, 24 de noviembre, 2:00 p. m., hora del Pacífico"
HOUR = timedelta(hours=1)
A_DAY_LATER = TUESDAY_AT_TWO + 24 * HOUR  # who asks on the day before needs no reminder
MAYA = "maya@example.com"


@pytest.fixture
def hers(office):
    return ask(office, language="es")


def mails(now=MONDAY):
    """What arrives, by whom it is for."""
    return {message["To"]: message for message in deliver(now)}


def subject_to(address, now=MONDAY):
    """Of the one mail that arrives there."""
    return mails(now)[address]["Subject"]


def confirmed(consultation, now=MONDAY):
    return lifecycle.confirm(consultation, by=somebody(), now=now)


# ---- asked ---------------------------------------------------------------------------------------
def test_a_request_from_a_spanish_page_leads_to_a_spanish_page(client):
    response = client.post("/es/book/", answers(), follow=True)

    consultation = Consultation.objects.get()
    assert consultation.language == "es"
    assert response.redirect_chain == [(f"/es{consultation.get_absolute_url()}", 302)]
    assert '<html lang="es-US"' in response.text
    assert "Gracias. Tenemos su solicitud." in response.text
    assert "Solicitada, todavía no confirmada" in response.text
    assert "martes, 24 de noviembre" in response.text


def test_a_request_from_an_english_page_is_english(client):
    client.post("/book/", answers())

    assert Consultation.objects.get().language == "en"


def test_what_is_wrong_is_said_in_the_language_of_the_page(client):
    wrong = answers(first_name="", reach_by="text", phone="12", email=None)

    texts = [text for _, text in client.post("/es/book/", wrong).context["errors"]]

    assert texts == [
        "Escriba su nombre",
        "Escriba un número de teléfono con su código de área, por ejemplo (424) 555-0134",
        "Marque la casilla para que podamos enviarle mensajes de texto, o elija llamada o correo"
        " electrónico",
    ]


def test_a_time_that_is_gone_is_refused_in_the_language_of_the_page(client, office):
    ask(office, email="first@example.com")

    response = client.post("/es/book/", answers())

    assert response.status_code == 409
    assert "Alguien acaba de tomar ese horario. Elija otro, por favor." in response.text
    assert "Los tres horarios libres más cercanos" in response.text


def test_each_consent_is_kept_in_the_words_that_were_read(client):
    texts = {"reach_by": "text", "phone": "(424) 555-0134", "texts": "on"}
    page = unescape(client.get("/es/book/").text)

    client.post("/es/book/", answers(**texts))

    wordings = [given.wording for given in Consultation.objects.get().consents.all()]
    assert wordings == [
        "Tengo 18 años o más, o mi madre, padre o tutor pide la consulta conmigo.",
        "Acupunctury puede comunicarse conmigo sobre esta solicitud.",
        "Pueden enviarme mensajes de texto sobre esta solicitud a este número.",
    ]
    assert all(wording in page for wording in wordings)


def test_drawn_pieces_of_the_form_are_never_of_the_other_language(client):
    for _ in range(2):
        english, spanish = client.get("/book/").text, client.get("/es/book/").text
        assert "Wednesday" in english
        assert "Miércoles" not in english
        assert "What would you like to talk about?" in english
        assert "Miércoles" in spanish
        assert "Wednesday" not in spanish
        assert "¿De qué le gustaría hablar?" in spanish


def test_a_form_that_is_not_taken_comes_back_in_its_language():
    for address, words in (
        ("/es/book/", "Por eso todavía no recibimos su solicitud."),
        ("/es/ask/", "Por eso todavía no recibimos su pregunta."),
        ("/es/consultation/find/", "Por eso todavía no hemos buscado."),
    ):
        response = Client(enforce_csrf_checks=True).post(address, answers())
        assert response.status_code == 403
        assert '<html lang="es-US"' in response.text
        assert "Su navegador no envió ninguna cookie" in response.text
        assert words in response.text


def test_a_refusal_on_a_patients_own_page_is_in_its_language(client, hers):
    own = f"/es{hers.get_absolute_url()}"
    client.post(f"{own}cancel/")

    response = client.post(f"{own}cancel/")

    assert response.status_code == 409
    assert f"{hers.reference} ya tiene este estado: cancelada." in response.text


def test_a_mistyped_address_is_asked_about_in_the_language_of_the_page(client):
    response = client.post("/es/book/", answers(email="maya@gmial.com"))

    assert "¿Quiso decir …@gmail.com?" in response.text
    assert "Sí, usar …@gmail.com" in response.text


def test_days_that_suit_are_stored_as_ever(client):
    arranged = {"when": "call", "slot": None, "days": [1], "parts": ["morning"]}
    assert "Por la mañana" in client.get("/es/book/").text

    client.post("/es/book/", answers(**arranged))

    consultation = Consultation.objects.get()
    assert (consultation.preferred_days, consultation.preferred_parts) == ([1], ["morning"])


def test_a_language_that_the_site_does_not_know_is_refused_by_the_database(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(office, language="fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_question(office, language="fr")


# ---- mails ---------------------------------------------------------------------------------------
def test_the_patients_mail_is_spanish_and_leads_to_the_spanish_page(hers):
    message = mails()[MAYA]
    text, html = parts(message)

    assert message["Subject"] == "Tenemos su solicitud"
    assert text.startswith("Hola, Maya:\n")
    assert f"Solicitada, todavía no confirmada\n{WHEN}\n" in text.replace("\xa0", " ")
    assert f"http://testserver/es{hers.get_absolute_url()}\n" in text
    assert '<html lang="es-US"' in html
    assert 'href="http://testserver/es/"' in html


def test_the_offices_mail_is_english_and_names_the_language(hers):
    message = mails()["desk@clinic.example"]

    assert message["Subject"] == f"New consultation request {hers.reference}"
    for each in parts(message):
        assert re.search(r"Language(: |</th>\s*<td[^>]*>)Spanish", each)
    assert "When: Tuesday, November 24, 2:00 pm Pacific time" in text_of(message)
    assert '<html lang="en-US"' in parts(message)[1]


def test_the_offices_mail_names_no_language_where_it_is_english(office):
    ask(office)

    assert "Language" not in text_of(mails()["desk@clinic.example"])


@pytest.mark.usefixtures("addresses")
def test_the_days_mail_to_the_office_names_the_language(hers):
    morning = MONDAY + 23 * HOUR

    digest = text_of(mails(morning)["daily@clinic.example"])

    assert f"{hers.reference}, Maya (Spanish): asked for a consultation" in digest


def test_a_confirmation_a_reminder_and_the_entry_are_spanish(office):
    consultation = confirmed(ask(office, language="es", starts_at=A_DAY_LATER))
    confirmation = mails()[MAYA]

    assert "".join(confirmation["Subject"].split("\n")).strip() == (
        "Su consulta: miércoles, 25 de noviembre, 2:00 p. m., hora del Pacífico"
    )
    assert subject_to(MAYA, TUESDAY_AT_TWO) == "Mañana, 2:00 p. m., hora del Pacífico"
    (attached,) = [
        part for part in confirmation.walk() if part.get_content_type() == "text/calendar"
    ]
    entry = vobject.readOne(attached.get_content()).vevent
    assert entry.summary.value == "Consulta – Acupunctury"
    assert entry.description.value == (
        "Llame o envíe un mensaje de texto al (424) 252-1210."
        f" Número de referencia: {consultation.reference}."
    )
    assert {alarm.description.value for alarm in entry.valarm_list} == {"Consulta – Acupunctury"}


def test_files_and_links_of_the_page_are_of_its_language(client, hers):
    consultation = confirmed(hers)

    with languages.speaking("es"):
        assert "Cita%20%E2%80%93%20Acupunctury" in google_calendar_link(consultation)
    spanish = client.get(f"/es{consultation.get_absolute_url()}calendar.ics").content.decode()
    english = client.get(f"{consultation.get_absolute_url()}calendar.ics").content.decode()
    assert "SUMMARY:Consulta – Acupunctury" in spanish
    assert "SUMMARY:Consultation – Acupunctury" in english


def test_an_address_opens_the_page_in_either_language(client, hers):
    address = hers.get_absolute_url()

    assert "Thank you. We have your request." in client.get(address).text
    assert "Gracias. Tenemos su solicitud." in client.get(f"/es{address}").text


@pytest.mark.parametrize(
    ("sunday", "tuesday", "when"),
    [
        # the weeks round both changes of the clocks: 10:00 there is 17:00 or 18:00 UTC
        ((2027, 3, 7), datetime(2027, 3, 9, 18, tzinfo=UTC), "martes, 9 de marzo"),
        ((2027, 3, 14), datetime(2027, 3, 16, 17, tzinfo=UTC), "martes, 16 de marzo"),
        ((2027, 10, 31), datetime(2027, 11, 2, 17, tzinfo=UTC), "martes, 2 de noviembre"),
        ((2027, 11, 7), datetime(2027, 11, 9, 18, tzinfo=UTC), "martes, 9 de noviembre"),
    ],
)
def test_on_both_sides_of_a_clock_change_ten_is_ten(office, sunday, tuesday, when):
    now = datetime(*sunday, 20, tzinfo=UTC)
    consultation = confirmed(ask(office, language="es", starts_at=tuesday, now=now), now)

    assert subject_to(MAYA, now) == f"Su consulta: {when}, 10:00 a. m., hora del Pacífico"
    assert subject_to(MAYA, tuesday - 24 * HOUR) == "Mañana, 10:00 a. m., hora del Pacífico"
    entry = vobject.readOne(calendar_file(consultation).content.decode()).vevent
    assert entry.dtstart.value.astimezone(UTC) == tuesday


# ---- the desk ------------------------------------------------------------------------------------
@pytest.fixture
def desk(client):
    return staff(client, *DESK)


def test_the_desk_sees_the_language_beside_the_name(desk, hers, office):
    confirmed(ask(office, starts_at=TUESDAY_AT_TWO + HOUR, language="es", first_name="Ana"))

    for address in (
        "/admin/",
        "/admin/bookings/consultation/",
        "/admin/bookings/consultation/day-sheet/?day=2026-11-24",
    ):
        text = re.sub(r"<[^>]*>", "", desk.get(address).text)
        assert "Ana O. (Spanish)" in text
    assert f"{hers.reference}, Spanish" in desk.get(page_of(hers)).text


def test_what_to_tell_stands_in_their_language_with_the_english_below(desk, office):
    consultation = ask(office, **BY_PHONE, language="es")
    task = Notification.objects.get(consultation=consultation, kind="received", channel="desk")

    text = unescape(desk.get("/admin/").text)

    spanish = notifications.words_to_say(task, MONDAY)
    english = notifications.in_english(task, MONDAY)
    assert spanish.startswith("Hola, Maya, le habla Acupunctury.")
    assert english.startswith("Hello Maya, this is Acupunctury.")
    assert text.index(spanish) < text.index(english)
    assert "Call with an interpreter if you do not speak Spanish." in text


def test_whom_english_is_told_nothing_is_said_twice(desk, office):
    ask(office, **BY_PHONE)

    text = desk.get("/admin/").text

    assert "interpreter" not in text
    assert "In English" not in text


def test_a_message_is_seen_before_it_goes_in_both_languages(desk, hers):
    text = unescape(desk.get(page_of(hers, "confirm")).text)

    assert f"Subject: Su consulta: {WHEN}" in text
    assert "Su consulta sin costo está confirmada." in text
    assert "Your complimentary consultation is confirmed." in text
    assert hers.token not in text


def test_staff_change_the_language_and_the_next_mail_follows(desk, office):
    consultation = ask(office)
    deliver()

    response = desk.post(page_of(consultation, "language"), {"language": "es"}, follow=True)

    reference = consultation.reference
    assert said(response) == [f"{reference}: their page and mails are in Spanish from now on."]
    assert "They read English" in response.text
    assert "Language changed" in response.text
    assert "To Spanish" in response.text
    event = Event.objects.get(kind="language")
    assert (event.language, event.by.username) == ("es", "desk")
    assert Access.objects.filter(reference=reference, fields="language").count() == 1
    assert deliver() == []
    confirmed(Consultation.objects.get())
    assert subject_to(MAYA) == f"Su consulta: {WHEN}"


def test_what_waits_is_written_in_the_language_of_then(desk, office):
    consultation = ask(office)

    desk.post(page_of(consultation, "language"), {"language": "es"})

    assert subject_to(MAYA) == "Tenemos su solicitud"


@pytest.mark.parametrize("language", ["es", "fr", ""])
def test_the_same_language_and_one_unknown_change_nothing(desk, hers, language):
    response = desk.post(page_of(hers, "language"), {"language": language}, follow=True)

    assert said(response) == [
        "Nothing was changed: that is their language, or readers do not have it."
    ]
    assert not Event.objects.filter(kind="language").exists()


def test_a_change_of_language_is_no_change_of_the_consultation(desk, office):
    consultation = confirmed(ask(office, language="es", starts_at=A_DAY_LATER))
    deliver()

    desk.post(page_of(consultation, "language"), {"language": "en"})

    assert "Confirmed by" in desk.get(page_of(consultation)).text
    assert subject_to(MAYA, TUESDAY_AT_TWO) == "Tomorrow at 2:00 pm Pacific time"


def test_only_by_a_press_of_whoever_may_answer(client, hers):
    looking = staff(client, "view_consultation")

    assert looking.post(page_of(hers, "language"), {"language": "en"}).status_code == 403
    assert looking.get(page_of(hers, "language")).status_code == 405
    assert "They read English" not in looking.get(page_of(hers)).text
    assert Consultation.objects.get().language == "es"


def test_who_calls_is_booked_in_their_language(desk):
    desk.post(
        "/admin/bookings/consultation/add/",
        booking(desk, reach_by="email", email="ana@example.com", language="es"),
    )

    consultation = Consultation.objects.get()
    assert consultation.language == "es"
    assert subject_to("ana@example.com") == f"Su consulta: {WHEN}"
    # staff ask in whatever language they speak with somebody, and note it in English
    assert consultation.consents.first().wording.startswith("Asked by phone or at the door: ")


def test_a_language_that_readers_do_not_have_is_nobodys(desk, office, spanish):
    spanish.delete()
    consultation = ask(office)

    assert "They read Spanish" not in desk.get(page_of(consultation)).text
    assert "Their page and mails are in" not in desk.get("/admin/bookings/consultation/add/").text
    desk.post(page_of(consultation, "language"), {"language": "es"})
    assert Consultation.objects.get().language == "en"


# ---- a reader's question -------------------------------------------------------------------------
def test_a_question_is_answered_in_its_language(client):
    response = client.post("/es/ask/", form(email=MAYA, publish="on"), follow=True)

    question = ReaderQuestion.objects.get()
    assert question.language == "es"
    assert response.redirect_chain == [(f"/es{question.get_absolute_url()}", 302)]
    assert "Gracias. Tenemos su pregunta." in response.text
    assert question.publish_wording == (
        "Pueden publicar mi pregunta sin mi nombre, con sus propias palabras."
    )
    questions.answer(question, text="Uno o dos días.", by=somebody(), now=MONDAY)

    (answer,) = [each for each in deliver_questions() if each.to == [MAYA]]

    assert answer.subject == "Su respuesta está lista"
    assert f"http://testserver/es{question.get_absolute_url()}\n" in answer.body
    assert '<html lang="es-US"' in html_of(answer)
    assert "Nuestra respuesta" in client.get(f"/es{question.get_absolute_url()}").text


def test_the_offices_mail_about_a_question_is_english_and_names_the_language(office):
    ask_question(office, language="es")

    (message,) = deliver_questions()

    assert message.subject.startswith("New reader’s question")
    assert "It is in Spanish." in message.body


def test_every_subject_arrives_as_it_was_written(office):
    written = every_mail(office, language="es").values()
    long = [mail for mail in written if len(mail.subject) > 60 and not mail.subject.isascii()]

    assert long
    for mail in written:
        raw = mail.message().as_bytes()
        assert message_from_bytes(raw, policy=policy.default)["Subject"] == mail.subject
        assert max(map(len, raw.split(b"\n\n")[0].splitlines())) <= 998
