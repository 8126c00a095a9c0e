"""Every pattern, and every function that reads what people typed, costs twice as much for twice the
text.

A pattern that tries each place of a long run anew costs the square of it, and a few of them stop
the site. The table must name every pattern there is: one that is new fails the test until it is
listed with texts that are hard on it.
"""

import ast
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import QueryDict

import articles
import bookings
import clinic
from articles import importing, redirects
from articles.checklist import checks, claims, facts
from articles.checklist import phrases as checked
from articles.checklist.grammar import grammar_of
from articles.checklist.links import links, target
from articles.importing import recognition
from articles.importing.phrases import Clinic
from articles.models.search import wanted
from articles.sample import rules
from articles.search import answers
from articles.search import words as search_words
from articles.text import (
    diff,
    paste_cleaning,
    readability,
    sanitizer,
    visible_text,
    wrapped_links,
)
from bookings import availability, csv_export
from bookings.admin.consultation import dry_run
from bookings.admin.week.table import week_of
from bookings.models import Consultation
from bookings.questions import patient_words, personal_details
from clinic.office import email_suggestion, formats, invisible_characters, names, page_words
from clinic.office.models import Treatment
from clinic.office.page_words import filling
from clinic.protection import form_keys
from clinic.site import input_limits, logs
from clinic.staff import second_factor, sign_in
from tests.linear import TOO_MUCH, growth

APPS = (clinic, articles, bookings)
# Runs of what patterns repeat, each also with an end that fits nothing, so that all of it is given
# back.
RUNS = ["a", "1", " ", "\n", "/", "<", "."]


# ---- patterns ------------------------------------------------------------------------------------
# How each is asked, and what else it is hard on. A "search" goes on until it has found all.
PATTERNS = {
    "articles.redirects._BETWEEN": ("search", ["\t", ", "]),
    "articles.redirects._BROKEN": ("search", []),
    "articles.redirects._LOOKED_FOR": ("fullmatch", ["/post/", "/articles/", "/blog/"]),
    "articles.importing.blocks._BULLET": ("match", ["•", "• "]),
    "articles.importing.blocks._NUMBER": ("match", ["(", "1."]),
    "articles.importing.recognition._ANSWER": ("match", ["A", "Answer "]),
    "articles.importing.recognition._QUESTION": ("match", ["Q", "Question "]),
    "articles.admin.request_fields._FORM_KEY": ("fullmatch", ["0"]),
    "articles.checklist.checks._FILE_NAME": ("search", [".jpg", "img-"]),
    "articles.checklist.facts._ABOUT_REDNESS": ("search", ["red", "pink"]),
    "articles.checklist.facts._AGE": ("search", ["aged ", "ages 22 ", "22 and ", "at least 22 years "]),
    "articles.checklist.facts._APART": ("search", ["apart"]),
    "articles.checklist.facts._A_UNIT": ("search", ["minute", "s"]),
    "articles.checklist.facts._ENOUGH": ("search", [" is", " is a "]),
    "articles.checklist.facts._FIGURES": ("search", ["1 to ", "one-", "a dozen ", "between ", "3 days or "]),
    "articles.checklist.facts._FOR": ("search", ["up ", "last"]),
    "articles.checklist.facts._HOW_MANY": ("search", ["needs a ", "takes ", "series of "]),
    "articles.checklist.facts._NEEDED": ("search", [" of a", " is a "]),
    "articles.checklist.facts._OF_A_SESSION": ("search", ["session"]),
    "articles.checklist.facts._OF_SOMETHING_ELSE": ("search", ["numb", "wait"]),
    "articles.checklist.facts._OF_THEM": ("search", ["sessions of ", "visit of a "]),
    "articles.checklist.facts._TAKES": ("search", ["takes", "is over "]),
    "articles.checklist.grammar._CANNOT": ("search", ["cannot"]),
    "articles.checklist.grammar._MAY_HELP": ("search", ["may "]),
    "articles.checklist.grammar._NO_PUEDE": ("search", ["no ", "no le ", "no pued"]),
    "articles.checklist.grammar._PUEDE_AYUDAR": ("search", ["puede ", "pueden ayudar"]),
    "articles.checklist.links._LINK": ("search", ["<a ", "<a>", '<a href="x">', '<a href="', "</a"]),
    "articles.checklist.links._TAG": ("search", ["<a ", "<a>"]),
    "articles.checklist.spanish_facts.AGE": ("search", ["22 años ", "desde los ", "mayores de 22"]),
    "articles.checklist.spanish_facts._APART": ("search", ["entre ", "separad", "cada"]),
    "articles.checklist.spanish_facts._FIGURES": ("search", ["1 a ", "uno-", "de tres ", "cuarenta y "]),
    "articles.checklist.spanish_facts._LASTS": ("search", ["dur", "se ", "tard"]),
    "articles.checklist.spanish_facts._OF_A_SESSION": ("search", ["sesión"]),
    "articles.checklist.spanish_facts._REDNESS": ("search", ["rosada", "roj"]),
    "articles.checklist.spanish_facts._SEVERAL": ("search", ["hasta ", "serie de ", "necesita a "]),
    "articles.checklist.spanish_facts._SOMETHING_ELSE": ("search", ["anest", "espera"]),
    "articles.checklist.spanish_facts._TAKES": ("search", ["dura", "toma"]),
    "articles.checklist.phrases._BLOCK": ("search", ["<p ", "</p", "<table "]),
    "articles.checklist.phrases._CLAUSE_ENDS": ("search", [" - ", "-"]),
    "articles.checklist.phrases._GAP": ("search", ["…"]),
    "articles.checklist.phrases._QUOTED": ("match", ["“", '"']),
    "articles.checklist.phrases._SENTENCE_ENDS": ("search", [". ", '."']),
    "articles.checklist.phrases._SPACE": ("search", ["<br ", "<br"]),
    "articles.checklist.phrases._TAG": ("search", ["<a ", "<a>"]),
    "articles.checklist.phrases._WORD": ("search", ["1.", "a'", "a\u0301"]),
    "articles.images._HEIC": ("match", ["ftyp"]),
    "articles.images._MARKER": ("search", ["\xff"]),
    "articles.search.unanswered._PLAIN": ("fullmatch", ["pain ", "a-"]),
    "articles.text.tokens.WORD": ("search", ["a "]),
    "articles.text.sanitizer._ATTRIBUTE": ("search", ['a="', "a=", '="']),
    "articles.text.sanitizer._BLOCK_ENDS": ("search", ["</p", "<br "]),
    "articles.text.sanitizer._WHOLE_TAG": ("search", ["<a", "</"]),
    "articles.text.sanitizer._OPENED_OR_CLOSED": ("search", ["<a", "</"]),
    "articles.text.sanitizer._EMPTY_PARAGRAPH": ("search", ["<p>", "&nbsp;", "<br>", "<p><br "]),
    "articles.text.sanitizer._LINK": ("search", ["<a ", "<a>", '<a href="x">', '<a x="', ' x="y"']),
    "articles.text.sanitizer._HEADING": ("search", ["<h3", "</h3"]),
    "articles.text.sanitizer._MAILBOX": ("fullmatch", ["a@", "a.", "-"]),
    "articles.text.sanitizer._SITE": ("fullmatch", ["a.", "-", "a.b/"]),
    "articles.models.search._BETWEEN": ("search", [",", "1,"]),
    "articles.search.words._HYPHEN": ("search", ["-", "a-"]),
    "articles.search.words._OF_SOMEBODY": ("search", ["'s", "'"]),
    "articles.search.words._WITHIN": ("search", ["'", ","]),
    "articles.search.words._WORD": ("search", ["a-", "a'", "1,", "1", "-", "'a", "1,1-"]),
    "bookings.csv_export._LETTERS": ("search", ["a1"]),
    "bookings.questions.patient_words._PHRASES": ("search", ["your ", "your a ", "as a ", "when you ", "su ", "su a ", "la ultima vez que "]),
    "bookings.questions.personal_details._BEGINS": ("search", [". ", "\n ", '."']),
    "bookings.questions.personal_details._CAPITAL": ("search", ["A", "A'", "Aa "]),
    "bookings.questions.personal_details._NAMED": ("search", ["I am ", "thanks, ", "I am Aa Aa ", "Aa ", "me llamo Aa "]),
    "bookings.questions.personal_details._TITLE": ("search", ["Dr. ", "Dr."]),
    "bookings.models.consultation._LABEL": ("search", ["REF", "REFERENCE"]),
    "articles.text.paste_cleaning._FOREIGN": ("search", ["<p ", "<p class", " class ", "<a\tstyle"]),
    "articles.text.paste_cleaning._LEVEL": ("search", ["mso-list:", "mso-list:l1 "]),
    "articles.text.paste_cleaning._MARKER": ("search", ["mso-list:", "mso-list: "]),
    "articles.text.paste_cleaning._LIST_PARAGRAPH": ("search", ["mso", "msolistparagrap "]),
    "articles.text.paste_cleaning._NUMBER": ("match", ["i", "(", " ", "1"]),
    "articles.text.paste_cleaning._TYPED_MARKER": ("match", [" ", "·", "\xa0", "1"]),
    "articles.text.pasted_looks._BOLD": ("search", ["font-weight:", "font-weight: "]),
    "articles.text.pasted_looks._COMMENT": ("search", ["mso-element:", "mso-element: "]),
    "articles.text.pasted_looks._COMMENT_CLASS": ("search", ["mso", "msocomof "]),
    "articles.text.pasted_looks._FONT": ("search", ["font-family:", "font-family: "]),
    "articles.text.pasted_looks._HEADING": ("search", ["mso", "titl ", "msoheading1"]),
    "articles.text.pasted_looks._HIDDEN": ("search", ["display:", "display: ", "mso-hide: "]),
    "articles.text.pasted_looks._ITALIC": ("search", ["font-style:", "font-style: "]),
    "articles.text.pasted_looks._LOWERED": ("search", ["vertical-align:", "vertical-align: "]),
    "articles.text.pasted_looks._NOT_BOLD": ("search", ["font-weight:", "font-weight: "]),
    "articles.text.pasted_looks._NOT_ITALIC": ("search", ["font-style:", "font-style: "]),
    "articles.text.pasted_looks._OUTLINE": ("search", ["mso-outline-level:", "mso-outline-level: "]),
    "articles.text.pasted_looks._QUOTE": ("search", ["mso", "msointense"]),
    "articles.text.pasted_looks._RAISED": ("search", ["vertical-align:", "vertical-align: "]),
    "articles.text.pasted_looks._SPACE": ("search", ["mso-tab-coun", "apple-"]),
    "articles.text.pasted_looks._STRUCK": ("search", ["text-decoration:", "text-decoration: line-"]),
    "articles.text.pasted_looks._WITHIN": ("match", ["#", "#h"]),
    "articles.text.visible_text._APOSTROPHES": ("search", ["’"]),
    "articles.text.readability._APART": ("search", ["ia", "ing"]),
    "articles.text.readability._HYPHEN": ("search", ["-", "–"]),
    "articles.text.readability._IN_A_WORD": ("search", ["a", "."]),
    "articles.text.readability._NO_LETTER": ("search", ["1", "a1"]),
    "articles.text.readability._NUCLEUS": ("search", ["i", "ia", "aí", "eiu"]),
    "articles.text.readability._SILENT": ("search", ["h", "qu", "gue"]),
    "articles.text.readability._Y_AS_VOWEL": ("search", ["y", " y "]),
    "articles.text.readability._MUTE": ("search", ["e", "ed"]),
    "articles.text.readability._MUTE_BEFORE_S": ("search", ["es"]),
    "articles.text.readability._MUTE_WITHIN": ("search", ["e", "ely"]),
    "articles.text.readability._SENTENCE_ENDS": ("search", [". ", '."']),
    "clinic.site.static_storage.IMPORT": ("search", ['@import "', '@import "a";', "\n"]),
    "clinic.site.logs._ACCOUNT": ("search", ["/account-link", "/account-link/", "\\x41", "/account-link\\n"]),
    "clinic.site.logs._CONTROLS": ("search", ["\r"]),
    "clinic.site.logs._FEED": ("search", ["/calendar", "/calendar/", "\\x41", "/calendar\\n"]),
    "clinic.site.logs._QUERY": ("search", ["?", "/?", "a/ "]),
    "clinic.site.logs._ROW": ("search", ["\n ", "DETAIL", "LINE 1"]),
    "clinic.site.logs._SECRET": ("search", ["A", "-", "a "]),
    "clinic.site.logs._SIGNED": ("search", ["f" * 32 + ":", "f."]),
    "clinic.site.logs._TOKEN": ("search", ["/consultation", "/consultation/", "\\x41", "/consultation\\n"]),
    "clinic.office.invisible_characters._UNSEEN": ("search", ["\u200b"]),
    "clinic.mail.bounces._MESSAGE_ID": ("search", ["<", "<0", "<" + "0" * 32]),
    "clinic.mail.bounces._QSBMF": ("match", [" ", "Hi. This is the"]),
    "clinic.mail.bounces._STATUS": ("search", ["5", "5.1", "5.1.", "5.1.1."]),
    "clinic.mail.outbox.delivery._BREAKS": ("search", ["\r\n"]),
    "clinic.mail.return_address._TOKENS": ("search", ["a", "a" * 41, "a" * 43, "a" * 42 + "-"]),
    "clinic.staff.sign_in.SECRET": ("search", ["passwor", "code"]),
    "clinic.environment._COMMENT": ("search", [" #"]),
    "clinic.environment._LINE": ("match", ["A", "export "]),
    "clinic.office.page_words.checking._BRACES": ("search", ["{", "}", "{a"]),
    "clinic.office.page_words.checking._IN_A_TAG": ("search", ["<", "<{", "{"]),
    "clinic.messages.PLACEHOLDER": ("search", ["{", "{a", "%(", "%(a"]),
    "clinic.office.sentences._ENDS": ("search", [". ", ".”", "."]),
    "clinic.office.page_words.filling._NAMED": ("search", ["{", "{a", "{a}"]),
    "clinic.office.phones._LABELED": ("match", ["ext", "ext. ", "(1"]),
    "clinic.office.phones._OLD_MEXICAN": ("search", ["+52", "+52 1", "1 "]),
    "clinic.office.phones._PLAN": ("fullmatch", ["424"]),
    "clinic.office.phones._VANITY": ("fullmatch", ["1-", "1 a"]),
    "clinic.office.phones._WHEN": ("search", ["at ", "5 ", "5-", "5:00 "]),
    "clinic.office.names._ADDRESS": ("search", ["www", "a.", "a.co", "://", "_"]),
    "clinic.office.names._BEFORE_A_LETTER": ("search", ["a.", "@"]),
    "clinic.office.names._BETWEEN_SIGNS": ("search", ["://", ":"]),
    "clinic.office.names._WORD": ("search", ["a ", "_"]),
    "clinic.office.formats._NOT_IN_A_NAME": ("search", ["\u2028"]),
}  # fmt: skip


def patterns():
    """Every compiled pattern of ours, once, by where it stands."""
    found = {}
    for app in APPS:
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".migrations" in module.name or module.name == "clinic.wsgi":
                continue
            for name, value in vars(import_module(module.name)).items():
                is_its_own = isinstance(value, re.Pattern) and _assigns(module.name, name)
                if is_its_own:
                    found[f"{module.name}.{name}"] = value
    return found


def _source(module):
    path = Path(settings.BASE_DIR, *module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _assigns(module, name):
    return re.search(rf"^{name} = ", _source(module).read_text(), re.MULTILINE) is not None


def test_every_pattern_is_in_the_table():
    assert set(patterns()) == set(PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_looks_at_twice_the_text_for_twice_the_cost(name):
    pattern = patterns()[name]
    how, hard = PATTERNS[name]
    is_bytes = isinstance(pattern.pattern, bytes)

    def ask(text):
        sent = text.encode("utf-8") if is_bytes else text
        for _ in pattern.finditer(sent) if how == "search" else [getattr(pattern, how)(sent)]:
            pass

    dear = {run: cost for run in [*RUNS, *hard] if (cost := growth(ask, _family(run))) > TOO_MUCH}

    assert dear == {}


def _family(run, begin="", end="\0"):
    return lambda size: begin + run * (size // len(run) + 1) + end


# ---- functions -----------------------------------------------------------------------------------
def refused(check):
    """`check`, which may say no."""

    def asked(text):
        try:
            return check(text)
        except (ValidationError, SuspiciousOperation, redirects.Broken, importing.Unreadable):
            return None

    return asked


CLAIM, LOOKS = (
    claims.vocabulary(row["words"])
    for row in rules.RULES
    if row["check_name"] in ("claim", "looks")
)
NOTE = page_words.WORDS["note.privacy"]
CLINIC = Clinic("4242521210", ("1150 yale st",))
TREATMENT = Treatment(
    name="Microneedling", session_minutes_least=30, session_minutes_most=60, redness_days_least=1
)
TREATMENT.sessions_least, TREATMENT.sessions_most, TREATMENT.redness_days_most = 3, 6, 3
HTML = [
    "<p>",
    "<p>x</p>",
    "<a>",
    '<a href="x">',
    "<b>",
    "<span style='mso-list:ignore'>",
    "</p>",
    "&nbsp;",
    "<!--",
]
HTML += [
    "<ul><li>",
    "<p>x<br></p>",
    "<p style='mso-list:l1 level1'>x</p>",
    '<p title="',
    "<a href='www.a.b'>x</a>",
]
SENTENCE = [
    "not a cure ",
    "cure? ",
    "cure, ",
    "3 sessions ",
    "Red for 3 days ",
    "3-",
    "a dozen ",
    "suits ",
]
# Where text of no fixed length goes through several patterns, or through steps of our own.
FUNCTIONS = {
    "bookings.questions.personal_details.certain": (
        personal_details.certain,
        ["a@", "a at ", "www.", "1-", "(1 ", "1 a ", "1 a. ", "apt ", "@a ", "a.com ", "I'm A "],
    ),
    "bookings.questions.personal_details.perhaps_names": (
        personal_details.perhaps_names,
        ["Aa ", "A. ", "Dr. "],
    ),
    "bookings.questions.personal_details.without": (
        personal_details.without,
        ["a@b.c ", "I'm A ", " ,", ", ", "1-", "- "],
    ),
    "bookings.questions.personal_details.shortened": (
        lambda text: personal_details.shortened(text, most=160),
        ["a", "? ", "a.", "a? ", " "],
    ),
    "bookings.questions.patient_words.confirming": (
        patient_words.confirming,
        ["your ", "your a ", "when you "],
    ),
    "articles.redirects._path_in": (refused(redirects._path_in), ["/post/", "//", "[", "%"]),
    "articles.checklist.checks.hardest": (lambda text: checks.hardest(text, grammar_of("en").reading), ["1", "1.", " "]),
    "articles.importing.recognition.read": (
        refused(lambda text: recognition.read(text, CLINIC)),
        [*HTML, "Q1: a? ", "x\n", "• x\n", "<h2>x</h2>", "<img src=x>"],
    ),
    "articles.importing.source.decoded": (
        refused(lambda text: importing.decoded(text.encode())), ["charset=", "é", "\0"]
    ),
    "articles.checklist.claims.claims": (lambda text: list(claims.claims(text, CLAIM)), SENTENCE),
    "articles.checklist.claims.unworded": (lambda text: list(claims.unworded(text, LOOKS)), SENTENCE),
    "articles.checklist.facts._is_redness": (facts._is_redness, [",", "red for "]),
    "articles.checklist.facts.contradictions": (
        lambda text: list(facts.contradictions(text, [TREATMENT])), SENTENCE
    ),
    "articles.checklist.links.links": (links, HTML),
    "articles.checklist.links.target": (target, ["/", "%41", "http://", "#", "//["]),
    "articles.checklist.phrases.blocks": (checked.blocks, [*HTML, "1 < 2 "]),
    "articles.checklist.phrases.phrase": (checked.phrase, ["a ", "…", "“"]),
    "articles.text.diff.words": (lambda text: diff.words(text, text[::-1]), [f"{at} " for at in "ab"]),
    "articles.text.sanitizer.as_read": (refused(sanitizer.as_read), HTML),
    "articles.text.sanitizer.clean": (sanitizer.clean, HTML),
    "articles.text.sanitizer.completed": (sanitizer.completed, ["a.", "a@", "-", "www."]),
    "articles.text.sanitizer.clean_note": (sanitizer.clean_note.__wrapped__, HTML),
    "articles.models.search.wanted": (wanted, ["a ", "\u200b", "ﷺ"]),
    "articles.search.words.words": (search_words.words, ["a ", "a-", "ﷺ", "e\u0301", "1,", "a'"]),
    "articles.search.answers.marked": (
        lambda text: answers.marked(text, frozenset(["a"])), ["a ", "a-", "<", "b "]
    ),
    "articles.text.paste_cleaning.tidied": (paste_cleaning.tidied, [f"<div>{each}" for each in HTML]),
    "articles.text.visible_text.plain": (visible_text.plain, ["a\u0301", "ﷺ", "\u200b "]),
    "articles.text.readability.ease_in_spanish": (
        lambda text: readability.ease_in_spanish([text]), ["a. ", "ia", "uie", "a-"]
    ),
    "articles.text.readability._words": (lambda text: readability._words([text]), ["a ", "-"]),
    "articles.text.readability.syllables_in_spanish": (
        readability.syllables_in_spanish.__wrapped__, ["ia", "gu", "y"]
    ),
    "articles.text.readability.grade": (lambda text: readability.grade([text]), ["a. ", "e", "eing", "a-"]),
    "articles.text.readability.running_text": (readability.running_text, ["</p>", "x.</p>", "<", "."]),
    "articles.text.readability.syllables": (readability.syllables, ["e", "ia", "ely"]),
    "articles.text.wrapped_links.unwrapped": (
        wrapped_links.unwrapped, ["/", "https://google.com/url?q=", "%25", "&q="]
    ),
    "bookings.csv_export.safe": (csv_export.safe, ["1-", "(1", "may 1 ", "\u200b"]),
    "bookings.admin.consultation.dry_run._without_address": (
        lambda text: dry_run._without_address(text, Consultation(pk=1)), ["/", "a", "/consultation/"]
    ),
    "bookings.admin.week.table.week_of": (week_of, ["2026-", "1", "W"]),
    "bookings.models.Consultation.by_token": (Consultation.objects.by_token, ["a", ":", "-", "."]),
    "bookings.availability.read_iso": (availability.read_iso, ["2026-11-25T", "1", ":", "2026-11-25T19:00:00."]),
    "clinic.site.input_limits._cut": (
        refused(lambda text: input_limits._cut(QueryDict(input_limits._cut_encoded(text.encode(), frozenset())))),
        ["a", "a&"],
    ),
    "clinic.protection.form_keys.FormKey.read": (form_keys.FormKey.read, [":", "a", "."]),
    "clinic.office.page_words.checking.troubles": (
        lambda text: page_words.troubles(NOTE, text), ["{", "{city}", "{a<", "}", "<a {"]
    ),
    "clinic.office.page_words.filling.sentences": (
        lambda text: list(filling.sentences(text)), ["Dr. ", "a. ", ".", "”", " "]
    ),
    "clinic.office.email_suggestion.meant": (email_suggestion.meant, ["a@", "a.", ".con"]),
    "clinic.office.names.folded": (names.folded, ["a ", "ö", "a'", "ł"]),
    "clinic.office.names.unlinked": (names.unlinked, ["a.", "@a", "://"]),
    "clinic.office.names.wanted": (names.wanted, ["a ", "ü", "'"]),
    "clinic.site.logs.discreet": (logs.discreet, ["/", "?", "/consultation/", "\n", "A", "f" * 32 + ":"]),
    "clinic.site.logs.one_line": (logs.one_line, ["\n", "\u2028"]),
    "clinic.staff.second_factor.tidy": (second_factor.tidy, ["-", "a"]),
    "clinic.staff.second_factor.step_of": (lambda text: second_factor.step_of("00" * 20, text), ["1"]),
    "clinic.staff.sign_in.kept_for": (lambda text: sign_in.kept_for(None, text), ["A", "=", "gAAAAA"]),
    "clinic.office.invisible_characters.as_seen": (invisible_characters.as_seen, ["\u200b", "\u00a0", "ﷺ"]),
    "clinic.office.formats.plain_lines": (refused(formats.plain_lines), ["\n", "\u2028"]),
    "clinic.office.formats.plain_text": (refused(formats.plain_text), ["a"]),
    "clinic.office.formats.unbroken": (formats.unbroken, [" 1", " ", "(", "(424) "]),
}  # fmt: skip

# Functions that ask a pattern which they write themselves, of text that is short or ours.
SHORT = {
    "articles.admin.checklist_page._in_sight": "the id of a control",
    "clinic.mail.rendering.rendered": "a mail's text: runs of line ends, each looked at once",
}


ASKS = re.compile(r"\bre\.(?:search|match|fullmatch|sub|split|findall|finditer)\(")


def written_in_functions():
    """Functions of ours that call `re` themselves."""
    for app in APPS:
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".migrations" in module.name:
                continue
            source = _source(module.name).read_text()
            for node in ast.walk(ast.parse(source)) if ASKS.search(source) else ():
                if isinstance(node, ast.FunctionDef) and ASKS.search(ast.unparse(node)):
                    yield f"{module.name}.{node.name}"


def test_every_function_that_writes_its_own_pattern_is_in_the_table():
    assert set(written_in_functions()) - set(FUNCTIONS) == set(SHORT)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reads_twice_the_text_for_twice_the_cost(name):
    call, hard = FUNCTIONS[name]

    dear = {run: cost for run in [*RUNS, *hard] if (cost := growth(call, _family(run))) > TOO_MUCH}

    assert dear == {}


# ---- the measure itself --------------------------------------------------------------------------
def test_the_measure_finds_what_was_quadratic():
    was = re.compile(r"[/@]|\bwww\.|\w{2,}\.[a-z]{2,}")

    assert growth(was.search, _family("a"), 256) > TOO_MUCH
    assert growth(re.compile(r"(/[^\s?]*)\?\S+").search, _family("/"), 256) > TOO_MUCH


def test_what_is_looked_at_in_the_log_is_still_found():
    assert logs.discreet("GET /articles/?q=acne scars") == "GET /articles/?- scars"
    assert logs.discreet("a?b/c?d e/f?g") == "a?b/c?- e/f?-"
    assert logs.discreet("a\n\n  DETAIL:  Key (maya)\nb") == "a\n\nDETAIL: left out\nb"
    assert logs.discreet("what? ever /a? b") == "what? ever /a? b"
