"""The question bank's schema: every kind that the trainer has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from course.model.day import Source

STRICT = {"extra": "forbid"}
Level = Literal["beginner", "intermediate", "advanced"]
CLOSED = ("single", "multiple", "number", "short", "ordering", "matching", "cloze", "fix", "output", "scenario")
"""Kinds with one verdict that nobody needs to correct: a day's quiz asks these. Open questions are for drills and interviews."""


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
    """Match each left with its right. Rights that read the same are one choice."""

    kind: Literal["matching"]
    pairs: tuple[Pair, ...]
    extra: tuple[str, ...] = ()
    """Rights that belong to no left."""

    @property
    def rights(self) -> tuple[str, ...]:
        """Every right that can be chosen, each once: those of the pairs, then the extra ones."""
        return tuple(dict.fromkeys([*(pair.right for pair in self.pairs), *self.extra]))


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """An answer that is not right but shows where the thought went."""

    __pydantic_config__ = STRICT

    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One gap of a cloze text."""

    __pydantic_config__ = STRICT

    name: str
    accept: tuple[str, ...]
    """Right answers; the first is shown as the answer."""
    why: str
    near: tuple[NearMiss, ...] = ()


Syntax = Literal["json", "yaml", "hcl", "dockerfile", "text"]


@dataclass(frozen=True, kw_only=True)
class ClozeQuestion(QuestionBase):
    """A text (a task definition, policy, Dockerfile, HCL) with named gaps written `[[name]]`."""

    kind: Literal["cloze"]
    text: str
    gaps: tuple[Gap, ...]
    syntax: Syntax = "text"


@dataclass(frozen=True, kw_only=True)
class ShortQuestion(QuestionBase):
    """A word or a short phrase, compared without case, spacing and punctuation."""

    kind: Literal["short"]
    accept: tuple[str, ...]
    """Right answers; the first is shown as the answer."""
    near: tuple[NearMiss, ...] = ()
    """Wrong answers that are near it, each with what sets it apart."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What must hold in a mended document."""

    __pydantic_config__ = STRICT

    path: str
    """Where: `containerDefinitions[0].memory`; `[*]` stands for every entry, of which one is enough."""
    why: str
    """Why it must hold; shown when it does and when it does not."""
    equals: Any = None
    """The value there, where one is right; numbers and texts that read the same are the same."""
    one_of: tuple[Any, ...] = ()
    """The values of which one is right."""
    absent: bool = False
    """True: nothing stands there."""
    keep: bool = False
    """True: it holds already, and must not be lost on the way."""


@dataclass(frozen=True, kw_only=True)
class FixQuestion(QuestionBase):
    """A document with a flaw. Right is what our own rules find nothing in any more and what has everything wanted."""

    kind: Literal["fix"]
    document: str
    syntax: Literal["json", "yaml", "hcl"]
    rules: tuple[str, ...] = ()
    """Names of our rules (`ecs-course lint --list`) that the document breaks as it stands."""
    wanted: tuple[Wanted, ...]
    """What else must hold, and what must be kept."""
    model_answer: str
    """The document, mended."""
    beside: tuple[str, ...] = ()
    """Further documents in the same syntax that are judged with it (a service's task definition), not shown to be changed."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A line of an output that proves what happened."""

    __pydantic_config__ = STRICT

    line: str
    """A text that stands in exactly one line of the output."""
    why: str


@dataclass(frozen=True, kw_only=True)
class OutputQuestion(QuestionBase):
    """Events, logs or the JSON of a describe call: what happened, and which line says so?"""

    kind: Literal["output"]
    output: str
    shows: str
    """What printed it: `aws ecs describe-services …`."""
    options: tuple[Option, ...]
    """One is right."""
    evidence: tuple[Evidence, ...]
    """One or more; pointing at any of them is right."""


@dataclass(frozen=True, kw_only=True)
class RubricPoint:
    """One thing a good answer says, or (must_not) never says."""

    __pydantic_config__ = STRICT

    says: str
    weight: int = 1
    must_not: bool = False
    outdated: bool = False
    """Of a must_not point: it was true once."""
    match: tuple[str, ...] = ()
    """Patterns of which any one covers the point (quiz/answers/pattern.py)."""
    against: tuple[str, ...] = ()
    """Patterns that contradict it."""
    better: str = ""
    """What to say instead, or how to say it better, in one sentence."""


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(QuestionBase):
    """An answer in the learner's own words, held against a rubric."""

    kind: Literal["open"]
    rubric: tuple[RubricPoint, ...]
    model_answer: str
    seconds: int = 120
    """Speaking time an interviewer would give."""
    follow_ups: tuple[str, ...] = ()
    """What an interviewer asks next, from easy to deep."""
    picture: str = ""
    """A picture that belongs to the question: mermaid source."""


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
    """A situation with follow-ups that depend on the answer; the first step begins it."""

    kind: Literal["scenario"]
    steps: tuple[ScenarioStep, ...]


Question = (
    SingleQuestion
    | MultipleQuestion
    | NumberQuestion
    | ShortQuestion
    | OrderingQuestion
    | MatchingQuestion
    | ClozeQuestion
    | FixQuestion
    | OutputQuestion
    | OpenQuestion
    | ScenarioQuestion
)
