"""Calendar feeds: staff make and revoke secret addresses for their phones."""

from urllib.parse import urljoin, urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from bookings import audit_log
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff, only_by_post
from bookings.models import Access, Feed, new_secret, secret_hash
from clinic.office.formats import plain_text
from clinic.office.forms import LengthFirst


class FeedForm(LengthFirst, forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label="Which phone or computer is it for?",
        max_length=40,
        validators=[plain_text],
        help_text="For example: my iPhone. By this name you find it again when the phone is lost.",
        error_messages={"required": "Name the phone or computer first."},
    )


class CalendarFeedPages(DeskPages):
    """Two addresses of its own. An address of a calendar is shown once, in the answer to the
    form.
    """

    def urls(self) -> list[URLPattern]:
        return [
            self.url("feeds/", self.feeds_view, "feeds"),
            self.url("feeds/<int:pk>/revoke/", self.revoke_view, "feed_revoke"),
        ]

    @sensitive_variables("secret", "address")
    def feeds_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_see(request)
        form = FeedForm(request.POST if request.method == "POST" else None)
        address = ""
        if form.is_valid():
            secret = new_secret()
            self._make(form.cleaned_data["name"], secret, by=member_of_staff(request))
            # From settings, as in a mail: what the browser calls us may be another name.
            address = urljoin(settings.SITE_URL, reverse("bookings:staff_calendar", args=[secret]))
        may_see_all = _keeps_accounts(request)
        valid = Feed.objects.filter(revoked_at=None).select_related("user")
        context = {
            **self.context(
                request, "Your new calendar address" if address else "Calendar for your phone"
            ),
            "form": FeedForm() if address else form,
            "address": address,
            "webcal": urlsplit(address)._replace(scheme="webcal").geturl() if address else "",
            "feeds": valid.filter(user=member_of_staff(request)),
            "others": valid.exclude(user=member_of_staff(request)) if may_see_all else [],
        }
        page = "admin/bookings/consultation/feeds.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)

    @sensitive_variables("secret")
    @transaction.atomic
    def _make(self, name: str, secret: str, *, by: User) -> None:
        now = timezone.now()
        Feed.objects.create(user=by, name=name, secret_hash=secret_hash(secret), made_at=now)
        _log("made", of=by, by=by)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whose address it is, or whoever keeps the accounts, ends it at once."""
        refusal = only_by_post(request)
        if refusal:
            return refusal
        self.check_may_see(request)
        if _keeps_accounts(request):
            mine = {}
        else:
            mine = {"user": member_of_staff(request)}
        feed = get_object_or_404(Feed.objects.select_related("user"), pk=pk, **mine)
        with transaction.atomic():
            if Feed.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now()):
                _log("revoked", of=feed.user, by=member_of_staff(request))
        said = (
            f"The calendar address for “{feed.name}” is revoked. What was fetched with it stays on"
            " the phone until you remove the calendar there."
        )
        self.tell(request, said, messages.SUCCESS)
        return redirect("admin:bookings_consultation_feeds")


def _keeps_accounts(request: HttpRequest) -> bool:
    return member_of_staff(request).has_perm("auth.change_user")


def _log(verb: str, *, of: User, by: User) -> None:
    what = f"calendar address of {of.get_username()}"[:100]
    audit_log.log(Access.Action.CHANGED, what, by=by, now=timezone.now(), fields=verb)
