"""Forms of a reader's question: the answer, what was said by phone, and the public draft."""

from typing import Any

from django import forms

from articles.models import FAQ, FAQGroup
from bookings.models import ReaderQuestion
from bookings.questions import patient_words, personal_details
from bookings.questions.faq_draft import Draft
from clinic.office.formats import plain_lines, plain_text
from clinic.office.forms import LengthFirst

MOST_IN_A_QUESTION = FAQ._meta.get_field("question").max_length or 160


class StepForm(LengthFirst, forms.Form):
    """One that may have to be read over once more, with a box that says that this was done."""

    use_required_attribute = False
    read_over = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def ask_to_read_over(self, why: str, label: str) -> None:
        """Show the box; an error at it until it is ticked."""
        box = self.fields["read_over"]
        box.widget = forms.CheckboxInput()
        self["read_over"].label = label  # a bound field has taken the field's own by now
        if not self.cleaned_data.get("read_over"):
            self.add_error("read_over", why)


class AnswerForm(StepForm):
    """The answer, as it will stand on the asker's page."""

    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea({"rows": 8}),
        max_length=4000,
        validators=[plain_lines],
        help_text=(
            "Whoever has the link can open that page. Answer in general; what fits their own skin"
            " or health is for a conversation."
        ),
        error_messages={"required": "Write the answer first."},
    )
    field_order = ("text", "read_over")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        phrases = patient_words.confirming(data.get("text") or "")
        if phrases:
            quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
            self.ask_to_read_over(
                f"It says {quoted}. That may confirm that somebody is a patient, to anybody who has"
                " the link. Word it in general, or read it over, tick the box and send it anyway.",
                "I have read it over. Send it as it is.",
            )
        return data


class TellForm(StepForm):
    """That they were told, and what was said."""

    note = forms.CharField(
        label="What you told them",
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        validators=[plain_lines],
        help_text="Only staff read it. Their page says that we answered, and when.",
        error_messages={"required": "Note in a sentence what you told them."},
    )


class DraftForm(StepForm):
    """A public question, in the clinic's words. It begins with what is left of the asker's own."""

    question = forms.CharField(
        label="The question, in our words",
        max_length=MOST_IN_A_QUESTION,
        validators=[plain_text],
        help_text="What readers will see. Leave out whatever is about one person.",
        error_messages={"required": "Write the question first."},
    )
    group = forms.ModelChoiceField(
        FAQGroup.objects.all(),
        label="Group of questions",
        error_messages={"required": "Choose where it belongs."},
    )
    answer = forms.CharField(
        label="A first answer, for the editor (optional)",
        widget=forms.Textarea({"rows": 5}),
        max_length=4000,
        required=False,
        validators=[plain_lines],
    )
    field_order = ("question", "group", "answer", "read_over")

    def __init__(self, *args: Any, asked: ReaderQuestion, **kwargs: Any) -> None:
        left = personal_details.without(asked.question)
        begun = personal_details.shortened(left, most=MOST_IN_A_QUESTION)
        super().__init__(*args, initial={"question": begun}, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        """What surely leads to somebody is refused; what may be a name is asked about."""
        data, perhaps = super().clean() or self.cleaned_data, []
        for name in ("question", "answer"):
            text = data.get(name) or ""
            for detail in personal_details.certain(text):
                self.add_error(name, f"Take out the {detail.kind}: “{detail.text}”.")
            perhaps += personal_details.perhaps_names(text, email=self.asked.email)
        if perhaps and not self.errors.keys() & {"question", "answer"}:
            quoted = ", ".join(f"“{word}”" for word in dict.fromkeys(perhaps))
            self.ask_to_read_over(
                f"This may be a name: {quoted}. Take it out, or tick the box if it names nobody.",
                "None of this names a person.",
            )
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(data["question"], data["answer"], data["group"])
