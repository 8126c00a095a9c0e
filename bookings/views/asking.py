"""Ask view: a reader's question."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from bookings import questions
from bookings.forms.asking import CONTACT, AskForm
from bookings.models import ReaderQuestion
from bookings.page_cases import AskAlert
from bookings.views.rate_limits import ask_to_wait, spend_try
from clinic.office import facts, hours
from clinic.protection import csrf, rate_limits


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, *, is_stale: bool = False) -> HttpResponse:
    """The form. 422 where something needs mending, 409 for one that was sent with other words.

    With `is_stale`, for a form token that was missing, foreign or too old, it comes back as it was
    filled in.
    """
    now = timezone.now()
    form = _form(request, now=now)
    if is_stale:
        form.is_valid()
        return _form_page(request, form, status=403, is_stale=True, **csrf.why_refused(request))
    if not form.is_bound:
        return _form_page(request, form, status=200)
    try:
        spend_try(request, now=now)
        if form.is_valid():
            return redirect(_submit(form, network=rate_limits.network(request), now=now))
        before = _made_before(form)
    except questions.AlreadySent as sent:
        before = sent.question
    except rate_limits.TooMany as too_many:
        response = _form_page(request, form, status=429, again_at=too_many.again_at)
        return ask_to_wait(response, too_many, now=now)
    if before is None:
        return _form_page(request, form, status=422)
    if form.is_same_request(before):
        return redirect(before)
    form.renew_key()
    return _form_page(request, form, status=409, sent=before)


def _submit(form: AskForm, *, network: str, now: datetime) -> ReaderQuestion:
    suspect = form.is_suspect(now=now)
    return questions.submit(form.reader_question(), network=network, suspect=suspect, now=now)


def _made_before(form: AskForm) -> ReaderQuestion | None:
    """The question that this very form has made, if it has."""
    if form.sent_key is None:
        return None
    return ReaderQuestion.objects.filter(form_key=form.sent_key.key).first()


def _form(request: HttpRequest, *, now: datetime) -> AskForm:
    return AskForm(
        request.POST if request.method == "POST" else None,
        office=facts.office_with_hours(),
        now=now,
        article=_article_come_from(request, now=now),
    )


def _form_page(request: HttpRequest, form: AskForm, *, status: int, **more: Any) -> HttpResponse:
    office, now = form.office, timezone.now()
    context = {
        "form": form,
        "office": office,
        "article": form.article,
        "errors": form.listed_errors(form_key="id_words") if form.is_bound else [],
        "reply_by": hours.reply_by(office, hours.closures_ahead(office, now=now), now=now),
        "contact_wording": CONTACT,
        "alert": AskAlert.of(more),
        **more,
    }
    return render(request, "bookings/ask.html", context, status=status)


def _article_come_from(request: HttpRequest, *, now: datetime) -> Article | None:
    slug = request.GET.get("about", "")
    if slug and "\0" not in slug:
        return Article.objects.published(now=now).filter(slug=slug).first()
    return None
