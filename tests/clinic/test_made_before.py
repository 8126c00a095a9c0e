"""Rows and links that the first released code made: sealed fields, blind indexes, signed links,
form keys.

Whatever is renamed or moved, they open. The values were written by that code with the keys of the
tests.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from articles import previews, snapshots
from articles.models import Article, Preview
from bookings.models import Consultation, Feed
from clinic.office.models import SecondFactor
from clinic.protection import form_keys
from tests.articles.factories import make_article
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

KEY = UUID("0191c7de-5d5e-7b6f-8a11-2f8f4d6b9c01")
PHONE = "gAAAAABrC5P8ebiwoilcw1OG051DF6dbve_p3vrdk0NBU6WsHmwnNagdT8cVrG95F1Qv3Eo-zBJzY9bzYWSxSV6I6yyNGg5Nxg=="
EMAIL = (
    "gAAAAABrC5P8zQe7GzomsWzV-VA9Zg8MQCYhWokskLHmkrbsV3AOLqPDCizKRcZbVQHSRBTRczvqPl3SC6PPaG0I-bsRDdVH6s1MedzzI2bKho"
    "ZGbp49pWM="
)
ANSWERS = "gAAAAABrC5P8NNIeqhZVzVeD5fRMTcFrjoj-WPGQNC-T8Sx9in2y88z160hiq94EYeHGFSRvbbJ0fq9LVLIOaGI7aqNDsKkKZQ=="
SECRET = (
    "gAAAAABrC5P8uppbMJ5-210xi-wMT6Los18lWWOoUIAheB9sBeKH91D-wjIVAjAtFCY2naAvamzsE38OLrzKgKJcTet-xUe27fpFNdEUPlJYBU_"
    "khRUes-gSodlH71qiDN_dNjQKBdyK"
)
PHONE_MARK = "f50e055c5a746bbd65e3ba85b88909206fafdc175234828455b93fabff1f6b46"
EMAIL_MARK = "2559bbfde1b840debf3a00b3723e93aa28cc62c4aedf3205b764406ebe0a0d8c"
FORM_KEY = "0191c7de5d5e7b6f8a112f8f4d6b9c01.1795453200:O1f4Kb7tKe-53KcKbz9yNiOwxkxXoawlBnMKZiCqQVg"
PATIENTS_PAGE = "0191c7de5d5e7b6f8a112f8f4d6b9c01.n3Dbh6eXu-2DufLhCccKdartAhhzPCNmFOVU5MbBePk"
PREVIEW = "0191c7de5d5e7b6f8a112f8f4d6b9c01:STJ_l3HhlMzQvCSi-C-YrwY77WjTqEiEFalSD28MuoM"
FEED_HASH = "c06d32ce0a0f0e2fffea4b68ef635d9c67fa7afad68ba38dd17c285353594101"


def stored(table, pk, **columns):
    """Write raw columns of a row, as the database has them."""
    with connection.cursor() as cursor:
        pairs = ", ".join(f"{name} = %s" for name in columns)
        cursor.execute(f"UPDATE {table} SET {pairs} WHERE id = %s", [*columns.values(), pk])


@pytest.mark.both_databases
def test_a_sealed_row_opens_and_is_found(office):
    row = ask(office)
    stored(
        "bookings_consultation",
        row.pk,
        phone=PHONE,
        email=EMAIL,
        answers=ANSWERS,
        phone_mark=PHONE_MARK,
        email_mark=EMAIL_MARK,
    )

    (found,) = Consultation.objects.reached_at("+14245550134")
    assert found in Consultation.objects.reached_at("Maya@Example.com")
    assert (found.phone, found.email, found.answers) == (
        "+14245550134",
        "maya@example.com",
        ["sensitive"],
    )
    found.save()
    assert (found.phone_mark, found.email_mark) == (PHONE_MARK, EMAIL_MARK)


def test_the_link_to_a_patients_page_leads_to_it(client, office):
    consultation = ask(office, page_key=KEY)

    assert consultation.token == PATIENTS_PAGE
    assert client.get(f"/consultation/{PATIENTS_PAGE}/").status_code == 200


def test_a_form_that_was_rendered_before_an_update_is_taken():
    key = form_keys.FormKey.read(FORM_KEY)

    assert (key.key, key.rendered_at) == (KEY, datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert key.signed() == FORM_KEY


def test_a_calendar_address_and_a_preview_open(client, office, django_user_model):
    user = django_user_model.objects.create_superuser("owner")
    Feed.objects.create(user=user, name="Phone", secret_hash=FEED_HASH, made_at=MONDAY)
    content = {**snapshots.snapshot_of(make_article()), "article": Article.objects.get().pk}
    Preview.objects.create(key=KEY, content=content, made_at=MONDAY, by=user)

    assert client.get("/calendar/a-secret-of-a-phone.ics").status_code == 200
    assert client.get(f"/articles/preview/{PREVIEW}/").status_code == 200
    assert previews.link(Preview.objects.get()).endswith(f"/{PREVIEW}/")


def test_the_secret_of_an_authenticator_app_opens(django_user_model):
    factor = SecondFactor.objects.create(
        user=django_user_model.objects.create_user("ines"), secret="00", last_step=1
    )
    stored("clinic_secondfactor", factor.pk, secret=SECRET)

    factor.refresh_from_db()
    assert factor.secret == "00112233445566778899aabbccddeeff00112233"
