"""Where a learner is: what folding the event log gives. Computed each time, never stored as truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

DayState = Literal["open", "started", "passed"]


@dataclass(kw_only=True)
class CriterionProgress:
    """One criterion over all runs."""

    status: str = ""
    """The latest status."""
    attempts: int = 0
    """Runs in which it was judged (passed, failed or timed out)."""
    tries: int = 0
    """Honest attempts (DayProgress.attempts) that it did not pass."""
    passed_at: str = ""
    """Wall time of the first pass (ISO 8601), or ""."""
    hints: int = 0
    """How many hint steps were shown."""


@dataclass(kw_only=True)
class DayProgress:
    """One day over all runs."""

    state: DayState = "open"
    opened_at: str = ""
    passed_at: str = ""
    checks: int = 0
    """How often it was checked."""
    attempts: int = 0
    """Honest attempts: checks of changed work that did not pass the day."""
    work: str = ""
    """Digest of the work of the latest attempt."""
    solution_at: str = ""
    """When the solution was first shown (ISO 8601), or ""."""
    score: int = 0
    """Points of the latest run."""
    best: int = 0
    """Most points of any run."""
    max_score: int = 0
    last_report: dict[str, Any] = field(default_factory=dict)
    """Report.as_json() of the latest run."""
    criteria: dict[str, CriterionProgress] = field(default_factory=dict)
    questions_answered: int = 0
    questions_right: int = 0


@dataclass(kw_only=True)
class QuestionProgress:
    """One question over all answers."""

    topic: str = ""
    """Its topic, where the log names it."""
    answers: int = 0
    right: int = 0
    last_right: bool = False
    last_at: str = ""
    """Wall time of the latest answer (ISO 8601)."""
    history: list[tuple[str, float]] = field(default_factory=list)
    """(wall time, credit 0 to 1) of every answer: what the review schedule is replayed from."""


@dataclass(kw_only=True)
class Progress:
    """Everything the log says."""

    days: dict[str, DayProgress] = field(default_factory=dict)
    """Day id → progress; days never touched are absent."""
    questions: dict[str, QuestionProgress] = field(default_factory=dict)
    """Question id → progress."""
    dates: list[str] = field(default_factory=list)
    """Calendar days (UTC, YYYY-MM-DD) with any work, in order: the streak is computed from these."""
    events: int = 0
    """Lines folded."""
    notes: list[str] = field(default_factory=list)
    """Sentences a learner should know: lines that were lost, lines of a newer version."""
