"""What is kept of a question, who takes it along, and when it goes; and hostile words anywhere."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils.html import escape

from articles.models import FAQ, FAQGroup
from bookings import csv_export, erasures, person, questions, retention
from bookings.forms.asking import PUBLISH
from bookings.models import Access, Erasure, QuestionStatus, ReaderQuestion
from tests.bookings.desk import staff
from tests.bookings.test_questions.asked import deliver, form, page_of
from tests.factories import MONDAY, ask_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "journal")]
both_databases = pytest.mark.both_databases
DAY = timedelta(days=1)
HOSTILE = [
    "<script>alert(1)</script> red?",
    '"><img src=x onerror=alert(1)>',
    "{{ office.phone }} {% load x %}",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "\N{RIGHT-TO-LEFT OVERRIDE}txet neddih",
    "javascript:alert(1)//",
    "{reference} {number} %s %(x)s",
    "'; DROP TABLE bookings_readerquestion; --",
]


def answered(office, by, *, days, **fields):
    then = MONDAY - days * DAY
    question = ask_question(office, now=then, **fields)
    return questions.answer(question, text="One to three days.", by=by, now=then)


# ---- retention -----------------------------------------------------------------------------------
@both_databases
def test_words_are_cleared_after_90_days_all_after_a_year_and_what_waits_never(office, ines):
    ended = [answered(office, ines, days=days, email=f"{days}@x.org") for days in (80, 100, 400)]
    waits = ask_question(office, now=MONDAY - 500 * DAY, email="w@x.org")
    before = [(count.cleared, count.erased) for count in retention.dry_run(now=MONDAY)]
    assert before[-1] == (1, 1)

    run = retention.run(by="timer", now=MONDAY)

    assert (run.cleared, run.erased) == ({"question": 1}, {"question": 1})
    kept = {row.pk: row.question for row in ReaderQuestion.objects.all()}
    assert kept == {
        ended[0].pk: ended[0].question,
        ended[1].pk: "",
        waits.pk: waits.question,
    }
    assert retention.run(by="timer", now=MONDAY).erased == {}
    log = Access.objects.filter(action="erased").values_list("reference", "fields")
    assert set(log) == {(str(ended[1]), "question and answer"), (str(ended[2]), "all")}


@both_databases
def test_what_was_erased_or_cleared_is_so_again_after_a_restore(office, ines):
    gone, cleared = (answered(office, ines, days=2, email=each) for each in ("a@x.org", "b@x.org"))
    kept_key = gone.page_key
    every = ReaderQuestion.objects.all()
    questions.erase(every.filter(pk=gone.pk), by="owner", now=MONDAY)
    questions.clear(every.filter(pk=cleared.pk), before=MONDAY.date(), by="owner", now=MONDAY)
    assert Erasure.objects.count() == 2

    ask_question(office, now=MONDAY - 2 * DAY, page_key=kept_key, email="a@x.org")
    ReaderQuestion.objects.filter(pk=cleared.pk).update(question="back", answer="back")

    assert erasures.apply_again(now=MONDAY) == 2
    assert [row.question for row in every.all()] == [""]


def test_a_digest_outlives_the_question_that_it_hung_on(office):
    office.mail_addresses.update(hears="digest")
    first = ask_question(office)
    ask_question(office, email="other@example.com")

    questions.erase(ReaderQuestion.objects.filter(pk=first.pk), by="owner", now=MONDAY)

    (told,) = [each for each in deliver(MONDAY + DAY) if "Overdue" not in each.subject]
    assert told.subject == "Readers’ questions that wait: 1"


# ---- of one person -------------------------------------------------------------------------------
def test_a_person_takes_their_questions_along_and_has_them_erased(office, ines):
    mine = answered(office, ines, days=1)
    ask_question(office, email="other@example.com")
    asked = person.questions_of(["Maya@example.com"])

    file = io.BytesIO()
    rows = person.found(["maya@example.com"])
    assert person.export(rows, file, by=ines, now=MONDAY, asked=asked) == 1
    held = json.loads(zipfile.ZipFile(file).read("person.json"))
    page = zipfile.ZipFile(file).read("person.html").decode()

    (question,) = held["questions"]
    assert question["question"] == mine.question
    assert question["answer on their page"] == "One to three days."
    assert [line["kind"] for line in question["history"]] == ["Asked", "Answered on their page"]
    assert f"Question {mine.reference}" in page
    assert Access.objects.filter(action="exported", reference=str(mine)).exists()

    assert person.erase(rows, by=ines, now=MONDAY, asked=asked) == [str(mine)]
    assert [row.email for row in ReaderQuestion.objects.all()] == ["other@example.com"]


# ---- hostile words are inert ---------------------------------------------------------------------
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_inert_on_pages_in_mails_in_the_admin_in_a_draft_and_in_a_file(
    client, office, words
):
    group = FAQGroup.objects.create(name="Before", slug="before")
    refused = client.post("/ask/", form(words=words, email="no"))
    assert words not in refused.text or escape(words) == words
    question = ask_question(office, question=words, publish_wording=PUBLISH)
    own_page = client.get(question.get_absolute_url()).text
    assert words not in own_page
    assert escape(words) not in own_page

    desk = staff(client, "view_readerquestion", "change_readerquestion")
    for page in (page_of(question), page_of(question, "answer"), page_of(question, "draft")):
        text = desk.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    desk.post(page_of(question, "answer"), {"text": words, "read_over": "on"})
    answer = client.get(question.get_absolute_url()).text
    assert "<script>alert" not in answer
    assert "<img src=x" not in answer

    for mail in deliver():
        whole = mail.body + str(mail.alternatives[0][0]) + mail.subject
        assert words not in whole
        assert escape(words) not in whole

    sent = {"question": words, "answer": words, "group": group.pk, "read_over": "on"}
    desk.post(page_of(question, "draft"), sent)
    for faq in FAQ.objects.all():
        assert "<script" not in faq.answer
        assert "<img" not in faq.answer
        assert not faq.published_at
        FAQ.objects.update(published_at=MONDAY, stage="draft")
        public = client.get("/questions/").text
        assert "<script>alert" not in public
        assert "<img src=x" not in public

    lines = "".join(csv_export.csv_of_questions(ReaderQuestion.objects.all(), office))
    (row,) = list(csv.DictReader(io.StringIO(lines.removeprefix("\ufeff"))))
    assert csv_export.as_typed(row["question"]) == words
    assert row["question"] == csv_export.safe(words)
    assert row["question"][0] not in "=+-@"


def test_the_export_of_questions_takes_the_permission_and_is_logged(client, office):
    ask_question(office)
    address = "/admin/bookings/consultation/export/"
    sent = {"what": "questions", "first": "2026-11-01", "last": "2026-11-30"}
    assert staff(client, "view_readerquestion").post(address, sent).status_code in (302, 403)
    assert ReaderQuestion.objects.get().status == QuestionStatus.WAITING
    assert not Access.objects.filter(action="exported").exists()
