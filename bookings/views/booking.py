"""Booking view: a request for a consultation."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from bookings import availability, lifecycle
from bookings.forms import ConsultationForm
from bookings.models import Consultation
from bookings.page_cases import BookAlert
from bookings.slot_table import nearest, picker
from bookings.views.rate_limits import ask_to_wait, spend_try
from clinic.office import facts, series_plan
from clinic.office.models import Concern, Office
from clinic.office.typed_days import read_iso as read_day
from clinic.protection import csrf, rate_limits


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """The booking form. 422 where something needs mending, 409 for a time that somebody else
    has.
    """
    now, before = timezone.now(), None
    form = _form(request, now=now)
    if not form.is_bound:
        return _form_page(request, form, status=200)
    try:
        spend_try(request, now=now)
        if form.is_valid():
            return redirect(_submit(form, network=rate_limits.network(request), now=now))
        # Looked up after the judging: then a time that the same form has just taken is not called
        # taken.
        before = _made_before(form)
    except lifecycle.AlreadySent as sent:
        before = sent.consultation
    except lifecycle.NotOffered as refused:
        form.offer = availability.offer(form.office, now=now)
        if not form.refuse_own_time():
            form.refuse_time(taken=isinstance(refused, lifecycle.SlotTaken))
    except rate_limits.TooMany as too_many:
        response = _form_page(request, form, status=429, again_at=too_many.again_at)
        return ask_to_wait(response, too_many, now=now)
    if before is None:
        theirs = form.own if form.time_is_theirs else None
        return _form_page(request, form, status=409 if form.time_is_taken else 422, theirs=theirs)
    if form.is_same_request(before):
        return redirect(before)
    form.renew_key()
    return _form_page(request, form, status=409, sent=before)


def _made_before(form: ConsultationForm) -> Consultation | None:
    """The consultation that this very form has made, if it has."""
    if form.sent_key is None:
        return None
    return Consultation.objects.filter(form_key=form.sent_key.key).first()


def _submit(form: ConsultationForm, *, network: str, now: datetime) -> Consultation:
    return lifecycle.submit(
        form.consultation(),
        starts_at=form.cleaned_data["starts_at"],
        consents=form.consents(),
        network=network,
        waits=form.cleaned_data["earlier"],
        suspect=form.is_suspect(now=now),
        now=now,
    )


def book_again(request: HttpRequest) -> HttpResponse:
    """The booking form with everything typed, for a POST whose form token was missing, foreign or
    too old.
    """
    form = _form(request, now=timezone.now())
    form.is_valid()
    return _form_page(request, form, status=403, is_stale=True, **csrf.why_refused(request))


def _form(request: HttpRequest, *, now: datetime) -> ConsultationForm:
    office, concerns = facts.office_with_hours(), facts.concerns()
    article = _article_come_from(request)
    return ConsultationForm(
        request.POST if request.method == "POST" else None,
        office=office,
        # Lazy: a form that is taken never lists the times, it has its own one judged.
        offer=cast(
            availability.Offer, SimpleLazyObject(lambda: availability.offer(office, now=now))
        ),
        concerns=concerns,
        now=now,
        article=article,
        initial={
            "concern": _concern_come_with(request, article, concerns),
            "note": _wish_come_with(request, office, now=now),
        },
    )


def _form_page(
    request: HttpRequest, form: ConsultationForm, *, status: int, **more: Any
) -> HttpResponse:
    now = timezone.now()
    wanted = form.wanted_at if "slot" in form.errors else None
    near = form.offer.nearest(wanted) if wanted else []
    drawn = picker(
        form.office,
        form.offer,
        now=now,
        chosen=form.wanted_at,
        shown=[slot.starts_at for slot in near],
    )
    context = {
        "form": form,
        "office": form.office,
        "article": form.article,
        "picker": drawn,
        "errors": form.listed_errors(slot=drawn.first_id, form_key="id_concern_0")
        if form.is_bound
        else [],
        "nearest": list(nearest(form.office, form.offer, drawn, wanted)) if wanted else [],
        "alert": BookAlert.of(more),
        **more,
    }
    return render(request, "bookings/book.html", context, status=status)


def _article_come_from(request: HttpRequest) -> Article | None:
    slug = request.GET.get("article", "")
    published = Article.objects.published(now=timezone.now()).select_related("concern")
    if slug and "\0" not in slug:
        return published.filter(slug=slug).first()
    return None


def _concern_come_with(
    request: HttpRequest, article: Article | None, concerns: list[Concern]
) -> str:
    """The slug of the concern to choose beforehand; empty for none, and for words that we do not
    know.
    """
    if article and article.concern:
        return article.concern.slug
    about = request.GET.get("about", "")
    if about in {concern.slug for concern in concerns}:
        return about
    return ""


def _wish_come_with(request: HttpRequest, office: Office, *, now: datetime) -> str:
    """The sentence of whoever planned a series, to send, change or remove; empty for anybody
    else.
    """
    by = read_day(request.GET.get("plan", ""))
    if by is None or not series_plan.may_be_asked(by, today=office.local_day(now)):
        return ""
    slug = request.GET.get("treatment", "")
    treatment = next((each for each in facts.treatments() if each.slug == slug), None)
    return series_plan.wish(treatment, by) if treatment else ""
