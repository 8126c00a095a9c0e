"""Previews: what is in an article's form, looked at as readers will see it before anything is
saved.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles import previews
from articles.admin.article_save import ArticleSave
from articles.admin.form_errors import mistakes
from articles.admin.request_fields import member_of_staff
from articles.models import Preview

if TYPE_CHECKING:
    from articles.admin.articles import ArticleAdmin


def preview(
    admin: "ArticleAdmin", request: HttpRequest, object_id: str | None = None
) -> HttpResponse:
    """POST: keep what is in the form as a preview, and nothing else; then show it. GET: the
    form.
    """
    if request.method != "POST":
        if object_id is None:
            return HttpResponseRedirect(reverse("admin:articles_article_add"))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[object_id]))
    save = ArticleSave(admin, request, object_id)
    with transaction.atomic():
        save.load()
        if object_id is not None and save.stored is None:
            return admin.gone(request, object_id)
        forms = save.bind()
        if not forms.are_valid():
            # A second form would be saved here, and then be in the way of the first.
            return admin.page(
                request, "preview_stopped", "No preview yet", 422, mistakes=mistakes(forms)
            )
        content = save.dry_run(forms)
    of = save.stored.pk if save.stored else 0
    kept = previews.keep(content, of=of, by=member_of_staff(request), now=timezone.now())
    return HttpResponseRedirect(reverse("admin:articles_article_previewed", args=[kept.pk]))


def previewed(admin: "ArticleAdmin", request: HttpRequest, key: UUID) -> HttpResponse:
    """A preview as a phone and a desktop show it, and the link for a colleague."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if not admin.has_view_permission(request):
        raise PermissionDenied
    kept = Preview.objects.filter(pk=key, made_at__gt=timezone.now() - previews.KEPT_FOR).first()
    if kept is None:
        raise Http404
    link = previews.link(kept)
    response = admin.page(
        request,
        "preview",
        "Preview",
        200,
        name=kept.content["fields"]["title"],
        link=link,
        whole_link=request.build_absolute_uri(link),
        ends_at=kept.made_at + previews.KEPT_FOR,
    )
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response
