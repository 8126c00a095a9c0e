"""Vocabulary of requests: what may be answered, and how each answer is read aloud."""

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
