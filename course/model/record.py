"""A passed lab, as the record of what a learner did holds it, and what came of judging a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassedIn = Literal["sandbox", "account", "other"]


@dataclass(frozen=True, kw_only=True)
class PassedLab:
    """The first run of a day's checks in which every criterion passed."""

    day: str
    """The day's id."""
    title: str
    """The day's title when the record was made, "" where the course of that time did not know the day."""
    passed_at: str
    """Wall time, ISO 8601 in UTC."""
    score: int
    max_score: int
    checks_before: int
    """Runs of the day's checks before this one."""
    hints: int
    """Hint steps shown before it, over all criteria."""
    solution_shown: bool
    """Whether the solution was shown or applied before it."""
    world: PassedIn
    """Where: never which account."""
    course_version: str
    moto_version: str
    check_digest: str
    """SHA-256 of the check file that judged, "" where the log does not say."""
    lab_digest: str
    """SHA-256 over what the learner was given for the lab (`app.digests`), "" where the log does not say."""
    entry: int
    """Its place in the learner's log."""
    entry_id: str
    entry_hash: str
    """SHA-256 of that entry as the log's own chain names it."""


@dataclass(frozen=True)
class Finding:
    """Something wrong with a record."""

    line: int
    """Which line of the file; for a dropped one, which line it was. 0: the file as a whole."""
    day: str
    """The id of the day in that line, "" where it has none."""
    says: str
    """One sentence that names both."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A record that could be read. It is whole when there are no findings; the rest is then as it was signed."""

    findings: tuple[Finding, ...]
    labs: tuple[PassedLab, ...] = ()
    course: str = ""
    """The course's title."""
    name: str = ""
    """The learner's name, "" where none was given."""
    log_entries: int = 0
    """How many entries the log had."""
    log_problems: tuple[str, ...] = ()
    """What was wrong with the log when the record was made."""
    key: str = ""
    """The public key that signed, 64 hex digits."""
    countersignatures: int = 0
    """How many stand in the file. Format 1 defines the place; this version cannot judge any."""

    @property
    def whole(self) -> bool:
        """Nothing was changed since it was signed."""
        return not self.findings
