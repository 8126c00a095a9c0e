"""The checklist before publishing: each check finds what it should and lets the rest pass."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db.models.signals import post_migrate

from articles import checklist, snapshots
from articles.checklist.claims import Vocabulary, claims, unworded, unworded_in_list
from articles.checklist.facts import FACTS, contradictions, ranges
from articles.checklist.phrases import blocks, forms
from articles.models import FAQ, Article, OldAddress, Override, Picture, Rule, Section
from articles.sample.rules import RULES
from articles.text.visible_text import plain
from clinic.office.models import Concern, Treatment
from tests.articles.factories import (
    make_article,
    make_faq,
    make_picture,
    make_section,
    make_treatment,
)
from tests.clinic.seen import seen
from tests.factories import MONDAY, make_concern, make_office

pytestmark = pytest.mark.usefixtures("monday")
A_DAY = timedelta(days=1)


@pytest.fixture
def article(db):
    """One in which nothing is to be found."""
    make_office()
    Rule.objects.bulk_create(Rule(**row) for row in RULES)
    article = make_article(
        concern=make_concern(),
        may_help="The look of pores",
        cannot="Remove pores for good",
        sections=[
            {"heading": "Why", "body": "<p>Skin takes its time.</p>"},
            {"heading": "What to expect", "part": "expect"},
        ],
    )
    article.treatments.add(
        make_treatment(authorized_use="It covers acne scars, in people aged 22 and over.")
    )
    make_faq(on=article)
    return article


def found(article, check=None):
    """What is in the way: place, words and what is the matter."""
    found = checklist.of(Article.objects.get(pk=article.pk), now=MONDAY)
    return [
        (finding.place.control, finding.words, finding.detail)
        for finding in found
        if check in (None, finding.check)
    ]


def say(article, text, *, html=None):
    Section.objects.filter(article=article, heading="Why").update(body=html or f"<p>{text}</p>")


# ---- words -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("cure", {"cures", "cured", "curing"}),
        ("guaranteed", {"guarantee", "guarantees", "guaranteeing"}),
        ("permanent", {"permanently"}),
        ("remedy", {"remedies", "remedied"}),
        ("stop", {"stopped", "stopping", "stops"}),
    ],
)
def test_a_word_is_known_in_its_other_forms(word, others):
    assert others | {word} <= forms(word)


def test_no_other_word_is_taken_for_a_form():
    strangers = {"secure", "curious", "cur", "tons", "noted", "painful"}

    assert not strangers & (forms("cure") | forms("tone") | forms("not") | forms("painless"))


def test_what_nobody_sees_hides_no_word():
    assert (
        plain("pain\u00adless and pain\u200bless,\u00a0100\u00a0%")
        == "painless and painless, 100 %"
    )
    assert blocks("<p>pain<b>less</b></p><ul><li>a&amp;b<br>c</li></ul>") == ["painless", "a&b c"]


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "   ",
        "(cure",
        "[a-z",
        "*",
        "\\",
        "…",
        "allow:",
        "with:",
        '"',
        "“”",
        "allow: …?",
        "a … … b",
        "\0",
        "?",
    ],
)
def test_lines_that_are_no_words_find_nothing_and_break_nothing(lines):
    known = Vocabulary(lines)

    assert [*claims("It is so. * … ?", known), *unworded_in_list("It is so", known)] == []


def test_what_is_typed_is_looked_for_as_words_and_not_as_a_pattern():
    assert [said.words for said in claims("It costs 100 % or 100%.", Vocabulary("100 %"))] == [
        "100 %",
        "100%",
    ]
    assert list(claims("A cute cure", Vocabulary("c.re"))) == []


def test_dots_stand_for_words_in_between_and_quotes_for_a_word_as_it_is():
    assert [
        said.words for said in claims("It shrinks every large pore.", Vocabulary("shrink … pore"))
    ] == ["shrinks every large pore"]
    assert list(claims("Evening light", Vocabulary('"evens"'))) == []
    assert [said.words for said in claims("It evens tone", Vocabulary("“evens”"))] == ["evens"]


# ---- claims ------------------------------------------------------------------------------------
def test_a_claim_is_found_where_it_stands(article):
    texts = {
        "Needles that cured acne.": ["cured"],
        "Results are guaranteed, and it is painless.": ["guaranteed", "painless"],
        "It is pain\u00adless.": ["painless"],
        "Safe? 100 % safe.": ["100 %"],
        "It does not hurt, and is permanent.": ["permanent"],
    }
    for text, words in texts.items():
        say(article, text)

        assert found(article) == [("id_sections-0-body", each, "") for each in words]


def test_honest_words_are_let_pass(article):
    say(
        article,
        "It cannot change pores permanently. Stay curious, and secure. Can microneedling shrink pores?",
    )
    Article.objects.update(cannot="Permanently change the pore size you inherited")

    assert found(article) == []


def test_every_field_of_an_article_is_read(article):
    fields = ["title", "search_title", "summary", "ways", "indirect_way", "may_help", "cannot"]
    Article.objects.update(**dict.fromkeys(fields, "Acne scars\nBe less than a cure"))

    assert found(article, "claim") == [(f"id_{field}", "cure", "") for field in fields]


def test_headings_questions_and_pictures_are_read_too(article):
    Section.objects.filter(heading="Why").update(
        heading="A cure", picture=make_picture(alt="A cure")
    )
    FAQ.objects.update(question="A cure?", answer="<p>A cure.</p>")

    controls = [control for control, _, _ in found(article, "claim")]

    assert controls == ["id_sections-0-heading", "id_question", "id_answer", "id_alt"]


def test_what_clinics_like_to_say_is_found_and_what_is_honest_is_not(article):
    for text in (
        "Microneedling removes pigment spots.",
        "Microneedling lightens dark spots.",
        "Microneedling closes large pores.",
        "It works on melasma.",
        "Pigment is gone after three sessions.",
        "It gets rid of pores.",
        "We use it for hair loss.",
        "It heals acne for good.",
        "It does not just fade pigment, it removes melasma.",
        "We promise smoother skin.",
        "It never hurts.",
        "It regrows hair.",
        "We do not only guarantee it.",
    ):
        say(article, text)
        assert found(article) != [], text

    for text in (
        "Nobody can guarantee that.",
        "There is no miracle cream.",
        "Nothing is without risk.",
        "No treatment cures acne.",
        "A 45 year old reader asked us this.",
        "Look up close at a pore, and do not squeeze it.",
    ):
        say(article, text)
        assert found(article) == [], text


# ---- uses worded as looks ----------------------------------------------------------------------
def test_another_use_as_a_fact_is_found(article):
    for text in (
        "It makes pores smaller.",
        "Dark spots fade.",
        "It reduces cellulite.",
        "Texture smooths.",
    ):
        say(article, text)

        assert [control for control, _, _ in found(article, "looks")] == ["id_sections-0-body"], (
            text
        )


def test_another_use_as_a_look_is_let_pass(article):
    for text in (
        "It may help with the look of dark spots.",
        "Texture may look smoother.",
        "It cannot make a pore smaller.",
        "It doesn’t make a pore smaller.",
        "Can it make my pores smaller?",
        "A pore is not a door.",
        "It may soften acne scars.",
    ):
        say(article, text)

        assert found(article) == [], text


def test_a_line_of_may_help_names_looks_or_an_authorized_use(article):
    Article.objects.update(
        may_help="The look of pores\nAcne scars on the face\nFirmness\nBright tone"
    )

    assert [words for _, words, _ in found(article)] == ["Firmness", "Bright"]


def test_a_rule_without_companions_finds_the_use_alone():
    assert [said.words for said in unworded("About cellulite.", Vocabulary("cellulite"))] == [
        "cellulite"
    ]


# ---- both sides and the review -----------------------------------------------------------------
def test_both_lists_are_needed_where_one_of_them_or_the_text_speaks(article):
    section = article.sections.get(part="expect")
    Article.objects.update(may_help="", cannot="")
    assert [control for control, _, _ in found(article)] == ["id_may_help"]

    section.delete()
    assert found(article) == []

    say(article, "It may help you.")
    assert [words for _, words, _ in found(article)] == ["may help"]

    say(article, "It may help you, and cannot hurry.")
    assert found(article) == []


def test_lists_that_no_section_shows_are_found(article):
    article.sections.filter(part="expect").update(part="")

    assert [control for control, _, _ in found(article, "both_sides")] == ["id_may_help"]


def test_a_list_that_was_left_one_sided_in_a_draft_is_found(article):
    content = snapshots.snapshot_of(article)
    for field, control in (("may_help", "id_may_help"), ("cannot", "id_cannot")):
        one_sided = {**content, "fields": {**content["fields"], field: " "}}

        seen = checklist.findings(snapshots.shown(one_sided), rules=Rule.objects.all(), now=MONDAY)

        assert [finding.place.control for finding in seen] == [control]


def test_an_answer_says_both_sides_for_itself(article):
    FAQ.objects.update(answer="<p>It may help.</p>")
    assert [control for control, _, _ in found(article)] == ["id_answer"]

    FAQ.objects.update(answer="<p>It may help.</p><p>It cannot hurry.</p>")
    assert found(article) == []


def test_reviewer_and_day_are_asked_for_until_the_review_is_due(article):
    Article.objects.update(published_at=None, reviewer=None, last_reviewed_day=None)
    assert [control for control, _, _ in found(article)] == ["signature", "signature"]

    Article.objects.update(reviewer=article.reviewer, last_reviewed_day=date(2025, 11, 23))
    assert found(article) == [("signature", "", "It was to be reviewed again by November 23, 2026")]

    Article.objects.update(last_reviewed_day=date(2025, 11, 24))
    assert found(article) == []

    Article.objects.update(review_due_day=date(2026, 11, 1))
    assert len(found(article)) == 1

    Article.objects.update(review_due_day=None, last_reviewed_day=date(2026, 11, 24))
    assert found(article) == [("signature", "", "November 24, 2026 has not come yet")]


def test_what_was_changed_after_it_was_signed_is_signed_anew_before_readers_get_it(article):
    Article.objects.update(published_at=None, changed_since_review=True)
    said = "It was changed after Sample reviewer had signed it"
    assert found(article) == [("signature", "", said)]

    Article.objects.update(published_at=MONDAY)
    assert found(article) == []


def test_a_sample_reviewer_stops_it_outside_development_and_nobody_lets_that_stand(
    article, settings
):
    assert found(article) == []

    settings.DEVELOPMENT = False
    said = "“Sample reviewer” is nobody: whoever reviewed it signs it"
    assert found(article) == [("signature", "", said)]
    assert [each.may_stand for each in checklist.stops(article, now=MONDAY)] == [False]


# ---- numbers -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("one to three days", "day", [(1, 3)]),
        ("between 30 and 60 minutes", "minute", [(30, 60)]),
        ("30–60 min, or half an hour", "minute", [(30, 60), (30,)]),
        ("an hour or two", "minute", [(60, 120)]),
        ("3-6 sessions, thirty-five visits", "session", [(3, 6), (35,)]),
        ("a 90-minute session", "minute", [(90,)]),
        ("a couple of days", "day", [(2,)]),
        ("Sessions, days and minutes of 2026", "day", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text, unit, said):
    assert ranges(text, unit) == said


FACTS_OF = {
    "session_minutes_least": 30,
    "session_minutes_most": 60,
    "sessions_least": 3,
    "sessions_most": 6,
    "weeks_between_least": 4,
    "weeks_between_most": 6,
    "redness_days_least": 1,
    "redness_days_most": 3,
    "authorized_use": "It covers acne scars, in people aged 22 and over.",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A session takes 60 to 90 minutes.", "60 to 90 minutes"),
        ("A session takes about two hours.", "two hours"),
        ("We begin with a 90-minute session.", "90-minute"),
        ("Many people plan two to four sessions.", "two to four sessions"),
        ("Most people need ten treatments.", "ten treatments"),
        ("You may come for up to 12 visits.", "12 visits"),
        ("Come every two weeks.", "two weeks"),
        ("The sessions are eight to ten weeks apart.", "eight to ten weeks"),
        ("Redness lasts two to five days.", "two to five days"),
        ("Skin is pink for a week.", "a week"),
        ("It is for people aged 18 and over.", "aged 18"),
        ("You must be at least 18 years old.", "at least 18 years old"),
    ],
)
def test_a_number_that_contradicts_the_treatment_is_found(text, words):
    seen = list(contradictions(text, [Treatment(name="Microneedling", **FACTS_OF)]))

    assert [each.said.words for each in seen] == [words]
    assert all(each.detail.startswith("Microneedling: ") for each in seen)


@pytest.mark.parametrize(
    "text",
    [
        "A session takes about thirty to sixty minutes, often 45 minutes.",
        "After one session, do not look for much. Between two sessions, rest.",
        "Three to six sessions, four weeks apart.",
        "The numbing gel sits for 20 to 30 minutes.",
        "A walk of 10 to 20 minutes does you good.",
        "A consultation takes about 20 to 30 minutes.",
        "Redness usually lasts one to three days; use sunscreen for a week.",
        "Skin goes on rebuilding for two weeks. It was last reviewed in 2026.",
        "In people aged 22 and over. Ask for it if you are 18 or older.",
    ],
)
def test_a_number_that_agrees_or_is_about_something_else_is_let_pass(text):
    assert list(contradictions(text, [Treatment(name="Microneedling", **FACTS_OF)])) == []


def test_what_is_not_known_of_a_treatment_cannot_be_contradicted():
    text = "A session takes 10 to 20 minutes. Plan nine sessions, two weeks apart. Pink for nine days, aged 18."

    assert list(contradictions(text, [Treatment(name="Acupuncture")])) == []
    assert {fact.name for fact in FACTS} == {
        field[:-6] for field in FACTS_OF if field.endswith("_least")
    }


def test_numbers_are_held_against_the_treatments_of_the_article(article):
    say(article, "A session takes 60 to 90 minutes.")
    assert found(article) == [
        (
            "id_sections-0-body",
            "60 to 90 minutes",
            "Holistic Microneedling: a session takes 30 to 60 minutes",
        )
    ]

    longer = make_treatment("Longer", session_minutes_least=60, session_minutes_most=90)
    article.treatments.add(longer)
    assert found(article) == []


# ---- pictures ----------------------------------------------------------------------------------
def test_words_that_are_no_description_are_found(article):
    Article.objects.update(picture=make_picture())
    troubles = {
        "?": "The picture is not described in words",
        "Leaf on leaf " * 10: "Longer than 125 characters",
        "An image of a leaf": "That it is a picture need not be said",
        "Photo of a leaf": "That it is a picture need not be said",
        "IMG_4711.jpg": "The name of a file says nothing",
        "Skin care for skin and more skin": "“skin” stands in it 3 times",
        "pores, skin, santa monica, clinic": "A list of search words, and no description",
    }
    for alt, trouble in troubles.items():
        Picture.objects.update(alt=alt)

        assert trouble in [detail for _, _, detail in found(article, "alt")]


def test_a_description_is_let_pass(article):
    article.sections.update(picture=make_picture())
    for alt in (
        "A leaf",
        "Face, neck, hands and hair in the light of a window",
        "Her own image, mirrored",
    ):
        Picture.objects.update(alt=alt)

        assert found(article) == [], alt


def test_a_picture_that_does_not_say_who_is_in_it_is_found(article, monkeypatch):
    """The database lets none in: this is for one that came by another way."""
    picture = make_picture()
    Article.objects.update(picture=picture)
    assert found(article) == []

    unanswered = {picture.pk: Picture(pk=picture.pk, name="Leaf", alt="A leaf", depicts="")}
    monkeypatch.setattr(Picture.objects, "in_bulk", lambda keys: unanswered)

    assert found(article) == [("id_depicts", "", "It does not say who is in the picture")]


# ---- reading, links, the next step -------------------------------------------------------------
HARD = (
    "Percutaneous collagen induction facilitates neovascularization, notwithstanding epidermal integrity, "
    "in individuals exhibiting considerable cutaneous photodegeneration of multifactorial etiology. "
    * 3
)


def test_what_is_hard_to_read_is_found_in_its_hardest_section(article):
    make_section(article, heading="Science", body=f"<p>{HARD}</p>", position=9)

    [(control, _, detail)] = found(article)

    assert control == "id_sections-2-body"
    assert detail.endswith(" years of school to read it")


def test_the_owner_says_how_hard_it_may_be(article):
    make_section(article, heading="Science", body=f"<p>{HARD}</p>", position=9)

    Rule.objects.filter(check_name="grade").update(words="40")
    assert found(article) == []

    Rule.objects.filter(check_name="grade").update(words="easy")
    assert len(found(article)) == 1


def test_a_link_that_leads_nowhere_or_elsewhere_is_found(article, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    other = make_article("Other")
    make_article("Planned", published_at=MONDAY + A_DAY)
    make_faq("A draft", published_at=None)
    for path in ("/articles/was-other", "/post/Was other"):
        OldAddress.objects.create(path=path, article=other)
    troubles = {
        "/nothing/": "leads nowhere: there is no such page",
        "/articles/never-written/": "leads to an article that readers do not find",
        "/articles/planned": "leads to an article that readers do not find",
        "/articles/other/#nothing": "leads to a place that is not on that page: #nothing",
        "#nothing": "leads to a place that is not on that page: #nothing",
        "/treatments/nothing/": "leads nowhere: there is no such page",
        "/questions/#nothing": "leads to a question that readers do not find",
        "/questions/#a-draft": "leads to a question that readers do not find",
        "/admin/articles/": "leads to a page that is not for readers",
        "/calendar/a-secret.ics": "leads to a page that is not for readers",
        "/consultation/a-token/": "leads to a page that is not for readers",
        "/articles/was-other/": "leads elsewhere now: /articles/other/",
        "/post/Was%20other": "leads elsewhere now: /articles/other/",
        "/post/never": "leads nowhere: there is no such page",
        "http://localhost/nothing/": "leads nowhere: there is no such page",
        "other.html": "begins with neither https:// nor a slash",
    }

    say(
        article,
        "",
        html="".join(f'<p>See <a href="{address}">more</a>.</p>' for address in troubles),
    )

    place = "id_sections-0-body"
    assert found(article) == [
        (place, "more", f"{address} {said}") for address, said in troubles.items()
    ]


def test_a_link_to_what_readers_find_is_let_pass(article, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    make_article("Other")
    addresses = [
        *(
            "/articles/other/",
            "/articles/other",
            "/articles/other/#why",
            "/articles/pores-plainly/#why",
        ),
        *(
            "#why",
            "#common-questions",
            "/articles/?topic=skin",
            "/treatments/holistic-microneedling/",
        ),
        *(
            "/questions/",
            "/questions/#does-it-hurt",
            "/questions/#about-microneedling",
            "/book/?about=pores",
        ),
        *("/", "/visit/", "http://localhost/visit/", "https://www.fda.gov/nothing"),
        *("mailto:a@example.com", "tel:+14242521210"),
    ]

    say(
        article,
        "",
        html="".join(f'<p>See <a href="{address}">more</a>.</p>' for address in addresses),
    )

    assert article.sections.get(heading="Why").body.count("href=") == len(addresses)
    assert found(article) == []


def test_a_link_is_judged_for_the_moment_of_publishing(article):
    make_article("Planned", published_at=MONDAY + A_DAY)
    say(article, "", html='<p><a href="/articles/planned/">More</a>.</p>')

    assert [len(checklist.stops(article, now=now)) for now in (MONDAY, MONDAY + A_DAY)] == [1, 0]


def test_an_article_leads_on_by_its_invitation_or_by_a_link(article):
    Article.objects.update(concern=None)
    assert [control for control, _, _ in found(article)] == ["id_concern"]

    for address in ("/book/", "/treatments/holistic-microneedling/"):
        say(article, "", html=f'<p><a href="{address}">More</a>.</p>')
        assert found(article) == []


# ---- rules and what is let stand ---------------------------------------------------------------
def test_a_rule_that_is_off_finds_nothing(article):
    say(article, "It is painless.")
    assert len(found(article)) == 1

    Rule.objects.filter(check_name="claim").update(is_on=False)

    assert found(article) == []


def test_the_owners_words_and_reason_are_the_rules(article):
    Rule.objects.filter(check_name="claim").update(words="glow", reason="Too shiny.")
    say(article, "It is painless, and you glow.")

    [finding] = checklist.of(article, now=MONDAY)

    assert (finding.words, finding.reason) == ("glow", "Too shiny.")
    assert str(finding) == "Section 1, “Why”: text: “glow”."


def test_what_is_let_stand_stops_nothing_until_its_words_change(article):
    say(article, "It is painless.")
    owner = User.objects.create_user("owner")
    [finding] = checklist.stops(article, now=MONDAY)

    checklist.let_stand(article, finding, reason="A quotation.", by=owner, now=MONDAY)

    assert checklist.stops(article, now=MONDAY) == []
    [again] = checklist.of(article, now=MONDAY)
    assert (again.override.by, again.override.reason, again.override.at) == (
        owner,
        "A quotation.",
        MONDAY,
    )

    say(article, "Before. It is painless.")
    assert checklist.stops(article, now=MONDAY) == [], "the sentence is the same"
    say(article, "It is always painless.")
    assert len(checklist.stops(article, now=MONDAY)) == 1


def test_what_no_words_tell_is_let_stand_for_the_text_that_was_looked_at(article):
    owner = User.objects.create_user("owner")
    Article.objects.update(concern=None, may_help="", cannot="")
    make_section(article, heading="Science", body=f"<p>{HARD}</p>", position=9)
    for finding in checklist.stops(Article.objects.get(), now=MONDAY):
        checklist.let_stand(article, finding, reason="So.", by=owner, now=MONDAY)
    assert checklist.stops(Article.objects.get(), now=MONDAY) == []

    say(article, "Skin takes its own time.")

    again = checklist.stops(Article.objects.get(), now=MONDAY)
    assert [finding.check for finding in again] == ["both_sides", "grade", "next_step"]


def test_a_check_without_a_rule_stops_and_is_not_let_stand(article, sign_in):
    Rule.objects.filter(check_name="grade").delete()
    Rule.objects.filter(check_name="links").update(is_on=False)

    [finding] = checklist.stops(article, now=MONDAY)

    assert "This check has no rule: run manage.py migrate" in str(finding)
    client = sign_in("view_article", "publish_article")
    sent = {"check": "grade", "found": finding.found, "reason": "I say so."}
    page = client.post(address(article), sent)
    assert (page.status_code, Override.objects.count()) == (409, 0)
    assert page.context["off"] == ["Links inside the site"]
    assert "Let it stand" not in page.text


def test_an_update_adds_the_rules_that_are_missing_and_leaves_the_owners(article):
    Rule.objects.filter(check_name="grade").delete()
    Rule.objects.filter(check_name="claim").update(words="glow", is_on=False)

    with at_updates():
        for _ in range(2):
            call_command("migrate", verbosity=0)

    assert sorted(Rule.objects.values_list("check_name", flat=True)) == sorted(Rule.Check.values)
    assert Rule.objects.filter(check_name="claim", words="glow", is_on=False).exists()


@contextmanager
def at_updates():
    """Tests do without what is added at every update; this one is about it."""
    config = apps.get_app_config("articles")
    config.ready()
    yield
    post_migrate.disconnect(sender=config, dispatch_uid="articles.add_rules")


def test_long_words_are_told_apart_by_all_of_them(article):
    Rule.objects.exclude(check_name="claim").update(is_on=False)
    start = "It is painless, " + "and calm, " * 40
    say(article, f"{start} slow.")
    [first] = checklist.stops(article, now=MONDAY)
    checklist.let_stand(
        article, first, reason="So.", by=User.objects.create_user("owner"), now=MONDAY
    )

    say(article, f"{start} fast.")

    [second] = checklist.stops(article, now=MONDAY)
    assert (len(first.found), first.found != second.found) == (300, True)


def test_who_let_it_stand_first_is_kept(article):
    say(article, "It is painless.")
    [finding] = checklist.stops(article, now=MONDAY)

    for name in ("first", "second"):
        by = User.objects.create_user(name)
        checklist.let_stand(article, finding, reason=name, by=by, now=MONDAY)

    assert Override.objects.get().reason == "first"


def test_a_long_article_asks_the_database_no_more_than_a_short_one(
    article, django_assert_num_queries
):
    make_article("Other")
    html = '<p>See <a href="/articles/other/#why">more</a>.</p>'
    say(article, "", html=html)
    Section.objects.update(picture=make_picture())
    with django_assert_num_queries(9):
        checklist.stops(article)

    for number in range(12):
        make_section(
            article, heading=f"More {number}", body=html, picture=make_picture(f"Leaf {number}")
        )
        make_faq(f"Question {number}", on=article, answer=html)

    article = Article.objects.get(pk=article.pk)
    with django_assert_num_queries(9):
        checklist.stops(article)


@pytest.mark.django_db
def test_the_sample_articles_pass_the_sample_rules():
    call_command("load_sample", verbosity=0)

    stopped = {
        str(article): list(map(str, checklist.stops(article))) for article in Article.objects.all()
    }

    assert len(stopped) == 13
    assert {title: why for title, why in stopped.items() if why} == {}
    unattached = make_article(concern=Concern.objects.first(), slug="all-questions")
    unattached.faqs.set(FAQ.objects.in_language("en"))
    unattached.treatments.set(Treatment.objects.all())
    assert list(map(str, checklist.stops(unattached))) == []


# ---- the page ----------------------------------------------------------------------------------
@pytest.fixture
def sign_in(client):
    def signed_in(*permissions):
        user = User.objects.create_user("ines", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user)
        return client

    return signed_in


def address(article):
    return f"/admin/articles/article/{article.pk}/checklist/"


def test_the_page_says_what_is_found_where_it_is_mended_and_what_is_fine(article, sign_in):
    say(article, "It is <b>painless</b>.")
    Rule.objects.filter(check_name="grade").update(is_on=False)

    page = sign_in("view_article").get(address(article))

    assert page.status_code == 200
    assert "It is <mark>painless</mark>." in page.text
    assert f'href="/admin/articles/article/{article.pk}/change/#sections-0"' in page.text
    assert "Nobody can promise" in page.text
    assert page.context["fine"][0] == "Uses that need “may help with the look of”"
    assert page.context["off"] == ["Easy to read"]
    assert "<form" not in page.text.split('id="content"')[1], (
        "who may not publish lets nothing stand"
    )


def test_what_is_mended_on_another_form_is_linked_there(article, sign_in):
    picture = make_picture(alt="Photo of a leaf")
    Article.objects.update(picture=picture)
    FAQ.objects.update(answer="<p>It is painless.</p>")

    page = sign_in("view_article").get(address(article))

    assert f'href="/admin/articles/faq/{FAQ.objects.get().pk}/change/#id_question"' in page.text
    assert f'href="/admin/articles/picture/{picture.pk}/change/#id_alt"' in page.text


def test_who_may_publish_lets_a_finding_stand_with_a_reason(article, sign_in):
    say(article, "It is painless.")
    client = sign_in("view_article", "publish_article")
    [finding] = checklist.stops(article)
    sent = {"check": finding.check, "found": finding.found}

    refused = client.post(address(article), sent | {"reason": " "})
    too_long = client.post(address(article), sent | {"reason": "Because of this. " * 20})
    kept = client.post(address(article), sent | {"reason": "A quotation."}, follow=True)

    assert (refused.status_code, too_long.status_code) == (422, 422)
    assert "Say why it may stand." in refused.text
    assert "Because of this. Because of this." in too_long.text
    assert Override.objects.get().by.username == "ines"
    assert "<b>Let stand</b> by ines on November 23, 2026: “A quotation.”" in kept.text
    assert "Nothing stands in the way of publishing it." in kept.text


def test_what_is_found_no_more_is_not_kept(article, sign_in):
    client = sign_in("view_article", "publish_article")

    page = client.post(
        address(article), {"check": "claim", "found": "gone", "reason": "A <b>quotation</b>."}
    )

    assert (page.status_code, Override.objects.count()) == (409, 0)
    assert "this is found no more" in page.text
    assert "You had written: “A &lt;b&gt;quotation&lt;/b&gt;.”" in page.text


def test_who_may_not_publish_lets_nothing_stand(article, sign_in):
    say(article, "It is painless.")
    [finding] = checklist.stops(article)
    sent = {"check": finding.check, "found": finding.found, "reason": "I say so."}

    assert sign_in("view_article", "change_article").post(address(article), sent).status_code == 403
    assert not Override.objects.exists()


def stand(row, reason="A quotation."):
    """The one finding in it, let stand."""
    [finding] = checklist.stops(row)
    by, _ = User.objects.get_or_create(username="theo")
    return checklist.let_stand(row, finding, reason=reason, by=by, now=MONDAY)


def test_what_was_let_stand_is_taken_back_with_one_press_and_stays_in_the_history(article, sign_in):
    say(article, "It is painless.")
    given, client = stand(article), sign_in("view_article", "publish_article")
    assert f'name="take_back" value="{given.pk}"' in client.get(address(article)).text

    page = client.post(address(article), {"take_back": given.pk}, follow=True)
    again = client.post(address(article), {"take_back": given.pk})

    assert [finding.words for finding in checklist.stops(article)] == ["painless"]
    assert "It is not let stand anymore." in page.text
    assert "The checklist found something in what readers see." in page.text
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.change_message) == (
        "ines",
        "No longer let stand: Section 1, “Why”: text: “painless”. "
        "theo had let it stand on November 23, 2026: “A quotation.”",
    )
    assert again.status_code == 409
    assert "It was not let stand anymore when you pressed the button." in again.text


def test_who_may_not_publish_takes_nothing_back(article, sign_in):
    say(article, "It is painless.")
    given, client = stand(article), sign_in("view_article", "change_article")

    assert client.post(address(article), {"take_back": given.pk}).status_code == 403
    assert "take_back" not in client.get(address(article)).text
    assert Override.objects.get() == given


def test_what_was_let_stand_elsewhere_is_taken_back_there(article, sign_in):
    FAQ.objects.update(answer="<p>It is painless.</p>")
    faq = FAQ.objects.get()
    given, client = stand(faq), sign_in("view_article", "view_faq", "publish_article")

    refused = client.post(address(article), {"take_back": given.pk})

    assert (refused.status_code, Override.objects.get()) == (409, given)
    assert "take_back" not in refused.text
    client.post(f"/admin/articles/faq/{faq.pk}/checklist/", {"take_back": given.pk})
    assert not Override.objects.exists()


def test_without_leave_to_look_at_articles_there_is_no_page(article, sign_in):
    client = sign_in("view_consultation")

    assert client.get(address(article)).status_code == 403


def test_the_owner_words_a_rule_and_adds_none(article, sign_in):
    client = sign_in("view_rule", "change_rule", "add_rule", "delete_rule")
    rule = Rule.objects.get(check_name="claim")
    form = f"/admin/articles/rule/{rule.pk}/change/"

    assert "One word or phrase a line" in client.get(form).text
    typed = {"is_on": "on", "reason": "Ours.", "words": "glow\n(", "check_name": "grade"}
    client.post(form, typed | seen(client, form))

    rule.refresh_from_db()
    assert (rule.check_name, rule.reason, rule.words.split()) == ("claim", "Ours.", ["glow", "("])
    assert client.get("/admin/articles/rule/add/").status_code == 403
    assert (
        client.post(f"/admin/articles/rule/{rule.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    say(article, "You glow.")
    assert [words for _, words, _ in found(article)] == ["glow"]
