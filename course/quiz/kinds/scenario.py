"""A situation with follow-ups: the steps that an answer walks through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.model.errors import UsageProblem
from course.model.question import ScenarioQuestion, ScenarioStep
from course.model.quiz import Feedback, Graded
from course.quiz.kinds.verdicts import positions, verdict


def step_after(question: ScenarioQuestion, choices: Sequence[int]) -> ScenarioStep | None:
    """The step that is asked after these choices (positions of options, one for each step met); None at the end.

    Raises UsageProblem for choices that the scenario does not have.
    """
    by_id = {step.id: step for step in question.steps}
    step: ScenarioStep | None = question.steps[0]
    for choice in choices:
        if step is None:
            raise UsageProblem("The scenario has ended before this choice.")
        (place,) = positions([choice], len(step.options))
        step = by_id.get(step.next.get(step.options[place].text, ""))
    return step


def scenario(question: ScenarioQuestion, answer: Any) -> Graded:
    """Each step met earns its share; the way must be walked to its end."""
    if not isinstance(answer, list | tuple) or not answer:
        raise UsageProblem("Answer with a choice for each step.")
    if step_after(question, answer) is not None:
        raise UsageProblem("The scenario goes on: choose at the next step, too.")
    feedback, hits = [], 0
    for at, choice in enumerate(answer):
        step = step_after(question, answer[:at])
        assert step is not None
        option = step.options[choice]
        best = next((o for o in step.options if o.right), option)
        hits += option.right
        feedback.append(Feedback(text=f"{at + 1}. {option.text}", right=option.right, chosen=True, why=option.why))
        if not option.right:
            feedback.append(Feedback(text=f"{at + 1}. {best.text}", right=True, chosen=False, why=best.why))
    right = hits == len(answer)
    message = "Right at every step." if right else f"{hits} of {len(answer)} steps were right."
    return verdict(question, list(answer), right, hits / len(answer), message, feedback)
