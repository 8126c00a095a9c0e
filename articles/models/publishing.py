"""What readers may see: the one queryset that decides it everywhere."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class PublishedQuerySet(models.QuerySet[Row]):
    """For rows with `published_at`: empty is a draft, the future is planned."""

    def published(self, *, now: datetime) -> Self:
        """Rows that readers may see at `now`."""
        return self.filter(published_at__lte=now)
