"""A learner answers a day's questions."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from course.app.record import record
from course.catalog.questions import bank, of_day
from course.home import Home, home
from course.model.errors import ProgressNotReady, UsageProblem
from course.model.quiz import Asked, Graded
from course.progress.log import Log
from course.progress.snapshot import folded
from course.quiz.grade import grade
from course.quiz.pick import draw


@dataclass
class Session:
    """A handful of questions drawn for one sitting; each answer is graded and noted at once."""

    day: str
    """The day's id."""
    home: Home
    seed: int
    asked: tuple[Asked, ...]
    answered: dict[int, Graded] = field(default_factory=dict)
    """Position in `asked` → verdict, for those already answered."""
    notes: list[str] = field(default_factory=list)
    _shown: float = field(default_factory=time.monotonic)

    def answer(self, position: int, answer: Any) -> Graded:
        """Grade and note the answer to question `position` (from 0). The first answer counts; a second is refused.

        Raises UsageProblem for a position or an answer that makes no sense; nothing is noted then.
        """
        if not 0 <= position < len(self.asked):
            raise UsageProblem(f"There is no question {position + 1}; this sitting has {len(self.asked)}.")
        if position in self.answered:
            raise UsageProblem(f"Question {position + 1} is answered already.")
        question = self.asked[position].question
        graded = grade(question, answer)
        seconds, self._shown = time.monotonic() - self._shown, time.monotonic()
        body = {
            "question": question.id,
            "topic": question.topic,
            "day": self.day,
            "kind": question.kind,
            "answer": answer,
            "right": graded.right,
            "credit": graded.credit,
            "seconds": round(seconds, 1),
        }
        if note := record(self.home, "question_answered", body):
            self.notes.append(note)
        self.answered[position] = graded
        return graded

    @property
    def right(self) -> int:
        """How many were right so far."""
        return sum(graded.right for graded in self.answered.values())


def session(stem: str, number: int, *, seed: int | None = None, learner: Home | None = None, n: int = 10) -> Session:
    """Draw a sitting of a day's questions. The same seed and history draw the same; without one, chance decides.

    Raises UsageProblem where the day has no playable questions.
    """
    own = learner or home()
    try:
        history = folded(Log(own.progress)).questions
    except ProgressNotReady:
        history = {}
    chosen = secrets.randbits(32) if seed is None else seed
    asked = draw(of_day(bank(), number), day=number, seed=chosen, history=history, n=n)
    if not asked:
        raise UsageProblem(f"Day {number} has no questions yet.")
    return Session(day=stem, home=own, seed=chosen, asked=asked)
