"""The checklist's page: what was found in an article, where it is mended, and what may stand."""

import re
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import checklist, publishing
from articles.admin.standing import Standing, member_of_staff
from articles.checklist import Finding
from articles.models import Article, Override, Rule

GONE = "The article or its rules have changed meanwhile: this is found no more. Nothing was kept."


class LetStandForm(forms.Form):
    """Why one finding may stand. `check` and `found` say which."""

    check = forms.CharField(widget=forms.HiddenInput)
    found = forms.CharField(widget=forms.HiddenInput, strip=False)
    reason = forms.CharField(
        label="Why it may stand",
        max_length=Override._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 3}),
        help_text="Kept with your name.",
        error_messages={"required": "Say why it may stand."},
    )


class Item(NamedTuple):
    finding: Finding
    address: str  # where it is mended
    form: LetStandForm | None


class Checking(Standing):
    """For all who may look at the article; whoever may publish it may let a finding stand."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.checklist)
        return [
            path("<path:object_id>/checklist/", view, name="articles_article_checklist"),
            *super().get_urls(),
        ]

    def checklist(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        article, now = self.found(request, object_id, to_look=True), timezone.now()
        decides = publishing.may_publish(request.user)
        found = checklist.of(article, now=now)
        if request.method != "POST":
            return self._checklist(request, article, found, offered=decides)
        if not decides:
            raise PermissionDenied
        form = LetStandForm(request.POST)
        meant = next((each for each in found if _is_meant(each, form)), None)
        if meant is None or meant.override or not meant.may_stand:
            return self._checklist(
                request, article, found, offered=True, status=409, gone=form["reason"].value()
            )
        if not form.is_valid():
            return self._checklist(request, article, found, offered=True, status=422, bound=form)
        reason = form.cleaned_data["reason"]
        checklist.let_stand(article, meant, reason=reason, by=member_of_staff(request), now=now)
        self.log_change(request, article, f"Let stand: {meant}")
        self.message_user(request, "It may stand. Your reason is kept.")
        return redirect("admin:articles_article_checklist", article.pk)

    def _checklist(
        self,
        request: HttpRequest,
        article: Article,
        found: list[Finding],
        *,
        offered: bool,
        status: int = 200,
        bound: LetStandForm | None = None,
        gone: str | None = None,
    ) -> HttpResponse:
        names = dict(Rule.Check.choices)
        items = [
            Item(finding, _address(finding, article), _form(finding, number, bound) if offered else None)
            for number, finding in enumerate(found)
        ]
        is_on = dict(Rule.objects.order_by("is_on").values_list("check_name", "is_on"))
        checks = [check for check in Rule.Check.values if is_on.get(check)]
        context: dict[str, Any] = {
            "groups": [
                (names[check], list(group))
                for check, group in groupby(items, key=attrgetter("finding.check"))
            ],
            "stops": sum(finding.override is None for finding in found),
            "stand": sum(finding.override is not None for finding in found),
            "fine": [names[check] for check in checks if check not in {each.check for each in found}],
            "off": [names[check] for check in Rule.Check.values if is_on.get(check) is False],
            "decides": offered,
            "bound": bound,
            "gone": GONE if gone is not None else "",
            "reason": gone or "",
        }
        return self.page(request, article, "checklist", "Checklist", status, **context)


def _is_meant(finding: Finding, form: LetStandForm) -> bool:
    return (finding.check, finding.found) == (form["check"].value(), form["found"].value())


def _form(finding: Finding, number: int, bound: LetStandForm | None) -> LetStandForm | None:
    """A form for each that does not stand yet; the one that was sent comes back with its words."""
    if finding.override or not finding.may_stand:
        return None
    named = f"finding-{number}-%s"
    if bound and _is_meant(finding, bound):
        return LetStandForm(bound.data, auto_id=named)
    return LetStandForm(auto_id=named, initial={"check": finding.check, "found": finding.found})


def _address(finding: Finding, article: Article) -> str:
    """The control that mends it, on the form of the article, a question or a picture."""
    place = finding.place
    model, key = (place.kind, place.key) if place.kind else ("article", article.pk)
    return f"{reverse(f'admin:articles_{model}_change', args=[key])}#{_in_sight(place.control)}"


def _in_sight(control: str) -> str:
    """The editor hides the control of a long text: what stands around it or before it can be scrolled to."""
    section = re.fullmatch(r"id_(sections-\d+)-body", control)
    return section[1] if section else control.replace("id_answer", "id_question")
