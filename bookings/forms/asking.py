"""Ask form: a reader's question, and how they hear of the answer if they want to."""

from datetime import datetime
from typing import Any, cast

from crispy_forms.layout import Div
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from bookings.forms import fields
from bookings.forms.fields import PatientForm, helper
from bookings.forms.one_request import OneTimeForm
from bookings.models import ReaderQuestion
from clinic import languages
from clinic.office import phones
from clinic.office.formats import plain_lines
from clinic.office.invisible_characters import as_seen
from clinic.office.models import Office
from clinic.protection.form_keys import FormKey

MOST_CHARACTERS = 1000
# What is agreed to, in the words that are stored with a question: those of its page.
CONTACT = _("Acupunctury may use this email address or phone number to answer this question.")
PUBLISH = _("You may publish my question without my name, in your own words.")
WORD = _("Email me once when it is published.")


class AskForm(OneTimeForm, PatientForm):
    """One page, one POST. Nothing but the question is needed; saves nothing."""

    page_changed = _("This page was changed on its way. Please check it and send it again.")
    digest_salt = "bookings.ask"

    words = fields.LinesField(
        label=_("Your question"),
        widget=forms.Textarea({"rows": 6}),
        max_length=MOST_CHARACTERS,
        validators=[plain_lines],
        help_text=_(
            "For an emergency call 911. Please leave out medical details:"
            " what fits your skin or health is for a conversation."
        ),
        error_messages={
            "required": _("Write your question"),
            "max_length": _("Shorten your question to 1,000 characters. It has %(show_value)d."),
        },
    )
    email = fields.email(_("Email address (optional)"), _("We mail you the link to your answer"))
    phone = fields.phone(_("Phone number (optional)"), _("If you would rather be called"))
    publish = forms.BooleanField(label=PUBLISH, required=False)
    word = forms.BooleanField(
        label=WORD, required=False, help_text=_("Needs the box above and an email address")
    )
    keep_article = forms.BooleanField(required=False)
    leave_empty = forms.CharField(required=False)  # out of sight; whoever fills it in is no person
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        office: Office,
        now: datetime,
        article: Article | None = None,
    ) -> None:
        key = FormKey.new(now=now).signed()
        super().__init__(data, initial={"keep_article": True, "form_key": key})
        self._sent = data or QueryDict()
        self.office, self.article, self.now = office, article, now
        self.words_part = helper("words")
        self.contact_part = helper("email", *self.question, "phone")
        self.publish_part = helper(Div("publish", "word", css_class="terms"))

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not as_seen(words):
            raise forms.ValidationError(gettext("Write your question"), code="required")
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("word") and not data.get("publish"):
            self.add_error(
                "word", gettext("Tick “You may publish my question” too, or leave this box empty")
            )
        if data.get("word") and not data.get("email") and "email" not in self.errors:
            self.add_error(
                "email",
                gettext("Enter an email address, so that we can mail you when it is published"),
            )
        self.ask_about_email()
        return data

    # ---- what the view does with it --------------------------------------------------------------

    def typed(self) -> dict[str, Any]:
        """Foreign fields do not count."""
        ours = {"form_key", *self.question}
        return {name: self._sent.getlist(name) for name in sorted(self.fields) if name not in ours}

    def reader_question(self) -> ReaderQuestion:
        """What was asked, not yet saved, with the words of what was agreed to."""
        data = self.cleaned_data
        is_reached = data["email"] or data["phone"]
        return ReaderQuestion(
            office=self.office,
            language=languages.current(),
            form_key=data["form_key"].key,
            form_digest=self.digest,
            question=data["words"],
            email=data["email"],
            phone=phones.stored(data["phone"]) if data["phone"] else "",
            contact_wording=str(CONTACT) if is_reached else "",
            publish_wording=str(PUBLISH) if data["publish"] else "",
            word_wording=str(WORD) if data["word"] else "",
            article=self.article if data["keep_article"] else None,
        )

    def renew_key(self) -> None:
        """Let what was typed be sent as a question of its own."""
        if self.sent_key:
            self.give_key(self.sent_key.renewed())

    def put(self, name: str, value: str) -> None:
        super().put(name, value)
        self._sent = cast(QueryDict, self.data)
