"""Open questions proven: every pattern can be read, every point can be found, and the model answer earns full credit."""

from __future__ import annotations

from collections.abc import Iterable

from course.authoring.mending import line_of
from course.catalog.reading import Reading
from course.model.problem import BLANK
from course.model.question import OpenQuestion, Question
from course.quiz.answers.matcher import judge
from course.quiz.answers.pattern import problems
from course.quiz.kinds.text import typed


def answering(reading: Reading, questions: Iterable[Question]) -> None:
    """Judge every open question; what is wrong becomes a problem with the question's line."""
    for question in questions:
        if not isinstance(question, OpenQuestion) or BLANK in repr(question):
            continue
        path = reading.places.questions / f"{question.topic}.toml"
        line = line_of(path, question.id)
        for says, fix in wrongs(question):
            reading.problem(path, f"{question.id}: {says}", fix, line=line)


def wrongs(question: OpenQuestion) -> list[tuple[str, str]]:
    """What is wrong with one question, each with how to mend it."""
    unread = [(says, "the language of patterns: CONTRIBUTING.md, Open answers") for says in problems(question)]
    mute = [
        (f"nothing can match the point “{point.says}”", "give it at least one pattern in match")
        for point in question.rubric
        if not point.match
    ]
    if unread or mute:
        return unread + mute
    return [
        (f"of its model answer the point “{point.says}” is {point.verdict}", f"mend the patterns or the answer{near}")
        for point in judge(question, typed(question.model_answer))
        if not point.good
        for near in [f"; matched: “{point.quote}”" if point.quote else ""]
    ]
