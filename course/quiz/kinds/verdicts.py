"""What the kinds share: putting a verdict together, and reading positions out of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.model.errors import UsageProblem
from course.model.question import Option, Question
from course.model.quiz import Feedback, Graded


def verdict(
    question: Question, answer: Any, right: bool, partial: float, message: str, feedback: Sequence[Feedback]
) -> Graded:
    """A verdict; `partial` is the credit (0 to 1) where the answer is not right."""
    return Graded(
        question_id=question.id,
        answer=answer,
        right=right,
        credit=1.0 if right else partial,
        message=message,
        feedback=tuple(feedback),
        explain=question.explain,
    )


def said_of_options(options: Sequence[Option], chosen: set[int]) -> list[Feedback]:
    """A word on every option."""
    return [
        Feedback(text=option.text, right=option.right, chosen=place in chosen, why=option.why)
        for place, option in enumerate(options)
    ]


def positions(answer: Any, size: int, *, again: bool = False) -> list[int]:
    """The answer as positions below `size`, all different unless `again`. Raises UsageProblem for anything else."""
    if not isinstance(answer, list | tuple) or not all(type(place) is int and 0 <= place < size for place in answer):
        raise UsageProblem(f"Answer with positions from 0 to {size - 1}, the first being 0.")
    if not again and len(set(answer)) != len(answer):
        raise UsageProblem("A position stands twice in the answer.")
    return list(answer)
