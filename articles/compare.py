"""What differs between two texts, or two contents of an article, in words that people can read.

Pure but for the names of rows that a content mentions by key: one query for each kind of row.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from articles.markup import RichTextField
from articles.models import Article, Section
from articles.snapshots import STANDING, Content
from clinic.models import Treatment

SAME, NEW, GONE = "same", "new", "gone"
AROUND = 12  # words of what stayed, before and after what changed
LARGE = 1_000_000  # pairs of words; above this the commonest words are no anchors, or it would take seconds
SIMILAR = 0.3  # of the words in two sections of different headings, from which they are one that was renamed
_WORD = re.compile(r"\S+\s*|\s+")
_NOT_TOLD = (*STANDING, "article", "position", "words")


class Part(NamedTuple):
    """A stretch of text that is the same in both, or new, or gone."""

    kind: str
    text: str


class Change(NamedTuple):
    """What changed in one field: `where` is a section's heading or a part of the page."""

    where: str
    what: str
    parts: list[Part]


# ---- two texts -----------------------------------------------------------------------------------------
def words(before: str, after: str) -> list[Part]:
    """The text with what went and what came, in order; all of it, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    old_keys, new_keys = [word.strip() for word in old], [word.strip() for word in new]
    begin = _alike(old_keys, new_keys)
    end = _alike(old_keys[begin:][::-1], new_keys[begin:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    matcher = SequenceMatcher(
        None,
        old_keys[begin:old_end],
        new_keys[begin:new_end],
        autojunk=(old_end - begin) * (new_end - begin) > LARGE,
    )
    parts = [Part(SAME, "".join(new[:begin]))]
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part(SAME, "".join(new[begin + new_from : begin + new_to])))
        else:
            parts.append(Part(GONE, "".join(old[begin + old_from : begin + old_to])))
            parts.append(Part(NEW, "".join(new[begin + new_from : begin + new_to])))
    parts.append(Part(SAME, "".join(new[new_end:])))
    return [part for part in parts if part.text]


def shortened(parts: Sequence[Part]) -> list[Part]:
    """The same with long stretches that stayed cut to a few words beside what changed."""
    found = []
    for number, part in enumerate(parts):
        pieces = _WORD.findall(part.text)
        if part.kind == SAME and len(pieces) > 2 * AROUND:
            first = "".join(pieces[:AROUND]) if number else ""
            last = "".join(pieces[-AROUND:]) if number + 1 < len(parts) else ""
            part = Part(SAME, f"{first}… {last}")
        found.append(part)
    return found


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next(
        (at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )


# ---- two contents --------------------------------------------------------------------------------------
def contents(before: Content, after: Content) -> list[Change]:
    """What differs, in the order of the page; empty if a reader would find nothing changed."""
    old, new = _plain(before), _plain(after)
    names = _Names(old, new)
    changes = [
        *_fields(Article, "The article", old["fields"], new["fields"], names),
        *_change("The article", "treatments", names.treatments(old), names.treatments(new)),
        *_sections(old["sections"], new["sections"], names),
        *_questions(old["faqs"], new["faqs"]),
    ]
    return [change._replace(parts=shortened(change.parts)) for change in changes]


def _plain(content: Content) -> dict[str, Any]:
    """As it comes from the database, also if it was just taken."""
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def _change(where: str, what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(where, what, words(before, after))


def _fields(
    model: type[models.Model], where: str, old: dict[str, Any], new: dict[str, Any], names: "_Names"
) -> Iterator[Change]:
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name in _NOT_TOLD or not (field.name in old or field.name in new):
            continue
        before, after = old.get(field.name), new.get(field.name)
        if before == after:
            continue
        if isinstance(field, RichTextField):
            label = "text"
        else:
            label = str(field.verbose_name)
        yield from _change(where, label, names.said(field, before), names.said(field, after))


def _sections(old: list[dict[str, Any]], new: list[dict[str, Any]], names: "_Names") -> Iterator[Change]:
    partners = _partners(old, new)
    for after in range(len(new)):
        heading = new[after]["heading"]
        if after in partners:
            yield from _fields(Section, heading, old[partners[after]], new[after], names)
        else:
            yield Change(heading, "new section", [Part(NEW, plain_text(new[after]["body"]) or heading)])
    for before in range(len(old)):
        if before not in partners.values():
            heading = old[before]["heading"]
            yield Change(
                heading, "section taken out", [Part(GONE, plain_text(old[before]["body"]) or heading)]
            )
    kept = [partners[after] for after in sorted(partners)]
    if kept != sorted(kept):
        orders = ("\n".join(section["heading"] for section in sections) for sections in (old, new))
        yield from _change("The article", "order of the sections", *orders)


def _partners(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """Which section of `new` is which of `old`: by its heading, else by its words."""
    left = list(range(len(old)))
    found = {}
    for after, section in enumerate(new):
        same = next((before for before in left if old[before]["heading"] == section["heading"]), None)
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
        yield from _change(
            where, f"answer to “{faq['question']}”", plain_text(was["answer"]), plain_text(faq["answer"])
        )
    for key, faq in before.items():
        if key not in after:
            yield Change(where, "question taken off", [Part(GONE, faq["question"])])
    orders = [[key for key in each if key in before and key in after] for each in (before, after)]
    if orders[0] != orders[1]:
        said = ("\n".join(after[key]["question"] for key in order) for order in orders)
        yield from _change(where, "order of the questions", *said)


class _Names:
    """How the values of two contents are said to people: rows by their names, choices by their labels."""

    def __init__(self, *both: dict[str, Any]) -> None:
        self._known: dict[tuple[str, Any], str] = {}
        keys: dict[type[models.Model], set[Any]] = {Treatment: set()}
        for content in both:
            keys[Treatment].update(content["treatments"])
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
        if isinstance(field, RichTextField):
            return plain_text(value)
        return str(dict(field.flatchoices).get(value, value))

    def treatments(self, content: dict[str, Any]) -> str:
        return "\n".join(self._row(Treatment, key) for key in content["treatments"])

    def _row(self, model: type[models.Model], key: Any) -> str:
        return self._known.get((model._meta.label, key), f"{model._meta.verbose_name} that was deleted")


# ---- rich text as plain ----------------------------------------------------------------------------------
class _Plain(HTMLParser):
    begins = {"p": "\n", "h3": "\n", "blockquote": "\n", "li": "\n• ", "tr": "\n", "br": "\n"}

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.pieces.append(self.begins.get(tag, ""))
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.pieces.append(" | ")
        elif tag == "a" and self.links:
            self.pieces.append(f" ({self.links.pop()})")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def plain_text(html: str) -> str:
    """Rich text as lines: with bullets, with bars between cells, and with where each link leads."""
    parser = _Plain()
    parser.feed(html or "")
    parser.close()
    text = "".join(parser.pieces).replace("\n• \n", "\n• ")
    return re.sub(r"\n\s*\n+", "\n", text).strip()
