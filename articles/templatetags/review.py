"""What of articles and questions waits for somebody, for the admin's first page."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from articles.models import FAQ, Article, Version
from articles.publishing import answers_to, may_publish
from clinic.office import formats

SHOWN = 10
register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """{{ version.at|moment }} → May 3, 2026, 9:00 am, on the clock that the admin reads"""
    local = timezone.localtime(at)
    return f"{formats.calendar_day(local)}, {formats.clock(local)}"


@register.filter
def whose(version: Version) -> str:
    """{{ version|whose }} → Proposed by carl and turned away; Given to readers, by rita"""
    kind = str(version.get_kind_display())
    if not version.by:
        return kind
    if "a writer" in kind:
        return kind.replace("a writer", str(version.by))
    return f"{kind}, by {version.by}"


def told_apart(versions: Iterable[Version]) -> dict[int, str]:
    """The moment of each by its key: with its seconds where others are of the same minute, else
    numbered.
    """
    moments = {
        version.pk: version.at for version in sorted(versions, key=lambda each: (each.at, each.pk))
    }
    minutes = Counter(moment(at) for at in moments.values())
    told: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for pk, at in moments.items():
        name = moment(at)
        if minutes[name] > 1:
            local = timezone.localtime(at)
            name = name.replace(f":{local:%M} ", f":{local:%M:%S} ")
        taken[name] += 1
        told[pk] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return told


@register.inclusion_tag("admin/articles/_reviews_due.html", takes_context=True)
def reviews_due(context: Any) -> dict[str, Any]:
    """{% reviews_due %}: published articles whose review is due, and for who may publish what waits
    for that.

    And for everybody what came of what they asked for. Nothing for staff who may not see articles.
    At most six queries.
    """
    user = context["request"].user
    if not user.has_perm("articles.view_article"):
        return {"is_shown": False}
    now = timezone.now()
    late = Article.objects.published(now=now).due_for_review(timezone.localdate(now))
    due = list(late.order_by("last_reviewed_day", "pk")[: SHOWN + 1])
    waits = may_publish(user)
    drafts = Article.objects.filter(published_at=None, stage=Article.Stage.REVIEW)
    questions = FAQ.objects.filter(published_at=None, stage=FAQ.Stage.REVIEW).order_by("pk")
    proposals = Version.objects.waiting().select_related("article", "by").defer("content")
    return {
        "is_shown": True,
        "answers": answers_to(user, now=now),
        "due": due[:SHOWN],
        "more_due": len(due) > SHOWN,
        "drafts": list(drafts[:SHOWN]) if waits else [],
        "questions": list(questions[:SHOWN]) if waits else [],
        "proposals": list(proposals[:SHOWN]) if waits else [],
    }
