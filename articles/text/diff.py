"""Diff of two texts, or of two contents of an article, as people read it.

Pure but for the names of rows that a content mentions by key: one query for each kind of row.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from articles.models import Article, Picture, Section
from articles.snapshots import STANDING, Content, as_kept
from articles.text import tokens
from articles.text.sanitizer import RichTextField
from articles.text.tokens import FORM, GONE, NEW, SAME, WORD, Part
from clinic.office.formats import calendar_day, clock
from clinic.office.models import Treatment

AROUND = 12  # words of what stayed, before and after what changed
# of the words in two sections of different headings, from which they are one that was renamed
SIMILAR = 0.3
_NOT_TOLD = (*STANDING, "article", "position", "words")


class Change(NamedTuple):
    """What changed in one field: `where` is a section's heading or a part of the page."""

    where: str
    what: str
    parts: list[Part]


# ---- two texts -----------------------------------------------------------------------------------
def words(before: str, after: str) -> list[Part]:
    """The text with what went and what came, in order; all of it, word by word."""
    return tokens.compared(tokens.plain(before), tokens.plain(after))


def rich_words(before: str, after: str) -> list[Part]:
    """The same of rich text, with what changed of its form."""
    return tokens.compared(tokens.rich(before), tokens.rich(after))


def shortened(parts: Sequence[Part]) -> list[Part]:
    """The same with long stretches whose words stayed cut to a few of them beside what changed."""
    found = []
    for number, part in enumerate(parts):
        pieces = WORD.findall(part.text)
        if part.kind in (SAME, FORM) and len(pieces) > 2 * AROUND:
            first = "".join(pieces[:AROUND]) if number or part.kind == FORM else ""
            if number + 1 < len(parts) or part.kind == FORM:
                last = "".join(pieces[-AROUND:])
            else:
                last = ""
            part = part._replace(text=f"{first}… {last}")
        found.append(part)
    return found


# ---- two contents --------------------------------------------------------------------------------
def contents(before: Content, after: Content) -> list[Change]:
    """What differs, in the order of the page; empty if a reader would find nothing changed."""
    old, new = as_kept(before), as_kept(after)
    names = _Names(old, new)
    changes = [
        *_fields(Article, "The article", old["fields"], new["fields"], names),
        *_change("The article", "treatments", names.treatments(old), names.treatments(new)),
        *_sections(old["sections"], new["sections"], names),
        *_sources("The article", old.get("sources", []), new.get("sources", [])),
        *_questions(old["faqs"], new["faqs"]),
        *_pictures(old.get("pictures", []), new.get("pictures", []), names),
    ]
    return [change._replace(parts=shortened(change.parts)) for change in changes]


def _told(where: str, what: str, parts: list[Part]) -> Iterator[Change]:
    if any(part.kind != SAME for part in parts):
        yield Change(where, what, parts)


def _change(where: str, what: str, before: str, after: str) -> Iterator[Change]:
    yield from _told(where, what, words(before, after))


def _fields(
    model: type[models.Model], where: str, old: dict[str, Any], new: dict[str, Any], names: "_Names"
) -> Iterator[Change]:
    for field in model._meta.concrete_fields:
        if (
            field.primary_key
            or field.name in _NOT_TOLD
            or not (field.name in old or field.name in new)
        ):
            continue
        before, after = old.get(field.name), new.get(field.name)
        if before == after:
            continue
        if isinstance(field, RichTextField):
            yield from _told(where, "text", rich_words(before or "", after or ""))
            continue
        said = names.said(field, before), names.said(field, after)
        if isinstance(field, models.ForeignKey) and said[0] == said[1]:
            yield Change(
                where, str(field.verbose_name), [Part(FORM, said[1], "another of the same name")]
            )
        yield from _change(where, str(field.verbose_name), *said)


def _sections(
    old: list[dict[str, Any]], new: list[dict[str, Any]], names: "_Names"
) -> Iterator[Change]:
    partners = _partners(old, new)
    for after in range(len(new)):
        section = new[after]
        if after in partners:
            yield from _fields(Section, section["heading"], old[partners[after]], section, names)
        else:
            text = rich_words("", section["body"]) or [Part(NEW, section["heading"])]
            yield Change(section["heading"], "new section", text)
            yield from _fields(Section, section["heading"], {}, _beside_the_text(section), names)
    for before in range(len(old)):
        if before not in partners.values():
            section = old[before]
            text = rich_words(section["body"], "") or [Part(GONE, section["heading"])]
            yield Change(section["heading"], "section taken out", text)
            yield from _fields(Section, section["heading"], _beside_the_text(section), {}, names)
    kept = [partners[after] for after in sorted(partners)]
    if kept != sorted(kept):
        orders = ("\n".join(section["heading"] for section in sections) for sections in (old, new))
        yield from _change("The article", "order of the sections", *orders)


def _beside_the_text(section: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in section.items() if name not in ("heading", "body")}


def _partners(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """Which section of `new` is which of `old`: by its heading, else by its words."""
    left = list(range(len(old)))
    found = {}
    for after, section in enumerate(new):
        same = next(
            (before for before in left if old[before]["heading"] == section["heading"]), None
        )
        if same is not None:
            found[after] = same
            left.remove(same)
    for after, section in enumerate(new):
        if after in found or not left:
            continue
        likely = max(left, key=lambda before: _similarity(old[before]["body"], section["body"]))
        if _similarity(old[likely]["body"], section["body"]) >= SIMILAR:
            found[after] = likely
            left.remove(likely)
    return found


def _similarity(first: str, second: str) -> float:
    one, other = set(first.split()), set(second.split())
    return len(one & other) / max(1, len(one | other))


def _questions(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Change]:
    where = "Common questions"
    before, after = ({faq["id"]: faq for faq in faqs} for faqs in (old, new))
    for key, faq in after.items():
        was = before.get(key)
        if was is None:
            yield Change(where, "new question", [Part(NEW, faq["question"])])
            continue
        yield from _change(where, "question", was["question"], faq["question"])
        yield from _told(
            where, f"answer to “{faq['question']}”", rich_words(was["answer"], faq["answer"])
        )
        about = f"“{faq['question']}”"
        yield from _sources(about, was.get("sources", []), faq.get("sources", []))
        if "published_at" in was and "published_at" in faq:
            since = _since(was["published_at"]), _since(faq["published_at"])
            yield from _change(where, f"readers see “{faq['question']}”", *since)
    for key, faq in before.items():
        if key not in after:
            yield Change(where, "question taken off", [Part(GONE, faq["question"])])
    orders = [[key for key in each if key in before and key in after] for each in (before, after)]
    if orders[0] != orders[1]:
        said = ("\n".join(after[key]["question"] for key in order) for order in orders)
        yield from _change(where, "order of the questions", *said)


def _sources(where: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Change]:
    yield from _change(where, "sources", *("\n".join(map(_source, rows)) for rows in (old, new)))


def _source(row: dict[str, Any]) -> str:
    said = "{claim} ({publisher}: {title}, {address}, read {read_day})"
    return said.format(**row)


def _since(published_at: str | None) -> str:
    at = parse_datetime(published_at or "")
    if at:
        return f"from {calendar_day(localtime(at))}, {clock(localtime(at))}"
    return "never"


def _pictures(
    old: list[dict[str, Any]], new: list[dict[str, Any]], names: "_Names"
) -> Iterator[Change]:
    """What is said of pictures that both show. Which picture stands where is a section's matter."""
    before = {picture["id"]: picture for picture in old}
    for picture in new:
        was = before.get(picture["id"])
        if was:
            yield from _fields(
                Picture, f"Picture “{names.picture(picture['id'])}”", was, picture, names
            )


class _Names:
    """How the values of two contents are said to people: rows by their names, choices by their
    labels.
    """

    def __init__(self, *both: dict[str, Any]) -> None:
        self._known: dict[tuple[str, Any], str] = {}
        keys: dict[type[models.Model], set[Any]] = {Treatment: set(), Picture: set()}
        for content in both:
            keys[Treatment].update(content["treatments"])
            keys[Picture].update(picture["id"] for picture in content.get("pictures", []))
            for model, rows in ((Article, [content["fields"]]), (Section, content["sections"])):
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.ForeignKey) and field.name not in _NOT_TOLD:
                        to = field.related_model
                        keys.setdefault(to, set()).update(row.get(field.name) for row in rows)
        for to, wanted in keys.items():
            for key, row in to._default_manager.in_bulk(wanted - {None}).items():
                self._known[to._meta.label, key] = str(row)

    def said(self, field: models.Field, value: Any) -> str:
        if value in (None, ""):
            return ""
        if isinstance(field, models.ForeignKey):
            return self._row(field.related_model, value)
        return str(dict(field.flatchoices).get(value, value))

    def picture(self, key: int) -> str:
        return self._row(Picture, key)

    def treatments(self, content: dict[str, Any]) -> str:
        return "\n".join(self._row(Treatment, key) for key in content["treatments"])

    def _row(self, model: type[models.Model], key: Any) -> str:
        return self._known.get(
            (model._meta.label, key), f"{model._meta.verbose_name} that was deleted"
        )
