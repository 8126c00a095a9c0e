"""schema.org's own vocabulary, cut to what the site says, and what breaks it.

`vocabulary.json` is cut by `cut.py` out of `schemaorg-current-https.jsonld` of release 12.0, which
schema.org publishes under the Creative Commons Attribution-ShareAlike license 3.0; so is the cut.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VOCABULARY = json.loads(Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8"))
TYPES: dict[str, list[str]] = VOCABULARY["types"]  # each with what it is a kind of
PROPERTIES: dict[str, dict[str, list[str]]] = VOCABULARY["properties"]
MEMBERS: dict[str, str] = VOCABULARY["members"]  # of enumerations, each with its enumeration
PLAIN = {"Text", "URL", "Date", "DateTime", "Time", "Number", "Integer", "Boolean"}
SCHEMA = "https://schema.org/"


def kinds(name: str) -> set[str]:
    """The type with all that it is a kind of."""
    return {name}.union(*(kinds(above) for above in TYPES[name]))


def faults(graph: dict[str, Any]) -> Iterator[str]:
    """What in a page's structured data schema.org's vocabulary does not know."""
    things = graph["@graph"]
    by_id = {thing["@id"]: thing for thing in _every(things) if "@type" in thing and "@id" in thing}
    for thing in _every(things):
        yield from _faults_of(thing, by_id)


def _every(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing, however deep it stands."""
    if isinstance(value, list):
        for each in value:
            yield from _every(each)
    elif isinstance(value, dict):
        yield value
        for name, each in value.items():
            if not name.startswith("@"):
                yield from _every(each)


def _faults_of(thing: dict[str, Any], by_id: dict[str, Any]) -> Iterator[str]:
    if set(thing) == {"@id"}:
        if thing["@id"] not in by_id:
            yield f"{thing['@id']} leads to nothing on the page"
        return
    if thing["@type"] not in TYPES:
        yield f"{thing['@type']} is no type"
        return
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        known = PROPERTIES.get(name)
        if known is None or not kinds(thing["@type"]) & set(known["of"]):
            yield f"{thing['@type']} has no {name}"
            continue
        for each in value if isinstance(value, list) else [value]:
            if not _fits(each, set(known["is"]), by_id):
                yield f"{thing['@type']}.{name} cannot be {each!r}"


def _fits(value: Any, expected: set[str], by_id: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        whole = by_id.get(value["@id"], value) if set(value) == {"@id"} else value
        return bool(kinds(whole["@type"]) & expected) if whole.get("@type") in TYPES else True
    if isinstance(value, str) and value.startswith(SCHEMA):
        return MEMBERS.get(value.removeprefix(SCHEMA)) in expected
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    if isinstance(value, int | float):
        return bool({"Number", "Integer"} & expected)
    return bool((PLAIN - {"Boolean"}) & expected)
