"""Topics: what articles are filed under, and what a topic is called in other languages."""

from django.db import models
from django.utils.translation import gettext as _

from articles.models.translations import Named, NameInLanguage
from clinic.sharing.pictures import Subject


class Topic(Named):
    """What an article is filed under."""

    name = models.CharField(max_length=40)
    slug = models.SlugField(
        max_length=40, unique=True, help_text="Used in addresses: /articles/?topic=slug"
    )
    position = models.PositiveSmallIntegerField(
        "order", default=0, help_text="The smallest comes first."
    )

    class Meta:
        ordering = ["position", "name"]

    @property
    def shared_as(self) -> Subject:
        return Subject(str(self), _("Articles"))


class TopicName(NameInLanguage):
    """What a topic is called in another language."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="names")

    class Meta(NameInLanguage.Meta):
        verbose_name = "name in another language"
        verbose_name_plural = "names in other languages"
        default_permissions = ()  # whoever may change the topic may
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language"],
                name="topic_has_one_name_a_language",
                violation_error_message="It has a name in this language already.",
            )
        ]
