"""Template tags for the same page in the site's other languages."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template

from clinic import languages
from clinic.languages import Language

register = template.Library()


class Version(NamedTuple):
    """A page in one language."""

    language: Language
    path: str


@register.simple_tag(takes_context=True)
def other_languages(context: Any) -> list[Version]:
    """Where the languages that are on lead from this page, its own left out. A page without a
    translation stands under the same address there, and leads on.
    """
    pairs = context.get("alternates") or {}
    return [
        Version(language, pairs.get(language.code) or _same_page(context, language.code))
        for language in _languages_on(context)
        if language.code != languages.current()
    ]


@register.simple_tag(takes_context=True)
def language_pairs(context: Any) -> list[Version]:
    """The page in each language that it is written in, its own among them; empty where that is
    the only one.

    The view says in `alternates` where each is, by code. Where it says nothing, the page is there
    in every language, under the same address.
    """
    known = context.get("alternates")
    pairs = [
        Version(language, path)
        for language in _languages_on(context)
        if (
            path := _same_page(context, language.code)
            if known is None
            else known.get(language.code)
        )
    ]
    return pairs if len(pairs) > 1 else []


def _same_page(context: Any, code: str) -> str:
    request = context.get("request")
    if request is None or request.resolver_match is None:  # no page: 404
        return languages.in_language("/", code)
    return languages.in_language(request.path, code)


def _languages_on(context: Any) -> Iterator[Language]:
    is_on = context["office"].languages
    return (row for code, row in languages.LANGUAGES.items() if code in is_on)
