"""What comes of holding a request against the rules: AWS's refusal, or a finding for a person."""

from __future__ import annotations

from dataclasses import dataclass

from course.simulator.rules.rule import Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """What AWS answers instead of doing what was asked."""

    rule: str
    code: str
    status: int
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a request, for a person."""

    rule: str
    path: Path
    says: str
    """AWS's words."""
    why: str
    fix: str
    page: str
