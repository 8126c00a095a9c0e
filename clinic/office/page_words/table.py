"""Table of the words that the clinic may put in its own way: page by page, with what the site says.

The site's words stand here and nowhere else. A row of `PageWords` is there only where the clinic
says something else. What law or a promise needs is not in this table: the pages on privacy and
accessibility themselves, consents, disclaimers, what “complimentary” means, 911, mails.
"""

from dataclasses import dataclass, field
from enum import Enum

from clinic.office.page_words.placeholders import OF_THE_OFFICE, OF_THE_TREATMENT


class Kind(Enum):
    """How a text is written, and so how it is drawn."""

    LINE = "line"  # a heading, a link's or a button's words: no line break, no link
    TEXT = "text"  # one paragraph, in which placeholders may be links
    PARAGRAPHS = "paragraphs"  # several, with an empty line in between
    RICH = "rich"  # a note of the clinic's own: paragraphs, lists, links


LONGEST = {Kind.LINE: 120, Kind.TEXT: 600, Kind.PARAGRAPHS: 2000, Kind.RICH: 6000}


@dataclass(frozen=True)
class Words:
    """One text: by what it is known, how staff find it, and what the site says by itself."""

    key: str
    label: str
    default: str
    kind: Kind = Kind.TEXT
    part: str = ""  # the heading under which it stands on its page of the admin
    knows: tuple[str, ...] = ()  # placeholders
    needs: tuple[str, ...] = ()  # those without which a reader would have no way on
    instead: str = ""  # the key of what is said while a fact of this one is not known
    longest: int = field(default=0)

    @property
    def most(self) -> int:
        return self.longest or LONGEST[self.kind]


@dataclass(frozen=True)
class Page:
    """Texts that are changed together."""

    slug: str
    title: str
    about: str
    words: tuple[Words, ...]


_AT_HOME = (*OF_THE_OFFICE, *OF_THE_TREATMENT)
_BUTTON = 40
_BESIDE = (30, 140)  # heading and text beside the drawing, above its line


def _line(key: str, label: str, default: str, part: str, longest: int = 0) -> Words:
    knows = () if longest == _BUTTON else OF_THE_OFFICE
    return Words(key, label, default, Kind.LINE, part, knows, longest=longest)


def _at_home(
    key: str, label: str, default: str, part: str, instead: str = "", longest: int = 0
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
        _line("home.title", "Heading", "Patient work for living skin.", _FIRST, _BESIDE[0]),
        _at_home(
            "home.lead",
            "Below it",
            "Holistic microneedling with body acupuncture, in a small clinic in {city}. We begin"
            " with a conversation, and it is complimentary.",
            _FIRST,
            longest=_BESIDE[1],
        ),
        _line("home.how_link", "Link to the treatment", "How it works", _FIRST, _BUTTON),
        _line("home.question", "Question", "Can microneedling shrink pores?", _HONEST),
        _line("home.answer", "Answer", "Not literally, and we would rather say so.", _HONEST),
        _at_home(
            "home.because",
            "Why",
            "Pore size is mostly inherited. How much a pore stands out depends on the collagen and"
            " elastin around it, and those may be encouraged to rebuild.",
            _HONEST,
        ),
        _line("home.answer_link", "Link to the article", "Read the whole answer", _HONEST, _BUTTON),
        _line("home.order", "Heading", "What happens, in order", _ORDER),
        _line("home.talk_title", "First", "We talk", _ORDER),
        _at_home(
            "home.talk",
            "What happens first",
            "You tell us about your skin and your health. We look, we listen, and we say plainly"
            " whether microneedling is a good idea for you.",
            _ORDER,
        ),
        _line("home.work_title", "Second", "You rest while we work", _ORDER),
        _at_home(
            "home.work",
            "What happens then",
            "Gentle cleansing, a numbing gel if you want it, then fine needles in small sections."
            " Microneedling takes about {session_takes}. Body acupuncture belongs to the"
            " treatment; ask us when in your visit it comes.",
            _ORDER,
        ),
        _line("home.rest_title", "Third", "Your skin does the rest", _ORDER),
        _at_home(
            "home.pink",
            "What happens afterwards",
            "Pink for {stays_pink}, then weeks of quiet rebuilding.",
            _ORDER,
            instead="home.rebuilding",
        ),
        _at_home(
            "home.rebuilding",
            "The same, as long as its treatment does not say how long skin stays pink",
            "Weeks of quiet rebuilding.",
            _ORDER,
        ),
        _at_home(
            "home.series",
            "How many, and how far apart",
            "Many people plan {takes_sessions}, {time_between} apart.",
            _ORDER,
        ),
        Words(
            "home.about_link",
            "Link to the treatment",
            "About {treatment}",
            Kind.LINE,
            _ORDER,
            ("treatment",),
            longest=60,
        ),
        _line("home.whole", "Heading", "Skin belongs to the rest of you.", _WHOLE),
        Words(
            "home.whole_text",
            "Text",
            "We think of skin health as a matter of the whole body. So we do not treat the face as"
            " if it were on its own.\n\nHolistic Microneedling comes with body acupuncture, meant"
            " for internal imbalance and to calm the nervous system, and with careful preparation,"
            " aftercare and time to heal. We would rather see skin calm and resilient than"
            " over-treated.",
            Kind.PARAGRAPHS,
            _WHOLE,
            _AT_HOME,
        ),
        _line("home.read", "Heading above the articles", "Read before you decide", _ON),
        _line("home.read_link", "Link to all articles", "All articles", _ON, _BUTTON),
        _line("home.ask", "Heading above the questions", "Things people ask", _ON),
        _line("home.ask_link", "Link to all questions", "All questions", _ON, _BUTTON),
    ),
)
ABOUT = Page(
    "about",
    "About us",
    "What stands above the people. They themselves are kept under Practitioners, with their"
    " licenses.",
    (
        _line("about.title", "Heading", "Who you will meet", "Top of the page"),
        Words(
            "about.lead",
            "Below it",
            "The people who treat at {name}, each with the license they hold.",
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
            "invitation.book", "While times are offered", "Book a consultation", _BUTTONS, _BUTTON
        ),
        _line(
            "invitation.ask", "While booking is off", "Ask for a consultation", _BUTTONS, _BUTTON
        ),
        _line("closing.title", "Heading", "Come and talk it through.", _END),
        Words(
            "closing.lead",
            "Below it",
            "A consultation is complimentary. Bring your questions; leave with a plan, or simply"
            " with answers.",
            Kind.TEXT,
            _END,
            OF_THE_OFFICE,
        ),
        _line("closing.text", "Button for a text message", "Text us", _END, _BUTTON),
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
        _line("articles.none", "Heading", "Nothing is published yet", _NONE),
        Words(
            "articles.none_text",
            "Below it",
            "Look through the {questions}, or {text_us} and we will reply.",
            Kind.TEXT,
            _NONE,
            (*OF_THE_OFFICE, "questions", "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        _line("search.nothing", "Heading", "We may still be able to answer", _NOT_FOUND),
        Words(
            "search.nothing_text",
            "Below it",
            "{ask_a_question}, {text_us}, call {phone}, or {ask_in_a_consultation}.",
            Kind.TEXT,
            _NOT_FOUND,
            (*OF_THE_OFFICE, "questions", "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        Words(
            "questions.missed",
            "Below all questions",
            "Did we miss yours? {ask_a_question}, {text_us}, or {ask_in_a_consultation}.",
            Kind.TEXT,
            _QUESTIONS,
            (*OF_THE_OFFICE, "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("text_us",),
        ),
        _line(
            "questions.none",
            "As long as there is none",
            "We may still be able to answer",
            _QUESTIONS,
        ),
        Words(
            "questions.none_text",
            "Below that",
            "{ask_a_question}, {text_us}, call {phone}, or {ask_in_a_consultation}.",
            Kind.TEXT,
            _QUESTIONS,
            (*OF_THE_OFFICE, "text_us", "ask_a_question", "ask_in_a_consultation"),
            ("phone",),
        ),
        _line("missing.title", "Heading", "This page has wandered off", _MISSING),
        Words(
            "missing.lead",
            "Below it",
            "The address may have changed, or have been typed differently.",
            Kind.TEXT,
            _MISSING,
            OF_THE_OFFICE,
        ),
        Words(
            "missing.request",
            "For whoever looks for their consultation",
            "Looking for your consultation? Open the link in your mail again, let us"
            " {find_your_request}, or call or text {phone}.",
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
PAGES = {page.slug: page for page in (HOME, ABOUT, INVITATION, EMPTY, NOTES)}
WORDS = {words.key: words for page in PAGES.values() for words in page.words}
