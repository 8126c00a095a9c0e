"""Synonyms of the search: what people type, the words of our pages, and an honest sentence."""

from articles.models import Synonym
from articles.sample.rows import Row

SYNONYMS: list[Row] = [
    {
        "typed": "pain\npainful\npainless",
        "finds": "hurt\nsting\nnumbing",
        "sentence": "",
    },
    {
        "typed": "botox\nfiller\nfillers",
        "finds": "",
        "sentence": "Our pages describe acupuncture and microneedling. Ask us about anything else.",
    },
]


def missing_synonyms() -> list[Row]:
    """Those whose first word no row is for yet, so that an edited one does not come twice."""
    known = {
        line
        for typed in Synonym.objects.values_list("typed", flat=True)
        for line in typed.splitlines()
    }
    return [row for row in SYNONYMS if row["typed"].splitlines()[0] not in known]
