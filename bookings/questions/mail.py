"""Mail about readers' questions, written when it is sent, from the rows as they are then.

To the office: that one came, by when it is to be answered, one link. To the asker: that there is an
answer, and the link to their page. No mail holds a word of a question or of an answer.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import FAQ
from bookings.models import QuestionMessage, QuestionStatus, ReaderQuestion
from clinic import languages
from clinic.mail.rendering import rendered
from clinic.office import formats
from clinic.office.models import Office

Kind, S = QuestionMessage.Kind, QuestionStatus
_OFFICE, _ASKER = "emails/question_office", "emails/question_asker"


class Words(NamedTuple):
    """What a mail of one kind says; {reference}, {reply_by} and {number} are filled in."""

    template: str
    subject: str | Promise
    heading: str | Promise
    sentence: str | Promise
    button: str | Promise


WORDS = {
    Kind.CAME: Words(
        _OFFICE,
        "New reader’s question {reference}",
        "A reader asks",
        "A question came from the site. We promised an answer by {reply_by}.",
        "Read question {reference}",
    ),
    Kind.DIGEST: Words(
        _OFFICE,
        "Readers’ questions that wait: {number}",
        "Readers’ questions that wait: {number}",
        "The first answer is promised by {reply_by}.",
        "Read them",
    ),
    Kind.OVERDUE: Words(
        _OFFICE,
        "Overdue: reader’s question {reference}",
        "This answer is overdue",
        "We promised an answer by {reply_by}, and whoever asked is still waiting.",
        "Read question {reference}",
    ),
    Kind.ASIDE: Words(
        _OFFICE,
        "Readers’ questions set aside: {number}",
        "Readers’ questions set aside: {number}",
        "It looks as if a machine had sent them. If a person is behind one, release it.",
        "Look at what was set aside",
    ),
    Kind.ANSWERED: Words(
        _ASKER,
        _("Your answer is ready"),
        _("Your answer is ready"),
        _("You asked us something on our site. The answer stands on your own page."),
        _("Read the answer"),
    ),
    Kind.PUBLISHED: Words(
        _ASKER,
        _("Your question is published"),
        _("Your question is published"),
        _(
            "Your question now stands on our site with an answer, in our own words and without"
            " your name. Your page leads there."
        ),
        _("Open your page"),
    ),
}


def write(message: QuestionMessage, now: datetime) -> EmailMultiAlternatives | None:
    """The mail as the rows have it at `now`; None when it says nothing true any more."""
    question, kind = message.question, Kind(message.kind)
    if not _HELPS[kind](question, now):
        return None
    is_to_asker = kind in QuestionMessage.TO_ASKER
    to = question.email if is_to_asker else _listed(message, question.office)
    if not to:
        return None
    with languages.speaking(question.language if is_to_asker else languages.ENGLISH):
        email = rendered(WORDS[kind].template, _context(kind, question), to=to)
    if is_to_asker:
        replies_to = question.office.mail_addresses.for_replies()
        email.reply_to = [replies_to.email] if replies_to else []
    return email


def _context(kind: QuestionMessage.Kind, question: ReaderQuestion) -> dict[str, Any]:
    rows = ReaderQuestion.objects.filter(office=question.office)
    first, number = question, 1
    if kind in (Kind.DIGEST, Kind.ASIDE):
        spoken_of = rows.waiting() if kind == Kind.DIGEST else rows.aside()
        first = spoken_of.order_by("reply_by").first() or question
        number = spoken_of.count()
    filled_in = {
        "reference": question.reference,
        "reply_by": formats.unbroken(formats.when(first.reply_by, question.office)),
        "number": number,
    }
    words = WORDS[kind]
    said = {name: str(getattr(words, name)).format(**filled_in) for name in words._fields[1:]}
    return {
        **said,
        "office": question.office,
        "language": "" if kind in (Kind.DIGEST, Kind.ASIDE) else question.other_language,
        "home_url": urljoin(settings.SITE_URL, reverse("home")),
        "link_url": urljoin(settings.SITE_URL, _address(kind, question)),
    }


def _address(kind: QuestionMessage.Kind, question: ReaderQuestion) -> str:
    if kind in QuestionMessage.TO_ASKER:
        return question.get_absolute_url()
    if kind in (Kind.DIGEST, Kind.ASIDE):
        status = S.WAITING if kind == Kind.DIGEST else S.ASIDE
        listed = urlencode({"status__exact": status.value})
        return f"{reverse('admin:bookings_readerquestion_changelist')}?{listed}"
    return reverse("admin:bookings_readerquestion_change", args=[question.pk])


def _listed(message: QuestionMessage, office: Office) -> str:
    """The office's address; empty once it is not on the list any more."""
    if office.mail_addresses.filter(email=message.office_address).exists():
        return message.office_address
    return ""


def _waits(question: ReaderQuestion, now: datetime) -> bool:
    return question.status == S.WAITING


def _is_read(question: ReaderQuestion, now: datetime) -> bool:
    """Whether readers have it still: it may have been retired since its asker was owed word."""
    published = FAQ.objects.published(now=now)
    return question.faq_id is not None and published.filter(pk=question.faq_id).exists()


_HELPS: dict[QuestionMessage.Kind, Callable[[ReaderQuestion, datetime], bool]] = {
    Kind.CAME: _waits,
    Kind.OVERDUE: _waits,
    Kind.DIGEST: lambda question, now: ReaderQuestion.objects.waiting().exists(),
    Kind.ASIDE: lambda question, now: ReaderQuestion.objects.aside().exists(),
    Kind.ANSWERED: lambda question, now: bool(question.answer),
    Kind.PUBLISHED: _is_read,
}
