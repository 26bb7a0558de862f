"""The fold of a long log, kept beside it so that only what is new is folded. The log stays the truth; this may be deleted."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from course.model import progress as model
from course.model.progress import CriterionProgress, DayProgress, Progress, QuestionProgress
from course.progress import fold as folding
from course.progress.fold import fold
from course.progress.log import Log

_WORTH_KEEPING = 200
"""New entries after which the fold is kept again; of a long log a hundredth of it, so that keeping costs little."""


def folded(log: Log, *, questions: bool = True) -> Progress:
    """`fold(log.events())`, by way of the kept fold where that still fits the log.

    `questions`: without them their part of the kept fold, which grows with every answer, is not read; `Progress.questions`
    is then incomplete. Whether entries before the kept fold's end were changed is for Log.verify to say; a log that is mended
    loses its kept fold. Raises ProgressNotReady like Log.events.
    """
    path = log.path.with_suffix(".fold")
    first, head = _head(path)
    standing = log.standing(head["seq"] if head else 0)
    if standing is None or (head and standing.hash != head["hash"]):
        head, standing = None, log.standing(0)
    start = head["seq"] if head else 0
    whole = standing is not None and standing.later == standing.last - start
    keep = standing is not None and whole and standing.last - start >= max(_WORTH_KEEPING, start // 100)
    onto = _progress(head, _body(path, first) if questions or keep else "{}") if head else None
    found = fold(log.events(after=start if onto else 0), onto=onto)
    if keep:
        _keep(log, found)
    return found


def _head(path: Path) -> tuple[str, dict[str, Any] | None]:
    """The kept fold's first line, all but the questions, as text and decoded; None where another course made it."""
    try:
        with path.open(encoding="ascii") as file:
            first = file.readline()
        head = json.loads(first)
        if head["made_by"] == _made_by() and type(head["seq"]) is int and head["seq"] > 0 and type(head["hash"]) is str:
            return first, dict(head)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return "", None


def _body(path: Path, first: str) -> str:
    """The questions that belong to this first line; "" where another process has just exchanged the file."""
    try:
        with path.open(encoding="ascii") as file:
            return file.read() if file.readline() == first else ""
    except (OSError, ValueError):
        return ""


@cache
def _made_by() -> str:
    """Changes with every change to the fold or to what it fills."""
    return sha256(b"".join(Path(str(part.__file__)).read_bytes() for part in (folding, model))).hexdigest()


def _progress(head: dict[str, Any], body: str) -> Progress | None:
    """The kept fold as a value, None where it makes no sense."""
    try:
        days = {
            id: DayProgress(**{**day, "criteria": {key: CriterionProgress(**c) for key, c in day["criteria"].items()}})
            for id, day in head["days"].items()
        }
        questions = {}
        for id, facts in json.loads(body).items():
            facts["history"] = [(at, credit) for at, credit in facts["history"]]
            questions[id] = QuestionProgress(**facts)
        return Progress(days=days, questions=questions, dates=head["dates"], events=head["events"], notes=head["notes"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(log: Log, found: Progress) -> None:
    """Write the fold in one move. Where the disk does not allow it, the next one folds a little longer."""
    path = log.path.with_suffix(".fold")
    standing = log.standing(found.events)  # without gaps the number of entries is the place of the last one
    if standing is None or not standing.hash:
        return
    head = {
        "made_by": _made_by(),
        "seq": found.events,
        "hash": standing.hash,
        "days": {
            id: {**vars(day), "criteria": {key: vars(c) for key, c in day.criteria.items()}}
            for id, day in found.days.items()
        },
        "dates": found.dates,
        "events": found.events,
        "notes": found.notes,
    }
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fold-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{json.dumps(head)}\n{json.dumps({id: vars(q) for id, q in found.questions.items()})}")
        os.replace(name, path)
    except (OSError, ValueError, TypeError):
        if name:
            Path(name).unlink(missing_ok=True)
