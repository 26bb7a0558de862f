"""An answer held against its question."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from course.model.errors import UsageProblem
from course.model.question import MultipleQuestion, NumberQuestion, Option, OrderingQuestion, Question, SingleQuestion
from course.model.quiz import Feedback, Graded
from course.quiz.numbers import number, written

_ROUNDING = 1e-9
"""Share of a number by which it may be off because computers count in twos: 0.1 + 0.2 is 0.3."""


def grade(question: Question, answer: Any) -> Graded:
    """The verdict on an answer, given in the bank's own positions (see Graded).

    Raises UsageProblem where the answer has no sense for this kind (a position that does not exist, no number): nothing is
    judged then, and the question can be answered again.
    """
    if isinstance(question, SingleQuestion):
        return _single(question, answer)
    if isinstance(question, MultipleQuestion):
        return _multiple(question, answer)
    if isinstance(question, NumberQuestion):
        return _number(question, answer)
    if isinstance(question, OrderingQuestion):
        return _ordering(question, answer)
    raise UsageProblem(f"Questions of the kind {question.kind} cannot be played yet.")


def _single(question: SingleQuestion, answer: Any) -> Graded:
    (chosen,) = _positions([answer], len(question.options))
    right = question.options[chosen].right
    message = "Right." if right else "Not this one."
    return _graded(question, chosen, right, 0.0, message, _options(question.options, {chosen}))


def _multiple(question: MultipleQuestion, answer: Any) -> Graded:
    """Each right choice earns its share, each wrong one takes a share away; never below nothing."""
    arranged = _positions(answer, len(question.options))
    if not arranged:
        raise UsageProblem("Choose at least one.")
    chosen = set(arranged)
    wanted = {place for place, option in enumerate(question.options) if option.right}
    hits, slips = len(chosen & wanted), len(chosen - wanted)
    missed = len(wanted) - hits
    parts = [f"{hits} of {len(wanted)} found"]
    parts += [f"{slips} chosen that {'does' if slips == 1 else 'do'} not belong"] if slips else []
    parts += [f"{missed} missed"] if missed else []
    right = chosen == wanted
    message = "Right, all of them." if right else ", ".join(parts) + "."
    partial = max(0, hits - slips) / max(len(wanted), 1)
    return _graded(question, arranged, right, partial, message, _options(question.options, chosen))


def _number(question: NumberQuestion, answer: Any) -> Graded:
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
    return _graded(question, answer, right, 0.0, message, feedback)


def _ordering(question: OrderingQuestion, answer: Any) -> Graded:
    """Credit for the longest run of lines that stand rightly to each other; a line alone is no order and earns nothing."""
    arranged = _positions(answer, len(question.items))
    size = len(question.items)
    if len(arranged) != size:
        raise UsageProblem(f"The answer needs all {size} lines, each once.")
    run = _longest_run(arranged)
    right = run == size
    message = "Right, in this order." if right else f"{run} of {size} lines follow each other rightly."
    feedback = [
        Feedback(text=item.text, right=arranged[place] == place, chosen=arranged[place] == place, why=item.why)
        for place, item in enumerate(question.items)
    ]
    return _graded(question, arranged, right, (run - 1) / max(size - 1, 1), message, feedback)


def _graded(
    question: Question, answer: Any, right: bool, partial: float, message: str, feedback: Sequence[Feedback]
) -> Graded:
    return Graded(
        question_id=question.id,
        answer=answer,
        right=right,
        credit=1.0 if right else partial,
        message=message,
        feedback=tuple(feedback),
        explain=question.explain,
    )


def _options(options: Sequence[Option], chosen: set[int]) -> list[Feedback]:
    return [
        Feedback(text=option.text, right=option.right, chosen=place in chosen, why=option.why)
        for place, option in enumerate(options)
    ]


def _said(question: NumberQuestion, value: float, right: bool, chosen: bool, why: str) -> Feedback:
    return Feedback(text=f"{written(value)} {question.unit}".strip(), right=right, chosen=chosen, why=why)


def _near(value: float, target: float, tolerance: float) -> bool:
    return math.isclose(value, target, rel_tol=_ROUNDING, abs_tol=tolerance * (1 + _ROUNDING))


def _positions(answer: Any, size: int) -> list[int]:
    """The answer as different positions below `size`."""
    if not isinstance(answer, list | tuple) or not all(type(place) is int and 0 <= place < size for place in answer):
        raise UsageProblem(f"Answer with positions from 0 to {size - 1}, the first being 0.")
    if len(set(answer)) != len(answer):
        raise UsageProblem("A position stands twice in the answer.")
    return list(answer)


def _longest_run(places: Sequence[int]) -> int:
    """Length of the longest increasing subsequence: how many lines already stand rightly to each other."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
