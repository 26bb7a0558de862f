"""Who grades a sitting's open answers, and a kept answer graded once more when the sitting goes on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from course.app.sitting_file import Given
from course.model.errors import UsageProblem
from course.model.question import OpenQuestion
from course.model.quiz import Asked, Graded, PointVerdict
from course.quiz.grade import grade

if TYPE_CHECKING:
    from course.quiz.answers.grader import Grader, Judged


def graded_again(asked: Asked, given: Given) -> Graded | None:
    """The verdict on a kept answer, with what the learner corrected; None where it has no sense any more."""
    try:
        graded = grade(asked.question, given.answer, _kept_grader(given.judged))
    except UsageProblem:
        return None
    if given.points and len(given.points) == len(graded.points):
        from course.quiz.kinds.open import with_verdict

        for at, verdict in enumerate(given.points):
            if graded.points[at].verdict != verdict:
                graded = with_verdict(graded, at, verdict)
    return graded


def own_grader() -> Grader | None:
    """The grader of open answers that the learner has set, if any; what it needs is imported for them alone."""
    if not os.environ.get("ECS_COURSE_GRADER_URL"):
        return None
    from course.app.model_grader import own_grader as set_up

    return set_up()


def _kept_grader(points: tuple[PointVerdict, ...]) -> Grader | None:
    """What a grader of the learner's own said before, where the rubric is still the one that it judged by."""
    if not points:
        return None
    from course.quiz.answers.grader import Judged, matcher

    def again(question: OpenQuestion, text: str) -> Judged:
        same = [p.says for p in points] == [p.says for p in question.rubric]
        return Judged(list(points)) if same else matcher(question, text)

    return again
