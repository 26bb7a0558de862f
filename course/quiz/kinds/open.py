"""An answer in the learner's own words, held against the points of a rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from course.model.question import OpenQuestion
from course.model.quiz import Graded, PointVerdict, Verdict
from course.quiz.answers.grader import Grader, matcher
from course.quiz.kinds.text import typed

ENOUGH = 0.7
"""Credit from which an answer is as good as an interviewer wants it, if it says nothing that it must not."""
COST = 0.25
"""Credit that each contradicted point, and each thing said that must not be said, takes away (half of it where outdated)."""


def open_answer(question: OpenQuestion, answer: Any, grader: Grader = matcher) -> Graded:
    """Every point of the rubric judged; the credit follows from them (`credit_of`)."""
    text = typed(answer)
    points, note = grader(question, text)
    graded = judged(question, text, points)
    return replace(graded, message=f"{graded.message} {note}") if note else graded


def judged(question: OpenQuestion, text: str, points: Sequence[PointVerdict]) -> Graded:
    """The verdict that follows from the points, whoever judged them."""
    return _with_points(
        Graded(
            question_id=question.id,
            answer=text,
            right=False,
            credit=0.0,
            message="",
            feedback=(),
            explain=question.explain,
            model_answer=question.model_answer,
        ),
        points,
    )


def with_verdict(graded: Graded, point: int, verdict: Verdict) -> Graded:
    """The same with the learner's own verdict on one point."""
    points = list(graded.points)
    points[point] = replace(points[point], verdict=verdict, by="learner")
    return _with_points(graded, points)


def credit_of(points: Sequence[PointVerdict]) -> float:
    """Share of the rubric's weight that is covered, less COST for each thing that is wrong; 0 to 1."""
    wanted = sum(p.weight for p in points if p.verdict in ("covered", "missed", "contradicted"))
    covered = sum(p.weight for p in points if p.verdict == "covered")
    cost = sum(COST / 2 if p.outdated else COST for p in points if p.verdict in ("contradicted", "said"))
    return max(0.0, covered / wanted - cost) if wanted else 0.0


def _with_points(graded: Graded, points: Sequence[PointVerdict]) -> Graded:
    wanted = [p for p in points if p.verdict in ("covered", "missed", "contradicted")]
    covered = sum(p.verdict == "covered" for p in wanted)
    wrong = sum(p.verdict in ("contradicted", "said") for p in points)
    credit = credit_of(points)
    right = credit >= ENOUGH and not any(p.verdict == "said" for p in points)
    message = f"{covered} of {len(wanted)} points covered" + (
        f", {wrong} {'thing' if wrong == 1 else 'things'} said that {'is' if wrong == 1 else 'are'} not so."
        if wrong
        else "."
    )
    return replace(graded, points=tuple(points), right=right, credit=credit, message=message)
