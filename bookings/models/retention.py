"""Retention runs: what each night cleared and erased, in numbers."""

from django.db import models


class RetentionRun(models.Model):
    """One run of `manage.py retention`. It counts by status and names nobody."""

    started_at = models.DateTimeField("began", db_index=True)
    ended_at = models.DateTimeField(
        "ended", null=True, blank=True, help_text="Empty: it was stopped; the next one goes on."
    )
    by_name = models.CharField("by", max_length=150, help_text="The timer, or who ran it.")
    cleared = models.JSONField("answers and notes cleared", default=dict)
    erased = models.JSONField("erased", default=dict)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"Retention of {self.started_at:%Y-%m-%d %H:%M} UTC"
