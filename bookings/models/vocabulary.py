"""Vocabulary of requests: what may be answered, and how each answer is read aloud."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Suitability(models.TextChoices):
    """What of it applies right now, so that the office can prepare for it."""

    ACNE = "acne", _("Open or active acne where I would like treatment")
    SENSITIVE = "sensitive", _("Very sensitive skin")
    CONDITION = "condition", _("A skin condition, or care from a dermatologist")
    TALK = "talk", _("I would rather talk about this in person")


class ReachBy(models.TextChoices):
    CALL = "call", pgettext_lazy("how to reach somebody", "Call")
    TEXT = "text", pgettext_lazy("how to reach somebody", "Text")
    EMAIL = "email", pgettext_lazy("how to reach somebody", "Email")

    @property
    def verb(self) -> str:
        """What stands in "We will … you"; in other languages how we do it: by phone."""
        return str(_REACH_VERBS[self])


_REACH_VERBS = {
    ReachBy.CALL: pgettext_lazy("We will … you", "call"),
    ReachBy.TEXT: pgettext_lazy("We will … you", "text"),
    ReachBy.EMAIL: pgettext_lazy("We will … you", "email"),
}


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Mornings")
    AFTERNOON = "afternoon", _("Afternoons")
    EVENING = "evening", _("Early evenings")

    @classmethod
    def of(cls, at: time) -> "PartOfDay":
        """The part in which a clock shows that time."""
        if at < NOON:
            return cls.MORNING
        if at < FIVE:
            return cls.AFTERNOON
        return cls.EVENING

    @classmethod
    def within(cls, opens: time, closes: time) -> set["PartOfDay"]:
        """The parts that hours from `opens` up to but not including `closes` reach into."""
        begins = {cls.AFTERNOON: NOON, cls.EVENING: FIVE}
        return {cls.of(opens)} | {part for part, at in begins.items() if opens < at < closes}


NOON, FIVE = time(12), time(17)
