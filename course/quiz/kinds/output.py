"""Events, logs, a describe answer: what happened, and which line proves it."""

from __future__ import annotations

from typing import Any

from course.model.errors import UsageProblem
from course.model.question import Evidence, OutputQuestion
from course.model.quiz import Feedback, Graded
from course.quiz.kinds.verdicts import positions, said_of_options, verdict

FOR_THE_LINE = 0.25
"""Share of the credit for pointing at a line that proves it; worth nothing without the right cause."""


def output(question: OutputQuestion, answer: Any) -> Graded:
    """The cause counts most; it is right only with a line that proves it."""
    if not isinstance(answer, dict) or not {"option"} <= set(answer) <= {"option", "line"}:
        raise UsageProblem("Answer with what happened and the line that shows it.")
    lines = question.output.rstrip("\n").split("\n")
    (chosen,) = positions([answer["option"]], len(question.options))
    pointed = answer.get("line")
    if type(pointed) is not int or not 1 <= pointed <= len(lines):
        raise UsageProblem(f"Point at the line that shows it, from 1 to {len(lines)}.")
    caught = question.options[chosen].right
    proofs = {line_of(question, one): one for one in question.evidence}
    shown = pointed in proofs
    right = caught and shown
    message = (
        "Right, and that line shows it."
        if right
        else "That is what happened, but another line shows it."
        if caught
        else "Not this one."
    )
    feedback = said_of_options(question.options, {chosen})
    feedback += [
        Feedback(text=f"line {at}: {lines[at - 1].strip()}", right=True, chosen=at == pointed, why=one.why)
        for at, one in sorted(proofs.items())
    ]
    if not shown:
        feedback.append(
            Feedback(
                text=f"line {pointed}: {lines[pointed - 1].strip()}",
                right=False,
                chosen=True,
                why="This line does not show it.",
            )
        )
    given = {"option": chosen, "line": pointed}
    return verdict(question, given, right, 1 - FOR_THE_LINE if caught else 0.0, message, feedback)


def line_of(question: OutputQuestion, evidence: Evidence) -> int:
    """The line, from 1, that holds the evidence; 0 where none does (catalog.questions makes sure that one does)."""
    lines = question.output.split("\n")
    return next((at for at, line in enumerate(lines, 1) if evidence.line in line), 0)
