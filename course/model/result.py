"""What a check run says: a status for each criterion, and the report as a whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How a criterion came out. Word and sign are always shown together; colour only repeats them."""

    PASSED = "passed"
    FAILED = "failed"
    """The work is not there yet."""
    BLOCKED = "blocked"
    """A criterion that this one needs has not passed."""
    NOT_RUN = "not_run"
    """It cannot be run here, for a reason that is named: no Docker, the sandbox is down, …"""
    BROKEN = "broken"
    """Our fault: the check itself fell over."""
    TIMED_OUT = "timed_out"
    """The learner's program, or the world, did not answer in time."""

    @property
    def sign(self) -> str:
        """One character that differs in shape for each status."""
        return {"passed": "✔", "failed": "✘", "blocked": "⊘", "not_run": "–", "broken": "⚠", "timed_out": "◷"}[self]

    @property
    def word(self) -> str:
        """The status in the learner's words."""
        return {
            "passed": "passed",
            "failed": "not yet",
            "blocked": "blocked",
            "not_run": "not run",
            "broken": "our fault",
            "timed_out": "timed out",
        }[self]


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    """One criterion's verdict."""

    id: str
    title: str
    status: Status
    points: int
    """What it is worth; earned whole or not at all."""
    expected: str = ""
    found: str = ""
    see: str = ""
    """A command with which the learner sees the same."""
    read: str = ""
    """Where to read: a heading of the day's notebook or a public page."""
    why: str = ""
    """For blocked (by which criterion), not_run, broken and timed_out: the reason in one sentence."""
    blocked_by: str = ""
    """For blocked: the id of the criterion to make pass first; never one that is blocked itself."""
    hint: str = ""
    """The newest hint that is unlocked; set by the use case, not by the check run."""
    hint_step: int = 0
    """Which step that hint is, 0 without one."""
    seconds: float = 0.0
    """Wall time it took."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run of a day's checks."""

    day: str
    """The day's id."""
    world: str
    """The world it ran against, in words: `sandbox`, `account 123456789012 (eu-west-1)`, …"""
    criteria: tuple[CriterionResult, ...]
    seconds: float = 0.0

    @property
    def score(self) -> int:
        """Points of the criteria that passed."""
        return sum(c.points for c in self.criteria if c.status is Status.PASSED)

    @property
    def available(self) -> int:
        """Points of the criteria that could run here: all but not_run and broken."""
        return sum(c.points for c in self.criteria if c.status not in (Status.NOT_RUN, Status.BROKEN))

    @property
    def max_score(self) -> int:
        """Points of every criterion."""
        return sum(c.points for c in self.criteria)

    @property
    def passed(self) -> bool:
        """Every criterion passed."""
        return all(c.status is Status.PASSED for c in self.criteria)

    @property
    def exit_code(self) -> int:
        """0 all passed, 1 something is not there yet, 3 something was not run, 4 our fault; the gravest wins."""
        statuses = {c.status for c in self.criteria}
        if Status.BROKEN in statuses:
            return 4
        if statuses & {Status.FAILED, Status.TIMED_OUT}:
            return 1
        if Status.NOT_RUN in statuses:
            return 3
        return 1 if Status.BLOCKED in statuses else 0

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form: `check --json`, the event's body and the notebook's JSON output."""
        return {
            "day": self.day,
            "world": self.world,
            "score": self.score,
            "available": self.available,
            "max_score": self.max_score,
            "passed": self.passed,
            "seconds": round(self.seconds, 3),
            "criteria": [{**asdict(c), "status": str(c.status), "seconds": round(c.seconds, 3)} for c in self.criteria],
        }
