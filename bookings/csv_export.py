"""CSV export of consultations and readers' questions, safe from spreadsheet formulas.

A spreadsheet takes a cell for a formula by how it begins, and looks behind spaces; what looks like
a number, a day or a truth to it loses zeros, its plus or its words. Such a cell gets an apostrophe
in front, and so does one that begins with an apostrophe itself. So the rule for reading back is: a
cell that begins with an apostrophe, less that apostrophe, is what was typed; any other cell is as
typed.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from bookings.models import (
    Consultation,
    ConsultationQuerySet,
    ReaderQuestion,
    ReaderQuestionQuerySet,
    Suitability,
)
from clinic.office import formats, phones
from clinic.office.invisible_characters import as_seen
from clinic.office.models import Office

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows UTF-8
COLUMNS = [
    "reference",
    "status",
    "asked",
    "time",
    "first name",
    "last name",
    "how to reach",
    "phone",
    "e-mail",
    "concern",
    "answers",
    "note",
    "language",
]
QUESTION_COLUMNS = [
    "reference",
    "status",
    "asked",
    "answer by",
    "question",
    "phone",
    "e-mail",
    "may be published",
    "came from",
    "answer",
    "told by phone",
    "language",
]
ROWS_AT_ONCE = 500
_BEGINS_A_FORMULA = "=+-@\N{MINUS SIGN}"
_IN_NUMBERS = set("0123456789 .,:/-+%$€£()")
_LETTERS = re.compile(r"[^\W\d_]+")
_MONTHS = "january february march april may june july august september october november december"
_IN_DAYS = {
    "e",
    "a",
    "p",
    "am",
    "pm",
    *_MONTHS.split(),
    *(month[:3] for month in _MONTHS.split()),
    "sept",
}
_UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf")  # spaces of every kind, control characters, zero widths


def csv_of(consultations: ConsultationQuerySet, office: Office) -> Iterator[str]:
    """The file piece by piece: the columns' names, then a line for each. One query."""
    rows = consultations.select_related("concern").iterator(chunk_size=ROWS_AT_ONCE)
    return _lines(COLUMNS, (_cells(each, office) for each in rows))


def csv_of_questions(questions: ReaderQuestionQuerySet, office: Office) -> Iterator[str]:
    """Readers' questions in the same way. One query."""
    rows = questions.select_related("article").iterator(chunk_size=ROWS_AT_ONCE)
    return _lines(QUESTION_COLUMNS, (_cells_of_question(each, office) for each in rows))


def _lines(columns: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    writer = csv.writer(_Pieces(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for cells in rows:
        yield writer.writerow(cells)


def safe(text: str) -> str:
    """`text` as a cell that no spreadsheet runs; `as_typed` turns it back."""
    if text.startswith("'") or _runs(text) or _is_reckoned(text):
        return f"'{text}"
    return text


def as_typed(cell: str) -> str:
    return cell.removeprefix("'")


def _runs(text: str) -> bool:
    """Whether a spreadsheet might take it for a formula, now or after trimming it."""
    for character in text:
        if character in "\t\r\n":
            return True
        if unicodedata.category(character) not in _UNSEEN:
            # full width too
            return unicodedata.normalize("NFKC", character)[0] in _BEGINS_A_FORMULA
    return False


def _is_reckoned(text: str) -> bool:
    """Whether a spreadsheet might store something else for it: 0042, 1E5, 1-2, 3/4, (5), May 5,
    True.
    """
    typed = as_seen(text).casefold()
    if typed in ("true", "false"):
        return True
    if not any(sign.isdecimal() for sign in typed) or not _IN_DAYS.issuperset(
        _LETTERS.findall(typed)
    ):
        return False
    signs = set(_LETTERS.sub("", typed))
    is_whole = "(" not in signs or (
        typed[0] == "(" and typed[-1] == ")"
    )  # (424) 555-0134 is no number
    return is_whole and signs <= _IN_NUMBERS


def _cells(consultation: Consultation, office: Office) -> Iterable[str]:
    yield consultation.reference
    yield consultation.get_status_display()
    yield _clock(consultation.asked_at, office)
    yield _clock(consultation.starts_at, office)
    yield safe(consultation.first_name)
    yield safe(consultation.last_name)
    yield consultation.get_reach_by_display()
    number = phones.without_extension(consultation.phone)
    yield safe(number + phones.extension_label(consultation.phone_number))  # +14245550134 ext. 12
    yield safe(consultation.email)
    yield safe(consultation.concern.name)
    yield "; ".join(str(answer.label) for answer in Suitability if answer in consultation.answers)
    yield safe(consultation.note)
    yield consultation.get_language_display()


def _cells_of_question(question: ReaderQuestion, office: Office) -> Iterable[str]:
    yield question.reference
    yield question.get_status_display()
    yield _clock(question.asked_at, office)
    yield _clock(question.reply_by, office)
    yield safe(question.question)
    number = phones.without_extension(question.phone)
    yield safe(number + phones.extension_label(question.phone_number))
    yield safe(question.email)
    yield "yes" if question.may_be_published else "no"
    yield safe(str(question.article or ""))
    yield safe(question.answer)
    yield safe(question.told)
    yield question.get_language_display()


def _clock(moment: datetime | None, office: Office) -> str:
    """2026-11-24 14:00 on the office's clock, which a spreadsheet can sort by; 01:30 PDT if
    ambiguous.
    """
    if moment is None:
        return ""
    local = moment.astimezone(office.zone)
    if formats.is_ambiguous(local):
        return f"{local:%Y-%m-%d %H:%M %Z}"
    return f"{local:%Y-%m-%d %H:%M}"


class _Pieces:
    """A file for the writer that hands each line straight back."""

    def write(self, line: str) -> str:
        return line
