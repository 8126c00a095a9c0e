"""Changing what the clinic's own pages say: looked over, saved as a version, brought back."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from articles import page_words
from articles.checklist import of_page
from articles.models import PageVersion, Rule, RuleWords
from articles.publishing import Changed, Found
from clinic import languages
from clinic.office.models import PageWords
from clinic.office.page_words import PAGES, WORDS
from tests.articles.factories import forbid, make_article, make_faq
from tests.articles.staff import desk, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
PAGE = "/admin/articles/pageversion/"
HOME, NOTES, EMPTY = PAGES["home"], PAGES["notes"], PAGES["empty"]
TITLE, LEAD = "home-title", "home-lead"


def address(page="home", name="change"):
    return f"{PAGE}{page}/{name}/"


def form_of(client, page="home"):
    """The form as the browser would send it."""
    form = client.get(address(page)).context["form"]
    return {field.html_name: field.value() for field in form}


def save(own, *, page=HOME, seen=0, by="Reviewer", **more):
    return page_words.save(page, own, seen=seen, by=staff(by), now=MONDAY, **more)


def rows():
    return dict(PageWords.objects.values_list("key", "text"))


def said(response):
    return [str(message) for message in response.context["messages"]]


# ---- saving --------------------------------------------------------------------------------------
def test_a_save_is_a_version_and_keeps_only_what_differs():
    client = desk("Reviewer")

    sent = form_of(client) | {TITLE: " Skin  takes\n its time. "}
    response = client.post(address(), sent, follow=True)

    version = PageVersion.objects.get()
    assert rows() == {"home.title": "Skin takes its time."} == version.content
    assert (version.page, version.number, version.by.username) == ("home", 1, "reviewer")
    assert (version.at, version.reason, version.found) == (MONDAY, "", "")
    assert said(response) == ["“Home” is saved, and readers have it."]
    assert "Skin takes its time." in client.get("/").text


def test_a_save_that_changes_nothing_is_no_version():
    client = desk("Owner")

    response = client.post(address(), form_of(client), follow=True)

    assert said(response) == ["Nothing was changed: readers read these words already."]
    assert not PageVersion.objects.exists()


def test_each_page_keeps_its_own_words():
    save({"home.title": "Anew"})
    save({"about.title": "Us"}, page=PAGES["about"])
    save({}, seen=1)

    assert rows() == {"about.title": "Us"}
    assert [(each.page, each.number) for each in PageVersion.objects.all()] == [
        ("about", 1),
        ("home", 2),
        ("home", 1),
    ]


@pytest.mark.parametrize(
    ("page", "field", "text", "trouble"),
    [
        ("home", LEAD, "In {citty}.", "There is no {citty} here. Did you mean {city}?"),
        ("home", TITLE, "  ", "Write something here, or use the original words."),
        ("home", TITLE, "\u200b", "Write something here, or use the original words."),
        ("home", TITLE, "x" * 31, "at most 30 characters"),
        ("home", TITLE, "x\0", "Null characters are not allowed."),
        ("empty", "missing-request", "Sorry.", "Put {find_your_request} back in"),
        ("notes", "note-visit", "<p>{ph<b>o</b>ne}</p>", "Type {phone} anew, in one piece"),
    ],
)
def test_what_cannot_stand_is_said_and_every_word_is_kept(page, field, text, trouble):
    client = desk("Reviewer")
    other = (
        "note-privacy" if page == "notes" else "missing-title" if page == "empty" else "home-ask"
    )

    sent = form_of(client, page) | {field: text, other: "Kept, every word."}
    response = client.post(address(page), sent)

    assert response.status_code == 422
    assert escape(trouble) in response.text
    assert "Kept, every word." in response.text
    assert escape(text.strip()) in response.text
    assert rows() == {}


def test_a_note_keeps_what_notes_may_hold():
    client = desk("Reviewer")
    cleaned = '<p>Park</p><p>behind <a href="https://www.example.com">us</a></p>'
    pasted = (
        '<h2>Park</h2><p style="x">behind <a href="www.example.com">us</a></p><script>x</script>'
    )

    client.post(address("notes"), form_of(client, "notes") | {"note-visit": pasted})

    assert rows() == {"note.visit": cleaned}
    client.post(address("notes"), form_of(client, "notes") | {"note-visit": "<p> </p>"})
    assert rows() == {}


# ---- the original words --------------------------------------------------------------------------
def test_the_original_words_come_back_by_one_press_as_a_version_of_its_own():
    save({"home.title": "Anew", "home.ask": "Ask"})
    client = desk("Reviewer")

    response = client.post(address(), form_of(client) | {"_original": "home.title"}, follow=True)

    assert rows() == {"home.ask": "Ask"}
    assert PageVersion.objects.newest_of("home").number == 2
    assert "says its original words again" in said(response)[0]
    assert '/admin/articles/pageversion/home/versions/">Versions</a>' in said(response)[0]
    assert "Patient work for living skin." in client.get("/").text


def test_what_else_was_typed_stays_typed_and_is_not_saved():
    save({"home.title": "Anew"})
    client = desk("Reviewer")

    sent = form_of(client) | {"_original": "home.title", "home-ask": "Not saved"}
    response = client.post(address(), sent)

    assert rows() == {}
    form = response.context["form"]
    assert (form["home-ask"].value(), form[TITLE].value()) == (
        "Not saved",
        WORDS["home.title"].default,
    )
    assert "not saved yet" in response.text
    response = client.post(address(), {field.html_name: field.value() for field in form})
    assert rows() == {"home.ask": "Not saved"}


# ---- two at once ---------------------------------------------------------------------------------
def test_of_two_people_the_second_reads_what_the_first_changed_and_loses_nothing():
    client = desk("Reviewer")
    mine = form_of(client) | {TITLE: "Mine", "home-ask": "My questions"}
    save({"home.title": "Theirs", "home.read": "Their reading"}, by="Owner")

    response = client.post(address(), mine)

    assert response.status_code == 409
    form = response.context["form"]
    kept = {name: form[name].value() for name in (TITLE, "home-ask", "home-read")}
    assert kept == {TITLE: "Mine", "home-ask": "My questions", "home-read": "Their reading"}
    shown = [
        (change.what, [part.text for part in change.parts])
        for change in response.context["changes"]
    ]
    assert ("Heading", ["Mine", "Theirs"]) in shown
    assert rows() == {"home.title": "Theirs", "home.read": "Their reading"}

    client.post(address(), {field.html_name: field.value() for field in form})
    assert rows() == {
        "home.title": "Mine",
        "home.ask": "My questions",
        "home.read": "Their reading",
    }
    assert PageVersion.objects.of("home").first().number == 2


def test_one_who_presses_the_original_words_meanwhile_is_told_first():
    save({"home.title": "Anew"})
    client = desk("Reviewer")
    sent = form_of(client) | {"_original": "home.title"}
    save({"home.title": "Newer"}, seen=1)

    assert client.post(address(), sent).status_code == 409
    assert rows() == {"home.title": "Newer"}


@pytest.mark.both_databases
def test_a_number_is_given_once():
    save({"home.title": "One"})

    with pytest.raises(IntegrityError), transaction.atomic():
        PageVersion.objects.create(page="home", number=1, content={}, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PageVersion.objects.create(page="home", number=0, content={}, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PageVersion.objects.create(page="home", number=2, content={}, at=MONDAY, found="x")


def test_who_loses_the_race_for_a_number_is_told_and_writes_nothing(monkeypatch):
    save({"home.title": "One"})
    monkeypatch.setattr(page_words, "newest_number", lambda page: 0)

    with pytest.raises(Changed):
        save({"home.title": "Two"})

    assert rows() == {"home.title": "One"}


# ---- the checklist -------------------------------------------------------------------------------
def test_what_claims_too_much_needs_a_reason_that_is_kept(rules):
    client = desk("Reviewer")
    sent = form_of(client) | {LEAD: "It is painless in {city}."}

    refused = client.post(address(), sent)
    assert refused.status_code == 422
    assert "“painless”" in refused.text
    assert "It is painless in {city}." in refused.text
    assert rows() == {}

    client.post(address(), sent | {"_reason": "A joke"})
    version = PageVersion.objects.get()
    assert (version.reason, version.found) == ("A joke", "First screen: Below it: “painless”.")

    client.post(address(), form_of(client) | {"home-ask": "Ask"})  # nothing new is found
    assert PageVersion.objects.newest_of("home").reason == ""


def test_facts_are_judged_as_readers_read_them(rules):
    forbid("Santa Monica")

    with pytest.raises(Found):
        save({"home.lead": "Come to {city}."})


def test_links_and_both_sides_are_looked_at_too(rules):
    Rule.objects.update(is_on=True)

    with pytest.raises(Found) as found:
        save(
            {
                "note.visit": '<p><a href="/nothing/">Here</a>.</p>',
                "note.privacy": "<p>It may help.</p>",
            },
            page=NOTES,
        )

    assert sorted(each.check for each in found.value.findings) == ["both_sides", "links"]


def test_the_sites_own_words_pass_the_checklist():
    call_command("load_sample", verbosity=0)

    for page in PAGES.values():
        with languages.speaking(page.language):
            found = of_page(page, {}, page_words.known(page), now=MONDAY)
        assert [str(each) for each in found] == []


# ---- preview -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "place", "field", "text"),
    [
        ("home", 0, TITLE, "Only looked at."),
        ("invitation", 0, "closing-title", "Only looked at."),
        ("empty", 0, "articles-none", "Only looked at."),
        ("empty", 1, "search-nothing", "Only looked at."),
        ("empty", 2, "questions-missed", "{text_us}, only looked at."),
        ("empty", 3, "questions-none", "Only looked at."),
        ("empty", 4, "missing-title", "Only looked at."),
        ("notes", 0, "note-privacy", "<p>Only looked at.</p>"),
        ("notes", 1, "note-accessibility", "<p>Only looked at.</p>"),
        ("notes", 2, "note-visit", "<p>Only looked at.</p>"),
    ],
)
def test_a_preview_is_the_whole_page_and_saves_nothing(page, place, field, text):
    make_faq(on=make_article())
    save({"about.title": "Us"}, page=PAGES["about"])
    client = desk("Reviewer")

    sent = form_of(client, page) | {field: text, "_place": place}
    response = client.post(address(page, "preview"), sent)

    assert response.status_code == 200
    assert "nly looked at." in response.text
    assert "<b>Not saved yet.</b>" in response.text
    assert "</footer>" in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert rows() == {"about.title": "Us"}


def test_readers_are_never_shown_that_words_are_not_saved(client):
    assert "Not saved yet" not in client.get("/").text


def test_a_preview_of_what_cannot_stand_says_so():
    client = desk("Reviewer")

    response = client.post(address(name="preview"), form_of(client) | {LEAD: "{x}"})
    assert response.status_code == 422
    assert "There is no {x} here." in response.text

    about = client.post(address("about", "preview"), form_of(client, "about"))
    assert (about.status_code, about.text) == (
        404,
        "There is no page to look at yet: nobody is shown on it.",
    )


# ---- versions ------------------------------------------------------------------------------------
def test_a_version_is_brought_back_as_a_new_one():
    save({"home.title": "One"})
    save({"home.title": "Two", "home.ask": "Ask"}, seen=1)
    client = desk("Reviewer")

    listed = client.get(address(name="versions")).text
    shown = client.get(address(name="restore"), {"number": 1})
    client.post(address(name="restore"), {"number": 1, "revision": 2})

    assert (
        "Changed First screen: Heading; Reading and questions: Heading above the questions."
        in listed
    )
    assert re.findall(r"<h2.*?</h2>|<ins>.*?</ins>", shown.text)
    newest = PageVersion.objects.newest_of("home")
    assert (newest.number, newest.restores, rows()) == (3, 1, {"home.title": "One"})
    assert "version 1 brought back" in client.get(address(name="versions")).text


def test_the_sites_own_words_are_brought_back_all_together():
    save({"home.title": "One", "home.ask": "Ask"})

    desk("Reviewer").post(address(name="restore"), {"number": 0, "revision": 1})

    assert rows() == {}
    assert PageVersion.objects.newest_of("home").restores == 0


def test_what_is_brought_back_is_as_it_was_shown_and_passes_the_checklist(rules):
    save({"home.title": "painless"}, reason="x")
    save({"home.title": "Two"}, seen=1)
    client = desk("Reviewer")

    late = client.post(address(name="restore"), {"number": 1, "revision": 1})
    asked = client.post(address(name="restore"), {"number": 1, "revision": 2})
    assert (late.status_code, asked.status_code, rows()) == (409, 422, {"home.title": "Two"})

    client.post(address(name="restore"), {"number": 1, "revision": 2, "_reason": "It was so"})
    assert rows() == {"home.title": "painless"}


def test_a_text_that_the_site_has_no_more_is_left_out():
    PageVersion.objects.create(
        page="home", number=1, content={"home.gone": "x", "home.ask": "Ask"}, at=MONDAY
    )

    desk("Reviewer").post(address(name="restore"), {"number": 1, "revision": 1})

    assert rows() == {"home.ask": "Ask"}


@pytest.mark.parametrize("number", ["9", "-1", "x", "1" * 30])
def test_a_version_that_never_was_is_not_found(number):
    assert desk("Reviewer").get(address(name="restore"), {"number": number}).status_code == 404


# ---- who may -------------------------------------------------------------------------------------
def test_writers_look_and_change_nothing():
    save({"home.title": "Anew"})
    client = desk("Content")

    page = client.get(address())
    assert page.status_code == 200
    assert "Anew" in page.text
    assert "You may look at these words." in page.text
    assert "_original" not in page.text
    for name in ("change", "preview", "restore"):
        assert client.post(address(name=name), {"number": 0, "revision": 1}).status_code == 403
    with pytest.raises(PermissionDenied):
        save({}, seen=1, by="Content")


def test_the_front_desk_has_no_such_page():
    client = desk("Front desk")

    for each in (PAGE, address(), address(name="versions")):
        assert client.get(each).status_code == 403


@pytest.mark.parametrize("name", ["nothing", "0", "99", "home%00"])
def test_a_page_that_is_not_there_is_not_found(name):
    assert desk("Owner").get(address(name)).status_code == 404


def test_pages_ask_the_same_however_many_versions_there_are():
    client = desk("Reviewer")
    counts = []
    for number in range(3):
        save({"home.title": f"{number}"}, seen=number)
        with CaptureQueriesContext(connection) as asked:
            for each in (PAGE, address(), address(name="versions")):
                assert client.get(each).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 24


def test_hostile_words_are_inert_on_every_page_of_the_admin():
    hostile = "<script>alert(1)</script>"
    save({"home.title": hostile, "home.lead": hostile})
    save({"home.title": "Two"}, seen=1)
    client = desk("Reviewer")

    for each in (address(), address(name="versions"), f"{address(name='restore')}?number=1"):
        assert hostile not in client.get(each).text
    sent = form_of(client) | {TITLE: hostile, "revision": 1}
    assert hostile not in client.post(address(), sent).text
    assert hostile not in client.post(address(), sent | {LEAD: hostile + "{x}", "revision": 2}).text


def test_every_empty_state_has_its_words():
    assert {words.key for words in EMPTY.words} >= {"search.nothing", "search.nothing_text"}


# ---- in another language -------------------------------------------------------------------------
def test_a_page_has_words_of_its_own_in_each_language(client, spanish):
    save({"home.title": "Skin takes its time"})
    save({"es.home.title": "La piel toma su tiempo"}, page=PAGES["home-es"])

    english, other = client.get("/").text, client.get("/es/").text
    assert ("Skin takes its time" in english, "La piel toma" in english) == (True, False)
    assert ("Skin takes its time" in other, "La piel toma" in other) == (False, True)
    versions = PageVersion.objects.values_list("page", "number", "content")
    assert sorted(versions) == [
        ("home", 1, {"home.title": "Skin takes its time"}),
        ("home-es", 1, {"es.home.title": "La piel toma su tiempo"}),
    ]


def test_the_form_of_another_language_shows_the_english_beside():
    save({"home.title": "Skin takes its time"})
    client = desk("Reviewer")

    page = client.get(address("home-es")).text
    assert "Home, in Spanish" in client.get(PAGE).text
    assert 'In English: <span lang="en">“Skin takes its time”</span>' in page
    sent = form_of(client, "home-es") | {"es-home-title": "Con {fone}"}
    assert "Did you mean {phone}?" in client.post(address("home-es"), sent).text
    sent = form_of(client, "home-es") | {"es-home-title": "Piel con {city}"}
    client.post(address("home-es"), sent)
    assert rows() == {"home.title": "Skin takes its time", "es.home.title": "Piel con {city}"}
    preview = client.post(address("home-es", "preview"), form_of(client, "home-es")).text
    assert ("Piel con Santa Monica" in preview, 'lang="es-US"' in preview) == (True, True)


def test_a_note_without_a_translation_is_the_english_one_and_says_so(client, spanish):
    save({"note.visit": "<p>Ring twice.</p>"}, page=NOTES)
    assert '<div class="prose" lang="en-US"><p>Ring twice.</p>' in client.get("/es/visit/").text
    assert '<div class="prose"><p>Ring twice.</p>' in client.get("/visit/").text

    save({"es.note.visit": "<p>Toque dos veces.</p>"}, page=PAGES["notes-es"])
    page = client.get("/es/visit/").text
    assert '<div class="prose"><p>Toque dos veces.</p>' in page
    assert "Ring twice" not in page


def test_english_rules_find_nothing_in_another_language():
    forbid("cure")

    save({"es.home.title": "Cure es otra palabra"}, page=PAGES["home-es"])

    assert rows() == {"es.home.title": "Cure es otra palabra"}


def test_rules_look_in_a_page_for_the_words_of_its_language(rules):
    forbid("painless")
    claim = Rule.objects.get(check_name="claim")
    RuleWords.objects.create(rule=claim, language="es", words="sin dolor")

    with pytest.raises(Found) as found:
        save({"es.home.lead": "Microneedling sin dolor en Santa Monica."}, page=PAGES["home-es"])

    assert "sin dolor" in str(found.value.findings[0])
    with pytest.raises(Found):
        save({"home.lead": "Painless microneedling."})
    save({"home.lead": "Sin dolor is Spanish."})
