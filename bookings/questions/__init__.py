"""Readers' questions: asked from the site, answered privately, or begun as a public question.

What somebody asked appears nowhere by itself. A question is answered on a signed page that does not
repeat it, or by phone; with the asker's permission staff begin a public question, in words of their
own and without personal details, which an editor has to publish. The worker notices when that is
done (`published`), because articles know nothing of bookings.

Every verb locks the question's row, looks, and writes a `QuestionEvent` with the messages that it
owes, in one transaction. Which verb applies in which status is `STATUSES` in `verbs`.
"""

from bookings.questions.asking import AlreadySent, submit
from bookings.questions.erasures import clear, erase, with_words
from bookings.questions.mail import write
from bookings.questions.messages import readdress
from bookings.questions.published import notice_published
from bookings.questions.verbs import (
    STATUSES,
    Changed,
    NotAllowed,
    answer,
    book,
    draft,
    quarantine,
    release,
    tell,
    verbs_of,
)

__all__ = [
    "STATUSES",
    "AlreadySent",
    "Changed",
    "NotAllowed",
    "answer",
    "book",
    "clear",
    "draft",
    "erase",
    "notice_published",
    "quarantine",
    "readdress",
    "release",
    "submit",
    "tell",
    "verbs_of",
    "with_words",
    "write",
]
