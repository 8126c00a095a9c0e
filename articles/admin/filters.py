"""Filters of the lists of articles and questions."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, Version

Stage = Article.Stage


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *Stage.choices[:2],
            ("planned", "Scheduled"),
            ("published", "Published"),
            Stage.choices[2],
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, value = timezone.now(), self.value()
        if value in Stage.values:
            return queryset.filter(published_at=None, stage=value)
        chosen = {"planned": Q(published_at__gt=now), "published": Q(published_at__lte=now)}.get(
            value or ""
        )
        if chosen:
            return queryset.filter(chosen)
        return queryset


class WaitingFilter(admin.SimpleListFilter):
    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("proposal", "A change is proposed"), ("review", "Review is due")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "proposal":
            return queryset.filter(Exists(Version.objects.waiting().filter(article=OuterRef("pk"))))
        if self.value() == "review":
            now = timezone.now()
            due = Article.objects.published(now=now).due_for_review(timezone.localdate(now))
            return queryset.filter(pk__in=due.values("pk"))
        return queryset
