"""Page versions: what the clinic's own pages said in its words, save by save."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.models.rules import Override
from clinic.office.page_words import PAGES

LONGEST_REASON = Override._meta.get_field("reason").max_length or 300


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    def of(self, page: str) -> "PageVersionQuerySet":
        """Those of one page, the newest first."""
        return self.filter(page=page)

    def newest_of_each(self) -> "PageVersionQuerySet":
        """The last one of each page."""
        later = self.model.objects.filter(page=OuterRef("page"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later)).select_related("by")

    def newest_of(self, page: str) -> "PageVersion | None":
        return self.of(page).select_related("by").first()


class PageVersion(models.Model):
    """All texts of one page that were the clinic's own after a save; the others were the site's.

    Numbers go up from 1, and none is given twice: of two who save at once, one is refused.
    """

    page = models.CharField(max_length=20, help_text="As `clinic.office.page_words` knows it.")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="The text of each key.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    restores = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of the version that it brought back."
    )
    reason = models.CharField(
        max_length=LONGEST_REASON, blank=True, help_text="Why what the checklist found may stand."
    )
    found = models.TextField(blank=True, help_text="What it found, one a line.")

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "-number"]
        default_permissions = ("view", "change")
        verbose_name = "page"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "number"], name="page_version_has_its_number_alone"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="page_versions_are_counted_from_one"
            ),
            models.CheckConstraint(
                condition=Q(found="") | ~Q(reason=""),
                name="page_version_says_why_a_finding_may_stand",
            ),
        ]

    def __str__(self) -> str:
        title = PAGES[self.page].title if self.page in PAGES else self.page
        return f"{title}, version {self.number}"
