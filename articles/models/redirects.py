"""Redirect rows: addresses of the old blog, and of changed slugs."""

from django.db import models
from django.db.models import Q

from articles.models.articles import Article


class OldAddress(models.Model):
    """A path that leads, for good, to an article wherever that is now, or to another page of the
    site.

    It names the article and not its address, so that a second change of slug makes no chain and no
    loop.
    """

    path = models.CharField(
        "old address",
        max_length=200,
        unique=True,
        help_text="From the first slash on, for example: /post/how-microneedling-helps-pores",
    )
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="old_addresses",
        help_text="Leads here …",
    )
    page = models.CharField(
        max_length=200,
        blank=True,
        help_text="… or to another page of this site, for example: /questions/",
    )

    class Meta:
        ordering = ["path"]
        verbose_name = "old address"
        verbose_name_plural = "old addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, page="") | Q(article=None) & ~Q(page=""),
                name="old_address_leads_to_one_place",
                violation_error_message="Choose an article or name a page, and not both.",
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/"),
                name="old_address_begins_with_a_slash",
                violation_error_message="Begin with a slash, for example: /post/sun-and-pores",
            ),
            models.CheckConstraint(
                condition=Q(page="") | Q(page__startswith="/") & ~Q(page__startswith="//"),
                name="old_address_stays_on_this_site",
                violation_error_message="Name a page of this site, beginning with one slash.",
            ),
        ]

    def __str__(self) -> str:
        return self.path
