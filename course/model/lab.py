"""A lab's facts, its hints, and the wrong and also-right solutions that prove its checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

HINTS = 3
"""Hints of every criterion: where to look, which setting, nearly the answer."""


@dataclass(frozen=True, kw_only=True)
class LabFacts:
    """lab.toml."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    """The day's stem."""
    title: str
    minutes: int
    """The lab alone, for a beginner."""
    runs_on: tuple[Literal["sandbox", "docker", "terraform", "account"], ...]
    """What the lab can be done with; without docker or terraform in the list, neither is needed."""
    apply: tuple[str, ...]
    """One command, as words, that turns the files of the folder into AWS state: run in a fresh copy of starter, solution
    or wrong solution after setup.py. `python` as the first word means the course's own Python."""
    cost: str
    """What the lab costs on a real account, in one sentence; figures that age stand in content/prices.toml."""
    clean_up: tuple[str, ...]
    """Commands that remove what the lab made, in order."""
    iam: bool = False
    """Whether the sandbox judges the learner's own users and roles by their policies from this lab on; AWS always does."""
    apply_timeout_s: float = 120.0
    """Longest time the apply command may take, in seconds of wall time."""


@dataclass(frozen=True, kw_only=True)
class MutantFacts:
    """mutant.toml: one wrong solution (a misconception) or one also-right variant."""

    __pydantic_config__ = {"extra": "forbid"}

    says: str
    """The belief behind it, in a learner's words."""
    expect: Literal["fail", "pass"]
    """`fail`: a wrong solution. `pass`: another right one."""
    caught_by: tuple[str, ...] = ()
    """Exactly the criteria that must fail (blocked ones are not named); empty for `pass`."""
    apply: tuple[str, ...] = ()
    """Replaces the lab's apply command where this variant needs another."""
    removes: tuple[str, ...] = ()
    """Files of the solution that this variant does not have."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A variant on disk: its facts and the folder with the files that differ from the solution."""

    id: str
    folder: Path
    facts: MutantFacts


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A lab folder, read: facts, three hints for each criterion, variants."""

    folder: Path
    facts: LabFacts
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Criterion id → its hints in order: where to look, which setting, nearly the answer."""
    mutants: tuple[Mutant, ...] = ()
