"""Views of the clinic's own pages. Each reads rows and shows them; none sets a cookie."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.changes.public_pages import public_page
from clinic.office import facts, formats, privacy_page, schema, translations
from clinic.office.models import Office, Plate, Practitioner, Treatment
from clinic.office.qr_code import qr_code
from clinic.office.series_plan import Series

CLOSURES_ANNOUNCED = timedelta(days=60)


@public_page
@require_safe
def treatment(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Treatment.objects.prefetch_related("steps")
    treatment = facts.shown(get_object_or_404(rows, slug=slug))
    office = facts.office()
    people = _with_portraits(treatment.practitioners.published()) if office.shows_people else []
    context = {
        "office": office,
        "treatment": treatment,
        "visit": treatment.visit,
        "plate": Plate.known(treatment.plate),
        "people": people,
        "can_be_planned": Series.of(treatment, samples=settings.DEVELOPMENT) is not None,
        "data": _treatment_data(treatment, office),
    }
    return render(request, "clinic/treatment.html", context)


def _treatment_data(treatment: Treatment, office: Office) -> schema.Thing:
    service = schema.treatment(treatment, office)
    path, entity = treatment.get_absolute_url(), schema.only_id(service)
    return schema.graph(
        service, schema.page("MedicalWebPage", path, treatment.name, mainEntity=entity)
    )


@public_page
@require_safe
def aftercare(request: HttpRequest, slug: str) -> HttpResponse:
    """The days after a treatment, on one sheet with the way back to it: the desk hands it over."""
    treatment = facts.shown(get_object_or_404(Treatment, slug=slug))
    if not treatment.has_days_after:
        raise Http404("Nothing is written about the days after it.")
    address = f"{settings.SITE_URL}{request.path}"
    title = treatment.title_of_days_after
    context = {
        "treatment": treatment,
        "title": title,
        "data": schema.below_treatment("MedicalWebPage", request.path, title, treatment),
        "code": qr_code(address),
        "typed": address.removeprefix(f"{urlsplit(address).scheme}://"),
    }
    return render(request, "clinic/aftercare.html", context)


@public_page
@require_safe
def visit(request: HttpRequest) -> HttpResponse:
    office, now = facts.office(), timezone.now()
    hours = translations.opening_hours(office)
    closures = list(office.closures.overlapping(now, now + CLOSURES_ANNOUNCED))
    context = {
        "office": office,
        "hours": formats.weekly(hours),
        "closures": [
            (formats.closure(closure, office), office.note(closure.reason)) for closure in closures
        ],
        "data": schema.graph(schema.business(office, hours=hours, closures=closures)),
    }
    return render(request, "clinic/visit.html", context)


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    people = _with_portraits(Practitioner.objects.published())
    if not people:
        raise Http404("Nobody is shown yet.")
    path, everybody = reverse("office:about"), [schema.person(each) for each in people]
    data = schema.graph(schema.page("AboutPage", path, _("About us"), mainEntity=everybody))
    return render(request, "clinic/about.html", {"people": people, "data": data})


def _with_portraits(people: QuerySet[Practitioner]) -> list[Practitioner]:
    """Each with the picture that articles keep of them, if there is one, in the same query."""
    return [facts.shown(person) for person in people.select_related("portrait")]


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    office = facts.office()
    context = {
        "effective_day": privacy_page.effective_day(office),
        "retention": [],
        "backups_kept": settings.BACKUPS_KEPT,
    }
    if office.retention_started_at:
        rules = facts.retention()
        context["retention"] = privacy_page.periods(rules)
        context["of_questions"] = privacy_page.period_of_questions(rules)
    return render(request, "clinic/privacy.html", context)


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/accessibility.html")
