"""Single and multiple choice."""

from __future__ import annotations

from typing import Any

from course.model.errors import UsageProblem
from course.model.question import MultipleQuestion, SingleQuestion
from course.model.quiz import Graded
from course.quiz.kinds.verdicts import positions, said_of_options, verdict


def single(question: SingleQuestion, answer: Any) -> Graded:
    """One option, right or not."""
    (chosen,) = positions([answer], len(question.options))
    right = question.options[chosen].right
    message = "Right." if right else "Not this one."
    return verdict(question, chosen, right, 0.0, message, said_of_options(question.options, {chosen}))


def multiple(question: MultipleQuestion, answer: Any) -> Graded:
    """Each right choice earns its share, each wrong one takes a share away; never below nothing."""
    arranged = positions(answer, len(question.options))
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
    return verdict(question, arranged, right, partial, message, said_of_options(question.options, chosen))
