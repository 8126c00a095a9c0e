"""Version history in the admin: list, diff, restore, and deciding on proposals."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from articles import publishing, snapshots
from articles.admin.request_fields import (
    LONGEST_REASON,
    member_of_staff,
    reason_of,
    revision_of,
    why_of,
)
from articles.models import Article, Version
from articles.models.versions import LONGEST_WHY
from articles.snapshots import Content
from articles.templatetags.review import moment, told_apart
from articles.text import diff
from articles.views import Notice, article_page
from clinic.office import formats

if TYPE_CHECKING:
    from articles.admin.articles import ArticleAdmin

Kind = Version.Kind
SAY_WHY = "The checklist finds something new in it. Say below why it may stand, or turn it away."
A_PAGE, PROPOSALS_SHOWN, OFFERED = 30, 10, 200


class DayForm(forms.Form):
    day = forms.DateField(
        label="What did this page say on",
        widget=forms.DateInput({"type": "date"}),
        error_messages={
            "required": "Say which day.",
            "invalid": "Say which day, for example 2026-05-03.",
        },
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("That day has yet to come.")
        return day


# ---- looking -------------------------------------------------------------------------------------
def versions_view(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """All that is kept of it, the latest first."""
    return _versions(admin, request, admin.found(request, object_id, to_look=True), DayForm())


def _versions(
    admin: "ArticleAdmin",
    request: HttpRequest,
    article: Article,
    form: DayForm,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    kept = article.versions.select_related("by", "answered_by").defer("content")
    shown, offered = Paginator(kept, A_PAGE).get_page(request.GET.get("page")), list(kept[:OFFERED])
    told = told_apart([*offered, *shown])
    context = {
        "versions": shown,
        "named": [(version, told[version.pk]) for version in shown],
        "offered": [(version, told[version.pk]) for version in offered],
        "form": form,
        "said": said,
        "may_restore": _may_restore(admin, request, article),
    }
    return admin.page_about(request, article, "versions", "Versions", status, **context)


def compare_view(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """What differs between two versions, or one and now."""
    article = admin.found(request, object_id, to_look=True)
    before = _version(article, request.GET.get("before")) or article.versions.first()
    after = _version(article, request.GET.get("after"))
    if before and after and (after.at, after.pk) < (before.at, before.pk):
        before, after = after, before
    told = told_apart([each for each in (before, after) if each])
    context = {
        "before_at": told[before.pk] if before else "",
        "after_at": told[after.pk] if after else "",
        "before": before,
        "after": after,
        "changes": diff.contents(_content(before), _content(after, article)) if before else [],
        "may_restore": _may_restore(admin, request, article),
    }
    return admin.page_about(request, article, "compare", "What changed", 200, **context)


def on(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """The page as readers saw it at the end of a day, or as one version has it."""
    article = admin.found(request, object_id, to_look=True)
    version = _version(article, request.GET.get("version"))
    if version:
        title = f"{version.get_kind_display()}, {moment(version.at)}."
        return _as_page(request, article, _content(version), version.at, Notice(title))
    form = DayForm(request.GET if "day" in request.GET else None)
    if not form.is_valid():
        return _versions(admin, request, article, form, status=422 if form.is_bound else 200)
    day = form.cleaned_data["day"]
    begins, ends = (
        timezone.make_aware(datetime.combine(each, time()))
        for each in (day, day + timedelta(days=1))
    )
    last = min(ends - timedelta(microseconds=1), timezone.now())
    content = publishing.as_read_at(article, last)
    changed = article.versions.released().filter(at__gte=begins, at__lte=last).exists()
    if content is None:
        said = f"On {formats.calendar_day(day)} it was not published."
        if changed:
            said = (
                f"At the end of {formats.calendar_day(day)} it was not published. It changed on"
                " that day."
            )
        return _versions(admin, request, article, form, said=said)
    more = "It changed on that day: so it read at the end of it." if changed else ""
    notice = Notice(f"As readers saw it on {formats.calendar_day(day)}.", more)
    return _as_page(request, article, content, last, notice)


def proposals(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """What writers would change, the oldest first, each beside what readers have now."""
    return _proposals(admin, request, admin.found(request, object_id, to_look=True))


def _proposals(
    admin: "ArticleAdmin",
    request: HttpRequest,
    article: Article,
    *,
    said: str = "",
    status: int = 200,
    reason: str = "",
    about: Version | None = None,
) -> HttpResponse:
    """With `said` and the `reason` that was typed, if an answer `about` one of them was not
    taken.
    """
    waiting = list(article.versions.waiting().select_related("by").order_by("at", "pk"))
    now = snapshots.snapshot_of(article) if waiting else None
    moment_now = timezone.now()
    before = publishing.findings_now(article, now=moment_now) if waiting else []
    shown = []
    for version in waiting[:PROPOSALS_SHOWN]:
        found = publishing.findings_in(article, _content(version), now=moment_now)
        shown.append(
            {
                "version": version,
                "seen": publishing.proposal_revision(version),
                "changes": diff.contents(cast(Content, now), _content(version)),
                "is_older": publishing.is_older(version, article),
                "found": publishing.new_findings(before, found),
                "reason": reason if version == about else "",
                "why": why_of(request) if version == about else "",
            }
        )
    may = publishing.may_publish(request.user) and admin.has_change_permission(request, article)
    context = {
        "proposals": shown,
        "more": len(waiting) - len(shown),
        "may_answer": may,
        "said": said,
        "longest_reason": LONGEST_REASON,
        "longest_why": LONGEST_WHY,
    }
    return admin.page_about(request, article, "proposals", "Proposed changes", status, **context)


# ---- pressing ------------------------------------------------------------------------------------
def restore(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """GET: what readers would see. POST: the article says so, if it is still as it was shown."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    article = admin.found(request, object_id)
    if article.published_at and not publishing.may_publish(request.user):
        raise PermissionDenied
    if request.method != "POST":
        if not request.GET.get("version"):
            return redirect("admin:articles_article_versions", article.pk)  # which one?
        return _ask_to_restore(admin, request, article, _asked(request, article))
    version, by, now = _asked(request, article), member_of_staff(request), timezone.now()
    seen, reason = revision_of(request), reason_of(request)
    try:
        publishing.restore(version, by=by, now=now, revision=seen, reason=reason)
    except publishing.Found:
        said = f"What it said on {moment(version.at)} is not restored yet. Say why it may stand."
        return _ask_to_restore(admin, request, article, version, said=said, status=422)
    except publishing.Changed:
        article = admin.found(request, object_id)
        said = "Nothing is restored yet. This is what would change as the article stands now."
        return _ask_to_restore(admin, request, article, version, said=said, status=409)
    except publishing.Refused as refused:
        return admin.back(request, article, refused.why)
    admin.log_change(request, article, f"Restored what it said on {moment(version.at)}.")
    admin.message_user(request, f"“{article}” says again what it said on {moment(version.at)}.")
    _miss(admin, request, version)
    admin.warn(request, Article.objects.get(pk=article.pk))
    return redirect("admin:articles_article_versions", article.pk)


def _ask_to_restore(
    admin: "ArticleAdmin",
    request: HttpRequest,
    article: Article,
    version: Version,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    before, found = publishing.findings_now(article, now=now), []
    if article.published_at:
        found = publishing.findings_in(article, _content(version), now=now)
    context = {
        "version": version,
        "said": said,
        "who_sees_it": _who_sees_it(article, now=now),
        "changes": diff.contents(snapshots.snapshot_of(article), _content(version)),
        "lost": snapshots.lost_pictures(_content(version)),
        "found": publishing.new_findings(before, found),
        "reason": reason_of(request),
        "longest_reason": LONGEST_REASON,
    }
    return admin.page_about(request, article, "restore", "Restore", status, **context)


def _who_sees_it(article: Article, *, now: datetime) -> str:
    """What a restored text means for readers, in a sentence."""
    at = article.published_at
    if at is None:
        return "Readers see nothing of it: the article is not published, and stays so."
    if at <= now:
        return "Readers see it at once, in place of what they have now."
    return f"Readers see it from {moment(at)} on, the day for which the article is scheduled."


def answer(admin: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Take a proposal over, or turn it away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = admin.found(request, object_id)
    if not publishing.may_publish(request.user):
        raise PermissionDenied
    version, by, now = _asked(request, article), member_of_staff(request), timezone.now()
    is_taken, seen = request.POST.get("answer") == "take_over", request.POST.get("seen", "")
    try:
        if is_taken:
            revision, reason = revision_of(request), reason_of(request)
            publishing.take_over(
                version, by=by, now=now, revision=revision, seen=seen, reason=reason
            )
        else:
            publishing.turn_away(version, by=by, now=now, seen=seen, why=why_of(request))
    except publishing.Found:
        return _proposals(admin, request, article, said=SAY_WHY, status=422, about=version)
    except publishing.Changed as changed:
        article = admin.found(request, object_id)
        said, reason = " ".join(changed.why), reason_of(request)
        return _proposals(
            admin, request, article, said=said, status=409, about=version, reason=reason
        )
    except publishing.Refused as refused:
        return admin.back(request, article, refused.why)
    if is_taken:
        _miss(admin, request, version)
    done = "taken over" if is_taken else "turned away, and kept among the versions"
    admin.log_change(request, article, f"Proposal of {moment(version.at)} {done}.")
    admin.message_user(request, f"The proposal is {done}.")
    admin.warn(request, Article.objects.get(pk=article.pk))
    return redirect("admin:articles_article_change", article.pk)


def _miss(admin: "ArticleAdmin", request: HttpRequest, version: Version) -> None:
    """Say if what was put back has lost a picture."""
    lost = snapshots.lost_pictures(_content(version))
    if lost:
        is_are = "picture has" if lost == 1 else "pictures have"
        said = f"{lost} {is_are} been deleted since, and could not be put back."
        admin.message_user(request, said, messages.WARNING)


# ---- steps that they share -----------------------------------------------------------------------
def _version(article: Article, key: str | None) -> Version | None:
    """One of the article's versions; None for no key. Raises Http404 for any other."""
    if not key:
        return None
    versions = article.versions.select_related("by")
    if key.isdecimal() and len(key) < 19:
        version = versions.filter(pk=key).first()
    else:
        version = None
    if version is None:
        raise Http404
    return version


def _asked(request: HttpRequest, article: Article) -> Version:
    asked = request.POST if request.method == "POST" else request.GET
    version = _version(article, asked.get("version"))
    if version is None:
        raise Http404
    return version


def _may_restore(admin: "ArticleAdmin", request: HttpRequest, article: Article) -> bool:
    may: bool = admin.has_change_permission(request, article)
    return may and not admin.proposes(request, article)


def _content(version: Version | None, article: Article | None = None) -> Content:
    """Of a version, or of the article as it is now."""
    if version is None:
        assert article is not None
        return snapshots.snapshot_of(article)
    return cast(Content, version.content)


def _as_page(
    request: HttpRequest, article: Article, content: Content, at: datetime, notice: Notice
) -> HttpResponse:
    """The article's own page with what was kept. Questions that were not published then are left
    out.
    """
    shown = snapshots.shown(content, pk=article.pk)
    pairs: Any = zip(shown.faqs, content["faqs"], strict=True)
    faqs = [
        faq
        for faq, kept in pairs
        # Versions of old did not keep when a question was published: of one that is gone nothing is
        # known.
        if (not faq.pk and "published_at" not in kept)
        or (faq.published_at and faq.published_at <= at)
    ]
    return article_page(request, shown._replace(faqs=faqs), now=at, notice=notice)


PAGES = {
    "versions": versions_view,
    "compare": compare_view,
    "on": on,
    "restore": restore,
    "proposals": proposals,
    "answer": answer,
}
