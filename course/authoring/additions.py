"""Small, proven edits of files that authors keep by hand: only what was asked changes, to the last comment, or nothing does."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

from course.catalog.places import Places
from course.model.errors import UsageProblem
from course.progress.record import files


def mark_ready(places: Places, stem: str) -> str:
    """Mark a planned day as ready in course.toml. Returns a sentence: that it was done, or which line to change by hand."""
    path = places.plan
    text = path.read_text("utf-8")
    entry = re.compile(rf'(\{{[^{{}}]*\bid\s*=\s*"{re.escape(stem)}"[^{{}}]*?)(\s*\}})')
    new = entry.sub(_with_status, text, count=1)
    wanted = tomllib.loads(text)
    for week in wanted.get("weeks", []):
        for day in week.get("days", []):
            if day.get("id") == stem:
                day["status"] = "ready"
    if new == text or _read(new) != wanted:
        return f'Mark the day in {places.named(path)} by hand: status = "ready" in the line of {stem}.'
    files.write(path, new.encode("utf-8"), over=True)
    return f"{stem} is marked as ready in {places.named(path)}, so that dev check looks at it; take that back to put it off."


def _with_status(found: re.Match[str]) -> str:
    inside = re.sub(r',\s*status\s*=\s*"planned"', "", found[1])
    return f'{inside}, status = "ready"{found[2]}'


def has_question(path: Path, id: str) -> bool:
    """Whether a topic's file has a question of that id, also one that cannot be read as a question yet."""
    data = _read(path.read_text("utf-8")) if path.is_file() else None
    return any(question.get("id") == id for question in (data or {}).get("question", []))


def append_question(places: Places, path: Path, block: str, id: str) -> None:
    """Put a question behind all others of a topic. Raises UsageProblem, with nothing changed, where that cannot be done."""
    text = path.read_text("utf-8")
    new = text.rstrip("\n") + "\n" + block
    before, after = _read(text), _read(new)
    if before is None or after is None:
        raise UsageProblem(f"{places.named(path)} is not TOML just now; mend it first (ecs-course dev check).")
    wanted = copy.deepcopy(before)
    wanted.setdefault("question", []).append(next(iter((_read(block) or {}).get("question", [])), None))
    if after != wanted:
        raise UsageProblem(
            f"{places.named(path)} cannot be added to by program; put the question {id} into it by hand."
        )
    files.write(path, new.encode("utf-8"), over=True)


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
