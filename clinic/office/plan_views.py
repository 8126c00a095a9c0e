"""Planner view: a day by which somebody would like to be done in, the weeks of a series out.

The day is in the address alone: it is stored nowhere, and no cache keeps a page with one.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinic.changes.public_pages import public
from clinic.office import facts, formats, schema, series_plan
from clinic.office.models import Office, Treatment
from clinic.office.series_drawing import timeline
from clinic.office.series_plan import Series
from clinic.office.typed_days import TypedDayField


class PlanForm(forms.Form):
    use_required_attribute = False

    by = TypedDayField(
        label=gettext_lazy("I would like to be done by"),
        help_text=gettext_lazy("For example: June 5, 2027, or 6/5."),
        error_messages={"required": gettext_lazy("Enter a day, for example June 5, 2027.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["by"]
        assert isinstance(field, TypedDayField)
        field.today = today

    def clean_by(self) -> date:
        by: date = self.cleaned_data["by"]
        if by <= self.today:
            raise forms.ValidationError(_("Enter a day that is still to come."))
        if not series_plan.may_be_asked(by, today=self.today):
            last = self.today + series_plan.FURTHEST_AHEAD
            said = _("We plan a year ahead at most. Enter a day up to {day}.").format(
                day=formats.calendar_day(last)
            )
            raise forms.ValidationError(said)
        return by


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The planner; 422 and a sentence for what is no day to plan for."""
    treatment = facts.shown(get_object_or_404(Treatment, slug=slug))
    series = Series.of(treatment, samples=settings.DEVELOPMENT)
    if series is None:
        raise Http404("It is not known how far apart its sessions are.")
    office, now = facts.office_with_hours(), timezone.now()
    asked = "by" in request.GET
    form = PlanForm(request.GET if asked else None, today=office.local_day(now))
    path = reverse("office:plan", args=[slug])
    context = {
        "treatment": treatment,
        "series": series,
        "form": form,
        "office": office,
        "data": schema.below_treatment("WebPage", path, _("Plan a series"), treatment),
    }
    if asked and form.is_valid():
        context |= _answer(treatment, series, form.cleaned_data["by"], office=office, now=now)
    status = 422 if asked and not form.is_valid() else 200
    response = render(request, "clinic/plan.html", context, status=status)
    if asked:
        add_never_cache_headers(response)
        return response
    return public(request, response)


def _answer(
    treatment: Treatment, series: Series, by: date, *, office: Office, now: datetime
) -> dict[str, Any]:
    """What the page shows of the plan, and which of its cases it is."""
    earliest = office.local_day(now + timedelta(hours=office.notice_hours))
    last = office.local_day(now) + series_plan.FURTHEST_AHEAD
    length = treatment.session_minutes_most or 0
    is_open = series_plan.opening_days(office, by - series_plan.LONGEST, last, minutes=length)
    found = series_plan.plan(series, by, is_open=is_open)
    if not found.fits(earliest):
        soonest = series_plan.soonest(series, earliest=earliest, last=last, is_open=is_open)
        return {"case": "clinic/plan/too_near.html", "by": by, "soonest": soonest}
    both_fit = found.longest_fits(earliest)
    shows_both = both_fit and found.longest != found.shortest
    return {
        "case": "clinic/plan/both_ways.html" if shows_both else "clinic/plan/one_way.html",
        "by": by,
        "first": found.shortest[0].day,
        "plan": found,
        "is_short_of_time": not both_fit,
        "timeline": timeline(found, with_longest=shows_both),
    }
