"""Where one page spends its time, by cProfile."""

import cProfile
import pstats
from pathlib import Path

from tests.bench import pages

ROOT = Path(__file__).resolve().parents[2]
OURS = ("articles", "bookings", "clinic")
TIMES = 30
LINES = 15


def of(page: pages.Page) -> str:
    """The functions of ours in which most time passed, then those of anybody's that took most
    themselves.
    """
    watch = cProfile.Profile()
    for _ in range(TIMES):
        environ = page.ask()
        watch.enable()
        pages.answer(environ)
        watch.disable()
        page.clear()
    stats = pstats.Stats(watch).stats  # type: ignore[attr-defined]
    ours = sorted(
        ((where, spent) for where, spent in stats.items() if _is_ours(where[0])), key=_cumulative
    )
    own = sorted(stats.items(), key=_itself)
    lines = [
        f"{page.name}: ours, by all the time that passed inside (ms a request, calls a request)"
    ]
    lines += [_line(where, spent[3], spent[1]) for where, spent in ours[:LINES]]
    lines += ["", f"{page.name}: anybody's, by the time of its own (ms a request, calls a request)"]
    lines += [_line(where, spent[2], spent[1]) for where, spent in own[:LINES]]
    return "\n".join(lines)


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS


def _cumulative(item: tuple) -> float:
    return -float(item[1][3])


def _itself(item: tuple) -> float:
    return -float(item[1][2])


def _line(where: tuple[str, int, str], seconds: float, calls: int) -> str:
    file, line, function = where
    parts = Path(file).parts
    short = "/".join(
        parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-2:]
    )
    return f"{seconds / TIMES * 1000:8.2f} {calls / TIMES:8.0f}  {short}:{line} {function}"
