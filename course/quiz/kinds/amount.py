"""A number, right within a tolerance."""

from __future__ import annotations

import math
from typing import Any

from course.model.question import NumberQuestion
from course.model.quiz import Feedback, Graded
from course.quiz.kinds.numbers import number, written
from course.quiz.kinds.verdicts import verdict

_ROUNDING = 1e-9
"""Share of a number by which it may be off because computers count in twos: 0.1 + 0.2 is 0.3."""


def amount(question: NumberQuestion, answer: Any) -> Graded:
    """The number, or the nearest of the known slips, or neither."""
    value = number(answer, question.unit)
    right = _near(value, question.answer, question.tolerance)
    # The nearest of the known slips: two may lie within the tolerance of each other.
    near = [] if right else [w for w in question.wrong if _near(value, w.value, question.tolerance)]
    met = min(near, key=lambda wrong: abs(value - wrong.value), default=None)
    feedback = [_said(question, question.answer, True, right, question.explain)]
    feedback += [_said(question, wrong.value, False, wrong is met, wrong.why) for wrong in question.wrong]
    if not right and met is None:
        feedback.append(
            _said(question, value, False, True, "No usual slip leads to this number; follow the reason given.")
        )
    message = (
        "Right." if right else f"Not {written(value)}: that is too {'low' if value < question.answer else 'high'}."
    )
    return verdict(question, answer, right, 0.0, message, feedback)


def _said(question: NumberQuestion, value: float, right: bool, chosen: bool, why: str) -> Feedback:
    return Feedback(text=f"{written(value)} {question.unit}".strip(), right=right, chosen=chosen, why=why)


def _near(value: float, target: float, tolerance: float) -> bool:
    return math.isclose(value, target, rel_tol=_ROUNDING, abs_tol=tolerance * (1 + _ROUNDING))
