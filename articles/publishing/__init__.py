"""Publishing workflow (moderation): stages, review requests, proposals, version history.

Every function locks the row, so that two people at once act one after the other. `published_at`
decides what readers see; `stage` says where a row stands as long as that is empty.
"""

from articles.publishing.checklist_gate import (
    findings_now,
    new_findings,
    require_reason_for_new_findings,
)
from articles.publishing.common import Changed, Found, Refused, have_text, may_publish
from articles.publishing.proposals import (
    findings_in,
    is_older,
    proposal_revision,
    propose,
    proposes,
    restore,
    take_over,
    turn_away,
    waiting_proposal,
)
from articles.publishing.review_messages import wanting_mail
from articles.publishing.review_requests import (
    Answer,
    answers_about,
    answers_to,
    last_answer_to,
)
from articles.publishing.signatures import as_signed, is_wanted, sign, signer, why_not_signed_by
from articles.publishing.stages import (
    ask_for_review,
    missing,
    missing_together,
    publish,
    publish_together,
    republish,
    retire,
    withdraw,
)
from articles.publishing.translations import (
    says_the_same,
    translate,
)
from articles.publishing.version_history import (
    about_to_change,
    about_to_change_picture,
    about_to_change_question,
    as_read_at,
    changed,
    is_for_readers,
    keep,
    keep_beside,
    keep_first,
    keep_released,
    part_changed,
)

__all__ = [
    "Answer",
    "Changed",
    "Found",
    "Refused",
    "about_to_change",
    "about_to_change_picture",
    "about_to_change_question",
    "answers_about",
    "answers_to",
    "as_read_at",
    "as_signed",
    "ask_for_review",
    "changed",
    "findings_in",
    "findings_now",
    "have_text",
    "is_for_readers",
    "is_older",
    "is_wanted",
    "keep",
    "keep_beside",
    "keep_first",
    "keep_released",
    "last_answer_to",
    "may_publish",
    "missing",
    "missing_together",
    "new_findings",
    "part_changed",
    "proposal_revision",
    "propose",
    "proposes",
    "publish",
    "publish_together",
    "republish",
    "require_reason_for_new_findings",
    "restore",
    "retire",
    "says_the_same",
    "sign",
    "signer",
    "take_over",
    "translate",
    "turn_away",
    "waiting_proposal",
    "wanting_mail",
    "why_not_signed_by",
    "withdraw",
]
