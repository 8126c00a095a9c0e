"""Page texts: treatments, Visit us and the other pages, as the search has them, from facts.

They are few, so they are made in memory and kept while their tables do not change. What staff say
on a page in the clinic's own words is of `page_words`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.search.texts import Kind, Passage, Text, both_sides, passage
from clinic import languages
from clinic.changes.content_version import MOMENT, content
from clinic.office import facts, formats, page_words, translations
from clinic.office.models import (
    Closure,
    Office,
    OpeningHours,
    PageWords,
    Practitioner,
    Translation,
    Treatment,
    TreatmentStep,
)

TABLES: list[type[Model]] = [
    *(Closure, Office, OpeningHours, PageWords, Practitioner, Translation, Treatment),
    TreatmentStep,
]


def pages() -> list[Text]:
    """All of them, in the order in which they are found where all else is equal."""
    return content.fact(
        f"pages that are searched {languages.current()}",
        lambda: _with_page_words([text for provider in PROVIDERS for text in provider()]),
        of=[MOMENT, *(model._meta.db_table for model in TABLES)],
    )


def treatments() -> Iterator[Text]:
    for treatment in map(facts.shown, Treatment.objects.prefetch_related("steps")):
        known = [f"{name}: {value}." for name, value in treatment.facts]
        price = [treatment.price_said, treatment.price_includes_said]
        days = [treatment.same_day, treatment.next_day, treatment.redness_fades]
        days += [treatment.following_days, treatment.after_that]
        visit = [f"{step.title}. {step.text}" for step in treatment.visit]
        passages = [
            passage("", [treatment.lead, *known]),
            passage(_("What it is"), [treatment.what_it_is]),
            passage(_("Your visit"), visit),
            passage(_("Price") if any(price) else "", price),
            passage(_("The days after") if any(days) else "", days),
            both_sides(treatment.may_help, treatment.cannot),
            passage("", [treatment.authorized_use]),
            passage(_("When we would say “not yet”"), [treatment.not_yet]),
        ]
        yield _text(
            Kind.TREATMENTS,
            treatment.name,
            treatment.get_absolute_url(),
            [*filter(_says, passages)],
        )


def visit() -> Iterator[Text]:
    office = facts.office_with_hours()
    hours = [
        f"{days}: {times}." for days, times in formats.weekly(translations.opening_hours(office))
    ]
    if office.hours_are_samples:
        hours.insert(0, _("Sample hours, set before launch."))
    address = _("{clinic} is at {address}. Call or text {phone}.").format(
        clinic=office.name, address=office.address, phone=office.phone.as_national
    )
    yield _text(
        Kind.PAGES,
        _("Visit us"),
        reverse("office:visit"),
        [
            passage(_("Address and directions"), [address]),
            passage(_("Hours"), hours),
            passage(_("Parking and access"), [office.parking, office.access]),
        ],
    )


def about() -> Iterator[Text]:
    office = facts.office()
    if not office.shows_people:
        return
    people = [
        passage(person.name, [person.credential, person.about], f"person-{person.pk}")
        for person in map(facts.shown, Practitioner.objects.published())
    ]
    yield _text(Kind.PAGES, _("Who you will meet"), reverse("office:about"), people)


def fixed() -> Iterator[Text]:
    """Pages whose words stand in templates: what each is for, in the words that people look for."""
    for name, title, words in [
        (
            "bookings:book",
            _("Book a consultation"),
            _(
                "Ask for a complimentary consultation, an appointment to talk: choose a free time,"
                " or ask to be called, texted or written to."
            ),
        ),
        (
            "bookings:find",
            _("Find my request"),
            _(
                "Lost the link to your consultation? Have it mailed again, to move or cancel your"
                " appointment."
            ),
        ),
        (
            "office:privacy",
            _("Privacy"),
            _(
                "What we keep when you ask for a consultation, why, for how long, and how to see,"
                " correct or erase it. Reading sets no cookies."
            ),
        ),
        (
            "office:accessibility",
            _("Accessibility"),
            _(
                "How this site is made to work for everyone, by keyboard and with a screen reader,"
                " and how to book by phone or text."
            ),
        ),
    ]:
        yield _text(Kind.PAGES, title, reverse(name), [passage("", [words])])


PROVIDERS: list[Callable[[], Iterator[Text]]] = [treatments, visit, about, fixed]


def _with_page_words(texts: list[Text]) -> list[Text]:
    """`texts`, each with what its page says beside, and the pages that say nothing else."""
    said = {page.url: page for page in page_words.texts_of_pages(facts.office())}
    found = []
    for text in texts:
        page = said.pop(text.address, None)
        more = (passage("", [page.text]),) if page else ()
        found.append(replace(text, passages=(*text.passages, *more)))
    return found + [
        _text(Kind.PAGES, page.title, page.url, [passage("", [page.text])])
        for page in said.values()
    ]


def _text(kind: Kind, title: str, address: str, passages: list[Passage]) -> Text:
    return Text(kind, address, title, address, tuple(passages), languages.current())


def _says(passage: Passage) -> bool:
    return bool(passage.lines)
