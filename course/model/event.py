"""One line of the learner's log: something that happened, never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

EventKind = Literal[
    "day_opened",
    "check_run",
    "hint_shown",
    "question_answered",
    "answer_corrected",
    "card_rated",
    "card_put",
    "sitting_ended",
    "solution_shown",
    "lab_reset",
    "lab_restored",
    "world_chosen",
]
"""Bodies: day_opened {day} · check_run Report.as_json() and {work} · hint_shown {day, criterion, step} ·
question_answered {question, topic, day, kind, answer, right, credit, seconds, sitting, asked_in, confidence?, points?} ·
answer_corrected {question, sitting, point, says, verdict, before, right, credit} (the learner overrules the grader) ·
card_rated {question, sitting, rating} (1 again to 4 easy; of the question's latest answer) · card_put {question, where, until?}
(bury until a time, suspend, back) · sitting_ended {sitting, asked_in, seed, questions, answered, right, credit, seconds; of an
interview also level, verdict, score} ·
solution_shown {day, why, backup} ·
lab_reset {day, backup} · lab_restored {day, backup, aside} · world_chosen {world}. `work` is a digest of what was judged, ""
while nothing was changed. A reader ignores kinds and keys that it does not know."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """An entry of the append-only log."""

    id: str
    """UUID version 7: unique everywhere, ordered by time."""
    seq: int
    """1, 2, 3 … in this log without gaps."""
    previous: str
    """SHA-256 (hex) of the entry before, 64 zeros for the first: a changed or dropped line is seen."""
    learner: str
    """A random id made on first use; no name."""
    device: str
    """A random id of this home folder's machine."""
    wall_time: str
    """ISO 8601 in UTC, milliseconds."""
    sandbox_time: str
    """ISO 8601 in UTC where a sandbox was running, otherwise ""."""
    versions: dict[str, str]
    """Versions that can change a verdict: course, moto; of a check_run also digests of its check file and of its lab."""
    kind: str
    """An EventKind, or one that a newer course wrote."""
    body: dict[str, Any]
