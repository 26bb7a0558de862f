"""A mock interview's set: what a level is asked, from warm-up to design. Questions stand in the bank; here stand their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

STRICT = {"extra": "forbid"}
InterviewLevel = Literal["associate", "senior", "lead"]
Part = Literal["warm_up", "ladder", "scenario", "troubleshooting", "design"]
PARTS: tuple[Part, ...] = ("warm_up", "ladder", "scenario", "troubleshooting", "design")
"""In the order in which they are asked."""
KINDS: dict[Part, tuple[str, ...]] = {
    "warm_up": ("open",),
    "ladder": ("open", "single", "multiple", "number", "short", "output"),
    "scenario": ("scenario", "open"),
    "troubleshooting": ("output", "open"),
    "design": ("open",),
}
"""What can be asked in each part. Nobody arranges lines or fills gaps while another person waits for the answer."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many questions each part has."""

    __pydantic_config__ = STRICT

    warm_up: int = 2
    themes: int = 3
    """Ladders that are climbed."""
    per_theme: int = 3
    """Questions on a ladder, at most; after two weak answers in a row it is left."""
    scenario: int = 1
    troubleshooting: int = 1
    design: int = 1


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Questions on one theme, from easy to deep."""

    __pydantic_config__ = STRICT

    theme: str
    """What a learner reads: "Networking"."""
    rungs: tuple[tuple[str, ...], ...]
    """Each rung holds the ids of one or more questions of the same depth; the seed chooses among them."""
    start: int = 0
    """The rung of this level's question, counted from 0: easier ones lie before it, deeper ones behind."""


@dataclass(frozen=True, kw_only=True)
class InterviewSet:
    """One level's interview."""

    __pydantic_config__ = STRICT

    level: InterviewLevel
    """The file it stands in: interviews/<level>.toml."""
    title: str
    says: str
    """What the interview expects of somebody at this level, in a sentence or two."""
    minutes: int
    """How long it takes, about."""
    pass_mark: float
    """Share of the score (0 to 1) from which the level would pass; app/interview_report.py has the whole rule."""
    warm_up: tuple[str, ...]
    ladders: tuple[Ladder, ...]
    scenario: tuple[str, ...]
    troubleshooting: tuple[str, ...]
    design: tuple[str, ...]
    counts: Counts = Counts()

    def ids(self) -> list[tuple[Part, str]]:
        """Every question that the set names, with its part."""
        flat: list[tuple[Part, str]] = [("warm_up", id) for id in self.warm_up]
        flat += [("ladder", id) for ladder in self.ladders for rung in ladder.rungs for id in rung]
        flat += [("scenario", id) for id in self.scenario]
        flat += [("troubleshooting", id) for id in self.troubleshooting]
        flat += [("design", id) for id in self.design]
        return flat
