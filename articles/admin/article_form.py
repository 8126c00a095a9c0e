"""Form of an article, and what it opens with where somebody goes on with their own proposal."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone

from articles import snapshots
from articles.admin.editor_forms import EditorForm, Opening, WithAddress
from articles.admin.inlines import ROWS
from articles.admin.stage_buttons import FARTHEST, WITHIN_YEARS
from articles.models import FAQ, Version


class ArticleForm(EditorForm):
    class Meta(WithAddress.Meta):
        help_texts: ClassVar = {
            "slug": (
                "What comes after /articles/ in its web address: small letters, digits and hyphens."
                " If you change it later, the old address leads to the new one."
            )
        }

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    proposal = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the words of it that were seen
    anew = forms.BooleanField(
        required=False, widget=forms.HiddenInput
    )  # its rows are none that are stored

    def shown_revision(self) -> dict[str, Any]:
        return {"revision": self.instance.revision}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        due = self.cleaned_data.get("review_due_day")
        if due and due > timezone.localdate() + FARTHEST and "review_due_day" in self.changed_data:
            self.add_error("review_due_day", WITHIN_YEARS)
        return cleaned


def opening_from_proposal(proposal: Version, seen: dict[str, Any]) -> Opening:
    """The article's form with the words of a proposal. Rows that it names and that are gone are
    left out.
    """
    content = cast(snapshots.Content, proposal.content)
    fields = {
        name: value for name, value in content["fields"].items() if name not in snapshots.STANDING
    }
    fields |= {
        "treatments": content["treatments"],
        "revision": content.get("edition", -1),
        "anew": True,
    }
    known = FAQ.objects.in_bulk([faq["id"] for faq in content["faqs"]])
    questions = [{"faq": faq["id"]} for faq in content["faqs"] if faq["id"] in known]
    sources = content.get("sources", [])
    rows = dict(zip(ROWS, (content["sections"], questions, sources), strict=True))
    in_order = {
        name: [row | {"position": at + 1} for at, row in enumerate(rows[name])] for name in ROWS
    }
    return Opening(fields | seen, in_order)
