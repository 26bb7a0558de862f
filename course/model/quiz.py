"""A question as asked and as graded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.model.question import Question


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question drawn for a session, with the order in which its options or lines are shown."""

    question: Question
    order: tuple[int, ...] = ()
    """Positions in the bank's options or items, as shown; empty for kinds without."""


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What is said about one option, line or number after the answer."""

    text: str
    right: bool
    chosen: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Graded:
    """The verdict on an answer. Answers are plain JSON, in the bank's own positions (never the shown ones):
    single → int · multiple → list[int] · number → number or text · ordering → list[int] as arranged."""

    question_id: str
    answer: Any
    right: bool
    credit: float
    """0 to 1; partial where the kind allows it. `right` means 1."""
    message: str
    """One sentence: right, or what is off, without the answer's reason."""
    feedback: tuple[Feedback, ...]
    """For every option, line or number, chosen or not."""
    explain: str
