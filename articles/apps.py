"""App configuration: after each migrate the checklist gets the rules and words that it lacks."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        post_migrate.connect(add_rules, sender=self, dispatch_uid="articles.add_rules")


def add_rules(sender: Any, using: str, apps: Any = None, **_: Any) -> None:
    """After `migrate`, which every update runs, and not in a migration: rows of one are lost at a
    flush.

    `apps` is the registry as of the last migration, if there was one: an early one knows no rules.
    """
    from articles.sample.rules import add_missing, add_missing_words, renew_unedited

    known = apps or sender.apps
    try:
        rules = known.get_model("articles", "Rule")._default_manager.using(using)
    except LookupError:
        return
    add_missing(rules)
    renew_unedited(rules)
    try:
        words = known.get_model("articles", "RuleWords")._default_manager.using(using)
    except LookupError:
        return
    add_missing_words(words, rules)
