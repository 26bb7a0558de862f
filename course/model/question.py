"""The question bank's schema: every kind that the trainer has. Four are playable today: single, multiple, number, ordering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from course.model.day import Source

STRICT = {"extra": "forbid"}
Level = Literal["beginner", "intermediate", "advanced"]
PLAYABLE = ("single", "multiple", "number", "ordering")
"""Kinds that `d.quiz()` can ask today."""


@dataclass(frozen=True, kw_only=True)
class QuestionBase:
    """What every question has."""

    __pydantic_config__ = STRICT

    id: str
    """A slug for life; history is kept under it."""
    topic: str
    """The file it stands in: questions/<topic>.toml."""
    level: Level
    days: tuple[int, ...]
    """The days it belongs to; the first is the one that teaches it."""
    ask: str
    """The question, in Markdown."""
    explain: str
    """Shown after any answer, in Markdown: the reason, in two or three sentences."""
    sources: tuple[Source, ...]
    """Where the answer was read; at least one."""
    checked: date
    """When the answer was last held against its sources."""
    criteria: tuple[str, ...] = ()
    """Lab criteria whose failure means this should come back: `day08_clusters/default_weights`."""
    asked_as: str = ""
    """How interviewers word it, where that differs."""
    variants: tuple[dict[str, Any], ...] = ()
    """Values for {names} in the texts and answers; one set is drawn by seed."""
    status: Literal["active", "retired"] = "active"
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice, with its own feedback."""

    __pydantic_config__ = STRICT

    text: str
    why: str
    """Why it is right, or what makes people believe it and why it is wrong."""
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class SingleQuestion(QuestionBase):
    """One right option of several."""

    kind: Literal["single"]
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class MultipleQuestion(QuestionBase):
    """One or more right options; all and only these must be chosen."""

    kind: Literal["multiple"]
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class WrongNumber:
    """A number that a known misconception leads to."""

    __pydantic_config__ = STRICT

    value: float
    why: str


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(QuestionBase):
    """A number, right within a tolerance."""

    kind: Literal["number"]
    answer: float
    unit: str
    """What is counted or measured: tasks, USD per month, seconds."""
    tolerance: float = 0.0
    """Largest accepted distance from the answer, in the same unit."""
    wrong: tuple[WrongNumber, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrderedItem:
    """One line of an ordering, written in its right place; `why` says what fixes the place."""

    __pydantic_config__ = STRICT

    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class OrderingQuestion(QuestionBase):
    """Lines to be put in order; the bank holds them in the right one."""

    kind: Literal["ordering"]
    items: tuple[OrderedItem, ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two things that belong together."""

    __pydantic_config__ = STRICT

    left: str
    right: str
    why: str


@dataclass(frozen=True, kw_only=True)
class MatchingQuestion(QuestionBase):
    """Match each left with its right."""

    kind: Literal["matching"]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One gap of a cloze text."""

    __pydantic_config__ = STRICT

    name: str
    accept: tuple[str, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class ClozeQuestion(QuestionBase):
    """A text, often a task definition, with named gaps written `[[name]]`."""

    kind: Literal["cloze"]
    text: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, kw_only=True)
class ShortQuestion(QuestionBase):
    """A word or a short phrase, compared without case and spacing."""

    kind: Literal["short"]
    accept: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class JsonQuestion(QuestionBase):
    """A JSON document that a JSON Schema accepts (a policy, a container definition)."""

    kind: Literal["json"]
    starter: str
    json_schema: dict[str, Any]
    model_answer: str


@dataclass(frozen=True, kw_only=True)
class RubricPoint:
    """One thing a good answer says, or (must_not) never says."""

    __pydantic_config__ = STRICT

    says: str
    weight: int = 1
    must_not: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(QuestionBase):
    """An answer in the learner's own words, scored by oneself against a rubric."""

    kind: Literal["open"]
    rubric: tuple[RubricPoint, ...]
    model_answer: str
    seconds: int = 120
    """Speaking time an interviewer would give."""


@dataclass(frozen=True, kw_only=True)
class ScenarioStep:
    """One question of a scenario; options name the step that follows."""

    __pydantic_config__ = STRICT

    id: str
    ask: str
    options: tuple[Option, ...]
    next: dict[str, str]
    """Option text → id of the next step; a missing option ends the scenario."""


@dataclass(frozen=True, kw_only=True)
class ScenarioQuestion(QuestionBase):
    """A situation with follow-ups that depend on the answer."""

    kind: Literal["scenario"]
    steps: tuple[ScenarioStep, ...]


Question = (
    SingleQuestion
    | MultipleQuestion
    | NumberQuestion
    | OrderingQuestion
    | MatchingQuestion
    | ClozeQuestion
    | ShortQuestion
    | JsonQuestion
    | OpenQuestion
    | ScenarioQuestion
)
