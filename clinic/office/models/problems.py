"""Problem: what the doctor finds red, as a worker last saw it, for the desk's first page."""

from django.db import models


class Problem(models.Model):
    """One red finding on one machine. It goes as soon as that machine's worker finds it mended."""

    machine = models.CharField(max_length=64)
    check_name = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    what = models.TextField()
    mend = models.TextField(blank=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["found_at", "key"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["machine", "key"], name="problem_once_a_machine")
        ]

    def __str__(self) -> str:
        return self.key
