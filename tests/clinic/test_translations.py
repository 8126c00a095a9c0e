"""Translations of facts: readers get what is published, the English where nothing is, and staff
read what changed since.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clinic import languages
from clinic.office import facts, sample_translations, translations
from clinic.office.models import (
    Closure,
    Concern,
    OpeningHours,
    SiteLanguage,
    Translation,
    TreatmentStep,
)
from clinic.site import shared_pages
from tests.articles.factories import make_article, make_treatment
from tests.factories import MONDAY, make_concern, make_office

REVIEWED = {"reviewed_by": "Lic. Ruiz", "reviewed_on": date(2026, 11, 2), "is_published": True}


def spanish(row, texts, **fields) -> Translation:
    """A translation that readers have."""
    named = {str(row._meta.model_name): row}
    original = translations.as_now(row)
    given = {"language": "es", "texts": texts, "original": original, **REVIEWED, **fields}
    return Translation.objects.create(**named, **given)


def in_spanish(ask):
    with languages.speaking("es"):
        return ask()


@pytest.mark.django_db
def test_a_text_is_in_the_language_of_the_page_and_english_where_it_is_not_translated():
    treatment = make_treatment(name="Acupuncture", lead="Fine needles.")
    spanish(treatment, {"name": "Acupuntura"})

    [shown] = in_spanish(facts.treatments)
    assert (shown.name, shown.lead) == ("Acupuntura", "Fine needles.")
    assert (shown.is_foreign("name"), shown.is_foreign("lead")) == (False, True)
    [shown] = facts.treatments()
    assert (shown.name, shown.is_foreign("lead")) == ("Acupuncture", False)


@pytest.mark.django_db
def test_a_draft_is_for_nobody_and_a_sample_reviews_nothing_outside_development(settings):
    settings.DEVELOPMENT = False
    row = spanish(make_concern(name="Visible pores"), {"name": "Poros visibles"})
    names = {"published": "Poros visibles", "english": "Visible pores"}

    for fields, expected in [
        ({}, "published"),
        ({"is_published": False}, "english"),
        ({"is_published": True, "reviewed_by": sample_translations.REVIEWER}, "english"),
    ]:
        Translation.objects.filter(pk=row.pk).update(**fields)
        [concern] = in_spanish(facts.concerns)
        assert concern.name == names[expected]

    settings.DEVELOPMENT = True
    assert [each.name for each in in_spanish(facts.concerns)] == ["Poros visibles"]


@pytest.mark.django_db
def test_what_may_help_is_said_only_with_what_cannot_be_done_in_the_same_language():
    treatment = make_treatment(may_help="Fine lines", cannot="Remove pores")
    row = spanish(treatment, {"may_help": "Las líneas finas"})

    [shown] = in_spanish(facts.treatments)
    assert (shown.may_help, shown.cannot) == ("Fine lines", "Remove pores")
    assert shown.is_foreign("may_help")

    row.texts["cannot"] = "Quitar poros"
    row.save()
    [shown] = in_spanish(facts.treatments)
    assert (shown.may_help, shown.cannot) == ("Las líneas finas", "Quitar poros")


@pytest.mark.django_db
def test_the_steps_of_a_visit_and_notes_of_hours_are_translated_too():
    office, treatment = make_office(), make_treatment()
    step = TreatmentStep.objects.create(treatment=treatment, title="We talk", text="First.")
    OpeningHours.objects.filter(weekday=0).update(note="By phone")
    spanish(treatment, {f"steps.{step.pk}.title": "Hablamos"})
    spanish(office, {"note:By phone": "Por teléfono"})

    with languages.speaking("es"):
        [visit] = facts.treatments()[0].visit
        monday, *_ = translations.opening_hours(facts.office())
    assert (visit.title, visit.text) == ("Hablamos", "First.")
    assert (visit.is_foreign("title"), visit.is_foreign("text")) == (False, True)
    assert monday.note == "Por teléfono"
    assert translations.opening_hours(facts.office())[0].note == "By phone"


@pytest.mark.django_db
def test_english_pages_ask_nothing_of_translations(django_assert_num_queries):
    spanish(make_treatment(), {"name": "Acupuntura"})
    make_concern()

    with django_assert_num_queries(2):
        facts.treatments()
        facts.concerns()


@pytest.mark.django_db
def test_what_changed_since_is_counted_in_sentences():
    treatment = make_treatment(
        lead="Fine needles. See Dr. Lee first. Ask us.", may_help="", cannot=""
    )
    row = spanish(treatment, {"lead": "Agujas finas."})
    assert "changed" not in translations.standing(row)

    treatment.lead = "Fine needles. Ask us anything. Then decide. Or wait."
    treatment.save()
    row.refresh_from_db()
    assert translations.standing(row).startswith("Published, 3 English sentences changed since")


@pytest.mark.django_db
def test_a_translation_is_of_one_row_reviewed_before_readers_have_it_and_once_a_language():
    concern = make_concern()
    for fields in [
        {},
        {"concern": concern, "treatment": make_treatment()},
        {"concern": concern, "is_published": True},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(language="es", **fields)

    Translation.objects.create(language="es", concern=concern)
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.create(language="es", concern=concern)


@pytest.mark.django_db
def test_hours_and_closures_that_come_with_the_office_say_their_notes_in_its_language():
    office = make_office()
    OpeningHours.objects.filter(weekday=0).update(note="By phone")
    ends = MONDAY + timedelta(days=1)
    Closure.objects.create(office=office, starts_at=MONDAY, ends_at=ends, reason="holiday")
    spanish(office, {"note:By phone": "Por teléfono", "note:holiday": "feriado"})

    def notes():
        shown = facts.office_with_hours()
        said = [row.note for row in shown.opening_hours.all() if row.note]
        return said, [row.reason for row in shown.closures.all()]

    assert in_spanish(notes) == (["Por teléfono"], ["feriado"])
    assert notes() == (["By phone"], ["holiday"])


# ---- pages ---------------------------------------------------------------------------------------
@pytest.fixture
def is_on(office):
    return SiteLanguage.objects.create(
        code="es",
        is_on=True,
        answered_by="Ana",
        health_pages_reviewed_by="Lic. Ruiz",
        consents_seen_by_counsel_on=date(2026, 11, 2),
    )


def test_a_page_marks_the_english_among_its_words(client, is_on):
    treatment = make_treatment(
        slug="needles", name="Needles", lead="Fine needles.", same_day="Keep out of the sun."
    )
    TreatmentStep.objects.create(treatment=treatment, title="We talk", text="First of all.")
    row = spanish(treatment, {"name": "Agujas"})

    page = client.get("/es/treatments/needles/").text
    assert "<h1>Agujas</h1>" in page
    assert '<p class="lead" lang="en-US">Fine needles.</p>' in page
    assert '<h3 lang="en-US">We talk</h3><p lang="en-US">First of all.</p>' in page
    page = client.get("/es/aftercare/needles/").text
    assert '<p lang="en-US">Keep out of the sun.</p>' in page
    assert ' lang="en-US"' not in client.get("/treatments/needles/").text.partition("<body")[2]

    row.texts["lead"] = "Agujas finas."
    row.save()
    assert '<p class="lead">Agujas finas.</p>' in client.get("/es/treatments/needles/").text


def test_a_page_says_that_we_can_be_called_in_its_language_once_the_owner_has(client, is_on):
    def is_said(path):
        said = "Puede llamarnos o enviarnos un mensaje de texto en español."
        return f'<p class="spoken">{said}</p>' in client.get(path).text

    assert (is_said("/es/visit/"), is_said("/visit/")) == (False, False)
    SiteLanguage.objects.update(is_spoken=True)
    assert (is_said("/es/visit/"), is_said("/visit/")) == (True, False)


def test_an_article_invites_in_the_language_of_its_page(client, is_on):
    concern = make_concern(invitation="Book a consultation about pores")
    article = make_article("Pores", concern=concern)
    make_article("Poros", concern=concern, language="es", translation_of=article)
    spanish(concern, {"invitation": "Reserve una consulta sobre los poros"})

    assert "Reserve una consulta sobre los poros" in client.get("/es/articles/poros/").text
    assert "Book a consultation about pores" in client.get("/articles/pores/").text


def test_a_treatment_is_shared_with_a_picture_of_its_name_in_each_language(is_on):
    spanish(make_treatment(name="Needles"), {"name": "Agujas"})

    titles = {subject.title for subject in shared_pages.subjects(facts.office())}

    assert {"Needles", "Agujas"} <= titles


# ---- the admin -----------------------------------------------------------------------------------
def form_of(texts, **fields):
    return {**{f"texts-{key}": text for key, text in texts.items()}, "revision": "", **fields}


@pytest.fixture
def begin(admin_client):
    """Where the translation of a concern is begun."""
    concern = Concern.objects.create(
        name="Visible pores", slug="pores", invitation="Book a consultation about pores"
    )
    return concern, f"{reverse('admin:clinic_translation_add')}?concern={concern.pk}&language=es"


def test_a_translation_is_begun_from_its_row_with_the_english_beside(office, begin, admin_client):
    concern, address = begin
    change = reverse("admin:clinic_concern_change", args=[concern.pk])
    assert address.replace("&", "&amp;") in admin_client.get(change).content.decode()
    assert "Book a consultation about pores" in admin_client.get(address).content.decode()

    texts = {"name": "Poros visibles", "invitation": ""}
    admin_client.post(address, form_of(texts, says_the_same="on"))

    row = Translation.objects.get()
    assert (row.concern, row.language, row.texts) == (concern, "es", {"name": "Poros visibles"})
    assert row.original == {
        "name": "Visible pores",
        "invitation": "Book a consultation about pores",
    }
    assert "Draft, 1 text missing" in admin_client.get(change).content.decode()
    assert admin_client.get(address).url == reverse(
        "admin:clinic_translation_change", args=[row.pk]
    )


def test_the_form_shows_what_the_english_was_until_somebody_says_it_fits(
    office, begin, admin_client
):
    concern, _ = begin
    row = spanish(concern, {"name": "Poros visibles"})
    Concern.objects.update(name="Pores that show")
    address = reverse("admin:clinic_translation_change", args=[row.pk])

    page = admin_client.get(address)
    form = page.context["adminform"].form
    assert '<del lang="en">Visible pores</del>' in page.content.decode()
    assert form["says_the_same"].value() is False

    sent = form_of(
        {"name": "Poros que se ven", "invitation": ""},
        says_the_same="on",
        revision=form["revision"].value(),
        reviewed_by="Lic. Ruiz",
        reviewed_on="2026-11-30",
        is_published="on",
    )
    assert admin_client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.texts["name"], row.original["name"]) == ("Poros que se ven", "Pores that show")


def test_two_who_translate_at_once_do_not_undo_each_other(office, begin, admin_client):
    concern, _ = begin
    row = spanish(concern, {"name": "Poros visibles"})
    address = reverse("admin:clinic_translation_change", args=[row.pk])
    seen = admin_client.get(address).context["adminform"].form["revision"].value()
    Translation.objects.filter(pk=row.pk).update(texts={"name": "Poros notorios"})

    sent = form_of({"name": "Poros grandes", "invitation": ""}, revision=seen)
    answer = admin_client.post(address, sent)

    assert answer.status_code == 409
    assert "Poros grandes" in answer.content.decode()
    row.refresh_from_db()
    assert row.texts == {"name": "Poros notorios"}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"texts-name": "x" * 121}, "121 letters are too many"),
        ({"texts-name": "Poros\u202e"}, "hidden character"),
        ({"texts-name": "Poros", "is_published": "on"}, "say who reviewed it"),
    ],
)
def test_what_readers_could_not_stand_is_refused(office, begin, admin_client, sent, why):
    _, address = begin

    answer = admin_client.post(address, {"says_the_same": "on", **sent})

    assert (answer.status_code, why in answer.content.decode()) == (200, True)
    assert not Translation.objects.exists()


def test_nobody_begins_a_translation_of_nothing(office, admin_client):
    for query in ["", "?concern=1&language=es", "?concern=x&language=es", "?language=fr"]:
        answer = admin_client.get(f"{reverse('admin:clinic_translation_add')}{query}")
        assert (answer.status_code, answer.url) == (
            302,
            reverse("admin:clinic_translation_changelist"),
        )
