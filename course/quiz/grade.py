"""An answer held against its question, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderingQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Graded

if TYPE_CHECKING:
    from course.quiz.answers.grader import Grader


def grade(question: Question, answer: Any, grader: Grader | None = None) -> Graded:
    """The verdict on an answer, given in the bank's own positions (see Graded).

    Raises UsageProblem where the answer has no sense for this kind (a position that does not exist, no number): nothing is
    judged then, and the question can be answered again. `grader` judges open answers; None is the built-in matcher.
    """
    match question:  # what a kind needs is imported with its first answer: lint and parsers are not free
        case SingleQuestion():
            from course.quiz.kinds.choice import single

            return single(question, answer)
        case MultipleQuestion():
            from course.quiz.kinds.choice import multiple

            return multiple(question, answer)
        case NumberQuestion():
            from course.quiz.kinds.amount import amount

            return amount(question, answer)
        case ShortQuestion():
            from course.quiz.kinds.wording import short

            return short(question, answer)
        case OrderingQuestion():
            from course.quiz.kinds.arranging import ordering

            return ordering(question, answer)
        case MatchingQuestion():
            from course.quiz.kinds.arranging import matching

            return matching(question, answer)
        case ClozeQuestion():
            from course.quiz.kinds.wording import cloze

            return cloze(question, answer)
        case FixQuestion():
            from course.quiz.kinds.fix import fix

            return fix(question, answer)
        case OutputQuestion():
            from course.quiz.kinds.output import output

            return output(question, answer)
        case ScenarioQuestion():
            from course.quiz.kinds.scenario import scenario

            return scenario(question, answer)
        case OpenQuestion():
            from course.quiz.kinds.open import open_answer

            return open_answer(question, answer, grader)
