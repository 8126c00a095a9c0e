"""Preview: a draft as readers would see it, behind a signed link."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles import snapshots
from articles.models import Preview
from articles.views import Notice, article_page

KEPT_FOR = timedelta(days=7)
MOST_A_PERSON = 20
NOTICE = Notice(
    "Preview, not published.", "What somebody of the clinic is writing; this link ends by itself."
)


def keep(content: snapshots.Content, *, of: int, by: User, now: datetime) -> Preview:
    """A preview of `content`, of the article with the key `of`, 0 for none yet.

    The newest 20 a person stay, and none for longer than a week.
    """
    preview = Preview.objects.create(content={**content, "article": of}, made_at=now, by=by)
    newest = Preview.objects.filter(by=by).order_by("-made_at", "-pk")[:MOST_A_PERSON]
    Preview.objects.filter(by=by).exclude(pk__in=[each.pk for each in newest]).delete()
    forget(now=now)
    return preview


def forget(*, now: datetime) -> int:
    """Throw away those that nobody can open any more. Returns how many."""
    return Preview.objects.filter(made_at__lte=now - KEPT_FOR).delete()[0]


def link(preview: Preview) -> str:
    """The path that shows it to whoever has it. Its signature tells it from a guess."""
    return reverse("articles:preview", args=[_signer().sign(preview.key.hex)])


def signed(token: str, *, now: datetime) -> Preview | None:
    """What `token` opens; None if we did not sign it, or it has expired."""
    try:
        key = UUID(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return Preview.objects.filter(key=key, made_at__gt=now - KEPT_FOR).first()


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The draft on the article's own page. Only this answer may stand in a frame, and only in one
    of ours.
    """
    now = timezone.now()
    found = signed(token, now=now)
    if found is None:
        raise Http404
    shown = snapshots.shown(found.content, pk=found.content["article"])
    asked = [faq for faq in shown.faqs if faq.published_at and faq.published_at <= now]
    response = article_page(request, shown._replace(faqs=asked), now=now, notice=NOTICE)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response


def _signer() -> Signer:
    return Signer(salt="articles.preview")
