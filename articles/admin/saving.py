"""Save: what one press on the page of an article or a question does, from what was sent to the
answer.

Its steps, in this order: load, compare the revision, dry run or save, transition, answer. All of it
happens in one transaction with the row locked, so that of two people at once the second finds what
the first left. How an article differs from a question stands in `ArticleSave` and `QuestionSave`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.admin import stage_buttons
from articles.admin.editor_forms import BoundForms
from articles.admin.inlines import replacing
from articles.admin.request_fields import LONGEST_REASON, form_key, member_of_staff
from articles.admin.stage_buttons import TRANSITIONS, Row, address_of, change_page

if TYPE_CHECKING:
    from articles.admin.editor import EditorAdmin

FOUND = (
    "Nothing is saved yet, and this form holds every word: the checklist finds something that"
    " readers would see. Mend it, or say in the frame above why it may stand."
)
NOT_YET = (
    "Nothing is saved, and nothing else was done. What is in the way is marked below, and the form"
    " holds every word."
)


@dataclass
class Refusal:
    """Nothing is saved: the form is shown again, with every word."""

    status: int = 200
    stop: str = ""  # why, among the form's own errors
    context: dict[str, Any] = field(default_factory=dict)  # for the page's template


@dataclass
class Save:
    """One press. `then` is the transition or the page for which the form is saved, empty for Save
    itself.
    """

    admin: "EditorAdmin"
    request: HttpRequest
    key: str | None  # of the row; None: a new one
    then: str = ""
    data: QueryDict = field(init=False)  # what was sent
    rows_are_new: bool = False  # the rows that were sent take the place of all that are stored
    stored: Any = field(init=False, default=None)  # the row, locked; None for a new one
    refused: list[str] | None = field(
        init=False, default=None
    )  # why not; None: `then` was not tried yet

    def __post_init__(self) -> None:
        self.data = self.request.POST

    @property
    def by(self) -> User:
        return member_of_staff(self.request)

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def takes_away(self) -> bool:
        return self.then in TRANSITIONS and TRANSITIONS[self.then].takes_away

    # ---- the steps -------------------------------------------------------------------------------
    @transaction.atomic
    def run(self) -> HttpResponse:
        """All of them, in order."""
        self.load()
        if self.key is not None and self.stored is None:
            return self.admin.gone(self.request, self.key)
        outcome = self.compare_revision() or self.instead_of_saving() or self.save()
        if isinstance(outcome, Refusal):
            return self.show_again(outcome)
        return outcome

    def load(self) -> None:
        """Lock the row, and know what is stored. Raises PermissionDenied."""
        if self.key is None:
            may = self.admin.has_add_permission(self.request)
        else:
            self.stored = self.locked(self.key)
            may = self.admin.has_change_permission(self.request, self.stored)
        if not may:
            raise PermissionDenied
        if self.stored and self.then in TRANSITIONS:
            stage_buttons.must_be_allowed(self.stored, self.then, by=self.by)

    def locked(self, key: str) -> Any:
        """The row with this key; None if there is none. Whoever saves at the same moment waits
        here.
        """
        raise NotImplementedError

    def compare_revision(self) -> Refusal | None:
        """Optimistic lock: refused where somebody else saved after this form was opened."""
        raise NotImplementedError

    def instead_of_saving(self) -> HttpResponse | Refusal | None:
        """An answer, if this form is looked at and not saved."""
        return None

    def save(self) -> HttpResponse | Refusal:
        """Store the form and take the transition: both, or nothing."""
        with transaction.atomic():
            if self.takes_away:
                self.take(self.stored)
            outcome = self.store()
            if isinstance(outcome, Refusal):
                transaction.set_rollback(True)
        return outcome

    def store(self) -> HttpResponse | Refusal:
        forms = self.bind()
        if not forms.are_valid():
            return Refusal()
        try:
            row = self.write(forms)
        except publishing.Found as found:
            context = {"found": found.findings, "longest_reason": LONGEST_REASON}
            return Refusal(422, FOUND, context)
        self.admin.log_saved(self.request, forms)
        return self.answer(row)

    def write(self, forms: BoundForms) -> Row:
        """Write what is in the form, and what is kept beside it. Raises publishing.Found."""
        raise NotImplementedError

    def take(self, row: Row) -> None:
        """The transition for which it is saved. That it was refused undoes nothing: the answer says
        so.
        """
        self.refused = stage_buttons.apply_transition(self.request, row, self.then)

    def answer(self, row: Row) -> HttpResponse:
        """After everything is stored: to what it was saved for, and the browser drops its copy."""
        if self.then in TRANSITIONS:
            if self.refused is None:
                self.take(row)
            response = stage_buttons.answer(
                self.admin, self.request, row, self.then, self.refused or []
            )
        elif self.then:
            response = redirect(address_of(row, self.then))
        elif self.key is None:
            response = self.admin.response_add(self.request, row)
        else:
            response = self.admin.response_change(self.request, row)
        return drop_copy(self.request, response)

    # ---- what they share -------------------------------------------------------------------------
    def bind(self, stop: str = "") -> BoundForms:
        """What was sent, in the forms of the row as it is stored now; each time anew."""
        if self.key is None:
            row = None
        else:
            row = self.admin.get_object(self.request, self.key)
        return self.admin.bind(
            self.request, row, data=self.data, stop=stop, rows_are_new=self.rows_are_new
        )

    def send_again(self, **values: str) -> None:
        """The form comes back with these values: they say what this person sees now."""
        self.data = self.data.copy()
        for name, value in values.items():
            self.data[name] = value

    def replace_rows(self) -> None:
        """The rows that were sent take the place of all that are stored."""
        self.data, self.rows_are_new = replacing(self.data), True

    def show_again(self, refusal: Refusal) -> HttpResponse:
        forms = self.bind(refusal.stop)
        forms.are_valid()  # so that each mistake stands beside its field
        status, context, form_url = refusal.status, refusal.context, ""
        if self.then:
            status = 422 if status == 200 else status
            context = {"note": NOT_YET, **context}
            form_url = change_page(forms.row)
        response = self.admin.form_page(self.request, forms, form_url, context)
        response.status_code = status
        return response


def drop_copy(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After what was written is stored, the browser is told to drop its copy of it."""
    key = form_key(request)
    if response.status_code == 302 and key:
        response.set_cookie(
            f"{settings.SAVED_COOKIE_PREFIX}{key}",
            "1",
            max_age=timedelta(days=1),
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
