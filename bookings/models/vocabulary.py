"""Vocabulary of requests: what may be answered, and how each answer is read aloud."""

from datetime import time

from django.db import models


class Suitability(models.TextChoices):
    """What of it applies right now, so that the office can prepare for it."""

    ACNE = "acne", "Open or active acne where I would like treatment"
    SENSITIVE = "sensitive", "Very sensitive skin"
    CONDITION = "condition", "A skin condition, or care from a dermatologist"
    TALK = "talk", "I would rather talk about this in person"


class PartOfDay(models.TextChoices):
    MORNING = "morning", "Mornings"
    AFTERNOON = "afternoon", "Afternoons"
    EVENING = "evening", "Early evenings"

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
