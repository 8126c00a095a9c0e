"""Portraits of practitioners: whose they are, what is said of them, and where readers meet them."""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles import images
from articles.models import Picture, keep_picture
from clinic.office.models import Practitioner
from tests.articles.factories import make_article, make_picture, make_treatment
from tests.articles.forms import form_of, somebody
from tests.articles.pictures import encoded, phone_photo, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/articles/picture/add/"
ALT = "A woman with short gray hair, smiling"
IMG = re.compile(r'<img class="(?:portrait|face)"[^>]*>')


def person(name="Sample person", *, is_published=True, **fields):
    license_ = {
        "license_type": "Licensed Acupuncturist",
        "license_number": "AC 00000",
        "board_notice": "Sample notice of a board.",
    }
    return Practitioner.objects.create(name=name, is_published=is_published, **license_ | fields)


def portrait_of(practitioner, **said):
    said = {"alt": ALT, "depicts": "portrait"} | said
    return make_picture("Portrait", width=1200, height=1500, practitioner=practitioner, **said)


def said_of(whom, **more):
    said = {"name": "Portrait", "alt": ALT, "depicts": "portrait", "practitioner": whom.pk}
    return said | {"upload": upload(encoded((900, 1200)))} | more


def errors(response):
    return {name: list(each) for name, each in response.context["adminform"].form.errors.items()}


def shown(client, address):
    return IMG.findall(client.get(address).text)


# ---- what the database holds ---------------------------------------------------------------------
@pytest.mark.both_databases
def test_a_portrait_says_whose_it_is_and_what_it_shows_and_nothing_else_is_one():
    them = person()
    for said in (
        {"practitioner": None},
        {"alt": ""},
        {"depicts": "nobody"},
        {"depicts": "patient"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            portrait_of(**{"practitioner": them} | said)
    portrait_of(them)

    with pytest.raises(IntegrityError), transaction.atomic():
        portrait_of(them)  # the second one of the same person


# ---- how it comes there --------------------------------------------------------------------------
def test_the_owner_adds_one_from_the_persons_own_page(
    owner, office, media, django_capture_on_commit_callbacks
):
    them = person()
    page = owner.get(reverse("admin:clinic_practitioner_change", args=[them.pk])).text
    link = re.search(r'<a href="([^"]+)">Add a portrait</a>', page)[1].replace("&amp;", "&")

    form = owner.get(link).context["adminform"].form
    assert (form["depicts"].value(), form["practitioner"].value()) == ("portrait", str(them.pk))
    with django_capture_on_commit_callbacks(execute=True):
        response = owner.post(ADD, said_of(them, upload=phone_photo()))

    them = Practitioner.objects.get()
    files = list(media.rglob("*.webp"))
    assert response.status_code == 302
    assert len(files) == len(them.portrait.widths) == 3
    assert not [each for each in files if b"EXIF" in each.read_bytes()]
    page = owner.get(reverse("admin:clinic_practitioner_change", args=[them.pk])).text
    assert f'alt="{ALT}"' in page
    assert "Add a portrait" not in page


def test_one_without_words_without_a_person_or_beside_another_is_refused(owner, office):
    them = person()
    kept = portrait_of(person("Sample person who has one"))

    assert "alt" in errors(owner.post(ADD, said_of(them, alt="")))
    of_whom = "Of a portrait say whose it is; of any other picture leave that empty."
    assert errors(owner.post(ADD, said_of(them, practitioner="")))["__all__"] == [of_whom]
    assert errors(owner.post(ADD, said_of(them, depicts="model")))["__all__"] == [of_whom]
    second = errors(owner.post(ADD, said_of(kept.practitioner)))
    assert second["practitioner"] == [
        "This person has a portrait already. Delete that one first, then add the new one."
    ]
    assert list(Picture.objects.all()) == [kept]


@pytest.mark.parametrize("role", ["Content", "Reviewer"])
def test_only_the_owner_decides_who_is_shown(office, role):
    kept, them = portrait_of(person("Sample person who has one")), person()
    client = Client()
    client.force_login(somebody(role=role))
    own = reverse("admin:articles_picture_change", args=[kept.pk])

    form = client.get(ADD).context["adminform"].form
    assert "practitioner" not in form.fields
    assert "portrait" not in dict(form.fields["depicts"].choices)
    assert "depicts" in errors(client.post(ADD, said_of(them)))
    assert "A portrait is the owner's alone" in client.get(own).text.replace("&#x27;", "'")
    assert client.post(own, {"name": "x", "alt": "x", "depicts": "nobody"}).status_code == 403
    assert client.post(own.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert list(Picture.objects.values_list("alt", "practitioner")) == [(ALT, kept.practitioner_id)]


def test_when_a_person_goes_the_portrait_goes_and_not_the_other_way_round(
    media, django_capture_on_commit_callbacks
):
    for goes in ("portrait", "person"):
        them = person()
        with django_capture_on_commit_callbacks(execute=True):
            portrait = Picture(name="x", alt=ALT, depicts="portrait", practitioner=them)
            keep_picture(portrait, images.make(upload(encoded())))
        with django_capture_on_commit_callbacks(execute=True):
            (portrait if goes == "portrait" else them).delete()

        assert Picture.objects.count() == 0
        assert not [each for each in media.rglob("*") if each.is_file()]
    assert Practitioner.objects.count() == 1


# ---- where readers meet it -----------------------------------------------------------------------
def test_readers_meet_it_on_about_us_on_what_they_treat_and_on_what_they_reviewed(client, office):
    them = person()
    portrait = portrait_of(them)
    treatment = make_treatment()
    treatment.practitioners.add(them)
    article = make_article(reviewer=them)

    for address in ("/about/", treatment.get_absolute_url(), article.get_absolute_url()):
        (img,) = shown(client, address)
        assert f'alt="{ALT}"' in img
        assert f'srcset="{portrait.srcset}"' in img
        assert 'width="1200" height="1500"' in img
        assert ('fetchpriority="high"' in img) == (address == "/about/")
    assert '<figcaption class="small soft">Photo of Sample person</figcaption>' in (
        client.get("/about/").text
    )
    # a sample is no reviewer that search engines are told of
    assert "reviewedBy" not in page_in_the_graph(client.get(article.get_absolute_url()).text)


def page_in_the_graph(html):
    """What the structured data say of the page that an article stands on."""
    told = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])["@graph"]
    return next(each for each in told if each["@type"] == "MedicalWebPage")


def test_search_engines_see_the_portrait_of_a_reviewer(client, office, settings):
    them = person("Dana Lee")
    portrait = portrait_of(them)

    html = client.get(make_article(reviewer=them).get_absolute_url()).text

    reviewer = page_in_the_graph(html)["reviewedBy"]
    assert reviewer["image"] == f"{settings.SITE_URL}{portrait.url}"


def test_pages_are_right_without_one(client, office):
    them = person()
    treatment = make_treatment()
    treatment.practitioners.add(them)
    article = make_article(reviewer=them)

    for address in ("/about/", treatment.get_absolute_url(), article.get_absolute_url()):
        html = client.get(address).text
        assert IMG.findall(html) == []
        assert "<figure>" not in html
        assert "Sample person" in html


def test_a_treatments_page_shows_only_those_who_treat_and_are_shown_on_about_us(client, office):
    treatment, other = make_treatment(), make_treatment("Acupuncture")
    for name, is_published in (("Treats", True), ("Not shown", False)):
        treatment.practitioners.add(person(name, is_published=is_published))
    person("Reviews")

    html = client.get(treatment.get_absolute_url()).text

    assert re.findall(r"<li>\s*<p><b>(.*?)</b>", html) == ["Treats"]
    assert "Who treats you" not in client.get(other.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_portraits_cost_no_query(client, office, rows, django_assert_num_queries):
    treatment = make_treatment()
    for number in range(rows):
        them = person(f"Sample {number}")
        portrait_of(them)
        treatment.practitioners.add(them)

    with django_assert_num_queries(3):
        client.get("/about/")
    with django_assert_num_queries(5):  # one more than where nobody is shown
        client.get(treatment.get_absolute_url())


def test_an_article_shows_a_portrait_as_any_picture_with_who_it_is(client, office):
    portrait = portrait_of(person())

    html = client.get(make_article(picture=portrait).get_absolute_url()).text

    assert "Photo of one of our practitioners" in html


def test_the_owner_ticks_who_treats_in_the_treatments_form(owner, office):
    treatment, them = make_treatment(), person()
    address = reverse("admin:clinic_treatment_change", args=[treatment.pk])

    assert 'type="checkbox" name="practitioners"' in owner.get(address).text
    assert (
        owner.post(address, form_of(owner, address) | {"practitioners": [them.pk]}).status_code
        == 302
    )

    assert list(treatment.practitioners.all()) == [them]
