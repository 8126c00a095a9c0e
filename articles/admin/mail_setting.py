"""Mail setting: one's own, whether mails about reviews come, and which did not arrive."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from articles import publishing
from articles.admin.request_fields import member_of_staff
from articles.models import MailSetting, ReviewMessage

if TYPE_CHECKING:
    from articles.admin.articles import ArticleAdmin

ON = "Mails about reviews come to you."
OFF = "No mail about reviews comes to you any more. Your first page shows what waits, as ever."

AGAIN = "They are sent again, if they are still true."


class MailSettingForm(forms.ModelForm):
    class Meta:
        model = MailSetting
        fields = ["about_reviews"]


def mail_setting(admin: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not admin.has_view_permission(request):
        raise PermissionDenied
    user = member_of_staff(request)
    failed = ReviewMessage.objects.failed().filter(to=user)
    if request.method == "POST" and "again" in request.POST:
        number = sum(_sent_again(message) for message in failed)
        admin.message_user(request, AGAIN if number else "None of them waits any more.")
        return redirect("admin:articles_article_mail")
    own = MailSetting.objects.filter(user=user).first() or MailSetting(user=user)
    form = MailSettingForm(request.POST if request.method == "POST" else None, instance=own)
    if form.is_valid():
        wanted = form.cleaned_data["about_reviews"]
        MailSetting.objects.update_or_create(user=user, defaults={"about_reviews": wanted})
        admin.message_user(request, ON if wanted else OFF)
        return redirect("admin:articles_article_mail")
    reviews = publishing.may_publish(user)
    return admin.page(
        request,
        "mail",
        "Mail about reviews",
        200,
        form=form,
        address=user.email,
        reviews=reviews,
        failed=failed.select_related("article", "question"),
    )


def _sent_again(message: ReviewMessage) -> bool:
    """A newer one about the same text may be on its way: then this one is of no use."""
    about = {"to": message.to_id, "kind": message.kind}
    about |= {"article": message.article_id, "question": message.question_id}
    if ReviewMessage.objects.waiting().filter(**about).exists():
        message.failed_at, message.superseded_at = None, timezone.now()
        message.save(update_fields=["failed_at", "superseded_at"])
        return False
    message.send_again(now=timezone.now())
    return True
