"""Practitioners: who treats, and who reviews."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.office.models.translated import Translated

# How a person begins who stands for one whom the clinic has not named yet, in the sample content.
SAMPLE_NAMES = ("sample ", "revisora de muestra", "muestra")


def is_sample_name(name: str) -> bool:
    return name.casefold().startswith(SAMPLE_NAMES)


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def published(self) -> "PractitionerQuerySet":
        """Those whom the page About us shows."""
        return self.filter(is_published=True)


class Practitioner(Translated, models.Model):
    """A person who treats, or who reviews what the site says. Nobody is invented here."""

    name = models.CharField(max_length=120)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practitioner",
        limit_choices_to={"is_active": True, "is_staff": True},
        help_text=(
            "Who signs in as this person. With it, and the role Reviewer or Owner, they sign what"
            " they reviewed; nobody else can sign for them."
        ),
    )
    license_type = models.CharField(
        max_length=80, blank=True, help_text="For example: Licensed Acupuncturist"
    )
    license_number = models.CharField(max_length=40, blank=True)
    board_notice = models.CharField(
        "notice of the licensing board",
        max_length=300,
        blank=True,
        help_text=(
            "In the board's own words, with its phone and website. Printed below the license."
        ),
    )
    about = models.TextField(
        max_length=1500,
        blank=True,
        help_text="For the page About us. An empty line begins a new paragraph.",
    )
    is_published = models.BooleanField(
        "shown on the page About us",
        default=False,
        help_text="The page is linked once somebody is shown on it.",
    )
    position = models.PositiveSmallIntegerField(
        "order", default=0, help_text="The smallest comes first."
    )

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False)
                | ~Q(license_type="") & ~Q(license_number="") & ~Q(board_notice=""),
                name="practitioner_shown_with_license",
                violation_error_message=(
                    "Before somebody is shown, fill in license type, number and the board's notice."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sample(self) -> bool:
        """Whether it stands for a person whom the clinic has not named yet, as the sample content's
        does.
        """
        return is_sample_name(self.name)

    @property
    def credential(self) -> str:
        return ", ".join(part for part in (self.license_type, self.license_number) if part)
