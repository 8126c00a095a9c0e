"""An article's content as data: the same page comes of it, and it can be put back."""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from articles import snapshots
from articles.models import FAQ, Article, Section, Version
from tests.articles.factories import (
    LONG_AGO,
    make_article,
    make_faq,
    make_long_article,
    make_treatment,
)
from tests.factories import MONDAY, make_concern

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def article():
    article = make_long_article(concern=make_concern())
    article.treatments.add(make_treatment())
    make_faq(on=article)
    make_faq("How long does it take?", on=article)
    return article


def through_json(content):
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def test_rows_made_of_it_say_the_same_and_are_not_stored(article):
    content = through_json(snapshots.snapshot_of(article))
    Article.objects.all().update(title="Something else")
    stored = [Article.objects.count(), Section.objects.count(), FAQ.objects.count()]

    shown = snapshots.shown(content, pk=article.pk)

    assert shown.article.title == "Pores, plainly"
    assert shown.article.published_at == LONG_AGO
    assert shown.article.concern.slug == "pores"
    assert [section.heading for section in shown.article.sections.all()][:2] == ["Why", "How"]
    assert [faq.question for faq in shown.faqs] == ["Does it hurt?", "How long does it take?"]
    assert shown.treatments == list(article.treatments.values_list("pk", flat=True))
    assert [Article.objects.count(), Section.objects.count(), FAQ.objects.count()] == stored


def test_put_back_the_text_is_as_it_was_and_the_standing_as_it_is(article):
    before = through_json(snapshots.snapshot_of(article))
    article.title, article.slug = "Pores, anew", "pores-anew"
    article.published_at = MONDAY
    article.save()
    article.sections.first().delete()
    article.treatments.clear()
    article.faqs.clear()

    snapshots.put_back(before, article)

    article = Article.objects.get()
    now = through_json(snapshots.snapshot_of(article))
    assert {**now, "fields": ...} == {**before, "fields": ...}
    assert (article.title, article.slug, article.published_at) == (
        "Pores, plainly",
        "pores-anew",
        MONDAY,
    )


def test_what_is_gone_by_now_is_left_out(article):
    content = through_json(snapshots.snapshot_of(article))
    article.delete()
    FAQ.objects.first().delete()
    type(article.concern).objects.all().delete()

    shown = snapshots.shown(content)

    assert shown.article.concern is None
    assert len(shown.faqs) == 2, "the words of a question are kept with the version"


def test_what_readers_saw_on_a_day_is_the_version_of_that_day(article):
    def version(kind, at, readable_from=None):
        return Version.objects.create(
            article=article,
            kind=kind,
            at=at,
            readable_from=readable_from,
            content=snapshots.snapshot_of(article),
        )

    first = version("released", MONDAY, MONDAY)
    version("proposed", MONDAY + A_DAY)
    second = version("released", MONDAY + 2 * A_DAY, MONDAY)
    version("withdrawn", MONDAY + 4 * A_DAY)
    planned = version("released", MONDAY + 5 * A_DAY, MONDAY + 7 * A_DAY)

    def at(days):
        return article.versions.all().at(MONDAY + days * A_DAY)

    assert [at(days) for days in (-1, 0, 1, 3, 4, 6, 8)] == [
        None,
        first,
        first,
        second,
        None,
        None,
        planned,
    ]


def test_the_same_sections_in_the_same_order_say_the_same_however_they_are_numbered():
    article = make_article(sections=[{"heading": "Why"}, {"heading": "How"}])
    before = snapshots.snapshot_of(article)

    Section.objects.filter(heading="How").update(position=7)
    assert snapshots.say_the_same(before, snapshots.snapshot_of(article))

    Section.objects.filter(heading="Why").update(position=9)
    assert not snapshots.say_the_same(before, snapshots.snapshot_of(article))
