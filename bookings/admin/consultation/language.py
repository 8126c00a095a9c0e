"""Language of a patient: chosen when somebody is booked, and changed by one press."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone

from bookings import audit_log, lifecycle
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff, only_by_post
from bookings.models import Access, Consultation
from clinic import languages
from clinic.office import facts
from clinic.office.models import Office


def other_languages(consultation: Consultation) -> list[languages.Language]:
    """Those that it could be changed to: what readers have, other than its own."""
    codes = facts.languages_on(facts.office())
    return [languages.LANGUAGES[code] for code in codes if code != consultation.language]


class LanguageField(forms.ChoiceField):
    """In which language somebody reads our page and mails."""

    def __init__(self) -> None:
        super().__init__(
            label="Their page and mails are in", required=False, initial=languages.ENGLISH
        )

    def offer(self, office: Office, own: str) -> None:
        """What readers have, and what somebody has who is booked again. Out of sight where that is
        one alone.
        """
        codes = {*office.languages, own}
        choices = [each for each in languages.CHOICES if each[0] in codes]
        if len(choices) == 1:
            self.widget = forms.HiddenInput()
        self.choices = choices


class LanguagePages(DeskPages):
    """A button for each other language, on a consultation's page, for whoever may decide."""

    def __init__(self, desk: ActionPagesMixin) -> None:
        super().__init__(desk)
        self.deciding = desk

    def urls(self) -> list[URLPattern]:
        return [self.url("<path:object_id>/language/", self.language_view, "language")]

    def language_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page and mails are in that language from now on. Nobody is told."""
        refusal = only_by_post(request) or self.deciding.may_not_answer(request)
        if refusal:
            return refusal
        consultation = self.deciding.find(request, object_id)
        sent = request.POST.get("language", "")
        chosen = next((each for each in other_languages(consultation) if each.code == sent), None)
        if chosen is None:
            refused = "Nothing was changed: that is their language, or readers do not have it."
            self.tell(request, refused, messages.ERROR)
        else:
            self._change(request, consultation, chosen)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _change(
        self, request: HttpRequest, consultation: Consultation, to: languages.Language
    ) -> None:
        by, now, reference = member_of_staff(request), timezone.now(), consultation.reference
        try:
            with transaction.atomic():
                lifecycle.speak(consultation, language=to.code, by=by, now=now)
                audit_log.log(Access.Action.CHANGED, reference, by=by, now=now, fields="language")
        except Consultation.DoesNotExist:
            raise Http404 from None
        except lifecycle.NotAllowed as refused:  # somebody pressed it at the same moment
            self.tell(request, str(refused), messages.ERROR)
        else:
            done = f"{reference}: their page and mails are in {to.in_english} from now on."
            self.tell(request, done, messages.SUCCESS)
