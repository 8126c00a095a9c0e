"""The desk and readers' questions: the queue, answers, a public draft, a consultation, quarantine."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles.models import FAQ, FAQGroup
from bookings import questions
from bookings.forms.asking import CONTACT, PUBLISH, WORD
from bookings.models import Access, Consultation, QuestionStatus, ReaderQuestion
from bookings.questions import patient_words, personal_details
from clinic.office.models import MailWorker
from tests.bookings.desk import said, staff
from tests.bookings.test_questions.asked import QUEUE, WORDS, deliver, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask_question, make_concern

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
both_databases = pytest.mark.both_databases
MAY = (
    "view_readerquestion",
    "change_readerquestion",
    "view_consultation",
    "change_consultation",
)


@pytest.fixture
def desk(client, office):
    MailWorker.beat(now=MONDAY)
    return staff(client, *MAY)


@pytest.fixture
def group(db):
    return FAQGroup.objects.create(name="Before", slug="before")


def permitted(office, **fields):
    return ask_question(office, publish_wording=PUBLISH, word_wording=WORD, **fields)


# ---- the queue -----------------------------------------------------------------------------------
@both_databases
def test_the_first_page_says_how_many_wait_and_the_oldest_promise_and_what_is_overdue(
    desk, office, monday
):
    ask_question(office)
    ask_question(office, email="other@example.com")
    page = desk.get("/admin/").text
    assert "Readers’ questions that wait: <strong>2</strong>, the first to be answered by" in page
    assert "1:00 pm" in page

    monday.shift(timedelta(days=1))
    MailWorker.beat(now=MONDAY + timedelta(days=1))

    assert (
        "<strong>2 reader’s questions overdue</strong> of 2 that wait" in desk.get("/admin/").text
    )


def test_the_first_page_says_nothing_of_them_to_whoever_may_not_see_them(client, office):
    ask_question(office)

    page = staff(client, "view_consultation").get("/admin/").text

    assert "Readers’ questions" not in page


def test_the_queue_lists_whoever_waits_first_and_shows_no_word_of_a_question(
    desk, office, ines, django_assert_num_queries
):
    done = ask_question(office)
    questions.answer(done, text="Yes.", by=ines, now=MONDAY)
    waits = ask_question(office, email="", phone="+14245550134")
    with django_assert_num_queries(7):
        shown = desk.get(QUEUE)
    ask_question(office, email="third@example.com")
    with django_assert_num_queries(7):
        desk.get(QUEUE)

    assert [row.pk for row in shown.context["cl"].result_list] == [waits.pk, done.pk]
    assert WORDS not in shown.text
    assert "555" not in shown.text


def test_looking_and_every_verb_stand_in_the_access_log_without_a_word(desk, office):
    question = ask_question(office)

    desk.get(page_of(question))
    desk.post(page_of(question, "tell"), {"note": "Told her that it passes."})

    lines = Access.objects.order_by("pk").values_list("action", "reference", "fields")
    assert list(lines) == [
        ("seen", str(question), "all"),
        ("changed", str(question), "tell"),
    ]


# ---- answers -------------------------------------------------------------------------------------
def test_an_answer_is_shown_on_their_page_and_mailed_as_a_link_alone(desk, office):
    question = ask_question(office)

    response = desk.post(page_of(question, "answer"), {"text": "One to three days."}, follow=True)

    assert said(response) == [
        f"{question.reference} is answered. An e-mail with the link alone tells them."
    ]
    (mail,) = [each for each in deliver() if each.to == ["maya@example.com"]]
    whole = mail.message().as_string()
    assert mail.subject == "Your answer is ready"
    assert question.get_absolute_url() in mail.body
    assert not [each for each in ("One to three", "skin", "icroneedling", "red") if each in whole]


@pytest.mark.parametrize(
    "text",
    [
        "After your treatment it fades.",
        "As our patient you may call.",
        "When you came we saw redness.",
        "Before your next appointment, wash gently.",
        "WE TREATED YOU last week.",
    ],
)
def test_an_answer_that_would_confirm_a_patient_is_warned_about_and_may_be_sent_once_read(
    desk, office, text
):
    question = ask_question(office)

    warned = desk.post(page_of(question, "answer"), {"text": text})
    assert warned.status_code == 422
    assert "That may confirm that somebody is a patient" in warned.text
    assert "I have read it over. Send it as it is." in warned.text
    assert text in warned.text
    question.refresh_from_db()
    assert question.answer == ""

    desk.post(page_of(question, "answer"), {"text": text, "read_over": "on"})
    question.refresh_from_db()
    assert question.answer == text


def test_a_general_answer_confirms_nobody():
    assert patient_words.confirming("Skin is red for one to three days. Ask us on the phone.") == []


def test_what_was_told_by_phone_is_for_staff_alone(desk, client, office):
    question = ask_question(office, email="", phone="+14245550134")

    desk.post(page_of(question, "tell"), {"note": "Told her that it passes."})

    page = client.get(question.get_absolute_url()).text
    assert "We have answered your question." in page
    assert "passes" not in page
    assert [each.to for each in deliver()] == []


def test_two_people_at_one_question_do_not_answer_it_twice(desk, office, ines):
    question = ask_question(office)
    revision = question.events.get().pk
    questions.answer(question, text="First.", by=ines, now=MONDAY)

    late = desk.post(
        page_of(question, "answer"), {"text": "Second.", f"revision-{question.pk}": revision}
    )

    assert late.status_code == 409
    assert "Second." in late.text
    question.refresh_from_db()
    assert question.answer == "First."


def test_a_mail_that_did_not_go_is_red_and_can_be_sent_again(desk, office, ines):
    question = ask_question(office)
    questions.answer(question, text="Yes.", by=ines, now=MONDAY)
    message = question.messages.get(kind="answered")
    question.messages.filter(pk=message.pk).update(due_at=None, failed_at=MONDAY, last_error="No.")
    assert "1 mail about readers’ questions did not go" in desk.get("/admin/").text
    assert [row.pk for row in desk.get(f"{QUEUE}?mail=failed").context["cl"].result_list] == [
        question.pk
    ]

    desk.post(f"{QUEUE}{question.pk}/send-again/{message.pk}/")

    assert "Your answer is ready" in [each.subject for each in deliver()]


# ---- a public question -------------------------------------------------------------------------
@both_databases
def test_a_public_question_waits_for_its_review_and_holds_nothing_of_the_askers_own(
    desk, office, group
):
    own = "My name is Maya Ortiz, (424) 555-0134. How long is skin red? maya@example.com"
    question = permitted(office, question=own)
    form = desk.get(page_of(question, "draft"))
    assert 'value="How long is skin red?"' in form.text
    assert "Taken out of what you begin with" in form.text

    desk.post(
        page_of(question, "draft"),
        {"question": "How long is skin red?", "group": group.pk, "answer": "One to 3 days.\n<b>"},
    )

    faq = FAQ.objects.get()
    assert (faq.stage, faq.published_at) == ("review", None)
    assert faq.question == "How long is skin red?"
    assert "Maya" not in f"{faq.answer}{faq.slug}"
    assert "<b>" not in faq.answer
    assert faq.asked.get().by.username == "desk"
    question.refresh_from_db()
    assert (question.faq, question.status) == (faq, QuestionStatus.WAITING)


def test_without_permission_there_is_no_public_question(desk, office, group, ines):
    question = ask_question(office)

    assert "Publish as a question" not in desk.get(page_of(question)).text
    desk.post(page_of(question, "draft"), {"question": "Red?", "group": group.pk})

    assert not FAQ.objects.exists()


@pytest.mark.parametrize(
    "detail",
    [
        "maya@example.com",
        "maya at gmail dot com",
        "(424) 555-0134",
        "+1 424.555.0134",
        "４２４ ５５５ ０１３４",
        "1150 Yale St",
        "Suite 10",
        "www.example.com/me",
        "04/12/1999",
        "@quokka",
        "90403",
        "My name is Li Wei",
        "thanks, Anna",
    ],
)
def test_what_leads_to_somebody_is_taken_out_and_refused(desk, office, group, detail):
    asked = f"Is it ok? {detail}"
    question = permitted(office, question=asked)
    assert personal_details.certain(asked)
    assert detail.split()[-1] not in personal_details.without(asked)

    response = desk.post(page_of(question, "draft"), {"question": asked, "group": group.pk})

    assert response.status_code == 422
    assert "Take out the" in response.text
    assert not FAQ.objects.exists()


def test_what_may_be_a_name_is_asked_about(desk, office, group):
    question = permitted(office, email="maya.ortiz@example.com")
    sent = {"question": "Does ortiz heal as fast as Peter?", "group": group.pk}

    asked = desk.post(page_of(question, "draft"), sent)
    assert asked.status_code == 422
    assert "This may be a name: “Peter”, “ortiz”." in asked.text

    desk.post(page_of(question, "draft"), sent | {"read_over": "on"})
    assert FAQ.objects.exists()


def test_a_name_after_a_title_is_no_beginning_of_a_sentence():
    assert personal_details.perhaps_names("I saw Dr. Okafor. Is it safe?") == ["Okafor"]


@pytest.mark.parametrize(
    "words",
    ["How long is recovery? I plan 3-6 sessions.", "Is it safe after Accutane in Santa Monica?"],
)
def test_an_ordinary_question_has_no_personal_detail(words):
    assert personal_details.certain(words) == personal_details.perhaps_names(words) == []
    assert personal_details.without(words) == words


@pytest.mark.parametrize("step", ["answer", "tell", "draft"])
def test_that_a_question_was_read_where_it_is_answered_is_noted(desk, office, group, ines, step):
    question = permitted(office)

    desk.get(page_of(question, step))

    assert Access.objects.get().reference == str(question)
    assert (Access.objects.get().action, Access.objects.get().fields) == ("seen", "words")


def test_that_a_booking_was_begun_with_how_somebody_is_reached_is_noted(desk, office):
    question = ask_question(office, email="maya@example.com")

    page = desk.get(f"/admin/bookings/consultation/add/?question={question.pk}").text

    assert "maya@example.com" in page
    seen = Access.objects.get()
    assert (seen.reference, seen.fields) == (str(question), "phone, e-mail")


# ---- it is published -----------------------------------------------------------------------------
def begun(office, group, by, **fields):
    question = permitted(office, **fields)
    draft = questions.faq_draft.Draft("How long is skin red?", "One to three days.", group)
    return questions.draft(question, draft, by=by, now=MONDAY)


@both_databases
def test_whoever_asked_and_nobody_else_hears_that_it_is_published_once(
    office, group, ines, client, django_assert_num_queries
):
    question = begun(office, group, ines)
    ask_question(office, email="other@example.com", publish_wording=PUBLISH)
    deliver()
    with django_assert_num_queries(1):
        assert questions.notice_published(now=MONDAY) == 0

    FAQ.objects.update(published_at=MONDAY, stage="draft")
    assert questions.notice_published(now=MONDAY) == 1
    assert questions.notice_published(now=MONDAY) == 0

    (mail,) = deliver()
    assert (mail.to, mail.subject) == (["maya@example.com"], "Your question is published")
    question.refresh_from_db()
    assert question.status == QuestionStatus.ANSWERED
    page = client.get(question.get_absolute_url()).text
    assert f'href="{question.faq.get_absolute_url()}"' in page


def test_what_is_scheduled_is_told_once_its_moment_has_come(office, group, ines):
    begun(office, group, ines)
    FAQ.objects.update(published_at=MONDAY + timedelta(days=1), stage="draft")
    assert questions.notice_published(now=MONDAY) == 0

    later = MONDAY + timedelta(days=1, minutes=1)
    assert questions.notice_published(now=later) == 1
    assert "Your question is published" in [each.subject for each in deliver(later)]


def test_nobody_is_told_of_what_was_taken_back_before_the_mail_went(office, group, ines):
    begun(office, group, ines)
    deliver()
    FAQ.objects.update(published_at=MONDAY, stage="draft")
    assert questions.notice_published(now=MONDAY) == 1

    FAQ.objects.update(published_at=None, stage="retired")

    assert deliver() == []


def test_who_did_not_want_to_be_told_is_not(office, group, ines):
    question = ask_question(office, publish_wording=PUBLISH)
    draft = questions.faq_draft.Draft("How long?", "", group)
    questions.draft(question, draft, by=ines, now=MONDAY)
    FAQ.objects.update(published_at=MONDAY, stage="draft")
    deliver()

    questions.notice_published(now=MONDAY)

    assert deliver() == []


def test_nothing_is_published_by_itself(office, group, ines, client):
    begun(office, group, ines)

    assert "How long is skin red?" not in client.get("/questions/").text
    assert FAQ.objects.published(now=MONDAY + timedelta(days=400)).count() == 0
    assert FAQ.objects.get().stage == "review"


# ---- it is a consultation ------------------------------------------------------------------------
def test_it_becomes_a_consultation_with_what_is_known_and_both_are_linked(desk, office):
    concern = make_concern()
    question = ask_question(office, phone="+14245550134")
    address = f"/admin/bookings/consultation/add/?question={question.pk}"
    page = desk.get(address)
    assert 'value="maya@example.com"' in page.text
    assert "(424) 555-0134" in page.text
    form = page.context["form"]

    sent = {
        "form_key": form["form_key"].value(),
        "time": TUESDAY_AT_TWO.isoformat(),
        "first_name": "Maya",
        "phone": "(424) 555-0134",
        "email": "maya@example.com",
        "reach_by": "call",
        "concern": concern.pk,
        "told": "on",
    }
    booked = desk.post(address, sent, follow=True)

    consultation = Consultation.objects.get()
    question.refresh_from_db()
    assert (question.status, question.consultation) == (QuestionStatus.BOOKED, consultation)
    assert f'Began as <a href="{page_of(question)}">' in booked.text
    assert consultation.reference in desk.get(page_of(question)).text
    again = desk.get(address, follow=True)
    assert said(again) == [f"Question {question.reference}: became a consultation."]


def test_only_who_may_answer_questions_has_one_filled_in(client, office):
    question = ask_question(office)

    booking = staff(client, "view_consultation", "change_consultation")

    address = f"/admin/bookings/consultation/add/?question={question.pk}"
    assert booking.get(address).status_code == 404
    assert booking.get(address.replace(str(question.pk), "x")).status_code == 404


# ---- quarantine ----------------------------------------------------------------------------------
def test_what_is_quarantined_tells_nobody_until_it_is_released(desk, office):
    question = ask_question(office)
    deliver()

    desk.post(page_of(question, "quarantine"))
    question.refresh_from_db()
    assert question.is_aside
    assert deliver(question.reply_by + timedelta(hours=1)) == []

    desk.post(page_of(question, "release"))
    question.refresh_from_db()
    assert question.status == QuestionStatus.WAITING
    (overdue,) = deliver(question.reply_by + timedelta(hours=1))
    assert overdue.subject == f"Overdue: reader’s question {question.reference}"


@pytest.mark.parametrize("step", ["quarantine", "release"])
def test_looking_at_the_address_of_a_button_changes_nothing(desk, office, step):
    question = ask_question(office)

    assert desk.get(page_of(question, step)).status_code == 405
    question.refresh_from_db()
    assert question.status == QuestionStatus.WAITING


def test_without_the_permission_nothing_can_be_pressed(client, office):
    question = ask_question(office)
    looking = staff(client, "view_readerquestion")

    assert "Answer privately" not in looking.get(page_of(question)).text
    for step in ("answer", "tell", "quarantine"):
        assert looking.post(page_of(question, step), {"text": "x"}).status_code == 403


# ---- who of the office hears ---------------------------------------------------------------------
def test_the_office_hears_at_once_in_the_morning_or_only_of_trouble(office):
    office.mail_addresses.create(email="daily@clinic.example", hears="digest")
    office.mail_addresses.create(email="owner@clinic.example", hears="trouble")
    question = ask_question(office)
    ask_question(office, email="other@example.com")

    told = [(each.to[0], each.subject) for each in deliver()]
    assert told[0] == ("desk@clinic.example", f"New reader’s question {question.reference}")
    assert len(told) == 2
    later = [
        (each.to[0], each.subject)
        for each in deliver(MONDAY + timedelta(days=1))
        if "Overdue" not in each.subject
    ]
    assert later == [("daily@clinic.example", "Readers’ questions that wait: 2")]
    overdue = question.messages.filter(kind="overdue", sent_at__isnull=False)
    assert overdue.count() == 3


def test_what_waits_follows_the_addresses_of_the_office(office):
    question = ask_question(office)
    was = dict(office.mail_addresses.values_list("pk", "email"))
    office.mail_addresses.update(email="new@clinic.example")
    office.mail_addresses.create(email="owner@clinic.example", hears="trouble")

    questions.readdress(office, was, now=MONDAY)

    waiting = question.messages.waiting().values_list("kind", "office_address")
    assert sorted(waiting) == [
        ("came", "new@clinic.example"),
        ("overdue", "new@clinic.example"),
        ("overdue", "owner@clinic.example"),
    ]


def test_an_account_of_staff_is_named_in_the_history(desk, office):
    question = ask_question(office, contact_wording=CONTACT)
    desk.post(page_of(question, "tell"), {"note": "Told."})

    page = desk.get(page_of(question)).text

    assert "Answered by phone</strong>, by desk" in page
    assert User.objects.get(username="desk")
    assert ReaderQuestion.objects.get().told == "Told."
