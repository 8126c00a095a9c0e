"""Words of the clinic's own pages: looked over, saved as a version, brought back.

The site's words stand in `clinic.office.page_words`; a row is kept only of what the clinic says
otherwise. Every save is a version of the whole page, and of two at once one is refused.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from articles.checklist import Finding, of_page
from articles.models import PageVersion
from articles.publishing import Changed, Found, new_findings
from articles.text.sanitizer import clean_note, has_words
from clinic import languages
from clinic.office import facts
from clinic.office.invisible_characters import without_unseen
from clinic.office.models import Office, PageWords, Treatment
from clinic.office.page_words import WORDS, Kind, Known, Page, Words, paragraphs

PERMISSION = "articles.change_pageversion"
Own = Mapping[str, str]  # the clinic's own texts by their keys
MEANWHILE = "Somebody else saved this page after you had opened it."


def may_change(user: User) -> bool:
    """Whether this person decides what the clinic's pages say."""
    return user.has_perm(PERMISSION)


def known(page: Page) -> Known:
    """What placeholders say now, in the language of the page. Raises Office.DoesNotExist."""
    with languages.speaking(page.language):
        treatment = Treatment.objects.first()
        shown = facts.shown(treatment) if treatment else None
        return Known(facts.shown(Office.objects.current()), shown)


def stored(page: Page) -> dict[str, str]:
    """The texts of a page that are the clinic's own now."""
    keys = [words.key for words in page.words]
    return dict(PageWords.objects.filter(key__in=keys).values_list("key", "text"))


def english_of(page: Page) -> dict[str, str]:
    """What the same page says in English, by the keys of this one; nothing of the English page."""
    if page.language == languages.ENGLISH:
        return {}
    in_english = {words.key: words.in_english for words in page.words}
    rows = PageWords.objects.filter(key__in=in_english.values())
    own = dict(rows.values_list("key", "text"))
    return {key: own.get(of, WORDS[of].default) for key, of in in_english.items()}


def newest_number(page: Page) -> int:
    """Of the last version; 0 as long as the page says what the site says."""
    newest = PageVersion.objects.newest_of(page.slug)
    return newest.number if newest else 0


def content_of(page: Page, number: int) -> dict[str, str] | None:
    """What a version of the page said in the clinic's own words; None if there is no such one."""
    if number == 0:
        return {}
    version = PageVersion.objects.of(page.slug).filter(number=number).first()
    return known_here(page, version.content) if version else None


def known_here(page: Page, content: Own) -> dict[str, str]:
    """Less the texts of an older release that the page has no more."""
    keys = {words.key for words in page.words}
    return {key: text for key, text in content.items() if key in keys}


def as_written(words: Words, text: str) -> str:
    """What is kept of a text as it was typed: blanks that do nothing go, of a note all but its
    form.
    """
    text = without_unseen(text)
    if words.kind is Kind.RICH:
        html = clean_note(text)
        return html if has_words(html) else ""
    if words.kind is Kind.PARAGRAPHS:
        return "\n\n".join(paragraphs(text))
    return " ".join(text.split())


def own_of(page: Page, texts: Own) -> dict[str, str]:
    """Those of a page's texts that are not the site's."""
    written = {words.key: as_written(words, texts.get(words.key, "")) for words in page.words}
    return {key: text for key, text in written.items() if text not in ("", WORDS[key].default)}


def findings_of_change(page: Page, own: Own, *, now: datetime) -> list[Finding]:
    """What the checklist finds with these texts that it does not find in what readers have."""
    of = known(page)
    with languages.speaking(page.language):
        before = of_page(page, stored(page), of, now=now)
        return new_findings(before, of_page(page, own, of, now=now))


@transaction.atomic
def save(
    page: Page,
    own: Own,
    *,
    seen: int,
    by: User,
    now: datetime,
    reason: str = "",
    restores: int | None = None,
) -> PageVersion | None:
    """Readers read `own` texts, and the site's where there is none. None if they did before.

    `seen` is the number of the version that `by` looked at. Raises PermissionDenied; Changed if
    there is a newer one; Found if the checklist finds something new and there is no `reason`.
    """
    if not may_change(by):
        raise PermissionDenied
    if newest_number(page) != seen:
        raise Changed(MEANWHILE)
    if own == stored(page):
        return None
    found = findings_of_change(page, own, now=now)
    if found and not reason:
        raise Found(found)
    version = PageVersion(
        page=page.slug,
        number=seen + 1,
        content=dict(own),
        at=now,
        by=by,
        restores=restores,
        reason=reason if found else "",
        found="\n".join(str(each) for each in found),
    )
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:  # somebody took this number at the same moment
        raise Changed(MEANWHILE) from None
    _write(page, own)
    return version


def _write(page: Page, own: Own) -> None:
    keys = [words.key for words in page.words if words.key not in own]
    PageWords.objects.filter(key__in=keys).delete()
    PageWords.objects.bulk_create(
        [PageWords(key=key, text=text) for key, text in own.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["text"],
    )
