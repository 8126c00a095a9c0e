"""Save of an article: a conflict keeps both texts, and a writer's change of what readers see is
proposed.
"""

from dataclasses import dataclass, field
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from articles import publishing, snapshots
from articles.admin.editor_forms import BoundForms
from articles.admin.request_fields import reason_of, revision_of
from articles.admin.saving import Refusal, Save, drop_copy
from articles.admin.stage_buttons import change_page
from articles.models import Article
from articles.text import diff
from clinic.office.optimistic_lock import locked

MEANWHILE = (
    "Somebody else saved this article after you had opened it. Nothing of yours is lost: this form"
    " holds it, and a version of it is kept."
)
PROPOSED_MEANWHILE = (
    "Your proposal was saved elsewhere after you had opened this form. Nothing is saved yet: the"
    " frame above shows what differs. Save again to put this form in its place."
)
ANSWERED_MEANWHILE = "The proposal that you went on with was answered meanwhile. This is a new one."


@dataclass
class ArticleSave(Save):
    """Its revision goes with the form, and rises with every save."""

    stored: Article | None = field(init=False, default=None)

    # ---- the steps, where they are an article's own ----------------------------------------------
    def locked(self, key: str) -> Article | None:
        return locked(Article, key)

    def load(self) -> None:
        super().load()
        if self.stored and self.data.get("anew"):
            self.replace_rows()  # they were none that are stored when the form was shown

    def compare_revision(self) -> Refusal | None:
        """A proposal is not refused: it remembers the revision that its writer began with."""
        if self.stored is None:
            return None
        was_seen = revision_of(self.request) == self.stored.revision
        is_on_top = revision_of(self.request, "_on_top") == self.stored.revision
        if self.proposes(self.stored):
            if not was_seen:
                self.replace_rows()  # those that the form names may be gone
            return None
        if is_on_top:
            self.replace_rows()
            return None
        if was_seen:
            return None
        return self.conflict(self.stored)

    def instead_of_saving(self) -> HttpResponse | Refusal | None:
        if self.stored is None:
            return None
        if self.proposes(self.stored):
            return self.propose(self.stored)
        if self.then and self.says_the_same(self.stored):
            return self.answer(self.stored)
        return None

    def write(self, forms: BoundForms) -> Article:
        by, now, was, before = self.by, self.now, None, []
        if forms.row is not None:
            was = publishing.about_to_change(forms.row.pk, now=now)
            before = publishing.findings_now(was, now=now)
            if self.rows_are_new:
                publishing.keep_beside(was, snapshots.snapshot_of(was), by=was.written_by, now=now)
        self.write_rows(forms)
        article = Article.objects.get(pk=forms.form.instance.pk)
        if was:
            publishing.require_reason_for_new_findings(
                article, before, by=by, now=now, reason=reason_of(self.request)
            )
        publishing.changed(article, was=was, by=by, now=now)
        self.admin.warn(self.request, article)
        return cast(Article, forms.form.instance)

    # ---- parts of them ---------------------------------------------------------------------------
    def proposes(self, article: Article) -> bool:
        return publishing.proposes(article, by=self.by)

    def write_rows(self, forms: BoundForms) -> None:
        article = forms.form.instance
        article.revision += 1
        if forms.row is None or forms.have_changed():
            article.written_by = self.by
            article.changed_since_review |= forms.text_has_changed()
        if self.rows_are_new and forms.row is not None:
            article.sections.all().delete()
            article.articlefaq_set.all().delete()
            article.sources.all().delete()
        self.admin.write(self.request, forms)

    def dry_run(self, forms: BoundForms) -> snapshots.Content:
        """What the article would be with these valid forms saved, which they are not."""
        with transaction.atomic():
            self.write_rows(forms)
            content = snapshots.snapshot_of(Article.objects.get(pk=forms.form.instance.pk))
            transaction.set_rollback(True)
        return content

    def says_the_same(self, article: Article) -> bool:
        """Whether there is nothing to save: then nobody else's form is made an older one by a mere
        press.
        """
        forms = self.bind()
        if "_on_top" in self.data or not forms.are_valid():
            return False
        return snapshots.say_the_same(self.dry_run(forms), snapshots.snapshot_of(article))

    def conflict(self, article: Article) -> Refusal:
        """What is stored now and what was sent, side by side, with the form as it was sent."""
        self.replace_rows()
        forms = self.bind()
        if not forms.are_valid():
            return Refusal()  # it could not have been saved anyway
        mine = self.dry_run(forms)
        publishing.keep_beside(article, mine, by=self.by, now=self.now)
        changes = diff.contents(snapshots.snapshot_of(article), mine)
        return Refusal(
            409, MEANWHILE, {"conflict": {"revision": article.revision, "changes": changes}}
        )

    def propose(self, article: Article) -> HttpResponse | Refusal:
        """Keep what the form says, and leave the article as it is."""
        forms = self.bind()
        if not forms.are_valid():
            return Refusal()
        content = self.dry_run(forms)
        own = publishing.waiting_proposal(article, by=self.by)
        known = self.data.get("proposal", "")
        if own and known != publishing.proposal_revision(own):
            self.send_again(
                proposal=publishing.proposal_revision(own)
            )  # which they see now, beside theirs
            proposed = diff.contents(cast(snapshots.Content, own.content), content)
            return Refusal(409, PROPOSED_MEANWHILE, {"proposed": proposed})
        seen = revision_of(self.request)
        try:
            publishing.propose(article, content, by=self.by, now=self.now, revision=seen)
        except publishing.Refused as refused:
            return drop_copy(self.request, self.admin.back(self.request, article, refused.why))
        said = "Changed what they had proposed." if own else "Proposed a change."
        self.admin.log_change(self.request, article, said)
        if known and not own:
            self.admin.message_user(self.request, ANSWERED_MEANWHILE, messages.WARNING)
        done = "Your proposal is changed." if own else "Your change is proposed."
        self.admin.message_user(
            self.request, f"{done} Readers see it once a reviewer takes it over."
        )
        return drop_copy(self.request, redirect(change_page(article)))
