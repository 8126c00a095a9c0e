"""Save of a question: who meets another's words is shown them, and every article that asks it keeps
them.
"""

from dataclasses import dataclass, field
from typing import cast

from articles import publishing
from articles.admin.editor_forms import BoundForms
from articles.admin.request_fields import reason_of
from articles.admin.saving import Refusal, Save
from articles.models import FAQ
from articles.text import diff
from articles.text.sanitizer import clean
from clinic.office.optimistic_lock import locked

MEANWHILE = (
    "Somebody else changed this question after you had opened it. Nothing of yours is lost: this"
    " form holds it, and this page shows what is stored now."
)


@dataclass
class QuestionSave(Save):
    """Its revision in the form is what was stored when it was opened, in short."""

    stored: FAQ | None = field(init=False, default=None)

    def locked(self, key: str) -> FAQ | None:
        return locked(FAQ, key)

    def load(self) -> None:
        super().load()
        if self.stored and self.data.get("anew"):
            self.replace_rows()

    def compare_revision(self) -> Refusal | None:
        stored = self.stored
        if stored is None or self.data.get("revision") == stored.revision:
            return None
        self.send_again(
            revision=stored.revision
        )  # they see it now: saving once more puts theirs in its place
        self.replace_rows()  # those that the form names may be gone
        parts = diff.rich_words(stored.answer, clean(self.data.get("answer", "")))
        shown = {"question": stored.question, "state": stored.state(now=self.now), "parts": parts}
        return Refusal(409, MEANWHILE, {"stored": shown})

    def write(self, forms: BoundForms) -> FAQ:
        now, by, articles, before = self.now, self.by, [], []
        if forms.row is not None:
            articles = publishing.about_to_change_question(forms.row.pk, now=now)
            before = publishing.findings_now(FAQ.objects.get(pk=forms.row.pk), now=now)
            if self.rows_are_new:
                forms.row.sources.all().delete()
        self.admin.write(self.request, forms)
        faq = FAQ.objects.get(pk=forms.form.instance.pk)
        publishing.require_reason_for_new_findings(
            faq, before, by=by, now=now, reason=reason_of(self.request)
        )
        publishing.part_changed(articles, by=by, now=now)
        self.admin.warn(self.request, faq)
        return cast(FAQ, forms.form.instance)
