"""What an author still has to write: every blank that a template left, with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from course.catalog.places import Places
from course.model.problem import BLANK, Problem

_BLANK = re.compile(rf'{BLANK}\s*((?:(?!{BLANK})[^"|\n])*)')
FIX = "write it, and take the mark away"


def blanks(places: Places) -> list[Problem]:
    """Every blank in sources, labs, checks and course/content; prints repeat their sources."""
    return [problem for path in _files(places) for problem in _of(places, path)]


def of_labs(problems: Iterable[Problem]) -> set[str]:
    """The days whose lab or check has a blank: nothing there can be proven yet."""
    found = set()
    for problem in problems:
        kind, _, rest = problem.file.partition("/")
        if problem.fix == FIX and kind in ("labs", "checks"):
            found.add(re.split(r"[/.]", rest)[0])
    return found


def _files(places: Places) -> Iterator[Path]:
    for folder in (places.sources, places.checks, places.labs, places.content):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _of(places: Places, path: Path) -> Iterator[Problem]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(lines, 1):
        for found in _BLANK.findall(line):
            yield Problem(
                f"{places.named(path)}:{number}", f"a blank: {found.strip() or 'it does not say of what'}", FIX
            )
