"""Who judges an open answer: the built-in matcher, or anything else that keeps this promise."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from course.model.question import OpenQuestion
from course.model.quiz import PointVerdict
from course.quiz.answers.matcher import judge


class Judged(NamedTuple):
    """The points in the rubric's order, and a sentence for the learner where something did not go as they wished ("" else)."""

    points: list[PointVerdict]
    note: str = ""


class Grader(Protocol):
    """Judges every point of a rubric. It never fails on an answer: what cannot be judged is judged by the matcher."""

    def __call__(self, question: OpenQuestion, text: str) -> Judged:
        """`text` is an answer as course.quiz.kinds.text.typed gives it. Quotes are slices of it."""
        ...


def matcher(question: OpenQuestion, text: str) -> Judged:
    """The built-in one: patterns, no network, the same verdict everywhere."""
    return Judged(judge(question, text))
