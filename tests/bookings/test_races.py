"""Many people at one moment, each with a thread and a database connection of their own."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client

from bookings.models import Consultation, Hold, Notification
from tests.bookings.forms import answers
from tests.factories import MONDAY, make_concern, make_office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def post_at_once(forms):
    """Send every form at the same moment; return the answers."""
    ready = threading.Barrier(len(forms))

    def post(form):
        try:
            client = Client()
            client.get("/health/live")
            ready.wait(30)
            return client.post("/book/", form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as people, time_machine.travel(MONDAY, tick=False):
        return list(people.map(post, forms))


@pytest.fixture
def crowd():
    make_office(horizon_days=7)  # a page of all their times is not what this is about
    make_concern()
    return 60 if connection.vendor == "postgresql" else 8


def test_of_many_who_want_one_time_one_gets_it_and_the_others_keep_every_word(crowd):
    forms = [
        answers(first_name=f"Person{number}", note=f"Word {number}") for number in range(crowd)
    ]

    results = post_at_once(forms)

    assert Counter(response.status_code for response in results) == {302: 1, 409: crowd - 1}
    for form, response in zip(forms, results, strict=True):
        if response.status_code == 409:
            assert f'value="{form["first_name"]}"' in response.text
            assert form["note"] in response.text
            assert len(response.context["nearest"]) == 3
    assert Consultation.objects.count() == Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "received"),
        ({"when": "call", "slot": None}, "received"),
        ({"leave_empty": "http://spam.example"}, "aside"),
    ],
    ids=["with a time", "with none", "set aside"],
)
def test_one_form_sent_many_times_at_once_is_one_request_one_office_mail_one_page(
    crowd, changes, kind
):
    form = answers(**changes)

    results = post_at_once([form] * min(crowd, 20))

    assert {response.status_code for response in results} == {302}
    assert len({response.url for response in results}) == 1
    assert Consultation.objects.count() == 1
    assert Notification.objects.filter(kind=kind, audience="office").count() == 1
