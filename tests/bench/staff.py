"""The pages of staff, asked by a front desk and by an owner who have signed in."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from articles.models import Article, Section, Topic
from bookings.models import Consultation, Feed, Status, secret_hash
from clinic.office.models import Practitioner, SecondFactor
from clinic.staff.roles import make_roles
from clinic.staff.second_factor import VERIFIED_BY, new_secret
from tests.bench.pages import HOST, Page, get, post

MARK, LIST_MARK, FEED_MARK, SAVE_MARK = 150, 200, 100, 500  # milliseconds
FEED_SECRET = "measured-and-nobody-elses"
SECTIONS = 30


def cookie_of(name: str, role: str) -> str:
    """The Cookie header of somebody in `role` who has shown both factors."""
    make_roles()
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.groups.set([Group.objects.get(name=role)])
    factor, _ = SecondFactor.objects.get_or_create(
        user=user, defaults={"secret": new_secret(), "last_step": 0}
    )
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    session = client.session
    session[VERIFIED_BY] = factor.pk
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def all_pages() -> list[Page]:
    """Everything of staff's that is measured, for the database that is now connected."""
    desk = {"Cookie": cookie_of("desk", "Front desk")}
    owner = {"Cookie": cookie_of("owner", "Owner")}
    listed = reverse("admin:bookings_consultation_changelist")
    last = Consultation.objects.filter(status=Status.COMPLETED).first()
    assert last is not None
    Feed.objects.get_or_create(
        secret_hash=secret_hash(FEED_SECRET),
        defaults={
            "user": User.objects.get(username="desk"),
            "name": "Phone",
            "made_at": timezone.now(),
        },
    )
    many = _article_of_many_sections()

    def page(name: str, limit: float | None, path: str, headers: dict[str, str] = desk) -> Page:
        return Page(name, limit, lambda: get(path, **headers))

    # Among few rows nobody has it.
    rare = "wilhelmina" if Consultation.objects.named("wilhelmina").exists() else last.first_name
    return [
        page("Desk, first page", MARK, reverse("admin:index")),
        page("Desk, week", MARK, reverse("admin:bookings_consultation_week")),
        page("Desk, list", LIST_MARK, listed),
        Page("Desk, find by name", LIST_MARK, lambda: _sought(rare, desk), 302),
        Page("Desk, find by phone", LIST_MARK, lambda: _sought(last.phone, desk), 302),
        Page("Desk, find by four digits", LIST_MARK, lambda: _sought(last.phone[-4:], desk), 302),
        page("Desk, list, completed", LIST_MARK, f"{listed}?status__exact=completed"),
        page(
            "Desk, one consultation",
            None,
            reverse("admin:bookings_consultation_change", args=[last.pk]),
        ),
        page("Desk, numbers", None, reverse("admin:bookings_consultation_numbers")),
        page("Calendar feed", FEED_MARK, f"/calendar/{FEED_SECRET}.ics", {}),
        page(
            "Staff, list of articles",
            LIST_MARK,
            reverse("admin:articles_article_changelist"),
            owner,
        ),
        page(f"Staff, an article of {SECTIONS} sections", None, _address(many), owner),
        Page(f"Staff, saving {SECTIONS} sections", SAVE_MARK, lambda: _changed(many, owner), 302),
    ]


def _article_of_many_sections() -> Article:
    reviewer, topic = Practitioner.objects.first(), Topic.objects.first()
    assert topic is not None
    many, is_new = Article.objects.get_or_create(
        slug="many-sections",
        defaults={
            "title": "Many sections",
            "summary": "All that can be said.",
            "topic": topic,
            "reviewer": reviewer,
            "last_reviewed_day": timezone.now().date(),
            "published_at": timezone.now() - timedelta(days=1),
        },
    )
    if is_new:
        text = "<p>" + "The skin takes its time, and so do we. " * 12 + "</p>"
        for position in range(SECTIONS):
            Section.objects.create(
                article=many, heading=f"Part {position}", body=text, position=position
            )
    return many


def _address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _changed(article: Article, headers: dict[str, str]) -> dict[str, Any]:
    """The article's form as the page shows it, with another word in every section, sent back."""
    client = Client(SERVER_NAME=HOST, headers=headers)
    response = client.get(_address(article), secure=True)
    token = response.cookies[settings.CSRF_COOKIE_NAME].value
    filled = FieldsOf(response.text, f"{Article._meta.model_name}_form").values
    for name in filled:
        if name.startswith("sections-") and name.endswith("-body"):
            filled[name] = [filled[name][0] + "<p>And so on.</p>"]
    cookie = f"{headers['Cookie']}; {settings.CSRF_COOKIE_NAME}={token}"
    return post(_address(article), filled | {"csrfmiddlewaretoken": [token]}, Cookie=cookie)


def _sought(person: str, headers: dict[str, str]) -> dict[str, Any]:
    """The search box of the desk, sent with a token as its page has one."""
    token = get_random_string(32)
    cookie = f"{headers['Cookie']}; {settings.CSRF_COOKIE_NAME}={token}"
    path = reverse("admin:bookings_consultation_find")
    return post(path, {"person": person, "csrfmiddlewaretoken": token}, Cookie=cookie)


class FieldsOf(HTMLParser):
    """The names and values that a browser would send of one form of a page."""

    def __init__(self, html: str, form_id: str) -> None:
        super().__init__()
        self.form_id, self.values = form_id, dict[str, list[str]]()
        self.is_inside, self.select, self.text = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self.is_inside = said.get("id") == self.form_id
        elif not self.is_inside:
            return
        elif tag == "input" and name and said.get("type") not in ("file", "submit", "button"):
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                is_bare = "checked" in said and "value" not in said
                self.values.setdefault(name, []).append("on" if is_bare else value)
        elif tag == "textarea":
            self.text = name
            self.values[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in said and self.select:
            self.values.setdefault(self.select, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text:
            # The first line break belongs to the markup, not to the text.
            self.values[self.text][0] = self.values[self.text][0].removeprefix("\n")
            self.text = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside and self.text:
            self.values[self.text][0] += data
