"""Versions of a page's words: who saved what, and bringing one of them back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from articles import page_words, publishing
from articles.admin.page_save import change_in
from articles.admin.request_fields import LONGEST_REASON, member_of_staff, reason_of, revision_of
from articles.models import PageVersion
from articles.text.diff import Change, shortened
from clinic.office.page_words import Page

if TYPE_CHECKING:
    from articles.admin.pages import PageAdmin

A_PAGE = 30
SAY_WHY = "Nothing is brought back yet. Say why what the checklist finds may stand."
CHANGED = "Nothing is brought back yet: this is what would change as the page stands now."


class Row(NamedTuple):
    version: PageVersion
    changed: list[str]  # the texts that it changed, by their names


def versions(admin: "PageAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    page = admin.found(request, object_id, to_look=True)
    kept = PageVersion.objects.of(page.slug).select_related("by")
    shown = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    before = {
        version.number + 1: version.content
        for version in kept.filter(number__in=[each.number - 1 for each in shown])
    }
    rows = [Row(each, _names(page, before.get(each.number, {}), each.content)) for each in shown]
    return admin.page_about(
        request,
        page,
        "versions",
        "Versions",
        200,
        rows=rows,
        shown=shown,
        may_change=admin.has_change_permission(request),
    )


def restore(admin: "PageAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """GET: what would change. POST: the page says so again, if it is still as it was shown."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    page = admin.found(request, object_id)
    asked = (request.POST if request.method == "POST" else request.GET).get("number", "")
    if not asked:
        return redirect("admin:articles_pageversion_versions", page.slug)
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else -1
    content = page_words.content_of(page, number)
    if content is None:
        raise Http404
    if request.method != "POST":
        return _ask(admin, request, page, number, content)
    try:
        version = page_words.save(
            page,
            content,
            seen=revision_of(request),
            by=member_of_staff(request),
            now=timezone.now(),
            reason=reason_of(request),
            restores=number,
        )
    except publishing.Found:
        return _ask(admin, request, page, number, content, said=SAY_WHY, status=422)
    except publishing.Changed:
        return _ask(admin, request, page, number, content, said=CHANGED, status=409)
    if version:
        admin.log_version(request, version, f"Brought back version {number or 'the site’s words'}.")
        admin.say(request, f"“{page.title}” says again what it said, and readers have it.")
    return redirect("admin:articles_pageversion_versions", page.slug)


def _ask(
    admin: "PageAdmin",
    request: HttpRequest,
    page: Page,
    number: int,
    content: Mapping[str, str],
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    return admin.page_about(
        request,
        page,
        "restore",
        "Bring back",
        status,
        number=number,
        version=PageVersion.objects.of(page.slug).filter(number=number).first(),
        revision=page_words.newest_number(page),
        changes=_changes(page, page_words.stored(page), content),
        found=page_words.findings_of_change(page, content, now=timezone.now()),
        reason=reason_of(request),
        longest_reason=LONGEST_REASON,
        said=said,
    )


def _changes(page: Page, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    found = []
    for words in page.words:
        was, is_now = (each.get(words.key, words.default) for each in (before, after))
        if was != is_now:
            change = change_in(words, was, is_now)
            found.append(change._replace(parts=shortened(change.parts)))
    return found


def _names(page: Page, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"{words.part}: {words.label}"
        for words in page.words
        if before.get(words.key) != after.get(words.key)
    ]
