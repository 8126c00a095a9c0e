"""Account mail: how a message about somebody's account is written, when it is sent."""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from clinic.mail.rendering import rendered
from clinic.office import formats, names
from clinic.office.models import Office
from clinic.staff import forgotten_password
from clinic.staff.account_messages import AccountMessage

OF_NO_USE_AFTER = timedelta(days=1)  # a link that somebody asked for a day ago


def write(message: AccountMessage, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the rows have it at `now`; None when there is nobody to tell, or nothing to tell
    any more.
    """
    if message.asked_for:
        forgotten_password.find_account(message)
    is_late = message.queued_at < now - OF_NO_USE_AFTER
    if is_late and message.kind == AccountMessage.Kind.RESET:
        return None
    user = message.user
    if user is None or not user.email or not user.is_active:
        return None
    office = Office.objects.current()
    context = {
        "office": office,
        "home_url": urljoin(settings.SITE_URL, "/"),
        "sign_in_url": urljoin(settings.SITE_URL, reverse("admin:index")),
        "person": user,
        # mail programs make links of what looks like one
        "called": names.unlinked(user.first_name),
    }
    lasts = AccountMessage.LINK_LASTS.get(message.kind)
    if lasts:
        if message.revoked_at or message.used_at or not message.fits_account():
            return None
        _begin_link(message, now + lasts)
        context["link_url"] = urljoin(settings.SITE_URL, message.link)
        context["until"] = formats.when(now + lasts, office)
    return rendered(f"emails/account_{message.kind}", context, to=user.email)


def _begin_link(message: AccountMessage, ends_at: datetime) -> None:
    """From each attempt on the link has its whole time: mail may have waited for its server."""
    message.link_ends_at = ends_at
    AccountMessage.objects.filter(pk=message.pk).update(link_ends_at=ends_at)
