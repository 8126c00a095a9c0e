"""Language of a patient: staff who notice that it is another one note it by one press."""

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
        by, now = member_of_staff(request), timezone.now()
        try:
            with transaction.atomic():
                language = request.POST.get("language", "")
                lifecycle.speak(consultation, language=language, by=by, now=now)
                reference = consultation.reference
                audit_log.log(Access.Action.CHANGED, reference, by=by, now=now, fields="language")
        except Consultation.DoesNotExist:
            raise Http404 from None
        except lifecycle.NotAllowed as refused:
            self.tell(request, str(refused), messages.ERROR)
        else:
            name = languages.LANGUAGES[language].in_english
            self.tell(
                request,
                f"{reference}: their page and mails are in {name} from now on.",
                messages.SUCCESS,
            )
        return redirect("admin:bookings_consultation_change", consultation.pk)


def other_languages(consultation: Consultation) -> list[languages.Language]:
    """Those that it could be changed to."""
    every = languages.LANGUAGES.values()
    return [language for language in every if language.code != consultation.language]
