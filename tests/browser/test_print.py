"""What is printed: all of it is on the sheet, nothing to press, black on white; a week and a day on
one sheet each.
"""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from bookings import availability, blocks, lifecycle
from bookings.models import Consultation
from clinic.office import sample
from clinic.office.hours import monday_of
from clinic.office.models import MailWorker, Weekday
from tests.articles.factories import make_faq
from tests.factories import ask, make_concern, make_office

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password for one test"
SHEET = {"width": 720, "height": 960}  # 8.5 × 11 inches, half an inch of margin on each side
DESK = "/admin/bookings/consultation/"
# What sticks out of the sheet, or is cut by a box of its own, and what could only be pressed.
FAULTS = """width => {
  const seen = [...document.body.querySelectorAll('*')].filter(each =>
    each.checkVisibility({visibilityProperty: true}) && !each.closest('.visually-hidden, svg'));
  const named = each => `${each.tagName} ${each.className} "${each.textContent.trim().slice(0, 30)}"`;
  return {
    outside: seen.filter(each => each.getBoundingClientRect().right > width + 1).map(named),
    cut: seen.filter(each => getComputedStyle(each).overflowX !== 'visible'
      && each.scrollWidth > each.clientWidth + 1).map(named),
    pressed: seen.filter(each => each.matches('button, [type=submit], .btn')).map(named),
    pale: seen.filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())
      && Math.max(...getComputedStyle(each).color.match(/[0-9.]+/g).slice(0, 3)) > 130).map(named),
  };
}"""
SOUND = {"outside": [], "cut": [], "pressed": [], "pale": []}


@pytest.fixture
def office(live_server, settings):
    settings.SITE_URL = live_server.url
    MailWorker.beat(now=timezone.now())
    office = make_office()
    for weekday in (
        Weekday.MONDAY,
        Weekday.SUNDAY,
    ):  # on every day of the week, as the widest week has it
        office.consultation_hours.create(weekday=weekday, opens=time(10), closes=time(12))
    return office


@pytest.fixture
def confirmed(office):
    """Somebody who comes next week, with somebody who waits and a time that is blocked in the same
    week.
    """
    now, desk = timezone.now(), User.objects.create_superuser("desk", password=PASSWORD)
    free = [each.starts_at for each in availability.offer(office, now=now).slots]
    monday = monday_of(office.local_day(now)) + timedelta(days=7)
    free = [each for each in free if monday_of(office.local_day(each)) == monday]
    ask(office, starts_at=free[1], now=now, email="alex@example.com", last_name="W" * 40)
    blocks.block(office, free[2], free[3], note="a long note for the office", by=desk, now=now)
    asked = ask(office, starts_at=free[0], now=now)
    return lifecycle.confirm(asked, by=desk, now=now)


@pytest.fixture
def sheet(open_page):
    """A page as it lies on paper, opened by somebody who works in the dark theme."""
    page = open_page(viewport=SHEET, color_scheme="dark")
    page.emulate_media(media="print")
    return page


def test_the_desks_pages_are_whole_on_paper(sheet, office, confirmed):
    day = office.local_day(confirmed.starts_at)
    sheet.goto(f"/admin/login/?next={DESK}week/?week={day}")
    sheet.get_by_label("Username").fill("desk")
    sheet.get_by_label("Password").fill(PASSWORD)
    sheet.get_by_label("Password").press("Enter")
    sheet.wait_for_url("**/week/**")
    faults = {}
    here = [f"week/?week={day}", f"day-sheet/?day={day}", "numbers/", "", f"{confirmed.pk}/change/"]
    for address in [*(DESK + each for each in here), "/admin/"]:
        sheet.goto(address)
        faults[address] = sheet.evaluate(FAULTS, SHEET["width"])
        if "/week/" in address:
            days = sheet.get_by_role("columnheader").all_inner_texts()
            boxes = [each.bounding_box() for each in sheet.get_by_role("columnheader").all()]

    assert faults == dict.fromkeys(faults, SOUND)
    assert [each[:3].upper() for each in days] == [
        "TIM",
        "MON",
        "TUE",
        "WED",
        "THU",
        "FRI",
        "SAT",
        "SUN",
    ]
    assert max(box["x"] + box["width"] for box in boxes) <= SHEET["width"]
    assert min(box["width"] for box in boxes) >= 48  # half an inch, in which a name can be read


def test_a_full_week_and_a_full_day_are_one_sheet_each_whatever_the_paper(sheet, office):
    """As the sample's hours lay it out, every time taken; also with text across all of the width."""
    office.consultation_hours.all().delete()
    for row in sample.CONSULTATION_HOURS:
        office.consultation_hours.create(**row)
    now = timezone.now()
    User.objects.create_superuser("desk", password=PASSWORD)
    office.horizon_days = 20
    office.save()
    monday = monday_of(office.local_day(now)) + timedelta(days=7)
    concern = make_concern(name="Acupuncture for general wellbeing", slug="acupuncture")
    for number, slot in enumerate(availability.offer(office, now=now).slots):
        if monday_of(office.local_day(slot.starts_at)) == monday:
            Consultation.objects.create(
                **{"office": office, "concern": concern, "first_name": "Bartholomew"},
                **{"last_name": "X", "phone": "+14245550134", "reach_by": "call"},
                **{"status": "confirmed", "starts_at": slot.starts_at, "ends_at": slot.ends_at},
                **{"form_key": uuid4(), "form_digest": "0" * 64},
                **{"asked_at": now, "reply_by": now, "reference": f"K{number:05}"},
            )
    day = monday + timedelta(days=1)
    sheet.goto(f"/admin/login/?next={DESK}week/?week={day}")
    sheet.get_by_label("Username").fill("desk")
    sheet.get_by_label("Password").fill(PASSWORD)
    sheet.get_by_label("Password").press("Enter")
    sheet.wait_for_url("**/week/**")

    pages, widths = {}, []
    every = [("Letter", False), ("Letter", True), ("A4", False), ("A4", True)]
    for address, papers in ((f"week/?week={day}", every), (f"day-sheet/?day={day}", every[::3])):
        sheet.goto(DESK + address)
        expect(sheet.get_by_text("Bartholomew X.").first).to_be_visible()
        for paper, across in papers:
            printed = sheet.pdf(format=paper, landscape=across)
            pages[address[:4], paper, across] = printed.count(b"/Type /Page\n")
        sheet.set_viewport_size({"width": 960, "height": 720})  # across: wider than a tablet
        table = sheet.locator(".acu table").bounding_box()
        widths.append(960 - table["width"])
        assert sheet.evaluate(FAULTS, 960) == SOUND

    assert pages == dict.fromkeys(pages, 1)
    assert max(widths) < 60  # no room is kept for the folded menu


def test_a_patients_page_is_whole_on_paper(sheet, confirmed):
    sheet.goto(confirmed.get_absolute_url())

    assert sheet.evaluate(FAULTS, SHEET["width"]) == SOUND
    expect(sheet.get_by_text(confirmed.reference).first).to_be_visible()


# ---- articles ------------------------------------------------------------------------------------
LONGEST = "microneedling-and-pores"
SEEN = """() => {
  const seen = [...document.body.querySelectorAll('body *')]
    .filter(each => each.checkVisibility({visibilityProperty: true}));
  const of = selector => seen.filter(each => each.matches(selector));
  return {
    headings: of('h1, h2').map(each => each.textContent.trim()),
    answers: of('.faq details > div').length,
    reviewed: of('.byline').map(each => each.textContent.replace(/\\s+/g, ' ').trim()),
    addresses: of('.print-only').map(each => each.textContent.trim()),
    invites: of('.invites, .toc, .site-footer, .band-deep, .nav, .btn, form').length,
  };
}"""


def test_an_article_is_short_and_whole_on_paper(open_page, live_server, settings):
    """Its answers are unfolded, without script, and nothing on it invites or leads elsewhere."""
    settings.SITE_URL = live_server.url
    call_command("load_sample")
    article = Article.objects.get(slug=LONGEST)
    questions = article.faqs.count()
    page = open_page(viewport=SHEET, color_scheme="dark", java_script_enabled=False)
    page.goto(article.get_absolute_url())
    before = page.evaluate(SEEN)
    page.emulate_media(media="print")
    seen = page.evaluate(SEEN)
    pages = len(re.findall(rb"/Type */Page\b", page.pdf(format="Letter")))

    assert page.evaluate(FAULTS, SHEET["width"]) == SOUND
    assert 1 < pages <= 5
    assert questions == seen["answers"] > before["answers"] == 0
    headings = [section.heading for section in article.sections.all()]
    assert seen["headings"] == [article.title, *headings, "Common questions"]
    assert seen["invites"] == 0 < before["invites"]
    assert ["Reviewed by" in said and "Last reviewed" in said for said in seen["reviewed"]] == [
        True
    ]
    assert [said.count(live_server.url) for said in seen["addresses"]] == [1]
    assert seen["addresses"][0].endswith(f"{live_server.url}{article.get_absolute_url()}")


def test_answers_are_unfolded_for_a_printer_and_folded_again(open_page, live_server):
    make_office()
    make_faq("Does it hurt?")
    page = open_page(viewport=SHEET)
    page.goto("/questions/")
    answer = page.locator(".faq details").first
    opened = "each => each.open"

    states = [answer.evaluate(opened)]
    for moment in ("beforeprint", "afterprint"):
        page.evaluate("moment => dispatchEvent(new Event(moment))", moment)
        states.append(answer.evaluate(opened))

    assert states == [False, True, False]
