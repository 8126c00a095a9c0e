"""Save of a page's words: each is a version, and of two people at once nobody's words are lost."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import page_words, publishing
from articles.admin.page_form import PageWordsForm
from articles.admin.request_fields import LONGEST_REASON, member_of_staff, reason_of, revision_of
from articles.checklist import field_of
from articles.models import PageVersion
from articles.text import diff
from clinic.office.page_words import WORDS, Kind, Page, Words

if TYPE_CHECKING:
    from articles.admin.pages import PageAdmin

FOUND = (
    "Nothing is saved yet, and this form holds every word: the checklist finds something that"
    " readers would see. Mend it, or say in the frame below why it may stand."
)
MEANWHILE = (
    "Somebody else saved this page after you had opened it. Nothing of yours is lost, and nothing"
    " is saved yet: this form holds your words, and theirs where you had changed nothing. Save once"
    " more to keep it so."
)
NOTHING = "Nothing was changed: readers read these words already."
SAVED = "“{}” is saved, and readers have it."
BROUGHT_BACK = (
    "“{}: {}” says its original words again, and readers have them. To undo that, bring back the"
    ' version before it under <a href="{}">Versions</a>.'
)
REST_IS_TYPED = "What else you typed is still in the form, and not saved yet."


@dataclass
class PageSave:
    """One press of Save, or of *Use the original words*."""

    admin: "PageAdmin"
    request: HttpRequest
    page: Page
    own: dict[str, str] = field(init=False)  # what is stored
    newest: int = field(init=False)

    def __post_init__(self) -> None:
        self.load()

    def load(self) -> None:
        self.newest = page_words.newest_number(self.page)
        self.own = page_words.stored(self.page)

    def run(self) -> HttpResponse:
        try:
            if revision_of(self.request) != self.newest:
                raise publishing.Changed(page_words.MEANWHILE)
            key = self.request.POST.get("_original", "")
            if any(words.key == key for words in self.page.words):
                return self.bring_back(WORDS[key])
            return self.save()
        except publishing.Changed:
            self.load()
            return self.conflict()
        except publishing.Found as found:
            return self.again(422, note=FOUND, found=found.findings, longest_reason=LONGEST_REASON)

    # ---- what is pressed -------------------------------------------------------------------------
    def save(self) -> HttpResponse:
        form = self.form()
        if not form.is_valid():
            return self.admin.form_page(self.request, form, status=422)
        version = self.store(page_words.own_of(self.page, form.typed))
        if version is None:
            self.admin.say(self.request, NOTHING)
        else:
            self.admin.log_version(self.request, version, f"Saved as version {version.number}.")
            self.admin.say(self.request, SAVED.format(self.page.title))
        return redirect("admin:articles_pageversion_change", self.page.slug)

    def bring_back(self, words: Words) -> HttpResponse:
        """One text says what the site says; what else was typed stays typed, and is not saved."""
        typed = {**self.form().typed, words.key: words.default}
        left = {key: text for key, text in self.own.items() if key != words.key}
        version = self.store(left)
        if version:
            said = f"Original words of “{words.part}: {words.label}”, as version {version.number}."
            self.admin.log_version(self.request, version, said)
            address = reverse("admin:articles_pageversion_versions", args=[self.page.slug])
            said = format_html(BROUGHT_BACK, words.part, words.label, address)
            self.admin.say(self.request, said)
        if page_words.own_of(self.page, typed) == left:
            return redirect("admin:articles_pageversion_change", self.page.slug)
        self.load()
        return self.again(200, {field_of(words): words.default}, note=REST_IS_TYPED)

    def store(self, own: dict[str, str]) -> PageVersion | None:
        return page_words.save(
            self.page,
            own,
            seen=self.newest,
            by=member_of_staff(self.request),
            now=timezone.now(),
            reason=reason_of(self.request),
        )

    # ---- the form again --------------------------------------------------------------------------
    def form(self, **changed: str) -> PageWordsForm:
        data = self.request.POST.copy()
        for name, value in changed.items():
            data[name] = value
        return PageWordsForm(data, page=self.page, own=self.own, revision=self.newest)

    def again(
        self, status: int, changed: dict[str, str] | None = None, **more: Any
    ) -> HttpResponse:
        """With every word that was typed; whoever sends it once more has seen what is stored."""
        form = self.form(**(changed or {}), revision=str(self.newest))
        form.is_valid()  # so that each mistake stands beside its field
        reason = reason_of(self.request)
        return self.admin.form_page(self.request, form, status=status, reason=reason, **more)

    def conflict(self) -> HttpResponse:
        """Texts that only one of them changed are taken from whoever did; the others are shown."""
        typed = self.form().typed
        base = page_words.content_of(self.page, revision_of(self.request))
        theirs, changes = {}, []
        for words in self.page.words:
            stored, mine = self.own.get(words.key, words.default), typed[words.key]
            began = None if base is None else base.get(words.key, words.default)
            if stored in (began, mine):
                continue
            if mine == began:
                theirs[field_of(words)] = stored
            changes.append(change_in(words, mine if mine != began else began, stored))
        return self.again(409, theirs, note=MEANWHILE, changes=changes)


def change_in(words: Words, before: str, after: str) -> diff.Change:
    compared = diff.rich_words if words.kind is Kind.RICH else diff.words
    return diff.Change(words.part, words.label, compared(before, after))
