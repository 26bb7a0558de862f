"""Hints in three steps, and the solution: what is unlocked by work, what on request, and that both are recorded.

An honest attempt is a check of changed work: the lab's files (white space aside) or what the criteria found differ from the
attempt before, and not all passed. The first check counts only where something was done; checking twice without a change in
between is one attempt.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from course.app.record import record
from course.home import Home
from course.model.errors import ProgressNotReady, UsageProblem
from course.model.lab import Lab
from course.model.progress import CriterionProgress, DayProgress
from course.model.result import CriterionResult, Report, Status
from course.progress.log import Log
from course.progress.snapshot import folded

ATTEMPTS = 3
"""Honest attempts that unlock the solution."""
UNLOCKS = {2: 3, 3: 5}
"""Hint step → failed honest attempts at the criterion that unlock it. The first step comes with the first failed check."""

Why = Literal["", "passed", "attempts", "show_me"]


@dataclass(frozen=True)
class Hint:
    """One step of a criterion's hints."""

    step: int
    of: int
    text: str
    note: str = ""
    """What could not be kept in the log, or ""."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """A lab's solution, or how far away it is."""

    why: Why
    """Why it is shown; "" while it is locked."""
    files: tuple[tuple[str, str], ...]
    """(name, text); empty while it is locked."""
    attempts: int
    note: str = ""
    """What could not be kept in the log, or ""."""


def so_far(home: Home, stem: str) -> DayProgress:
    """What the log says about a day; nothing where it cannot be read just now."""
    try:
        return folded(Log(home.progress), questions=False).days.get(stem) or DayProgress()
    except ProgressNotReady:
        return DayProgress()


def with_hints(report: Report, lab: Lab, day: DayProgress, *, tried: bool) -> Report:
    """The report with the newest unlocked hint at each criterion that is not there yet. `tried`: it is an honest attempt."""
    return replace(report, criteria=tuple(_with_hint(c, lab, day.criteria.get(c.id), tried) for c in report.criteria))


def _with_hint(result: CriterionResult, lab: Lab, before: CriterionProgress | None, tried: bool) -> CriterionResult:
    steps = lab.hints.get(result.id, ())
    if not steps or result.status not in (Status.FAILED, Status.TIMED_OUT):
        return result
    before = before or CriterionProgress()
    tries = before.tries + tried
    step = min(max(before.hints, 1, *(step for step, least in UNLOCKS.items() if tries >= least)), len(steps))
    return replace(result, hint=steps[step - 1], hint_step=step)


def next_hint(home: Home, lab: Lab, criterion: str, known: Sequence[str]) -> Hint:
    """The hint after the last one shown, recorded; after the last, the last again.

    `known`: the lab's criteria. Raises UsageProblem for another.
    """
    steps = lab.hints.get(criterion)
    if not steps:
        raise UsageProblem(f"This lab has no criterion {criterion}. It has: {', '.join(known)}.")
    shown = so_far(home, lab.facts.id).criteria.get(criterion)
    step = min((shown.hints if shown else 0) + 1, len(steps))
    note = record(home, "hint_shown", {"day": lab.facts.id, "criterion": criterion, "step": step})
    return Hint(step, len(steps), steps[step - 1], note)


def solution(home: Home, lab: Lab, *, show_me: bool = False) -> Solution:
    """The solution's files after a pass, three honest attempts, or where the learner insists; showing it is recorded."""
    day = so_far(home, lab.facts.id)
    why: Why = "passed" if day.state == "passed" else "attempts" if day.attempts >= ATTEMPTS else ""
    why = why or ("show_me" if show_me else "")
    if not why:
        return Solution(why="", files=(), attempts=day.attempts)
    note = record(home, "solution_shown", {"day": lab.facts.id, "why": why})
    files = tuple((name, path.read_text("utf-8")) for name, path in solution_files(lab).items())
    return Solution(why=why, files=files, attempts=day.attempts, note=note)


def locked_words(found: Solution) -> str:
    """Why the solution is not shown, and how near it is."""
    left = ATTEMPTS - found.attempts
    more = "one more" if left == 1 else f"{left} more"
    return (
        f"The solution opens after a pass, or after {ATTEMPTS} attempts: checks of changed work. "
        f"You have made {found.attempts or 'none'}; {more} to go."
    )


def solution_files(lab: Lab) -> dict[str, Path]:
    """Name in the day's folder → file of the solution."""
    return _files(lab.folder / "solution")


def work_of(report: Report, lab: Lab, folder: Path, day: DayProgress) -> str:
    """The digest of what was judged; "" where nothing was done since the starter or since the check before."""
    names = sorted({*_files(lab.folder / "starter"), *solution_files(lab)})
    mine = [_words(folder / name) for name in names]
    found = [[c.id, str(c.status), c.found] for c in report.criteria]
    if report.score == 0 and mine == [_words(lab.folder / "starter" / name) for name in names]:
        before = day.last_report.get("criteria")
        if not before or found == [[c.get("id"), c.get("status"), c.get("found")] for c in _dicts(before)]:
            return ""
    return sha256(json.dumps([mine, found]).encode()).hexdigest()


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _words(path: Path) -> str:
    """A file without its white space, "" where there is none."""
    try:
        return " ".join(path.read_text("utf-8", errors="replace").split())
    except OSError:
        return ""
