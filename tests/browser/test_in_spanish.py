"""The main job in Spanish: ask, hear of it, and be answered by an office that reads English."""

import re

import pytest
from playwright.sync_api import expect

from bookings.models import Consultation
from tests.bookings.lives import desk
from tests.bookings.mails import deliver_all
from tests.browser.patients import confirmed, mail_to
from tests.factories import turn_on_spanish

pytestmark = pytest.mark.django_db(transaction=True)


def fill_in(page):
    page.get_by_text("Visible pores").click()
    page.locator(".week[open] .slot input").first.check()
    page.get_by_label("Nombre").fill("Maya")
    page.get_by_label("Correo electrónico", exact=True).first.check()
    page.get_by_role("textbox", name="Correo electrónico").fill("maya@example.com")
    page.get_by_label("Tengo 18 años o más").check()
    page.get_by_label("Acupunctury puede comunicarse conmigo").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_someone_asks_in_spanish_and_is_answered_in_spanish(
    open_page, axe, busy_office, smtp, scripts
):
    turn_on_spanish()
    patient = open_page(java_script_enabled=scripts)
    patient.goto("/es/book/")
    patient.get_by_role("button", name="Enviar la solicitud").click()
    expect(patient.get_by_role("alert").get_by_role("heading")).to_have_text(
        "Por favor, revise 6 respuestas"
    )
    fill_in(patient)
    if scripts:
        axe(patient)
        summary = patient.get_by_role("region", name="Su solicitud")
        expect(summary).to_contain_text("Correo electrónico")
        patient.get_by_text("Cualquier horario: comuníquense").click()
        expect(summary).to_contain_text("Nos comunicaremos con usted")
        patient.get_by_text("Elegir un día y un horario ahora").click()
    patient.get_by_role("button", name="Enviar la solicitud").click()

    expect(patient.get_by_role("heading", level=1)).to_have_text("Gracias. Tenemos su solicitud.")
    if scripts:
        axe(patient)
    deliver_all()
    consultation = Consultation.objects.get()
    (office_mail,) = mail_to(smtp, "desk@clinic.example")
    assert f"Review request {consultation.reference}" in office_mail
    assert "Language: Spanish" in office_mail

    desk()
    confirmed(consultation)
    deliver_all()

    _, confirmation = mail_to(smtp, "maya@example.com")
    assert "Su consulta sin costo está confirmada." in confirmation
    link = re.search(r"http\S+/consultation/\S+", confirmation).group()
    assert "/es/consultation/" in link
    patient.goto(link)
    expect(patient.get_by_role("heading", level=1)).to_have_text("Confirmada. Le esperamos.")
    if scripts:
        axe(patient)
    patient.get_by_role("link", name="Cancelarla").click()
    patient.get_by_role("button", name="Cancelar la consulta").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text(
        "Cancelada. Gracias por avisarnos."
    )
    deliver_all()
    assert "Su consulta está cancelada:" in mail_to(smtp, "maya@example.com")[-1]
