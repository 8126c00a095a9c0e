"""Checklist page: findings in an article or a question, and dismissing them."""

import re
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from articles import checklist, publishing
from articles.admin.request_fields import form_key, member_of_staff
from articles.admin.stage_buttons import Row, address_of
from articles.checklist import Finding
from articles.models import Article, Override, Rule
from clinic.office.formats import calendar_day

if TYPE_CHECKING:
    from articles.admin.editor import EditorAdmin

GONE = "The text or its rules have changed meanwhile: this is found no more. Nothing was kept."
NO_MORE = "It was not let stand anymore when you pressed the button. Nothing was changed."


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
    may_be_taken_back: bool  # what somebody let stand; of a question, on its own checklist


def checklist_view(admin: "EditorAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """For all who may look at the row; whoever may publish it may let a finding stand."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method == "POST" and form_key(request):
        return admin.saved_for(request, admin.found(request, object_id), "checklist")
    row, now = admin.found(request, object_id, to_look=True), timezone.now()
    decides = publishing.may_publish(request.user)
    found = checklist.of(row, now=now)
    if request.method != "POST":
        return _page(admin, request, row, found, offered=decides)
    if not decides:
        raise PermissionDenied
    if "take_back" in request.POST:
        return _take_back(admin, request, row, found)
    form = LetStandForm(request.POST)
    meant = next((each for each in found if _is_meant(each, form)), None)
    if meant is None or meant.override or not meant.may_stand:
        return _page(
            admin, request, row, found, offered=True, status=409, gone=form["reason"].value()
        )
    if not form.is_valid():
        return _page(admin, request, row, found, offered=True, status=422, bound=form)
    reason = form.cleaned_data["reason"]
    checklist.let_stand(row, meant, reason=reason, by=member_of_staff(request), now=now)
    admin.log_change(request, row, f"Let stand: {meant}")
    admin.message_user(request, "It may stand. Your reason is kept.")
    return redirect(address_of(row, "checklist"))


def _take_back(
    admin: "EditorAdmin", request: HttpRequest, row: Row, found: list[Finding]
) -> HttpResponse:
    """The finding stops it again. Who had let it stand, when and why stays in the row's history."""
    given = {
        str(each.override.pk): each
        for each in found
        if each.override and _is_of(each.override, row)
    }
    meant = given.get(request.POST["take_back"])
    override = meant.override if meant else None
    if override is None or not checklist.take_back(override):
        found = checklist.of(row, now=timezone.now())
        return _page(admin, request, row, found, offered=True, status=409, gone="", said=NO_MORE)
    day = calendar_day(timezone.localtime(override.at))
    who_and_why = f"{override.by or 'Somebody'} had let it stand on {day}: “{override.reason}”"
    said = f"No longer let stand: {meant} {who_and_why}"
    admin.log_change(request, row, said)
    admin.message_user(request, "It is not let stand anymore.")
    admin.warn(request, row)
    return redirect(address_of(row, "checklist"))


def _page(
    admin: "EditorAdmin",
    request: HttpRequest,
    row: Row,
    found: list[Finding],
    *,
    offered: bool,
    status: int = 200,
    bound: LetStandForm | None = None,
    gone: str | None = None,
    said: str = GONE,
) -> HttpResponse:
    names = dict(Rule.Check.choices)
    items = [
        Item(
            finding,
            _address(finding, row),
            _form(finding, number, bound) if offered else None,
            offered and bool(finding.override and _is_of(finding.override, row)),
        )
        for number, finding in enumerate(found)
    ]
    is_on = dict(Rule.objects.order_by("is_on").values_list("check_name", "is_on"))
    about = checklist.checks_of(row)
    checks = [check for check in about if is_on.get(check)]
    context: dict[str, Any] = {
        "groups": [
            (names[check], list(group))
            for check, group in groupby(items, key=attrgetter("finding.check"))
        ],
        "stops": sum(finding.override is None for finding in found),
        "stand": sum(finding.override is not None for finding in found),
        "fine": [names[check] for check in checks if check not in {each.check for each in found}],
        "off": [names[check] for check in about if is_on.get(check) is False],
        "decides": offered,
        "bound": bound,
        "gone": said if gone is not None else "",
        "reason": gone or "",
    }
    return admin.page_about(request, row, "checklist", "Checklist", status, **context)


def _is_meant(finding: Finding, form: LetStandForm) -> bool:
    return (finding.check, finding.found) == (form["check"].value(), form["found"].value())


def _is_of(override: Override, row: Row) -> bool:
    return row.pk == (override.article_id if isinstance(row, Article) else override.question_id)


def _form(finding: Finding, number: int, bound: LetStandForm | None) -> LetStandForm | None:
    """A form for each that does not stand yet; the one that was sent comes back with its words."""
    if finding.override or not finding.may_stand:
        return None
    named = f"finding-{number}-%s"
    if bound and _is_meant(finding, bound):
        return LetStandForm(bound.data, auto_id=named)
    return LetStandForm(auto_id=named, initial={"check": finding.check, "found": finding.found})


def _address(finding: Finding, row: Row) -> str:
    """The control that mends it, on the form of the article, a question or a picture."""
    place = finding.place
    model, key = (place.kind, place.key) if place.kind else (row._meta.model_name, row.pk)
    return f"{reverse(f'admin:articles_{model}_change', args=[key])}#{_in_sight(place.control)}"


def _in_sight(control: str) -> str:
    """The editor hides the control of a long text: what stands around it or before it can be
    scrolled to.
    """
    section = re.fullmatch(r"id_(sections-\d+)-body", control)
    if section:
        return section[1]
    return control.replace("id_answer", "id_question")
