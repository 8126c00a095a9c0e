"""Sources: public pages on which an article or an answer rests, as somebody read them."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.questions import FAQ

WEB_ALONE = URLValidator(
    schemes=["https", "http"], message="Copy the whole address of the page, with https://."
)


class Source(models.Model):
    """What a public page says, in our own words, with its address and the day on which it was read.

    It is of an article or of a question, so that it goes with the text that rests on it.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="sources", null=True, blank=True
    )
    question = models.ForeignKey(FAQ, models.CASCADE, related_name="sources", null=True, blank=True)
    claim = models.CharField(
        "what it says",
        max_length=300,
        help_text="In your own words, and no more than the page says. Readers see it.",
    )
    publisher = models.CharField(max_length=100, help_text="Whose page it is.")
    title = models.CharField("title of the page", max_length=200)
    address = models.CharField(
        "address of the page", max_length=500, validators=[WEB_ALONE], help_text="With https://."
    )
    read_day = models.DateField(
        "read on", help_text="The day on which you read it. Read it again with each review."
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, question=None)
                | Q(article=None, question__isnull=False),
                name="source_is_of_an_article_or_a_question",
            ),
            models.CheckConstraint(
                condition=Q(address__startswith="https://") | Q(address__startswith="http://"),
                name="source_is_a_page_of_the_web",
                violation_error_message="Copy the whole address of the page, with https://.",
            ),
            models.CheckConstraint(
                condition=~Q(claim="") & ~Q(publisher="") & ~Q(title=""),
                name="source_says_what_was_read_and_whose_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"
