"""Table of the words that the clinic may put in its own way: page by page, with what the site says.

The site's words stand here and nowhere else, in English; those in other languages are in the
catalogs. A row of `PageWords` is there only where the clinic
says something else. What law or a promise needs is not in this table: the pages on privacy and
accessibility themselves, consents, disclaimers, what “complimentary” means, 911, mails.
"""

from dataclasses import dataclass, field, replace
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic import languages
from clinic.office.page_words.placeholders import OF_THE_OFFICE, OF_THE_TREATMENT


class Kind(Enum):
    """How a text is written, and so how it is drawn."""

    LINE = "line"  # a heading, a link's or a button's words: no line break, no link
    TEXT = "text"  # one paragraph, in which placeholders may be links
    PARAGRAPHS = "paragraphs"  # several, with an empty line in between
    RICH = "rich"  # a note of the clinic's own: paragraphs, lists, links


ROOM = 1.4  # what a text in a further language may be longer
LONGEST = {Kind.LINE: 120, Kind.TEXT: 600, Kind.PARAGRAPHS: 2000, Kind.RICH: 6000}


@dataclass(frozen=True)
class Words:
    """One text: by what it is known, how staff find it, and what the site says by itself."""

    key: str
    label: str
    text: str | Promise
    kind: Kind = Kind.TEXT
    part: str = ""  # the heading under which it stands on its page of the admin
    knows: tuple[str, ...] = ()  # placeholders
    needs: tuple[str, ...] = ()  # those without which a reader would have no way on
    instead: str = ""  # the key of what is said while a fact of this one is not known
    longest: int = field(default=0)
    language: str = languages.ENGLISH

    @property
    def most(self) -> int:
        most = self.longest or LONGEST[self.kind]
        return most if self.language == languages.ENGLISH else int(most * ROOM)

    @property
    def default(self) -> str:
        """What the site says by itself."""
        if self.language == languages.current():
            return str(self.text)
        with languages.speaking(self.language):
            return str(self.text)

    @property
    def in_english(self) -> str:
        """The key of the same text in English."""
        if self.language == languages.ENGLISH:
            return self.key
        return self.key.removeprefix(f"{self.language}.")

    def in_language(self, code: str) -> "Words":
        instead = key_in(code, self.instead) if self.instead else ""
        return replace(self, key=key_in(code, self.key), instead=instead, language=code)


@dataclass(frozen=True)
class Page:
    """Texts that are changed together."""

    slug: str
    title: str
    about: str
    words: tuple[Words, ...]
    language: str = languages.ENGLISH

    def in_language(self, code: str) -> "Page":
        """The same page in a further language. It has a name, keys and versions of its own, which
        the last release passes over: it would show Spanish words to English readers.
        """
        return replace(
            self,
            slug=f"{self.slug}-{code}",
            title=f"{self.title}, in {languages.LANGUAGES[code].in_english}",
            words=tuple(words.in_language(code) for words in self.words),
            language=code,
        )


def key_in(code: str, key: str) -> str:
    """By what a text is known in a language: "home.title", and "es.home.title"."""
    return key if code == languages.ENGLISH else f"{code}.{key}"


_AT_HOME = (*OF_THE_OFFICE, *OF_THE_TREATMENT)
_BUTTON = 40
_BESIDE = (30, 140)  # heading and text beside the drawing, above its line


def _line(key: str, label: str, default: str | Promise, part: str, longest: int = 0) -> Words:
    knows = () if longest == _BUTTON else OF_THE_OFFICE
    return Words(key, label, default, Kind.LINE, part, knows, longest=longest)


def _at_home(
    key: str, label: str, default: str | Promise, part: str, instead: str = "", longest: int = 0
) -> Words:
    knows = _AT_HOME
    return Words(key, label, default, Kind.TEXT, part, knows, instead=instead, longest=longest)


_FIRST, _HONEST = "First screen", "The honest question"
_ORDER, _WHOLE, _ON = "What happens, in order", "The rest of you", "Reading and questions"
HOME = Page(
    "home",
    "Home",
    "What the first page says, from top to bottom. Drawings keep their captions.",
    (
        _line("home.title", "Heading", _("Patient work for living skin."), _FIRST, _BESIDE[0]),
        _at_home(
            "home.lead",
            "Below it",
            _(
                "Holistic microneedling with body acupuncture, in a small clinic in {city}. We"
                " begin with a conversation, and it is complimentary."
            ),
            _FIRST,
            longest=_BESIDE[1],
        ),
        _line("home.how_link", "Link to the treatment", _("How it works"), _FIRST, _BUTTON),
        _line("home.question", "Question", _("Can microneedling shrink pores?"), _HONEST),
        _line("home.answer", "Answer", _("Not literally, and we would rather say so."), _HONEST),
        _at_home(
            "home.because",
            "Why",
            _(
                "Pore size is mostly inherited. How much a pore stands out depends on the collagen"
                " and elastin around it, and those may be encouraged to rebuild."
            ),
            _HONEST,
        ),
        _line(
            "home.answer_link", "Link to the article", _("Read the whole answer"), _HONEST, _BUTTON
        ),
        _line("home.order", "Heading", _("What happens, in order"), _ORDER),
        _line("home.talk_title", "First", _("We talk"), _ORDER),
        _at_home(
            "home.talk",
            "What happens first",
            _(
                "You tell us about your skin and your health. We look, we listen, and we say"
                " plainly whether microneedling is a good idea for you."
            ),
            _ORDER,
        ),
        _line("home.work_title", "Second", _("You rest while we work"), _ORDER),
        _at_home(
            "home.work",
            "What happens then",
            _(
                "Gentle cleansing, a numbing gel if you want it, then fine needles in small"
                " sections. Microneedling takes about {session_takes}. Body acupuncture belongs to"
                " the treatment; ask us when in your visit it comes."
            ),
            _ORDER,
        ),
        _line("home.rest_title", "Third", _("Your skin does the rest"), _ORDER),
        _at_home(
            "home.pink",
            "What happens afterwards",
            _("Pink for {stays_pink}, then weeks of quiet rebuilding."),
            _ORDER,
            instead="home.rebuilding",
        ),
        _at_home(
            "home.rebuilding",
            "The same, as long as its treatment does not say how long skin stays pink",
            _("Weeks of quiet rebuilding."),
            _ORDER,
        ),
        _at_home(
            "home.series",
            "How many, and how far apart",
            _("Many people plan {takes_sessions}, {time_between} apart."),
            _ORDER,
        ),
        Words(
            "home.about_link",
            "Link to the treatment",
            _("About {treatment}"),
            Kind.LINE,
            _ORDER,
            ("treatment",),
            longest=60,
        ),
        _line("home.whole", "Heading", _("Skin belongs to the rest of you."), _WHOLE),
        Words(
            "home.whole_text",
            "Text",
            _(
                "We think of skin health as a matter of the whole body. So we do not treat the face"
                " as if it were on its own.\n\nHolistic Microneedling comes with body acupuncture,"
                " meant for internal imbalance and to calm the nervous system, and with careful"
                " preparation, aftercare and time to heal. We would rather see skin calm and"
                " resilient than over-treated."
            ),
            Kind.PARAGRAPHS,
            _WHOLE,
            _AT_HOME,
        ),
        _line("home.read", "Heading above the articles", _("Read before you decide"), _ON),
        _line("home.read_link", "Link to all articles", _("All articles"), _ON, _BUTTON),
        _line("home.ask", "Heading above the questions", _("Things people ask"), _ON),
        _line("home.ask_link", "Link to all questions", _("All questions"), _ON, _BUTTON),
    ),
)
ABOUT = Page(
    "about",
    "About us",
    "What stands above the people. They themselves are kept under Practitioners, with their"
    " licenses.",
    (
        _line("about.title", "Heading", _("Who you will meet"), "Top of the page"),
        Words(
            "about.lead",
            "Below it",
            _("The people who treat at {name}, each with the license they hold."),
            Kind.TEXT,
            "Top of the page",
            OF_THE_OFFICE,
        ),
    ),
)
_BUTTONS, _END = "Buttons", "The band at the end of most pages"
INVITATION = Page(
    "invitation",
    "Invitation",
    "What invites people to a consultation, on every page that does. An article whose concern has"
    " an invitation of its own keeps that.",
    (
        _line(
            "invitation.book",
            "While times are offered",
            _("Book a consultation"),
            _BUTTONS,
            _BUTTON,
        ),
        _line(
            "invitation.ask", "While booking is off", _("Ask for a consultation"), _BUTTONS, _BUTTON
        ),
        _line("closing.title", "Heading", _("Come and talk it through."), _END),
        Words(
            "closing.lead",
            "Below it",
            _(
                "A consultation is complimentary. Bring your questions; leave with a plan, or"
                " simply with answers."
            ),
            Kind.TEXT,
            _END,
            OF_THE_OFFICE,
        ),
        _line("closing.text", "Button for a text message", _("Text us"), _END, _BUTTON),
    ),
)
_NONE, _NOT_FOUND, _QUESTIONS, _MISSING = (
    "Articles, as long as there is none",
    "A search that finds nothing",
    "Questions",
    "Page not found",
)
EMPTY = Page(
    "empty",
    "Where nothing is found",
    "What people read where there is nothing else to read. Each keeps a way on: a link or the"
    " phone.",
    (
        _line("articles.none", "Heading", _("Nothing is published yet"), _NONE),
        Words(
            "articles.none_text",
            "Below it",
            _("Look through the {questions}, or {text_us} and we will reply."),
            Kind.TEXT,
            _NONE,
            (*OF_THE_OFFICE, "questions", "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        _line("search.nothing", "Heading", _("We may still be able to answer"), _NOT_FOUND),
        Words(
            "search.nothing_text",
            "Below it",
            _("{ask_a_question}, {text_us}, call {phone}, or {ask_in_a_consultation}."),
            Kind.TEXT,
            _NOT_FOUND,
            (*OF_THE_OFFICE, "questions", "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        Words(
            "questions.missed",
            "Below all questions",
            _("Did we miss yours? {ask_a_question}, {text_us}, or {ask_in_a_consultation}."),
            Kind.TEXT,
            _QUESTIONS,
            (*OF_THE_OFFICE, "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        _line(
            "questions.none",
            "As long as there is none",
            _("We may still be able to answer"),
            _QUESTIONS,
        ),
        Words(
            "questions.none_text",
            "Below that",
            _("{ask_a_question}, {text_us}, call {phone}, or {ask_in_a_consultation}."),
            Kind.TEXT,
            _QUESTIONS,
            (*OF_THE_OFFICE, "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("phone",),
        ),
        _line("missing.title", "Heading", _("This page has wandered off"), _MISSING),
        Words(
            "missing.lead",
            "Below it",
            _("The address may have changed, or have been typed differently."),
            Kind.TEXT,
            _MISSING,
            OF_THE_OFFICE,
        ),
        Words(
            "missing.request",
            "For whoever looks for their consultation",
            _(
                "Looking for your consultation? Open the link in your mail again, let us"
                " {find_your_request}, or call or text {phone}."
            ),
            Kind.TEXT,
            _MISSING,
            (*OF_THE_OFFICE, "text_us", "find_your_request"),
            ("find_your_request", "phone"),
        ),
    ),
)


def _note(key: str, page: str) -> Words:
    return Words(f"note.{key}", f"Your note on {page}", "", Kind.RICH, page, OF_THE_OFFICE)


NOTES = Page(
    "notes",
    "Notes",
    "A note of your own on three pages that are otherwise the same for every clinic. It stands"
    " apart, under “A note from the clinic”, and takes nothing of the page away.",
    (
        _note("privacy", "Privacy"),
        _note("accessibility", "Accessibility"),
        _note("visit", "Visit us"),
    ),
)
_IN_ENGLISH = (HOME, ABOUT, INVITATION, EMPTY, NOTES)
_TRANSLATED = (page.in_language(code) for code in languages.TRANSLATED for page in _IN_ENGLISH)
PAGES = {page.slug: page for page in (*_IN_ENGLISH, *_TRANSLATED)}
WORDS = {words.key: words for page in PAGES.values() for words in page.words}
