"""The tools of content staff: they can do their work, and cannot break what every page stands
on.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.forms import FileInput, MultiWidget
from django.urls import reverse
from django.utils import timezone

from articles.models import FAQ, Article, ArticleFAQ, Rule, Section
from clinic.office.models import Office, OpeningHours, Practitioner, Treatment, TreatmentStep
from tests.articles.factories import (
    make_article,
    make_faq,
    make_picture,
    make_section,
    make_topic,
    make_treatment,
    tomorrow,
)
from tests.factories import make_concern

pytestmark = pytest.mark.django_db
LISTS = [
    "articles_article",
    "articles_faq",
    "articles_faqgroup",
    "articles_picture",
    "articles_topic",
    "clinic_closure",
    "clinic_concern",
    "clinic_office",
    "clinic_practitioner",
    "clinic_treatment",
]


def sent(response, **changes):
    """What a browser would send back of the form on a page, with `changes`."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    data = {}
    for field in (field for form in forms for field in form):
        value, widget = field.value(), field.field.widget
        if isinstance(widget, MultiWidget):
            for number, part in enumerate(widget.decompress(value)):
                data[f"{field.html_name}_{number}"] = part
        elif isinstance(value, list):
            data[field.html_name] = [getattr(one, "pk", one) for one in value]
        elif value is not False and not isinstance(
            widget, FileInput
        ):  # an unticked box sends nothing
            data[field.html_name] = value
    return {name: value for name, value in (data | changes).items() if value is not None}


def saved(client, address, **changes):
    """Send the form at `address` with `changes`; the errors shown, none if it was stored."""
    response = client.post(address, sent(client.get(address), **changes))
    if response.status_code == 302:
        return []
    return re.findall(
        r"<li>([^<]*)</li>",
        "".join(re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode())),
    )


@pytest.mark.parametrize("name", LISTS)
def test_every_list_and_every_form_opens(desk, office, name):
    make_faq(on=make_article(picture=make_picture()))
    make_treatment()
    make_concern()

    listed = desk.get(reverse(f"admin:{name}_changelist"))

    assert listed.status_code == 200
    assert "Acupunctury front desk" in listed.content.decode()
    assert "css/staff.css" in listed.content.decode()
    for row in listed.context["cl"].queryset[:1]:
        assert desk.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_no_more_for_more_rows(desk, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_faq(f"Question {number}?", on=make_article(f"Article {number}"))

    for name in ["articles_article", "articles_faq"]:
        with django_assert_max_num_queries(14):
            desk.get(reverse(f"admin:{name}_changelist"))


# ---- the office ----------------------------------------------------------------------------------
def test_there_is_one_office_and_it_stays(desk, office):
    assert desk.get(reverse("admin:clinic_office_add")).status_code == 403
    assert desk.get(reverse("admin:clinic_office_delete", args=[office.pk])).status_code == 403

    OpeningHours.objects.all().delete()
    Office.objects.all().delete()

    assert desk.get(reverse("admin:clinic_office_add")).status_code == 200


def test_what_staff_change_is_on_the_page_at_once(desk, office):
    address = reverse("admin:clinic_office_change", args=[office.pk])

    assert saved(desk, address, street="12 Main St", consultation_minutes="20") == []

    html = desk.get("/").content.decode()
    assert "12 Main St" in html
    assert "about 20 minutes" in html


def test_the_office_shows_its_hours_and_leads_to_where_they_are_changed(desk, office):
    form = desk.get(reverse("admin:clinic_office_change", args=[office.pk])).text

    assert "Monday to Saturday: 9:00 am to 5:00 pm<br>Sunday: Closed" in form
    assert "Monday: None<br>Tuesday to Saturday: 10:00 am to 4:00 pm<br>" in form
    assert f'href="{reverse("admin:bookings_consultation_every_week")}"' in form


def test_past_closures_do_not_crowd_the_office(desk, office):
    now = timezone.now()
    for days, reason in ((-30, "long over"), (30, "to come")):
        day = now + timedelta(days=days)
        office.closures.create(starts_at=day, ends_at=day + timedelta(hours=1), reason=reason)

    form = desk.get(reverse("admin:clinic_office_change", args=[office.pk])).content.decode()
    listed = desk.get(reverse("admin:clinic_closure_changelist")).content.decode()

    assert "to come" in form
    assert "long over" not in form
    assert "long over" in listed


def test_a_treatments_facts_come_both_or_neither(desk):
    treatment = make_treatment()
    address = reverse("admin:clinic_treatment_change", args=[treatment.pk])

    assert saved(desk, address, session_minutes_least="")
    assert saved(desk, address, cannot="") == [
        "Say what it cannot do beside what it may help with: fill in both, or neither."
    ]
    assert Treatment.objects.get().session_minutes_least == 30


def test_a_new_step_goes_to_the_end(desk):
    treatment = make_treatment()
    TreatmentStep.objects.create(treatment=treatment, title="First", text="x", position=1)
    address = reverse("admin:clinic_treatment_change", args=[treatment.pk])

    new = {
        "steps-TOTAL_FORMS": "2",
        "steps-1-treatment": treatment.pk,
        "steps-1-title": "Then",
        "steps-1-text": "y",
    }
    assert saved(desk, address, **new, **{"steps-1-position": "0"}) == []

    assert [step.title for step in treatment.steps.all()] == ["First", "Then"]


# ---- articles ------------------------------------------------------------------------------------
def test_an_article_is_written_as_a_draft_and_published_once_reviewed(desk, office):
    Rule.objects.bulk_create(Rule(check_name=check, is_on=False) for check in Rule.Check.values)
    topic = make_topic()
    Practitioner.objects.create(name="Ana Reyes", account=User.objects.get())
    add = reverse("admin:articles_article_add")
    draft = {
        "title": "Pores",
        "slug": "pores",
        "summary": "Plainly.",
        "topic": topic.pk,
        "plate": "sage",
        "sections-TOTAL_FORMS": "1",
        "sections-0-heading": "Why",
        "sections-0-body": "<p>Because <strong>so</strong>.<script>x</script></p>",
        "sections-0-position": "0",
    }
    assert saved(desk, add, **draft) == []
    article = Article.objects.get()
    assert article.sections.get().body == "<p>Because <strong>so</strong>.</p>"
    assert desk.get(article.get_absolute_url()).status_code == 200

    change = reverse("admin:articles_article_change", args=[article.pk])
    publish = reverse("admin:articles_article_publish", args=[article.pk])
    assert (
        "Nobody has signed that they reviewed it."
        in desk.post(publish, {"begins": "now", "revision": 1}).content.decode()
    )
    assert saved(desk, change, summary="Plainly said.") == []
    signed = {"begins": "now", "revision": 2, "signs": "on"}
    assert desk.post(publish, signed).status_code == 302

    desk.logout()
    assert desk.get(article.get_absolute_url()).status_code == 200


def test_times_are_typed_on_the_offices_clock(desk, office):
    Office.objects.update(time_zone="America/New_York")
    Rule.objects.bulk_create(Rule(check_name=check, is_on=False) for check in Rule.Check.values)
    faq = make_faq(published_at=None)
    address = reverse("admin:articles_faq_publish", args=[faq.pk])

    day = timezone.localdate().replace(month=7, day=1) + timedelta(days=366)
    desk.post(address, {"begins": "later", "day": day, "clock": "09:00", "revision": faq.revision})

    faq.refresh_from_db()
    assert faq.published_at.isoformat() == f"{day}T13:00:00+00:00"


def two_sections():
    article = make_article(sections=[], ways="One")
    first = make_section(article, heading="First", part="ways", drawing="series", position=1)
    second = make_section(article, heading="Second", position=2)
    return article, first, second


@pytest.mark.parametrize("forwards", [True, False])
def test_a_part_can_move_to_another_section_in_one_go(desk, forwards):
    article, first, second = two_sections()
    if not forwards:
        Section.objects.filter(pk=first.pk).update(position=3)
    address = reverse("admin:articles_article_change", args=[article.pk])
    here, there = ("0", "1") if forwards else ("1", "0")

    assert (
        saved(desk, address, **{f"sections-{here}-part": "", f"sections-{there}-part": "ways"})
        == []
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.part, second.part) == ("", "ways")
    assert first.drawing == "series"


def test_a_part_in_two_sections_is_refused_in_words(desk):
    article, _, second = two_sections()
    address = reverse("admin:articles_article_change", args=[article.pk])

    errors = saved(desk, address, **{"sections-1-part": "ways"})

    assert errors == [
        "The part “Ways it helps (numbered)” stands in two sections. Keep it in one of them."
    ]
    second.refresh_from_db()
    assert second.part == ""


def test_a_new_section_goes_to_the_end(desk):
    article, *_ = two_sections()
    address = reverse("admin:articles_article_change", args=[article.pk])

    new = {"sections-TOTAL_FORMS": "3", "sections-2-heading": "Third", "sections-2-position": "0"}
    assert saved(desk, address, **new, **{"sections-2-article": article.pk}) == []

    assert [section.heading for section in article.sections.all()] == ["First", "Second", "Third"]


def test_staff_see_what_is_draft_planned_and_published(desk):
    make_article("Out")
    make_article("Soon", published_at=tomorrow())
    make_article("Not yet", published_at=None)

    for state, title in (("published", "Out"), ("planned", "Soon"), ("draft", "Not yet")):
        listed = desk.get(reverse("admin:articles_article_changelist") + f"?state={state}").context[
            "cl"
        ]
        assert [article.title for article in listed.queryset] == [title]


def test_one_question_stands_on_many_articles(desk):
    faq = make_faq()
    for title in ("One", "Two"):
        ArticleFAQ.objects.create(article=make_article(title), faq=faq)

    listed = desk.get(reverse("admin:articles_faq_changelist"))

    assert listed.context["cl"].queryset.get().article_count == 2
    assert FAQ.objects.count() == 1


# ---- the policy ----------------------------------------------------------------------------------
def test_the_editor_alone_gets_a_nonce_and_its_style(desk):
    article = make_article()
    form = desk.get(reverse("admin:articles_article_change", args=[article.pk]))
    listed = desk.get(reverse("admin:articles_article_changelist"))

    policy = form["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    assert f'<script type="importmap" nonce="{nonce}">' in form.content.decode()
    assert "unsafe" not in policy
    assert "nonce" not in listed["Content-Security-Policy"]
    assert "sha256" not in listed["Content-Security-Policy"]


def test_the_nonce_is_never_the_same(desk):
    address = reverse("admin:articles_faq_add")

    assert (
        desk.get(address)["Content-Security-Policy"] != desk.get(address)["Content-Security-Policy"]
    )
