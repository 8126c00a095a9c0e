"""Translations in the admin: the page about them, and the original's words beside each part of the
form.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import originals, publishing
from articles.admin.editor_forms import BoundForms
from articles.admin.request_fields import form_key, member_of_staff
from articles.admin.stage_buttons import address_of, change_page
from articles.models import Article
from articles.text.sanitizer import RichTextField, stored
from clinic.languages import CHOICES, ENGLISH, LANGUAGES, TRANSLATED, prefix
from clinic.office.models import Office

if TYPE_CHECKING:
    from articles.admin.editor import EditorAdmin

PAGE = "translations"
BESIDE = ("title", "search_title", "summary", "ways", "indirect_way", "may_help", "cannot")
BESIDE_QUESTION = ("question", "answer")
BESIDE_ROWS = {"sections": ("heading", "body"), "sources": ("claim",)}


class Translation(NamedTuple):
    """A language, and what there is of a row in it."""

    code: str
    language: str
    address: str = ""  # empty: none yet
    state: str = ""

    @property
    def label(self) -> str:
        return f"Translate into {self.language}"


# ---- in lists ------------------------------------------------------------------------------------
def listed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the translations of each, and the original of each that is one: two queries."""
    every = rows.model._default_manager
    if rows.model is Article:
        seen = every.annotate(seen_revision=F("original_seen__fields__revision"))
        known = seen.defer("original_seen")
    else:
        known = every.all()
    in_order = known.order_by("language")
    return rows.prefetch_related(
        Prefetch("translations", in_order), Prefetch("translation_of", every.all())
    )


def in_list(row: Any) -> str:
    """Of an original: “Spanish: published”. Of a translation: its language."""
    if row.is_translation:
        return f"{row.in_words.in_english}, of “{row.translation_of}”"
    now = timezone.now()
    known = {each.language: each for each in row.translations.all()}
    said = []
    for code in TRANSLATED:
        if code in known:
            state = known[code].state(now=now).lower()
            behind = ", original changed" if _is_behind(row, known[code]) else ""
            said.append(f"{LANGUAGES[code].in_english}: {state}{behind}")
    return "; ".join(said)


def _is_behind(original: Any, translation: Any) -> bool:
    """Whether the original was saved since, for lists: which sentences differ says its page."""
    if isinstance(original, Article):
        return getattr(translation, "seen_revision", None) != original.revision
    return bool(originals.seen_now(original) != translation.original_seen)


class LanguageFilter(admin.SimpleListFilter):
    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        lacking = [(f"no-{code}", f"No {LANGUAGES[code].in_english} yet") for code in TRANSLATED]
        return [*CHOICES, *lacking]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if value in LANGUAGES:
            return queryset.filter(language=value)
        code = value.removeprefix("no-")
        if code in TRANSLATED:
            has_one = Q(
                pk__in=queryset.model._default_manager.filter(language=code).values(
                    "translation_of"
                )
            )
            return queryset.filter(~has_one, language=ENGLISH)
        return queryset


# ---- the page ------------------------------------------------------------------------------------
def of_original(row: Any) -> list[Translation]:
    """What there is of it in each other language."""
    now = timezone.now()
    known = {each.language: each for each in row.translations.all()}
    found = []
    for code in TRANSLATED:
        language = LANGUAGES[code].in_english
        if code not in known:
            found.append(Translation(code, language))
            continue
        changed = originals.sentences_changed(known[code])
        said = [known[code].state(now=now), originals.in_words(changed)]
        found.append(
            Translation(code, language, change_page(known[code]), "; ".join(filter(None, said)))
        )
    return found


def translations_view(admin: "EditorAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Of an original: its translations, and beginning one. Of a translation: what changed of its
    original since.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method == "POST" and form_key(request):
        return admin.saved_for(request, admin.found(request, object_id), PAGE)
    row = admin.found(request, object_id, to_look=request.method != "POST")
    if request.method == "POST":
        return _press(admin, request, row)
    return _page(admin, request, row)


def _page(admin: "EditorAdmin", request: HttpRequest, row: Any, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"may_change": admin.has_change_permission(request, row)}
    if row.is_translation:
        original = row.translation_of
        context |= {
            "original": original,
            "original_page": change_page(original),
            "language": row.in_words.in_english,
            "changed": originals.in_words(originals.sentences_changed(row)),
            "changes": originals.changes(row),
            "digest": originals.digest_of(originals.seen_now(original)),
        }
    else:
        context |= {
            "translations": of_original(row),
            "may_add": admin.has_add_permission(request),
            "is_off": [
                LANGUAGES[code].in_english
                for code in TRANSLATED
                if code not in Office.objects.current().languages
            ],
        }
    return admin.page_about(request, row, PAGE, "Translations", status, **context)


def _press(admin: "EditorAdmin", request: HttpRequest, row: Any) -> HttpResponse:
    try:
        if "same" in request.POST:
            publishing.says_the_same(row, request.POST.get("same", ""))
            admin.log_change(request, row, "Says what its original says.")
            admin.message_user(request, "Kept: it says what the original says today.")
            return redirect(change_page(row))
        return _begin(admin, request, row)
    except publishing.Refused as refused:
        for sentence in refused.why:
            admin.message_user(request, sentence, messages.ERROR)
        return _page(admin, request, row, status=409)


def _begin(admin: "EditorAdmin", request: HttpRequest, row: Any) -> HttpResponse:
    if not admin.has_add_permission(request):
        raise PermissionDenied
    code = request.POST.get("language", "")
    made = publishing.translate(row, code, by=member_of_staff(request))
    admin.log_addition(request, made, f"A translation of “{row}”.")
    return redirect(change_page(made))


# ---- the original beside the form ----------------------------------------------------------------
def show_original(forms_of_row: BoundForms) -> None:
    """Each field that a translator writes says below it what the original says there; its address
    begins with that of its language.
    """
    row = forms_of_row.row
    original = row.translation_of if row is not None else None
    if original is None:
        return
    names = BESIDE if isinstance(original, Article) else BESIDE_QUESTION
    _beside(forms_of_row.form, original, names)
    if slug := forms_of_row.form.fields.get("slug"):
        slug.help_text = str(slug.help_text).replace(" /", f" {prefix(row.language)}/", 1)
    for formset in forms_of_row.formsets:
        written = BESIDE_ROWS.get(formset.prefix)
        if written:
            theirs = getattr(original, formset.prefix).all()
            for form, their in zip(formset.forms, theirs, strict=False):
                _beside(form, their, written)


def _beside(form: forms.BaseForm, original: Any, names: Iterable[str]) -> None:
    for name in names:
        if name in form.fields and getattr(original, name, None):
            field = form.fields[name]
            field.help_text = _with_original(original, name, str(field.help_text))


def _with_original(original: Any, name: str, help_text: str) -> SafeString:
    text: Any = getattr(original, name)
    is_rich = isinstance(original._meta.get_field(name), RichTextField)
    text = stored(text) if is_rich else linebreaksbr(text, autoescape=True)
    said = format_html(
        '<span class="acu-original-name">In English</span>'
        '<div class="acu-original acu-prose" lang="en">{}</div>',
        text,
    )
    return format_html("{} {}", help_text, said) if help_text else said


def words_about(row: Any) -> dict[str, Any]:
    """What the form's page says of a translation; nothing of an original that has none."""
    if not row.is_translation:
        return {"translations": [each for each in of_original(row) if each.address]}
    return {
        "language": row.in_words.in_english,
        "original": row.translation_of,
        "original_page": change_page(row.translation_of),
        "original_changed": originals.in_words(originals.sentences_changed(row)),
        "translations_page": address_of(row, PAGE),
    }
