"""A draft may be half written: it is saved and looked at, and the checklist says what is
missing.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles import checklist, publishing, snapshots
from articles.models import Article, Rule, Version
from clinic.office.models import CANNOT_BESIDE_MAY, Treatment
from tests.articles.factories import make_article, make_long_article, make_treatment
from tests.articles.forms import form_of
from tests.articles.staff import a_draft, desk, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
EXPECT = [{"heading": "What to expect", "part": "expect"}]


# ---- one side alone ------------------------------------------------------------------------------
@pytest.mark.parametrize("side", ["may_help", "cannot"])
def test_a_draft_is_saved_with_one_side_alone_and_the_checklist_says_so(side):
    article, writer = a_draft(sections=EXPECT), desk("Content")
    Rule.objects.filter(check_name="both_sides").update(is_on=True)

    response = sent(writer, page(article), **{side: "The look of pores"})

    article = Article.objects.get()
    assert (response.status_code, getattr(article, side)) == (302, "The look of pores")
    other = {"may_help": "id_cannot", "cannot": "id_may_help"}[side]
    assert [finding.place.control for finding in checklist.stops(article)] == [other]


@pytest.mark.parametrize("side", ["may_help", "cannot"])
def test_its_preview_shows_the_side_that_is_there_and_no_empty_box(side):
    article, writer = a_draft(sections=EXPECT), desk("Content")

    made = writer.post(
        page(article, "preview"), form_of(writer, page(article)) | {side: "One line"}
    )

    text = writer.get(writer.get(made.url).context["link"]).text
    headings = {"may_help": "<h3>It may help with</h3>", "cannot": "<h3>It cannot</h3>"}
    assert [name for name in headings if headings[name] in text] == [side]


@pytest.mark.parametrize("role", ["Content", "Reviewer"])
def test_what_readers_have_is_not_left_with_one_side(role):
    article = make_article(may_help="The look of pores", cannot="Remove pores")

    response = sent(desk(role), page(article), cannot="")

    assert response.status_code == 200
    assert CANNOT_BESIDE_MAY in response.text
    assert (Article.objects.get().cannot, Version.objects.count()) == ("Remove pores", 0)


@pytest.mark.parametrize("field", ["reviewer", "last_reviewed_day"])
def test_what_readers_have_is_not_left_without_its_reviewer_or_its_day(field):
    article = make_article()
    setattr(article, field, None)

    with pytest.raises(ValidationError, match="say who reviewed it"):
        article.full_clean()


def test_the_database_lets_nobody_publish_one_side():
    article = a_draft(may_help="The look of pores")

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(published_at=MONDAY)
    article.published_at = MONDAY
    with pytest.raises(ValidationError):
        article.full_clean()


def test_one_side_is_not_published_although_its_rule_is_off():
    article = a_draft(may_help="The look of pores")

    with pytest.raises(publishing.Refused) as refused:
        publishing.publish(article, by=staff("Reviewer"), now=MONDAY)

    assert refused.value.why == [CANNOT_BESIDE_MAY]


def test_a_draft_of_one_side_that_was_kept_is_not_restored_for_readers():
    article = a_draft(may_help="The look of pores")
    kept = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    Article.objects.update(may_help="", published_at=MONDAY)

    response = desk("Reviewer").post(
        page(article, "restore"),
        {"version": kept.pk, "revision": Article.objects.get(pk=article.pk).revision},
        follow=True,
    )

    assert CANNOT_BESIDE_MAY in response.text
    assert Article.objects.get().may_help == ""


# ---- parts with nothing in them ------------------------------------------------------------------
def parts(article):
    """What the checklist says of the parts that were chosen."""
    found = checklist.of(Article.objects.get(pk=article.pk), now=MONDAY)
    return [
        (finding.place.control, finding.detail) for finding in found if finding.check == "parts"
    ]


def test_a_part_that_has_nothing_to_show_is_found_where_it_was_chosen():
    article = make_long_article(ways="", indirect_way="")
    Rule.objects.filter(check_name="parts").update(is_on=True)
    assert parts(article) == [
        ("id_sections-1-part", "“Ways it helps (numbered)” was chosen, and no way is filled in"),
        (
            "id_sections-2-part",
            "“Facts of the treatment” was chosen, and the article has no treatment",
        ),
        ("id_sections-5-part", "“The days after” was chosen, and the article has no treatment"),
    ]

    article.treatments.add(make_treatment())
    Article.objects.update(indirect_way="Calmer skin")
    assert parts(article) == []

    Treatment.objects.update(same_day="")
    assert parts(article) == [
        ("id_sections-5-part", "“The days after” was chosen, and Holistic Microneedling has none")
    ]


def test_parts_are_looked_at_in_a_proposal_too():
    article = make_long_article()
    Rule.objects.filter(check_name="parts").update(is_on=True)
    content = snapshots.snapshot_of(article)
    content["fields"] |= {"ways": "", "indirect_way": ""}

    found = publishing.findings_in(article, content, now=MONDAY)

    assert next(finding.place.control for finding in found) == "id_sections-1-part"
