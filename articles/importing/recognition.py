"""Recognition: what each block of an old page becomes in the draft; what is left out, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.importing import phrases
from articles.importing.blocks import MOST_OF_A_HEADING, Block, blocks, without_beginning
from articles.importing.phrases import Clinic
from articles.importing.source import MOST_PICTURES, PictureInFile, Source
from articles.importing.source import read as read_source
from articles.models import FAQ, Article
from articles.text.visible_text import plain

MOST_OF_A_TITLE = Article._meta.get_field("title").max_length or 120
MOST_OF_A_SUMMARY = Article._meta.get_field("summary").max_length or 260
MOST_OF_A_QUESTION = FAQ._meta.get_field("question").max_length or 160
MOST_OF_A_LIST = 1000  # signs, of each of the two sides
FIRST_HEADING = "In short"  # of what stands before the first one
SIDES = "What it may help with, and what it cannot"
SIDE_NAMES = {"may_help": "May help with", "cannot": "Cannot"}
_QUESTION = re.compile(r"Q(?:uestion)?\s?\d{0,3}\s?[:.)]\s*", re.IGNORECASE)
_ANSWER = re.compile(r"A(?:nswer)?\s?\d{0,3}\s?[:.)]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """One block of the source, and where it went."""

    said: str
    where: str
    is_left_out: bool = False


@dataclass
class SectionRead:
    heading: str
    html: str = ""
    part: str = ""
    picture: int = 0  # its number


@dataclass
class QuestionRead:
    question: str
    html: str = ""


@dataclass
class Page:
    """All that a draft is made of."""

    title: str = ""
    summary: str = ""
    sections: list[SectionRead] = field(default_factory=list)
    questions: list[QuestionRead] = field(default_factory=list)
    may_help: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    picture: int = 0  # the article's own, by its number
    places: list[Place] = field(default_factory=list)
    pictures: list[PictureInFile] = field(default_factory=list)
    address: str = ""  # that its head says it had

    @property
    def left_out(self) -> list[Place]:
        return [place for place in self.places if place.is_left_out]

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.questions)

    @property
    def placed_pictures(self) -> list[PictureInFile]:
        """Those in the file that have a place in the draft."""
        numbers = {self.picture, *(section.picture for section in self.sections)}
        return [each for each in self.pictures if each.number in numbers]


def read(text: str, clinic: Clinic) -> Page:
    """What a draft of this source would be. Raises Unreadable. Stores and fetches nothing."""
    source = read_source(text)
    found = blocks(source.html, is_plain=source.is_plain)
    return _Recognition(source, found, clinic).page


class _Recognition:
    """Goes through the blocks in their order; knows in what it stands."""

    def __init__(self, source: Source, found: Sequence[Block], clinic: Clinic) -> None:
        self.clinic, self.blocks = clinic, found
        self.page = Page(pictures=source.pictures, address=source.address)
        self.skips = ""  # why all is left out until the next heading
        self.side = ""  # whose list is next
        self.question: QuestionRead | None = None
        self.is_among_questions = False
        first = self._take_title(source)
        first = self._take_summary(first, source)
        self.section_level = self._level_of_sections(first)
        for at in range(first, len(found)):
            self._place(found[at], found[at + 1 :][:1])
        self._name_lost_pictures()

    # ---- the beginning -------------------------------------------------------------------------
    def _take_title(self, source: Source) -> int:
        """The one heading that is above all others, or the first line of text; else what the head
        says.
        """
        at = self._title_at(source)
        if at is None:
            named = plain(source.title).split(" | ")[0]
            self.page.title = _cut(named, MOST_OF_A_TITLE)
            if named:
                self.page.places.append(Place(named, "Title, as the page’s head says it"))
            return 0
        for block in self.blocks[:at]:
            if block.picture:
                self._add_picture(block)
            else:
                self._leave_out(block, phrases.BEFORE_TITLE)
        self.page.title = self.blocks[at].text
        self._note(self.blocks[at], "Title")
        return at + 1

    def _title_at(self, source: Source) -> int | None:
        headings = [at for at, block in enumerate(self.blocks) if block.level]
        highest = min((self.blocks[at].level for at in headings), default=0)
        above = [at for at in headings if self.blocks[at].level == highest]
        first = next((at for at, block in enumerate(self.blocks) if not block.picture), None)
        if source.is_plain or (headings and headings[0] == first):
            at = first
        else:
            at = above[0] if len(above) == 1 else None
        if at is None or len(self.blocks[at].text) > MOST_OF_A_TITLE:
            return None
        return at

    def _take_summary(self, first: int, source: Source) -> int:
        """The first paragraph, if it is short enough; else what the head says, or its beginning."""
        at = first
        while at < len(self.blocks) and self._is_frame(self.blocks[at]):
            at += 1
        block = self.blocks[at] if at < len(self.blocks) else None
        described = plain(source.description)
        if block is None or block.tag != "p" or block.level or _QUESTION.match(block.text):
            self.page.summary = _cut(described, MOST_OF_A_SUMMARY)
        elif len(block.text) <= MOST_OF_A_SUMMARY and not block.picture:
            for each in self.blocks[first:at]:
                self._place(each, [])
            self.page.summary = block.text
            self._note(block, "Summary")
            return at + 1
        else:
            self.page.summary = _cut(described or block.text, MOST_OF_A_SUMMARY)
        if self.page.summary:
            self.page.places.append(Place(self.page.summary, "Summary: shorten it by hand"))
        return first

    def _is_frame(self, block: Block) -> bool:
        return bool(block.picture or phrases.left_out(block.text, self.clinic))

    def _level_of_sections(self, first: int) -> int:
        return min((block.level for block in self.blocks[first:] if block.level), default=1)

    # ---- block by block ------------------------------------------------------------------------
    def _place(self, block: Block, after: Sequence[Block]) -> None:
        if block.picture:
            self._add_picture(block)
        elif _QUESTION.match(block.text) or self._asks(block):
            self._begin_question(block)
        elif block.level:
            self._place_heading(block, after)
        elif self.side and block.items:
            self._fill_side(block)
        elif why := phrases.left_out(block.text, self.clinic) or self.skips:
            self.question = None
            self._leave_out(block, why)
        elif self._leads_to_a_side(block, after):
            self.question, self.side = None, phrases.side(block.text)
            self._note(block, f"The heading of “{SIDE_NAMES[self.side]}”")
        else:
            self._add_text(block)

    def _asks(self, block: Block) -> bool:
        """Whether a heading under "Frequently asked questions" is one of them."""
        return bool(self.is_among_questions and block.level and block.text.endswith("?"))

    def _place_heading(self, block: Block, after: Sequence[Block]) -> None:
        self.question, self.side, self.is_among_questions = None, "", False
        self.skips = phrases.heading_left_out(block.text)
        if self.skips:
            self._leave_out(block, self.skips)
        elif phrases.is_heading_of_questions(block.text):
            self.is_among_questions = True
            self._leave_out(block, phrases.QUESTIONS)
        elif self._leads_to_a_side(block, after):
            self.side = phrases.side(block.text)
            self._note(block, f"The heading of “{SIDE_NAMES[self.side]}”")
        elif self._is_within(block):
            self._add_text(block)
        else:
            part = "expect" if phrases.names_both_sides(block.text) else ""
            self.page.sections.append(SectionRead(block.text, part=part))
            self._note(block, f"Section “{block.text}”")

    def _is_within(self, block: Block) -> bool:
        """Whether a heading stands within a section, or is too long to be one’s own."""
        is_lower = block.level > self.section_level and bool(self.page.sections)
        return is_lower or len(block.text) > MOST_OF_A_HEADING

    def _leads_to_a_side(self, block: Block, after: Sequence[Block]) -> bool:
        is_short = len(block.text) <= MOST_OF_A_HEADING
        is_over_a_list = bool(after and after[0].items)
        return is_short and is_over_a_list and bool(phrases.side(block.text))

    def _fill_side(self, block: Block) -> None:
        lines: list[str] = getattr(self.page, self.side)
        if len("\n".join([*lines, *block.items])) > MOST_OF_A_LIST:
            self._add_text(block)
        else:
            lines += block.items
            self._note(block, f"“{SIDE_NAMES[self.side]}”")
            if all(section.part != "expect" for section in self.page.sections):
                self.page.sections.append(SectionRead(SIDES, part="expect"))
        self.side = ""

    def _add_text(self, block: Block) -> None:
        if self.question:
            answer = _ANSWER.match(block.text) if not self.question.html else None
            rest = without_beginning(block, answer.end()) if answer else block
            self.question.html += rest.html
            self._note(block, f"Answer to “{self.question.question}”")
            return
        sections = self.page.sections
        if not sections:
            sections.append(SectionRead(FIRST_HEADING))
        sections[-1].html += block.html
        self._note(block, f"In “{sections[-1].heading}”")

    # ---- questions -----------------------------------------------------------------------------
    def _begin_question(self, block: Block) -> None:
        """A question, and what stands behind its mark in the same paragraph as its answer."""
        found = _QUESTION.match(block.text)
        begin = found.end() if found else 0
        asked, mark, _ = block.text[begin:].partition("?")
        end = begin + len(asked) + len(mark)
        question = _cut(f"{asked.strip()}{mark}", MOST_OF_A_QUESTION)
        self.skips, self.side = "", ""
        self.question = QuestionRead(question)
        self.page.questions.append(self.question)
        self._note(block, f"Question “{question}”")
        rest = without_beginning(block, end)
        if mark and rest.text:
            answer = _ANSWER.match(rest.text)
            rest = without_beginning(rest, answer.end()) if answer else rest
            self.question.html = rest.html.replace("<h3>", "<p>").replace("</h3>", "</p>")

    # ---- pictures ------------------------------------------------------------------------------
    def _add_picture(self, block: Block) -> None:
        picture = self.page.pictures[block.picture - 1] if block.picture else None
        if picture is None:
            return
        named = f"Picture {picture.number}{f': {picture.alt}' if picture.alt else ''}"
        sections = self.page.sections
        why = _why_not(picture)
        if len(self.page.placed_pictures) == MOST_PICTURES:
            why = why or f"an import takes {MOST_PICTURES} pictures"
        if not why and not sections and not self.page.picture:
            self.page.picture = picture.number
            where = "The article’s own picture, if you say below who is in it"
        elif not why and sections and not sections[-1].picture:
            sections[-1].picture = picture.number
            where = f"In “{sections[-1].heading}”, if you say below who is in it"
        else:
            where = f"Left out: {why or 'a section has one picture'}"
        self.page.places.append(Place(named, where, where.startswith("Left out")))

    def _name_lost_pictures(self) -> None:
        placed = {block.picture for block in self.blocks}
        for picture in self.page.pictures:
            if picture.number not in placed:
                why = _why_not(picture) or "it stands in a list or a table"
                self.page.places.append(
                    Place(f"Picture {picture.number}", f"Left out: {why}", True)
                )

    # ---- notes ---------------------------------------------------------------------------------
    def _note(self, block: Block, where: str) -> None:
        self.page.places.append(Place(_said(block), where))

    def _leave_out(self, block: Block, why: str) -> None:
        self.page.places.append(Place(_said(block), f"Left out: {why}", True))


def _said(block: Block) -> str:
    return " · ".join(block.items) or block.text


def _why_not(picture: PictureInFile) -> str:
    """Why a picture cannot be taken; empty if it can."""
    if picture.data is None:
        return f"it is not in the file, and nothing is fetched: {picture.elsewhere or 'no address'}"
    return ""


def _cut(text: str, most: int) -> str:
    """As many whole words as have room."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0]}…"
