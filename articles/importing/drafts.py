"""Draft of an import: the rows that a page becomes once somebody has looked at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.text import slugify

from articles import drawings, images, publishing
from articles.importing.recognition import Page, QuestionRead
from articles.models import (
    FAQ,
    Article,
    ArticleFAQ,
    FAQGroup,
    OldAddress,
    Picture,
    Section,
    Topic,
    keep_picture,
)
from articles.text.visible_text import alike

MOST_OF_A_SLUG = 75  # of the 80 that a question has; a number may follow


class AlreadyLeads(ValueError):
    """The old address leads somewhere already: where, in a sentence for staff."""


@dataclass(frozen=True)
class Wishes:
    """What the page itself does not say."""

    topic: Topic
    group: FAQGroup | None = None  # of its questions
    old_path: str = ""  # as `redirects.old_path` reads it
    pictures: Mapping[int, tuple[images.Made, Picture]] | None = None  # unsaved, by their number


@transaction.atomic
def make(page: Page, wishes: Wishes, *, by: User, now: datetime) -> tuple[Article, bool]:
    """The draft, and whether it is new: pressed twice, it is made once. Raises AlreadyLeads and
    images.NotStored.
    """
    User.objects.select_for_update().get(pk=by.pk)  # a second press of theirs waits here
    twin = _made_before(page, by=by)
    if twin:
        return twin, False
    pictures = _keep(wishes, by=by)
    article = Article.objects.create(
        title=page.title,
        slug=_free_slug(Article, page.title),
        summary=page.summary,
        topic=wishes.topic,
        plate=drawings.for_a_new_article(),
        picture=pictures.get(page.picture),
        may_help="\n".join(page.may_help),
        cannot="\n".join(page.cannot),
        written_by=by,
    )
    for position, section in enumerate(page.sections, start=1):
        Section.objects.create(
            article=article,
            heading=section.heading,
            body=section.html,
            part=section.part,
            picture=pictures.get(section.picture),
            position=position,
        )
    _ask(article, page.questions, wishes.group)
    _lead(article, wishes.old_path)
    publishing.changed(article, was=None, by=by, now=now)
    return article, True


def _made_before(page: Page, *, by: User) -> Article | None:
    """A draft of theirs with the same words, which nobody has saved since."""
    headings = [section.heading for section in page.sections]
    drafts = Article.objects.filter(
        written_by=by, published_at=None, title=page.title, summary=page.summary, revision=0
    )
    for draft in drafts.prefetch_related("sections"):
        if [section.heading for section in draft.sections.all()] == headings:
            return draft
    return None


def _keep(wishes: Wishes, *, by: User) -> dict[int, Picture]:
    kept = {}
    for number, (made, picture) in (wishes.pictures or {}).items():
        picture.by = by
        keep_picture(picture, made)
        kept[number] = picture
    return kept


def _ask(article: Article, questions: list[QuestionRead], group: FAQGroup | None) -> None:
    """Each question as a draft; one that is asked in the same words already stands here too."""
    if group is None:
        return
    known = {alike(faq.question): faq for faq in FAQ.objects.only("question")}
    last = group.faqs.aggregate(last=models.Max("position"))["last"] or 0
    asked: dict[str, FAQ] = {}
    for question in questions:
        words = alike(question.question)
        if words in asked:
            continue
        asked[words] = known.get(words) or FAQ.objects.create(
            question=question.question,
            slug=_free_slug(FAQ, question.question),
            answer=question.html,
            group=group,
            position=last + len(asked) + 1,
        )
        ArticleFAQ.objects.create(article=article, faq=asked[words], position=len(asked))


def _lead(article: Article, path: str) -> None:
    if not path:
        return
    known = OldAddress.objects.select_related("article").filter(path=path).first()
    if known:
        raise AlreadyLeads(f"{path} leads to “{known.article or known.page}” already.")
    OldAddress.objects.create(path=path, article=article)


def _free_slug(model: type[models.Model], text: str) -> str:
    """An address of these words that nothing has yet."""
    wanted = slugify(text)[:MOST_OF_A_SLUG].strip("-") or "imported"
    slug, number = wanted, 2
    while model._default_manager.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug
