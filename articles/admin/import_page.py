"""Import page: paste or upload a page of the old site, look at what it would become, then make the
draft. Nothing is stored before that, and nothing is ever fetched.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import images, importing, redirects
from articles.admin.pictures import NOT_STORED
from articles.admin.request_fields import member_of_staff
from articles.admin.stage_buttons import change_page
from articles.importing.phrases import Clinic
from articles.importing.source import PictureInFile
from articles.models import Article, FAQGroup, Picture, Topic
from clinic.office.forms import LengthFirst
from clinic.office.models import Office

if TYPE_CHECKING:
    from articles.admin.articles import ArticleAdmin

ADD_ADDRESSES = "articles.add_oldaddress"
NOTHING = "Paste a page here, or choose a file."
NO_TITLE = "There is no title in it. Write one in the first line, as the page had it."
NO_TEXT = "There is no text in it, only a title. Paste the whole page."
TOO_HEAVY = "This file is larger than 2 MB. Save the page without its pictures and upload that."
MADE_BEFORE = "This draft was made already: here it is."
PEOPLE = [
    ("", "Leave it out"),
    *(each for each in Picture.Depicts.choices if each[0] != Picture.Depicts.PORTRAIT),
]


class SourceForm(LengthFirst, forms.Form):
    """The page, and what it does not say itself."""

    file = forms.FileField(
        label="HTML file",
        required=False,
        help_text="Of at most 2 MB. Its words come into the field below.",
        widget=forms.FileInput(attrs={"accept": ".html,.htm,text/html"}),
    )
    source = forms.CharField(
        label="Or the page, pasted",
        required=False,
        max_length=importing.MOST_BYTES,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=(
            "Text, or HTML. Text without HTML is read line by line: a short line without a full"
            " stop is a heading, “Q1:” a question."
        ),
    )
    topic = forms.ModelChoiceField(Topic.objects.all(), empty_label=None)
    group = forms.ModelChoiceField(
        FAQGroup.objects.all(), label="Group of its questions", required=False, empty_label=None
    )
    old_address = forms.CharField(
        label="Old address",
        required=False,
        max_length=2000,
        help_text="Leads to the article once it is published. For example: /post/sun-and-pores",
    )

    def clean_file(self) -> Any:
        upload = cast("File[bytes] | None", self.cleaned_data["file"])
        if upload and upload.size > importing.MOST_BYTES:
            raise ValidationError(TOO_HEAVY)
        return upload

    def clean_old_address(self) -> str:
        typed: str = self.cleaned_data["old_address"].strip()
        if not typed:
            return ""
        try:
            return redirects.old_path(typed)
        except redirects.Broken as broken:
            raise ValidationError(str(broken)) from None


class PictureForm(LengthFirst, forms.ModelForm):
    """What nobody but staff can say of a picture in the file."""

    depicts = forms.ChoiceField(label="Who is in it", choices=PEOPLE, required=False)

    class Meta:
        model = Picture
        fields = ["depicts", "alt"]

    def __init__(self, *args: Any, found: PictureInFile, **kwargs: Any) -> None:
        prefix = f"picture-{found.number}"
        super().__init__(*args, prefix=prefix, initial={"alt": found.alt}, **kwargs)
        self.found, self.made = found, cast("images.Made | None", None)
        self.fields["alt"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("depicts"):
            return given
        if not given.get("alt"):
            self.add_error("alt", "Describe the picture in words, or leave it out.")
            return given
        try:
            self.made = images.make(ContentFile(self.found.data or b""))
        except ValidationError as refused:
            self.add_error("depicts", refused)
        return given

    def _post_clean(self) -> None:
        """The row's own rules would refuse a picture that is left out."""
        if self.made:
            self.instance.name = self.cleaned_data["alt"][:80]
            super()._post_clean()  # type: ignore[misc]  # Django's own, which its stubs leave out


@dataclass
class ImportPage:
    """One request: the forms, and the draft as it would be."""

    admin: "ArticleAdmin"
    request: HttpRequest
    form: SourceForm = field(init=False)
    page: importing.Page | None = None
    pictures: list[PictureForm] = field(default_factory=list)
    shown: str = ""  # what was looked at, in short

    def answer(self) -> HttpResponse:
        self.form = SourceForm()
        if self.request.method == "POST":
            self.form = SourceForm(self.request.POST, self.request.FILES)
            if self._read() and self.request.POST.get("confirm") == self.shown:
                made = self._make()
                if made:
                    return made
        return self._show()

    # ---- reading -------------------------------------------------------------------------------
    def _read(self) -> bool:
        """Whether there is a draft to look at."""
        form = self.form
        is_valid = form.is_valid()
        if "file" in form.errors or "source" in form.errors:
            return False
        text = form.cleaned_data.get("source") or ""
        upload = form.cleaned_data.get("file")
        try:
            text = importing.decoded(upload.read()) if upload else text
            if not text.strip():
                form.add_error("source", NOTHING)
                return False
            self.page = importing.read(text, Clinic.of(Office.objects.current()))
        except importing.Unreadable as why:
            form.add_error("file" if upload else "source", str(why))
            return False
        self._send_back(text)
        return self._is_enough(self.page) and is_valid

    def _is_enough(self, page: importing.Page) -> bool:
        if not page.title:
            self.form.add_error("source", NO_TITLE)
        elif page.is_empty:
            self.form.add_error("source", NO_TEXT)
        self.shown = _digest(page)
        data = self.request.POST if "confirm" in self.request.POST else None
        if self.request.user.has_perm("articles.add_picture"):
            self.pictures = [PictureForm(data, found=each) for each in page.placed_pictures]
        return not self.form.errors

    def _send_back(self, text: str) -> None:
        """A browser does not send a file again: its words stand in the field from now. So does the
        old address that they name.
        """
        sent = cast(QueryDict, self.form.data).copy()
        sent["source"] = text
        if not sent.get("old_address") and self.page and "confirm" not in sent:
            sent["old_address"] = _old_path(self.page.address)
        self.form.data = sent

    # ---- making --------------------------------------------------------------------------------
    def _make(self) -> HttpResponse | None:
        """The draft's own page; None if something is in the way, which the forms say."""
        assert self.page is not None
        if [each for each in self.pictures if not each.is_valid()]:  # each says its own
            return None
        given, by = self.form.cleaned_data, member_of_staff(self.request)
        may_lead = self.request.user.has_perm(ADD_ADDRESSES)
        wishes = importing.Wishes(
            topic=given["topic"],
            group=given["group"] or FAQGroup.objects.first(),
            old_path=given["old_address"] if may_lead else "",
            pictures=self._wanted_pictures(),
        )
        try:
            article, is_new = importing.make(self.page, wishes, by=by, now=timezone.now())
        except importing.AlreadyLeads as why:
            self.form.add_error("old_address", str(why))
            return None
        except images.NotStored:
            self.form.add_error(None, NOT_STORED)
            return None
        if is_new:
            self.admin.log_addition(self.request, article, "Imported.")
            self.admin.message_user(self.request, _told(self.page))
        else:
            self.admin.message_user(self.request, MADE_BEFORE)
        return redirect(change_page(article))

    def _wanted_pictures(self) -> dict[int, tuple[images.Made, Picture]]:
        return {
            each.found.number: (each.made, each.instance) for each in self.pictures if each.made
        }

    # ---- showing -------------------------------------------------------------------------------
    def _show(self) -> HttpResponse:
        has_errors = any(each.errors for each in [self.form, *self.pictures] if each.is_bound)
        return self.admin.page(
            self.request,
            "import",
            "Import a page",
            422 if has_errors else 200,
            form=self.form,
            page=self.page,
            pictures=self.pictures,
            shown="" if self.form.errors else self.shown,
            has_errors=has_errors,
            may_lead=self.request.user.has_perm(ADD_ADDRESSES),
        )


def may_import(request: HttpRequest) -> bool:
    """Who may add all that an import adds."""
    return request.user.has_perms(["articles.add_article", "articles.add_faq"])


def import_page(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not may_import(request):
        raise PermissionDenied
    admin = cast("ArticleAdmin", site.get_model_admin(Article))
    return ImportPage(admin, request).answer()


def _old_path(address: str) -> str:
    """The old address that a page's own head names; empty if the site looks for none such."""
    try:
        return redirects.old_path(address) if address else ""
    except redirects.Broken:
        return ""


def _digest(page: importing.Page) -> str:
    """What was looked at: a source that was edited meanwhile is shown again."""
    told = repr((page.title, page.summary, page.sections, page.questions, page.places))
    return salted_hmac("import", told).hexdigest()


def _told(page: importing.Page) -> str:
    parts = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((len(page.sections), "section"), (len(page.questions), "question"))
        if count
    ]
    return f"The draft is made, with {' and '.join(parts)}. Only staff see it."
