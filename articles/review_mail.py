"""Mail about reviews: how a message is written when it is sent, from the rows as they are then.

It says a title and leads to the text, which stands behind the sign-in; a reason is not mailed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from articles import publishing
from articles.models import FAQ, Article, ReviewMessage
from clinic.mail.rendering import rendered
from clinic.office import names
from clinic.office.models import Office


class Words(NamedTuple):
    """What a mail says of one case."""

    heading: str
    sentence: str  # with the title in it
    more: str


HERE, IF_WHY = "Here it is:", "If the reviewer said why, it stands there:"
UNTIL = "Readers see nothing of it until you decide:"
CASES = {
    "asked": Words("Waits for your review", "“{}” waits for your review.", UNTIL),
    "proposed": Words("A change waits for your review", "A change of “{}” is proposed.", UNTIL),
    "published": Words("Published", "“{}”, which you gave to review, is published.", HERE),
    "scheduled": Words(
        "Scheduled", "“{}”, which you gave to review, has its day, on which readers see it.", HERE
    ),
    "draft": Words("A draft again", "“{}”, which you gave to review, is a draft again.", IF_WHY),
    "taken": Words("Your change was taken over", "Your change of “{}” was taken over.", HERE),
    "declined": Words(
        "Your change was turned away", "Your change of “{}” was turned away.", IF_WHY
    ),
}
KEPT = timedelta(days=90)  # what became of a message, for whoever looks after the mail
Kind = ReviewMessage.Kind


def write(message: ReviewMessage, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the rows have it at `now`; None when it says nothing true, or nobody wants it."""
    user, row = message.to, message.row
    if not publishing.wanting_mail(User.objects.filter(pk=user.pk, is_staff=True)).exists():
        return None
    if message.kind == Kind.WAITS:
        case = _waiting(row, user)
    else:
        case = _decided(row, user, now)
    if not case:
        return None
    words, page = CASES[case], "proposals" if case == "proposed" else "change"
    address = reverse(f"admin:articles_{row._meta.model_name}_{page}", args=[row.pk])
    title = " ".join(str(row).split())
    context = {
        "office": Office.objects.current(),
        "home_url": urljoin(settings.SITE_URL, "/"),
        "called": names.unlinked(user.first_name or user.get_username()),
        "title": title,
        "words": words,
        # mail programs make links of what looks like one
        "sentence": words.sentence.format(names.unlinked(title)),
        "link_url": urljoin(settings.SITE_URL, address),
        "settings_url": urljoin(settings.SITE_URL, reverse("admin:articles_article_mail")),
    }
    return rendered("emails/review", context, to=user.email)


def forget(*, now: datetime) -> int:
    """Throw away messages that ended long ago. Returns how many."""
    over = ReviewMessage.objects.filter(due_at=None, queued_at__lt=now - KEPT)
    return int(over.delete()[0])


def _waiting(row: Article | FAQ, user: User) -> str:
    """The case; empty if nothing waits for this person any more."""
    if not publishing.may_publish(user):
        return ""
    if row.published_at is None and row.stage == row.Stage.REVIEW:
        return "asked"
    if isinstance(row, Article) and row.versions.waiting().exclude(by=user).exists():
        return "proposed"
    return ""


def _decided(row: Article | FAQ, user: User, now: datetime) -> str:
    """The case; empty if there is no answer to this person."""
    answer = publishing.last_answer_to(user, row, now=now)
    if answer is None:
        return ""
    if answer.of_proposal:
        return "taken" if answer.was_taken else "declined"
    if not answer.was_taken:
        return "draft"
    return "scheduled" if row.published_at and row.published_at > now else "published"
