"""Rules of accessibility, looked for by axe in a page as it is just then."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ACCESSIBLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLORS = ["color-contrast", "link-in-text-block"]  # all of those rules that look at colors
# Only what is broken leaves the browser: what was found in order is long, and slow to carry over.
BROKEN = "options => axe.run(options).then(found => JSON.stringify(found.violations))"
# A color that is still on its way from one theme to the other misleads.
AT_REST = """() => document.getAnimations().filter(each => each instanceof CSSTransition)
  .forEach(each => each.finish())"""


@cache
def script() -> str:
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


class Axe:
    """Each way to ask fails with the elements and what to do.

    Django's own admin pages are held to WCAG 2.2 AA but not to axe's further "best practice".
    """

    def __call__(self, page: "Page", *, best_practice: bool = True) -> None:
        words = self.found(page, best_practice=best_practice)
        assert not words, f"{page.url}\n" + "\n".join(words)

    def found(self, page: "Page", *, best_practice: bool = True) -> list[str]:
        """What is broken, a rule each, for tests that look at many pages and tell of all."""
        tags = ACCESSIBLE + (["best-practice"] if best_practice else [])
        return self._run(page, {"type": "tag", "values": tags})

    def colors(self, page: "Page") -> None:
        """The rules that look at colors, and no other."""
        words = self._run(page, {"type": "rule", "values": COLORS})
        assert not words, f"{page.url}\n" + "\n".join(words)

    def by_day_and_night(self, page: "Page", *, best_practice: bool = True) -> None:
        """All rules in the light theme; in the dark one, which differs by colors alone, those of
        colors.
        """
        page.emulate_media(color_scheme="light")
        self(page, best_practice=best_practice)
        page.emulate_media(color_scheme="dark")
        page.evaluate(AT_REST)
        self.colors(page)

    def _run(self, page: "Page", rules: dict[str, Any]) -> list[str]:
        page.wait_for_load_state()  # a link was pressed just now, and half a page breaks rules
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(script())
        # Without `preload: False` axe would fetch style sheets anew, by addresses that do not
        # exist.
        options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
        broken = json.loads(page.evaluate(BROKEN, options))
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
            + "\n".join(
                f"  {' '.join(map(str, node['target']))}\n    {node['html']}\n    "
                + node["failureSummary"].replace("\n", "\n    ")
                for node in rule["nodes"]
            )
            for rule in broken
        ]
