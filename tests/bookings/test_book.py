"""Asking for a consultation at /book/."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client

from articles.models import Article
from bookings.availability import iso
from bookings.forms import SLOT_GONE, SLOT_TAKEN
from bookings.models import Consultation, Hold, Notification
from clinic.office.models import Closure, Weekday
from tests.bookings.forms import answers
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]


def test_a_request_leads_to_the_patients_own_page(client, office):
    response = client.post("/book/", answers())

    consultation = Consultation.objects.get()
    assert response.status_code == 302
    assert response.url == consultation.get_absolute_url()
    assert consultation.starts_at == TUESDAY_AT_TWO
    assert consultation.email == "maya@example.com"


def test_the_second_door_needs_no_time(client, office):
    client.post(
        "/book/",
        answers(
            when="call",
            slot=None,
            reach_by="call",
            phone="(424) 555-0134",
            days=[Weekday.TUESDAY],
            parts=["morning"],
        ),
    )

    consultation = Consultation.objects.get()
    assert consultation.starts_at is None
    assert consultation.phone == "+14245550134"
    assert consultation.preferred_days == [Weekday.TUESDAY]
    assert not Hold.objects.exists()


def test_without_script_a_slot_left_chosen_is_ignored_at_the_second_door(client, office):
    client.post("/book/", answers(when="call"))

    assert Consultation.objects.get().starts_at is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"concern": None}, "Choose what you would like to talk about"),
        (
            {"concern": "nonsense"},
            "Select a valid choice. nonsense is not one of the available choices.",
        ),
        ({"slot": None}, "Choose a day and time, or choose “Any time”"),
        ({"first_name": " "}, "Enter your first name"),
        ({"first_name": "x" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"first_name": "Ma\0ya"}, "Null characters are not allowed."),
        ({"reach_by": None}, "Choose how we should contact you"),
        ({"reach_by": "call"}, "Enter a phone number, so that we can call you"),
        ({"reach_by": "text", "texts": "on"}, "Enter a phone number, so that we can text you"),
        (
            {"reach_by": "text", "phone": "4245550134"},
            "Tick the box so that we may text you, or choose call or e-mail",
        ),
        ({"email": None}, "Enter an email address, so that we can write to you"),
        ({"email": "maya@example"}, "Enter an email address in the format name@example.com"),
        (
            {"reach_by": "call", "phone": "12"},
            "Enter a phone number with its area code, for example (424) 555-0134",
        ),
        (
            {"adult": None},
            "Tick the box if you are 18 or older, or if a parent or guardian is asking with you",
        ),
        ({"contact": None}, "Tick the box so that we may contact you"),
        (
            {"form_key": "made-up"},
            "This page was changed on its way. Please check your answers and send it again.",
        ),
    ],
)
def test_what_needs_mending_is_said_and_nothing_is_stored(client, office, changes, error):
    response = client.post("/book/", answers(note="Mostly I wonder how long it takes.", **changes))

    assert response.status_code == 422
    assert [text for _, text in response.context["errors"]] == [error]
    assert "Mostly I wonder how long it takes." in response.text
    assert "<title>Error: " in response.text
    assert not Consultation.objects.exists()


def test_every_error_links_to_a_control_that_is_on_the_page(client, office):
    response = client.post("/book/", {})

    assert len(response.context["errors"]) >= 6
    for control, _ in response.context["errors"]:
        assert f'id="{control}"' in response.text


def test_a_taken_time_answers_409_with_the_three_nearest_and_every_word_kept(client, office):
    ask(office, starts_at=TUESDAY_AT_TWO)

    response = client.post("/book/", answers(first_name="Ines", note="Second in line"))

    assert response.status_code == 409
    assert [text for _, text in response.context["errors"]] == [SLOT_TAKEN]
    assert [text for _, text in response.context["nearest"]] == [
        "Tuesday, November 24, 1:00 pm Pacific time",
        "Tuesday, November 24, 1:30 pm Pacific time",
        "Tuesday, November 24, 2:30 pm Pacific time",
    ]
    assert "(424) 252-1210" in response.text
    assert 'value="Ines"' in response.text
    assert "Second in line" in response.text
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("why", "moment"),
    [
        ("off the grid", TUESDAY_AT_TWO + timedelta(minutes=1)),
        ("three in the morning", TUESDAY_AT_TWO + timedelta(hours=13)),
        ("the past", TUESDAY_AT_TWO - timedelta(days=7)),
        ("inside the notice", MONDAY + timedelta(hours=2)),
        ("beyond the horizon", TUESDAY_AT_TWO + timedelta(days=70)),
        ("a closed day", TUESDAY_AT_TWO + timedelta(days=6)),
        ("in a closure", TUESDAY_AT_TWO + timedelta(days=2)),
    ],
)
def test_a_time_that_is_not_on_offer_is_refused_even_from_a_hand_made_request(
    client, office, why, moment
):
    closed = TUESDAY_AT_TWO + timedelta(days=2)
    Closure.objects.create(office=office, starts_at=closed, ends_at=closed + timedelta(hours=1))

    response = client.post("/book/", answers(slot=iso(moment)))

    assert response.status_code == 422
    assert [text for _, text in response.context["errors"]] == [SLOT_GONE]
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "slot",
    [
        "tomorrow",
        "2026-11-24",
        "2026-11-24T22:00:00",
        "2026-13-45T99:00:00Z",
        "'\"<script>",
        "2026-11-24T22:00:00+20:00",  # PostgreSQL knows offsets up to fifteen hours
        "2026-11-24T22:00:00-23:59",
    ],
)
def test_a_time_that_cannot_be_read_is_refused(client, office, slot):
    response = client.post("/book/", answers(slot=slot))

    assert response.status_code == 422
    assert "<script>" not in response.text.split("</head>")[1]


def test_the_same_form_sent_again_lands_on_the_same_page(client, office):
    form = answers()

    first, second = client.post("/book/", form), client.post("/book/", form)

    assert second.status_code == 302
    assert first.url == second.url
    assert Consultation.objects.count() == 1
    assert Notification.objects.filter(audience="office", kind="received").count() == 1


def test_unknown_extra_fields_change_nothing(client, office):
    form = answers()

    first = client.post("/book/", form)
    second = client.post("/book/", form | {"status": "confirmed", "office": "7"})

    assert first.url == second.url
    assert Consultation.objects.get().status == "requested"


def test_the_same_form_with_other_content_says_so_and_loses_nothing(client, office):
    form = answers()
    client.post("/book/", form)

    response = client.post(
        "/book/", form | {"first_name": "Theo", "slot": iso(TUESDAY_AT_TWO + timedelta(hours=1))}
    )

    assert response.status_code == 409
    assert "This form was already sent once" in response.text
    assert Consultation.objects.get().reference in response.text
    assert 'value="Theo"' in response.text
    again = form | {
        "first_name": "Theo",
        "slot": iso(TUESDAY_AT_TWO + timedelta(hours=1)),
        "form_key": response.context["form"]["form_key"].value(),
    }
    assert client.post("/book/", again).status_code == 302
    assert Consultation.objects.count() == 2


def test_the_consents_are_kept_with_their_wording(client, office):
    client.post("/book/", answers(reach_by="text", phone="4245550134", texts="on"))

    given = {consent.kind: consent.wording for consent in Consultation.objects.get().consents.all()}
    assert given == {
        "adult": "I am 18 or older, or a parent or guardian is asking with me.",
        "contact": "Acupunctury may contact me about this request.",
        "texts": "You may text me about this request at this number.",
    }


def make_article(concern):
    from articles.models import Topic
    from clinic.office.models import Practitioner

    return Article.objects.create(
        title="Pores, plainly",
        slug="pores-plainly",
        summary="…",
        topic=Topic.objects.create(name="Skin", slug="skin"),
        concern=concern,
        reviewer=Practitioner.objects.create(name="Sample reviewer"),
        last_reviewed_day=MONDAY.date(),
        published_at=MONDAY - timedelta(days=3),
    )


def test_the_article_one_comes_from_chooses_the_concern_says_so_and_is_kept(client, office):
    article = make_article(make_concern())

    page = client.get("/book/?article=pores-plainly")
    client.post("/book/?article=pores-plainly", answers(keep_article="on"))

    assert page.context["form"]["concern"].value() == "pores"
    assert "You came from <b>Pores, plainly</b>" in page.text
    assert Consultation.objects.get().article == article


def test_the_article_can_be_left_out(client, office):
    make_article(make_concern())

    client.post("/book/?article=pores-plainly", answers(keep_article=None))

    assert Consultation.objects.get().article is None


@pytest.mark.parametrize(
    "query", ["article=unknown", "about=unknown", "article=%00", "article=<b>", "about=else"]
)
def test_unknown_origins_are_ignored(client, office, query):
    response = client.get(f"/book/?{query}")

    assert response.status_code == 200
    assert response.context["form"]["concern"].value() == ""


def test_a_draft_is_not_revealed_by_where_one_comes_from(client, office):
    article = make_article(make_concern())
    Article.objects.filter(pk=article.pk).update(published_at=None)

    assert "Pores, plainly" not in client.get("/book/?article=pores-plainly").text


def test_while_booking_is_off_no_time_is_offered_and_the_second_door_is_chosen(client, office):
    office.booking_off_until = (MONDAY + timedelta(days=10)).date()
    office.save()

    response = client.get("/book/")

    assert response.context["form"]["when"].value() == "call"
    assert "Times are offered online again from Thursday, December 3" in response.text
    assert 'name="slot"' not in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_booking_page_asks_at_most_eight_questions_of_the_database(
    client, django_assert_num_queries, office, rows
):
    make_article(make_concern())
    for number in range(rows):
        ask(office, starts_at=TUESDAY_AT_TWO + timedelta(minutes=30 * number))
        Closure.objects.create(
            office=office,
            starts_at=MONDAY + timedelta(days=9 + number),
            ends_at=MONDAY + timedelta(days=9 + number, hours=1),
        )

    with django_assert_num_queries(8):
        client.get("/book/?article=pores-plainly")


def test_the_booking_page_asks_one_question_while_hours_are_kept(
    client, django_assert_num_queries, office, kept_facts
):
    make_concern()
    client.get("/book/")

    with django_assert_num_queries(1):  # which times are held or blocked
        client.get("/book/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_request_asks_seventeen_statements_eight_of_them_while_others_wait(
    client, django_assert_num_queries, office, rows
):
    for number in range(rows):
        later = TUESDAY_AT_TWO + timedelta(minutes=30 * (number + 1))
        ask(office, starts_at=later, email=f"person{number}@example.com")

    with django_assert_num_queries(17 + 2) as asked:  # a savepoint stands for the transaction
        client.post("/book/", answers())

    statements = [query["sql"] for query in asked.captured_queries]
    locked = next(number for number, sql in enumerate(statements) if "FOR UPDATE" in sql)
    under_lock = [sql for sql in statements[locked:] if "SAVEPOINT" not in sql]
    assert len(under_lock) == 8
    assert Consultation.objects.filter(starts_at=TUESDAY_AT_TWO).exists()


def test_a_request_asks_twelve_statements_while_hours_are_kept(
    client, django_assert_num_queries, office, kept_facts
):
    make_concern()
    client.get("/book/")

    with django_assert_num_queries(12 + 2):
        client.post("/book/", answers())

    assert Consultation.objects.filter(starts_at=TUESDAY_AT_TWO).exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, office, method):
    response = getattr(client, method)("/book/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_the_page_is_never_kept_by_a_cache(client, office):
    assert "no-store" in client.get("/book/")["Cache-Control"]


def test_the_parts_drawn_once_follow_what_staff_change_and_where_one_came_from(client, office):
    lines = make_concern(slug="lines", name="Fine lines")

    def is_chosen(page, slug):
        return re.search(rf'<input[^>]*value="{slug}"[^>]*checked', page.text) is not None

    plain, about = client.get("/book/"), client.get("/book/?about=lines")
    lines.name = "Lines around the eyes"
    lines.save()
    renamed = client.get("/book/")

    assert [is_chosen(page, "lines") for page in (plain, about, renamed)] == [False, True, False]
    assert "Fine lines" in plain.text
    assert "Fine lines" not in renamed.text
    assert "Lines around the eyes" in renamed.text


def test_nobody_gets_a_part_that_was_drawn_with_somebody_elses_answers(client, office):
    client.get("/book/")
    sent = client.post("/book/", answers(first_name="Wilhelmina", email="", phone="(424) 555-0199"))
    after = client.get("/book/")

    assert sent.status_code == 422
    assert "Wilhelmina" in sent.text
    assert "Enter an email address, so that we can write to you" in sent.text
    assert "Wilhelmina" not in after.text
    assert "555-0199" not in after.text
    assert "Enter an email address, so that" not in after.text


def test_the_times_drawn_once_follow_every_change(client, office, monday):
    closure = Closure.objects.create(
        office=office,
        starts_at=MONDAY.replace(hour=0) + timedelta(days=2),
        ends_at=MONDAY.replace(hour=0) + timedelta(days=4),
        reason="Holiday",
    )

    before = client.get("/book/").text
    ask(office)
    closure.reason = "Painters"
    closure.save()
    after = client.get("/book/").text
    monday.shift(timedelta(days=7))
    next_week = client.get("/book/").text

    assert [iso(TUESDAY_AT_TWO) in page for page in (before, after)] == [True, False]
    assert ["Closed, Holiday" in page for page in (before, after)] == [True, False]
    assert "Closed, Painters" in after
    assert ["Next week" in page for page in (after, next_week)] == [True, True]
    assert "Tuesday <b>Nov 24</b>" in after
    assert "Tuesday <b>Nov 24</b>" not in next_week


def test_the_times_drawn_once_are_the_same_for_everybody_and_keep_nobodys_choice(client, office):
    def slots(page):
        return page.text.split('<fieldset class="slots"')[1].split("</fieldset>")[0]

    first = slots(client.get("/book/"))
    chosen = client.post("/book/", answers(first_name=None))
    strangers = slots(Client().get("/book/"))

    assert chosen.status_code == 422
    assert f'value="{iso(TUESDAY_AT_TWO)}" checked' in slots(chosen)
    assert strangers == first
    assert "checked" not in strangers


# ---- what is out of sight, and what is summed up -------------------------------------------------
FOLDED = "<summary>Anything we should know? <small>(optional)</small></summary>"


def test_what_may_stay_empty_is_folded_until_somebody_fills_it_in(client, office):
    untouched, emptied = client.get("/book/"), client.post("/book/", answers(adult=None, note=""))
    noted = client.post("/book/", answers(adult=None, note="Evenings are loud at mine."))
    ticked = client.post("/book/", answers(adult=None, answers=["acne"]))

    assert [FOLDED in page.text for page in (untouched, emptied, noted, ticked)] == [True] * 4
    unfolded = ['class="fold" open' in page.text for page in (untouched, emptied, noted, ticked)]
    assert unfolded == [False, False, True, True]


def summed_up(page):
    """The summary above the button, by field."""
    return dict(re.findall(r'<dd data-sum="(\w+)" data-none="[^>]+><span>(.*?)</span>', page.text))


def test_the_summary_above_the_button_says_what_the_server_knows(client, office):
    fresh = client.get("/book/?about=pores")
    again = client.post("/book/", answers(adult=None))
    by_call = client.post("/book/", answers(when="call", adult=None))

    none = "Not chosen yet"
    assert summed_up(fresh) == {"concern": "Visible pores", "slot": none, "reach_by": none}
    assert summed_up(again) == {
        "concern": "Visible pores",
        "slot": "Tuesday, November 24, 2:00 pm Pacific time",
        "reach_by": "Email",
    }
    assert summed_up(by_call)["slot"] == "We will contact you"
    before_button = again.text[: again.text.index("Send request</button>")]
    assert 'id="sums"' in before_button


def test_a_consent_to_texts_counts_only_where_text_is_chosen(client, office):
    """The box is out of sight then, so whoever ticked it and changed their mind need not find
    it.
    """
    client.post("/book/", answers(reach_by="call", phone="4245550134", texts="on"))

    given = Consultation.objects.get().consents.values_list("kind", flat=True)
    assert set(given) == {"adult", "contact"}


def test_the_consent_to_texts_stands_between_the_choice_and_the_number_unticked(client, office):
    page = client.get("/book/").text

    places = [page.index(f'id="{name}"') for name in ("id_reach_by_2", "id_texts", "id_phone")]
    assert places == sorted(places)
    assert "Needed only if you choose text" in page
    assert "checked" not in re.search(r"<input[^>]*id=\"id_texts\"[^>]*>", page).group()


# ---- any time ------------------------------------------------------------------------------------
def parts_offered(page):
    return re.findall(r'name="parts" (?:\w+="[^"]*" )*value="(\w+)"', page)


@pytest.mark.parametrize(
    ("hours", "parts"),
    [
        ([(10, 12)], ["morning"]),
        ([(10, 16)], ["morning", "afternoon"]),
        ([(12, 17)], ["afternoon"]),
        ([(10, 12), (16, 18)], ["morning", "afternoon", "evening"]),
        ([(17, 19)], ["evening"]),
    ],
)
def test_any_time_offers_the_parts_of_the_day_in_which_somebody_is_there(
    client, office, hours, parts
):
    office.consultation_hours.all().delete()
    for opens, closes in hours:
        office.consultation_hours.create(weekday=1, opens=time(opens), closes=time(closes))

    page = client.get("/book/").text

    assert sorted(parts_offered(page)) == sorted(parts)


def test_a_part_of_the_day_without_anybody_is_refused_with_every_word_kept(client, office):
    asked = answers(when="call", slot=None, parts=["evening"])

    response = client.post("/book/", asked)

    assert response.status_code == 422
    assert "Nobody is here at that part of the day. Choose another, or none" in response.text
    assert 'value="maya@example.com"' in response.text
    assert not Consultation.objects.exists()
