"""Translations: how one begins, what it still lacks, and that it says what the original says."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import FAQ, Article, ArticleFAQ, Section
from articles.originals import digest_of, seen_now
from articles.publishing.common import Changed, Refused, Row, stored
from clinic.languages import ENGLISH, LANGUAGES, TRANSLATED

# What staff read in lists until somebody has written a title; no reader is given it.
NOT_YET = "{title} ({language})"


# ---- beginning one -------------------------------------------------------------------------------
@transaction.atomic
def translate(original: Row, language: str, *, by: User) -> Row:
    """A translation as a draft: what has no words is taken over, what has is empty. Where there is
    one already, that one. Raises Refused.
    """
    original = stored(original)
    if original.language != ENGLISH or language not in TRANSLATED:
        raise Refused("A translation is made from an English text.")
    present = type(original)._default_manager.filter(translation_of=original, language=language)
    known = present.first()
    if known is not None:
        return known
    made: Any  # of the kind that the original is
    if isinstance(original, Article):
        made = _article(original, language, by=by)
    else:
        made = _question(original, language)
    _copy_sources(original, made)
    return cast(Row, made)


def _article(original: Article, language: str, *, by: User) -> Article:
    article = Article.objects.create(
        **_common(original, language, "title"),
        topic=original.topic,
        concern=original.concern,
        plate=original.plate,
        picture=original.picture,
        written_by=by,
    )
    article.treatments.set(original.treatments.all())
    for section in original.sections.all():
        Section.objects.create(
            article=article,
            picture=section.picture,
            drawing=section.drawing,
            part=section.part,
            position=section.position,
        )
    asked = FAQ.objects.of(original).values_list("pk", flat=True)
    translated = FAQ.objects.filter(language=language, translation_of__in=list(asked))
    by_original = {faq.translation_of_id: faq for faq in translated}
    in_order = [by_original[key] for key in asked if key in by_original]
    for position, faq in enumerate(in_order):
        ArticleFAQ.objects.create(article=article, faq=faq, position=position)
    return article


def _question(original: FAQ, language: str) -> FAQ:
    return FAQ.objects.create(
        **_common(original, language, "question"),
        group=original.group,
        position=original.position,
        on_home_page=original.on_home_page,
    )


def _common(original: Article | FAQ, language: str, title: str) -> dict[str, Any]:
    longest = _longest(original, title)
    return {
        "language": language,
        "translation_of": original,
        "original_seen": seen_now(original),
        title: not_yet(original, language)[:longest],
        "slug": _free_slug(original, language),
    }


def _longest(original: Article | FAQ, name: str) -> int:
    field: Any = original._meta.get_field(name)
    return int(field.max_length)


def not_yet(original: Article | FAQ, language: str) -> str:
    """What a translation is called while nobody has written its title."""
    return NOT_YET.format(title=original, language=LANGUAGES[language].in_english)


def _free_slug(original: Article | FAQ, language: str) -> str:
    rows = type(original)._default_manager
    longest = _longest(original, "slug")
    wanted = slug = f"{original.slug[: longest - 7]}-{language}"
    number = 2
    while rows.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _copy_sources(original: Article | FAQ, made: Article | FAQ) -> None:
    """Whose pages they are stays; what they say is written anew."""
    name = "article" if isinstance(made, Article) else "question"
    for source in original.sources.all():
        source.pk, source._state.adding = None, True
        source.article = source.question = None
        setattr(source, name, made)
        source.save(force_insert=True)


def not_translated(row: Article | FAQ) -> list[str]:
    """What of a translation still has English words or none, in sentences; nothing of an
    original.
    """
    original: Any = row.translation_of
    if original is None:
        return []
    found = []
    language = LANGUAGES[row.language].in_english
    if str(row) in (str(original), not_yet(original, row.language)):
        found.append(f"Write its title in {language}.")
    if isinstance(row, Article):
        theirs = list(original.sections.all())
        for number, section in enumerate(row.sections.all()):
            if not section.heading.strip():
                found.append(f"Write the heading of section {number + 1} in {language}.")
            elif number < len(theirs) and theirs[number].body and not section.body:
                found.append(f"Write the text of section {number + 1} in {language}.")
    claims = set(original.sources.values_list("claim", flat=True))
    if any(source.claim in claims for source in row.sources.all()):
        found.append(f"Write in {language} what each source says.")
    return found


@transaction.atomic
def says_the_same(row: Row, digest: str) -> Row:
    """Somebody looked at the original, by `digest`, and the translation says what it says. Raises
    Changed and Refused.
    """
    row = stored(row)
    if row.translation_of is None:
        raise Refused("It is no translation.")
    now = seen_now(cast(Any, row.translation_of))
    if digest_of(now) != digest:
        raise Changed("The original was changed after you had opened this page. Look at it again.")
    row.original_seen = now
    row.save(update_fields=["original_seen"])
    return row
