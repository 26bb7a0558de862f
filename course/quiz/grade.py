"""An answer held against its question."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from course.model.errors import UsageProblem
from course.model.question import MultipleQuestion, NumberQuestion, Option, OrderingQuestion, Question, SingleQuestion
from course.model.quiz import Feedback, Graded

NUMBER = re.compile(r"[-+]?(\d+([.,]\d+)?|[.,]\d+)([eE][-+]?\d+)?")


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
    (chosen,) = _positions([answer], len(question.options), exactly=1)
    right = question.options[chosen].right
    message = "Right." if right else "Not this one."
    return _graded(question, answer, float(right), message, _options(question.options, {chosen}))


def _multiple(question: MultipleQuestion, answer: Any) -> Graded:
    chosen = set(_positions(answer, len(question.options)))
    wanted = {place for place, option in enumerate(question.options) if option.right}
    hits, slips = len(chosen & wanted), len(chosen - wanted)
    credit = max(0, hits - slips) / len(wanted)
    if chosen == wanted:
        message = "Right, all of them."
    else:
        missed = len(wanted) - hits
        parts = [f"{hits} of {len(wanted)} found"]
        parts += [f"{slips} chosen that {'does' if slips == 1 else 'do'} not belong"] if slips else []
        parts += [f"{missed} missed"] if missed else []
        message = ", ".join(parts) + "."
    return _graded(
        question, answer, credit if chosen == wanted else min(credit, 0.99), message, _options(question.options, chosen)
    )


def _number(question: NumberQuestion, answer: Any) -> Graded:
    value = _value(answer)
    right = abs(value - question.answer) <= question.tolerance
    feedback = [Feedback(text=f"{question.answer:g} {question.unit}", right=True, chosen=right, why=question.explain)]
    message = "Right." if right else f"Not {value:g}."
    for wrong in question.wrong:
        met = not right and abs(value - wrong.value) <= max(question.tolerance, 1e-9)
        feedback.append(Feedback(text=f"{wrong.value:g} {question.unit}", right=False, chosen=met, why=wrong.why))
    return _graded(question, answer, float(right), message, feedback)


def _ordering(question: OrderingQuestion, answer: Any) -> Graded:
    arranged = _positions(answer, len(question.items), exactly=len(question.items))
    in_order = _longest_increasing(arranged)
    right = in_order == len(arranged)
    credit = 1.0 if right else (in_order - 1) / (len(arranged) - 1)
    message = "Right, in this order." if right else f"{in_order} of {len(arranged)} lines follow each other rightly."
    feedback = [
        Feedback(text=item.text, right=True, chosen=arranged[place] == place, why=item.why)
        for place, item in enumerate(question.items)
    ]
    return _graded(question, answer, credit, message, feedback)


def _graded(question: Question, answer: Any, credit: float, message: str, feedback: Sequence[Feedback]) -> Graded:
    return Graded(
        question_id=question.id, answer=answer, right=credit == 1.0, credit=credit, message=message,
        feedback=tuple(feedback), explain=question.explain,
    )  # fmt: skip


def _options(options: Sequence[Option], chosen: set[int]) -> list[Feedback]:
    return [
        Feedback(text=option.text, right=option.right, chosen=place in chosen, why=option.why)
        for place, option in enumerate(options)
    ]


def _positions(answer: Any, size: int, *, exactly: int | None = None) -> list[int]:
    """The answer as different positions below `size`."""
    if not isinstance(answer, list | tuple) or not all(type(place) is int and 0 <= place < size for place in answer):
        raise UsageProblem(f"Answer with positions from 1 to {size}.")
    if len(set(answer)) != len(answer):
        raise UsageProblem("A position stands twice in the answer.")
    if exactly is None and not answer:
        raise UsageProblem("Choose at least one.")
    if exactly is not None and len(answer) != exactly:
        raise UsageProblem(f"The answer needs {exactly} positions, each once.")
    return list(answer)


def _value(answer: Any) -> float:
    """A number, or the number that a text such as `3 tasks` or `9,01` begins with."""
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        value = float(answer)
    else:
        found = NUMBER.match(answer.strip().replace("$", "")) if isinstance(answer, str) else None
        if found is None:
            raise UsageProblem("Answer with a number, such as 3 or 9.01.")
        value = float(found[0].replace(",", "."))
    if not math.isfinite(value):
        raise UsageProblem("Answer with a number, such as 3 or 9.01.")
    return value


def _longest_increasing(places: Sequence[int]) -> int:
    """Length of the longest increasing subsequence: how many lines already stand rightly to each other."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
