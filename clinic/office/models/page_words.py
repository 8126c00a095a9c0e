"""Page words: what the clinic says on its own pages in place of the site's words."""

from django.db import models
from django.db.models import Q


class PageWords(models.Model):
    """One text, by its key in `clinic.office.page_words.table`. No row: the site's words stand.

    Written by `articles.publishing.page_words` alone, which keeps a version with every save.
    """

    key = models.CharField(max_length=40, unique=True)
    text = models.TextField(max_length=6000)

    class Meta:
        ordering = ["key"]
        default_permissions = ()  # whoever may change the versions of pages writes them
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="page_words_say_something")
        ]

    def __str__(self) -> str:
        return self.key
