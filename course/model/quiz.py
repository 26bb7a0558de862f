"""A question as asked and as graded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from course.model.question import Question


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question drawn for a session, with the order in which its options or lines are shown."""

    question: Question
    order: tuple[int, ...] = ()
    """Positions in the bank's options, items or `rights`, as shown; empty for kinds without."""


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What is said about one option, line or number after the answer."""

    text: str
    right: bool
    chosen: bool
    why: str


Verdict = Literal["covered", "missed", "contradicted", "said", "not_said"]
"""Of a rubric's point: covered, missed or contradicted; of one that a good answer never says: said or not_said."""


@dataclass(frozen=True, kw_only=True)
class PointVerdict:
    """How an open answer stands to one point of its rubric."""

    says: str
    verdict: Verdict
    quote: str = ""
    """The learner's own words that led to the verdict; "" where none did."""
    weight: int = 1
    outdated: bool = False
    better: str = ""
    by: str = "matcher"
    """Who judged: matcher, model (a language model of the user's own), learner."""

    @property
    def good(self) -> bool:
        """Whether nothing is left to do here."""
        return self.verdict in ("covered", "not_said")


@dataclass(frozen=True, kw_only=True)
class Graded:
    """The verdict on an answer. Answers are plain JSON, in the bank's own positions (never the shown ones):
    single → int · multiple → list[int] · number → number or text · short → text · ordering → list[int] as arranged ·
    matching → for each left the position of its right in `question.rights` · cloze → {gap: text} · fix → the document ·
    output → {"option": int, "line": int}, the line counted from 1 · scenario → list[int], an option for each step met ·
    open → text."""

    question_id: str
    answer: Any
    right: bool
    credit: float
    """0 to 1; partial where the kind allows it. `right` means 1, except of an open answer, where it means enough."""
    message: str
    """One sentence: right, or what is off, without the answer's reason."""
    feedback: tuple[Feedback, ...]
    """For every option, line, gap, pair or number, chosen or not; of an open answer "points" says it."""
    explain: str
    points: tuple[PointVerdict, ...] = ()
    """Of an open answer, one for each point of the rubric, in its order."""
    model_answer: str = ""
    """Of an open question and of a document to mend."""
