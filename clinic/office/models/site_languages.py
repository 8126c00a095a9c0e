"""Further languages of the site, each with its switch, which is the owner's."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic import languages
from clinic.office.models.people import SAMPLE_NAMES, is_sample_name

SAMPLE_DAY = date(2000, 1, 1)  # of the sample: no counsel has seen these consents then


class SiteLanguageQuerySet(models.QuerySet["SiteLanguage"]):
    def on(self) -> "SiteLanguageQuerySet":
        """Those that readers have: outside development none whose three answers are samples."""
        rows = self.filter(is_on=True, code__in=languages.TRANSLATED)
        if settings.DEVELOPMENT:
            return rows
        for field in ("answered_by", "health_pages_reviewed_by"):
            for name in SAMPLE_NAMES:
                rows = rows.exclude(**{f"{field}__istartswith": name})
        return rows.exclude(consents_seen_by_counsel_on=SAMPLE_DAY)


class SiteLanguage(models.Model):
    """A language that readers may have beside English, and who answers for it.

    It is on only when somebody has said who answers in it, who reviewed the pages about health,
    and when counsel saw the consents. English has no row: it is always on.
    """

    # which there are stands in `clinic.languages`, so a further one asks for no migration
    code = models.CharField("language", max_length=10, unique=True)
    is_on = models.BooleanField(
        "readers have it",
        default=False,
        help_text=(
            "Pages, forms and mails in this language, with a link on every page. Needs the three"
            " answers below."
        ),
    )
    answered_by = models.CharField(
        "who answers in it",
        max_length=120,
        blank=True,
        help_text=(
            "Who of the clinic takes a call or a mail in this language, or how it is done. For"
            " example: Ana at the front desk; or: the front desk, with an interpreter on the line."
        ),
    )
    is_spoken = models.BooleanField(
        "somebody here speaks it",
        default=False,
        help_text=(
            "Visit us then says that we can be called in this language. Leave it empty where"
            " an interpreter helps: then nothing claims it."
        ),
    )
    health_pages_reviewed_by = models.CharField(
        "who reviewed the pages about health",
        max_length=120,
        blank=True,
        help_text="A licensed person who reads this language and has signed those pages.",
    )
    consents_seen_by_counsel_on = models.DateField(
        "counsel saw the consents on",
        null=True,
        blank=True,
        help_text="The day on which counsel last read the consents and privacy page in it.",
    )

    objects = SiteLanguageQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "further language"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False)
                | ~Q(answered_by="")
                & ~Q(health_pages_reviewed_by="")
                & Q(consents_seen_by_counsel_on__isnull=False),
                name="language_is_on_with_its_three_answers",
                violation_error_message=(
                    "Before readers have it, say who answers in it, who reviewed the pages about"
                    " health, and when counsel saw the consents."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_spoken=False) | ~Q(answered_by=""),
                name="language_spoken_here_by_somebody",
                violation_error_message="Say who speaks it.",
            ),
        ]

    def __str__(self) -> str:
        known = languages.LANGUAGES.get(self.code)
        return known.in_english if known else self.code

    @property
    def samples(self) -> list[str]:
        """Which of its answers `load_sample` made up, as the form names them."""
        made_up = {
            "answered_by": is_sample_name(self.answered_by),
            "health_pages_reviewed_by": is_sample_name(self.health_pages_reviewed_by),
            "consents_seen_by_counsel_on": self.consents_seen_by_counsel_on == SAMPLE_DAY,
        }
        return [_label(name) for name, is_sample in made_up.items() if is_sample]

    @property
    def missing(self) -> list[str]:
        """Which of its answers are empty, as the form names them."""
        names = ("answered_by", "health_pages_reviewed_by", "consents_seen_by_counsel_on")
        return [_label(name) for name in names if not getattr(self, name)]


def _label(name: str) -> str:
    return str(getattr(SiteLanguage._meta.get_field(name), "verbose_name", name))
