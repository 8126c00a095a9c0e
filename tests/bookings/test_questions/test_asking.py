"""A reader asks: what is stored, what comes back, and what their own page says."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from bookings import questions
from bookings.forms.asking import CONTACT, PUBLISH, WORD
from bookings.models import QuestionEvent, QuestionStatus, ReaderQuestion
from clinic.protection.form_keys import FormKey
from clinic.site.logs import discreet
from tests.articles.factories import make_article
from tests.bookings.test_questions.asked import WORDS, deliver, form
from tests.factories import MONDAY, ask_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office")]
ASK = "/ask/"
both_databases = pytest.mark.both_databases


def send(client, **changes):
    return client.post(ASK, form(**changes))


# ---- what is stored ------------------------------------------------------------------------------
@both_databases
def test_a_question_alone_is_enough_and_its_page_says_by_when_an_answer_comes(client):
    response = client.post(ASK, form(), follow=True)

    question = ReaderQuestion.objects.get()
    assert (question.question, question.status) == (WORDS, QuestionStatus.WAITING)
    assert (question.contact_wording, question.publish_wording, question.word_wording) == ("",) * 3
    assert response.redirect_chain == [(question.get_absolute_url(), 302)]
    assert "We have your question" in response.text
    assert "Monday, November 23, 1:00 pm Pacific time" in response.text
    assert WORDS not in response.text
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_each_consent_is_stored_in_the_words_that_were_read(client):
    page = client.get(ASK).text
    send(client, email="maya@example.com", publish="on", word="on")

    question = ReaderQuestion.objects.get()
    given = (question.contact_wording, question.publish_wording, question.word_wording)
    assert given == (CONTACT, PUBLISH, WORD)
    assert all(words in page for words in given)


def test_nothing_of_it_is_readable_in_the_database(client):
    send(client, email="maya@example.com", phone="424 555 0134")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bookings_readerquestion")
        row = str(cursor.fetchall())
    assert not [each for each in ("skin red", "maya", "555") if each in row]


@both_databases
@pytest.mark.parametrize(
    "wrong",
    [
        {"word_wording": WORD},
        {"word_wording": WORD, "publish_wording": PUBLISH, "email": ""},
        {"contact_wording": ""},
        {"status": "lost"},
    ],
    ids=["word without permission", "word without address", "address without consent", "status"],
)
def test_the_database_refuses_what_was_not_agreed_to(office, wrong):
    question = ask_question(office)
    for name, value in wrong.items():
        setattr(question, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        question.save()


def test_a_form_sent_twice_is_one_question_and_with_other_words_a_second(client):
    sent = form()
    first = client.post(ASK, sent)
    assert client.post(ASK, sent)["Location"] == first["Location"]

    other = client.post(ASK, sent | {"words": "And in winter?"})
    assert other.status_code == 409
    assert "And in winter?" in other.text
    key = re.search(r'name="form_key" value="([^"]+)"', other.text)[1]
    assert client.post(ASK, form(words="And in winter?", form_key=key)).status_code == 302
    assert ReaderQuestion.objects.count() == 2


# ---- what comes back -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "Write your question"),
        ({"words": "\u200b \u2060"}, "Write your question"),
        ({"words": "x" * 1001}, "Shorten your question to 1,000 characters"),
        ({"email": "maya@"}, "Enter an email address in the format name@example.com"),
        ({"phone": "12"}, "phone number"),
        ({"publish": "on", "word": "on"}, "Enter an email address, so that we can mail you"),
        ({"word": "on", "email": "maya@example.com"}, "Tick “You may publish my question” too"),
        ({"form_key": "changed"}, "This page was changed on its way"),
    ],
)
def test_what_needs_mending_is_said_and_every_word_stays(client, changes, said):
    response = send(client, **{"words": "Is it <b>loud</b>?", "phone": "424 555 0134"} | changes)

    assert response.status_code == 422
    assert said in response.text
    if changes.get("words") is None:
        assert "Is it &lt;b&gt;loud&lt;/b&gt;?" in response.text
    if "phone" not in changes:
        assert "424 555 0134" in response.text
    assert not ReaderQuestion.objects.exists()


def test_one_mailbox_is_named_three_times_an_hour_and_then_429_keeps_every_word(client):
    for number in range(3):
        send(client, email="maya@example.com", words=f"Question {number}?")

    response = send(client, email="maya@example.com", words="One more thing?")

    assert response.status_code == 429
    assert int(response["Retry-After"]) == 3600
    assert "One more thing?" in response.text
    assert ReaderQuestion.objects.count() == 3


def test_a_form_whose_token_does_not_fit_comes_back_as_it_was_filled_in(office):
    client = Client(enforce_csrf_checks=True)

    response = client.post(ASK, form(words="Is it loud?"))

    assert response.status_code == 403
    assert "Is it loud?" in response.text
    assert "sent no cookie" in response.text


def test_the_form_says_911_and_leave_out_before_its_button(client):
    page = client.get(ASK).text.split("<form")[1]

    before = page.split("Send my question")[0]
    assert "For an emergency call 911. Please leave out medical details" in before


def test_an_article_is_named_only_if_readers_have_it_and_the_reader_lets_us_know(client):
    article = make_article()
    make_article("Hidden", published_at=None)
    assert article.title in client.get(f"{ASK}?about={article.slug}").text
    assert "You came from" not in client.get(f"{ASK}?about=hidden").text
    assert client.get(f"{ASK}?about=%00").status_code == 200

    client.post(f"{ASK}?about={article.slug}", form(keep_article="on"))
    client.post(f"{ASK}?about={article.slug}", form())

    came_from = ReaderQuestion.objects.order_by("pk").values_list("article", flat=True)
    assert list(came_from) == [article.pk, None]


def test_each_article_the_questions_and_the_foot_of_a_page_lead_there(client):
    article = make_article()

    assert f'href="/ask/?about={article.slug}"' in client.get(article.get_absolute_url()).text
    assert 'href="/ask/"' in client.get(reverse("articles:questions")).text.split("<footer")[0]
    assert 'href="/ask/"' in client.get("/visit/").text.split("<footer")[1]


def test_the_form_sets_a_cookie_and_is_kept_by_nobody_and_reading_sets_none(client):
    article = make_article()
    assert not client.get(article.get_absolute_url()).cookies

    response = client.get(ASK)

    assert "csrftoken" in response.cookies
    assert "no-store" in response["Cache-Control"]
    assert "Speculation-Rules" not in response


# ---- suspected spam ------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["honeypot", "too fast"])
def test_what_a_machine_seems_to_have_sent_is_set_aside_and_its_sender_sees_no_difference(
    client, how
):
    fast = {"form_key": FormKey.new(now=MONDAY).signed()}
    response = client.post(
        ASK, form(**{"leave_empty": "x"} if how == "honeypot" else fast), follow=True
    )

    question = ReaderQuestion.objects.get()
    assert question.status == QuestionStatus.ASIDE
    assert question.events.get().kind == QuestionEvent.Kind.ASIDE
    assert "We have your question" in response.text
    assert deliver() == []
    (told,) = deliver(MONDAY + timedelta(minutes=30))
    assert told.subject == "Readers’ questions set aside: 1"


# ---- their own page ------------------------------------------------------------------------------
def test_the_page_shows_the_answer_and_never_the_question(client, office, ines):
    question = ask_question(office, now=MONDAY)
    questions.answer(question, text="One to three days.\nOften less.", by=ines, now=MONDAY)

    text = client.get(question.get_absolute_url()).text

    assert "One to three days.<br>Often less." in text
    assert WORDS not in text
    assert "maya@" not in text


def test_a_late_answer_is_said_to_be_late(client, office, monday):
    question = ask_question(office)
    monday.shift(timedelta(days=2))

    text = client.get(question.get_absolute_url()).text

    assert "Your answer is late, and we are sorry." in text
    assert "m…@example.com" in text


def test_a_link_that_we_did_not_sign_opens_nothing_and_says_what_to_do(client, office):
    token = ask_question(office).token
    forged = token[:-1] + ("x" if token[-1] != "x" else "y")

    for wrong in (forged, "nothing", token.upper(), f"{token}x"):
        response = client.get(f"/ask/{wrong}/")
        assert response.status_code == 404
        assert "This link opens no question" in response.text
        assert response["Cache-Control"] == "no-store, private"
    assert token not in discreet(f"GET /ask/{token}/ 200")
    assert token.partition(".")[0] not in discreet(f"GET /ask/{token[:-3]}xyz 404")
