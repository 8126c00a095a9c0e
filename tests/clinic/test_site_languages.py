"""Further languages: on only when the owner has answered for them, and samples answer for nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from clinic import languages
from clinic.office import facts, sample
from clinic.office.models import Office, SiteLanguage
from clinic.operations.doctor import Look, content
from tests.factories import MONDAY

ANSWERS = {
    "answered_by": "Ana at the front desk",
    "health_pages_reviewed_by": "Lic. Ruiz",
    "consents_seen_by_counsel_on": date(2026, 11, 2),
}


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.DEVELOPMENT = False


def spanish(**fields) -> SiteLanguage:
    return SiteLanguage.objects.create(**{"code": "es", "is_on": True, **ANSWERS, **fields})


def test_an_office_has_english_alone_until_a_language_is_on(office):
    assert facts.languages_on(Office.objects.current()) == ("en",)

    language = spanish(is_on=False)
    assert Office.objects.current().languages == ("en",)

    SiteLanguage.objects.filter(pk=language.pk).update(is_on=True)
    assert Office.objects.current().languages == ("en", "es")


@pytest.mark.parametrize("missing", ANSWERS)
def test_a_language_is_on_only_with_its_three_answers(office, missing):
    empty = None if missing.endswith("_on") else ""

    with pytest.raises(IntegrityError), transaction.atomic():
        spanish(**{missing: empty})
    with pytest.raises(ValidationError, match="who answers in it"):
        SiteLanguage(code="es", is_on=True, **{**ANSWERS, missing: empty}).full_clean()
    spanish(is_on=False, **{missing: empty})


@pytest.mark.parametrize("answer", ANSWERS)
def test_samples_do_not_count_outside_development(office, settings, answer):
    made_up = {name: sample.LANGUAGES[0][name] for name in [answer]}
    language = spanish(**made_up)
    label = SiteLanguage._meta.get_field(answer).verbose_name

    assert Office.objects.current().languages == ("en",)
    assert language.samples == [label]
    [finding] = content.languages(Look(now=MONDAY))
    assert (finding.key, str(label) in finding.what) == ("languages.es-samples", True)

    settings.DEVELOPMENT = True
    assert Office.objects.current().languages == ("en", "es")


def test_the_doctor_says_what_a_language_lacks_that_is_off(office):
    language = spanish(is_on=False, answered_by="")

    [finding] = content.languages(Look(now=MONDAY))
    assert (finding.key, finding.what) == (
        "languages.es-off",
        "Spanish is off: readers have English alone. Missing: who answers in it.",
    )

    SiteLanguage.objects.filter(pk=language.pk).update(is_on=True, answered_by="Ana")
    assert list(content.languages(Look(now=MONDAY))) == []


def test_nobody_is_said_to_speak_it_until_the_owner_says_so(office):
    language = spanish()
    with languages.speaking("es"):
        assert not Office.objects.current().speaks_the_language

    SiteLanguage.objects.filter(pk=language.pk).update(is_spoken=True)
    with languages.speaking("es"):
        assert Office.objects.current().speaks_the_language
    assert Office.objects.current().speaks_the_language


def test_the_languages_come_with_the_office_in_one_query(office, django_assert_num_queries):
    spanish()

    with django_assert_num_queries(1):
        assert Office.objects.current().languages == ("en", "es")


def test_a_language_that_this_release_has_no_words_in_is_not_shown(office):
    spanish(code="zz")

    assert Office.objects.current().languages == ("en",)


def test_the_owner_turns_it_on_and_reads_what_is_missing(office, admin_client):
    add = reverse("admin:clinic_sitelanguage_add")
    sent = {"code": "es", "is_on": "on", "answered_by": "Ana"}

    assert "who reviewed the pages about health" in admin_client.post(add, sent).text
    assert not SiteLanguage.objects.exists()

    sent = {**sent, **ANSWERS}
    admin_client.post(add, sent)
    language = SiteLanguage.objects.get()
    assert (language.code, language.is_on) == ("es", True)
    change = reverse("admin:clinic_sitelanguage_change", args=[language.pk])
    page = admin_client.get(change)
    assert "Nothing. Readers have it." in page.text
    assert "code" not in page.context["adminform"].form.fields


def test_a_language_that_the_site_has_no_words_in_cannot_be_added(office, admin_client):
    add = reverse("admin:clinic_sitelanguage_add")

    answer = admin_client.post(add, {"code": "fr"})

    assert "Choose one of these languages." in answer.text
    assert not SiteLanguage.objects.exists()
