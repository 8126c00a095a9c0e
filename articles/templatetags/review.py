"""What of the articles waits for somebody, for the admin's first page."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from articles.models import Article, Version
from articles.publishing import may_publish
from clinic import words

SHOWN = 10
register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """{{ version.at|moment }} → May 3, 2026, 9:00 am, on the clock that the admin reads"""
    local = timezone.localtime(at)
    return f"{words.calendar_day(local)}, {words.clock(local)}"


@register.inclusion_tag("admin/articles/_reviews_due.html", takes_context=True)
def reviews_due(context: Any) -> dict[str, Any]:
    """{% reviews_due %}: published articles whose review is due, and for who may publish what waits for that.

    Nothing for staff who may not see articles. At most three queries.
    """
    user = context["request"].user
    if not user.has_perm("articles.view_article"):
        return {"is_shown": False}
    now = timezone.now()
    late = Article.objects.published(now=now).due_for_review(timezone.localdate(now))
    due = list(late.order_by("last_reviewed_day", "pk")[: SHOWN + 1])
    waits = may_publish(user)
    drafts = Article.objects.filter(published_at=None, stage=Article.Stage.REVIEW)
    proposals = Version.objects.waiting().select_related("article", "by").defer("content")
    return {
        "is_shown": True,
        "due": due[:SHOWN],
        "more_due": len(due) > SHOWN,
        "drafts": list(drafts[:SHOWN]) if waits else [],
        "proposals": list(proposals[:SHOWN]) if waits else [],
    }
