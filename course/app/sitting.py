"""A sitting: questions asked one after another, each answer graded, noted and kept at once. One engine for every face."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from course.app.cards import Cards
from course.app.record import record
from course.app.regrading import graded_again, own_grader
from course.app.sitting_file import Given, Kept, Place, SittingFile
from course.home import Home
from course.model.errors import UsageProblem
from course.model.question import Question
from course.model.quiz import Asked, Graded, Verdict
from course.quiz.grade import grade
from course.quiz.memory import Rating, dates, rating_of
from course.quiz.pick import ask

if TYPE_CHECKING:
    from course.quiz.answers.grader import Grader

CONFIDENCE: dict[int, str] = {25: "a guess", 50: "unsure", 75: "fairly sure", 95: "certain"}
"""Percent → the learner's words."""
AGAIN = 2
"""How often a drill asks a forgotten question again, at most."""
TURNED: dict[Verdict, Verdict] = {
    "covered": "missed",
    "missed": "covered",
    "contradicted": "covered",
    "said": "not_said",
    "not_said": "said",
}
"""Verdict on a point of an open answer → what a learner says who disagrees."""
IDLE_S = 600
"""Seconds at one question after which nobody is taken to sit there any more."""


class Sitting:
    """Questions and the answers so far. Positions count from 0; `asked` may grow while it goes on: read it anew each time."""

    def __init__(self, home: Home, bank: Mapping[str, Question], cards: Cards, kept: Kept, file: SittingFile) -> None:
        self.home, self.cards, self.kept = home, cards, kept
        self.notes: list[str] = []
        """Sentences a learner should know."""
        self.answered: dict[int, Graded] = {}
        """Position → verdict; of an exam only once it has ended."""
        self.grader: Grader | None = own_grader()
        """Who judges open answers; None is the built-in matcher."""
        self._bank, self._file = bank, file
        self._asked: list[Asked] = []
        self._since = self._seen = time.monotonic()
        self._thought = 0.0
        self._catch_up()

    # What is asked

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The questions so far, each as it is shown."""
        return tuple(self._asked)

    @property
    def title(self) -> str:
        return self.kept.title

    @property
    def seed(self) -> int:
        return self.kept.seed

    @property
    def reveals(self) -> bool:
        """Whether verdicts are shown after each answer: not in an exam that goes on."""
        return self.kept.asked_in != "exam" or bool(self.kept.ended)

    @property
    def given(self) -> dict[int, Any]:
        """Position → answer as it was given."""
        return {int(at): given.answer for at, given in self.kept.given.items()}

    @property
    def ended(self) -> bool:
        return bool(self.kept.ended)

    @property
    def right(self) -> int:
        """How many were right so far."""
        return sum(graded.right for graded in self.answered.values())

    @property
    def left_s(self) -> float | None:
        """Seconds that are left, None without a limit."""
        return max(0.0, self.kept.limit - self.spent_s) if self.kept.limit else None

    @property
    def spent_s(self) -> float:
        """Seconds in front of this sitting, over all its processes."""
        return self.kept.spent + (0.0 if self.ended else self._here())

    @property
    def thought_s(self) -> float:
        """Seconds that the question has been on the screen."""
        return self._thought + (0.0 if self.ended else self._here())

    def touch(self) -> None:
        """Somebody is there: faces call it with every key."""
        self._stop()
        self._seen = time.monotonic()

    def why(self, position: int) -> str:
        """Why this question is asked (quiz.queue.REASONS has the words), or ""."""
        return self.kept.places[position].why

    def next(self, position: int = -1) -> int | None:
        """The first question without an answer after `position`, then from the start; None where all are answered."""
        open_ones = [n for n in range(len(self._asked)) if str(n) not in self.kept.given]
        return next((n for n in open_ones if n > position), open_ones[0] if open_ones else None)

    # Answers

    def shown(self, position: int) -> None:
        """A question is on the screen from now on: its answer's time runs from here."""
        self.touch()
        self._thought = 0.0

    def answer(self, position: int, answer: Any, *, confidence: int | None = None) -> Graded:
        """Grade and keep an answer. The first one counts; in an exam, the last one before its end.

        `confidence` in percent, said before the answer. Raises UsageProblem for a position or an answer that makes no sense, and
        when the time is up; nothing is noted then.
        """
        asked = self._at(position)
        if self.ended:
            raise UsageProblem("This is over. Begin a new one.")
        if self.left_s == 0.0:
            self.end()
            raise UsageProblem("The time is up; what you answered so far counts.")
        before = self.kept.given.get(str(position))
        if before is not None and self.reveals:
            raise UsageProblem(f"Question {position + 1} is answered already.")
        graded = grade(asked.question, answer, self.grader)
        self.touch()
        seconds, self._thought = self._thought + (before.seconds if before else 0.0), 0.0
        given = Given(answer=answer, confidence=confidence, seconds=round(seconds, 1), logged=self.reveals)
        given.judged = graded.points if self.grader is not None else ()
        self.kept.given[str(position)] = given
        if self.reveals:
            self.answered[position] = graded
            self._note(position, graded, given)
            self._again(position, rating_of(graded.credit, confidence=confidence))
        self.after(position, graded)
        self.keep()
        return graded

    def after(self, position: int, graded: Graded) -> None:
        """For subclasses: what an answer leads to."""

    def correct(self, position: int, point: int, verdict: Verdict) -> Graded:
        """Overrule the verdict on one point of an open answer. Both are kept in the log."""
        from course.quiz.kinds.open import with_verdict

        graded = self._verdict(position)
        if not 0 <= point < len(graded.points):
            raise UsageProblem(f"That answer has no point {point + 1}.")
        before = graded.points[point]
        corrected = with_verdict(graded, point, verdict)
        given = self.kept.given[str(position)]
        given.points = [p.verdict for p in corrected.points]
        self.answered[position] = corrected
        body = {
            "question": graded.question_id,
            "sitting": self.kept.id,
            "point": point,
            "says": before.says,
            "verdict": verdict,
            "before": before.verdict,
            "right": corrected.right,
            "credit": corrected.credit,
        }
        self._say(record(self.home, "answer_corrected", body))
        self.after(position, corrected)
        self.keep()
        return corrected

    # Memory

    def dates(self, position: int) -> dict[Rating, datetime]:
        """When the question would come back, for each rating of the answer just given."""
        memory, id = self.cards.refresh(), self._verdict(position).question_id
        before, card = memory.before.get(id), memory.cards.get(id)
        return dates(before, id, card.last if card else datetime.now(UTC))

    def suggested(self, position: int) -> Rating:
        """The rating that counts unless the learner chooses another."""
        given = self.kept.given[str(position)]
        if given.rating in (1, 2, 3, 4):
            return given.rating  # type: ignore[return-value]
        return rating_of(self._verdict(position).credit, confidence=given.confidence)

    def rate(self, position: int, rating: Rating) -> None:
        """The learner's own rating of an answer. Raises UsageProblem for one that there is not."""
        if rating not in (1, 2, 3, 4):
            raise UsageProblem("Rate with 1 (again), 2 (hard), 3 (good) or 4 (easy).")
        graded = self._verdict(position)
        self.kept.given[str(position)].rating = rating
        body = {"question": graded.question_id, "sitting": self.kept.id, "rating": rating}
        self._say(record(self.home, "card_rated", body))
        self._again(position, rating)
        self.keep()

    def bury(self, position: int) -> None:
        """Do not ask this question again today."""
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        self._put(position, {"where": "buried", "until": tomorrow.isoformat()})

    def suspend(self, position: int) -> None:
        """Do not ask this question any more, until it is brought back."""
        self._put(position, {"where": "suspended"})

    # The end

    def end(self) -> None:
        """End it: what is open stays open. An exam's answers are graded and noted now."""
        if self.ended:
            return
        self._stop()
        self.kept.ended = datetime.now(UTC).isoformat(timespec="seconds")
        for at, given in self.kept.given.items():
            position = int(at)
            if position < len(self._asked) and not given.logged:
                graded = graded_again(self._asked[position], given)
                if graded is not None:
                    self.answered[position] = graded
                    given.logged = True
                    self._note(position, graded, given)
        self._say(record(self.home, "sitting_ended", self._ending()))
        self.keep()
        self.close()

    def keep(self) -> None:
        """Write where it stands; faces with a clock call it now and then."""
        self._stop()
        self._say(self._file.write(self.kept))

    def close(self) -> None:
        """Let go of the file, so that another process may go on. Quizzes and drills that have ended are forgotten."""
        self._file.close(forget=self.ended and self.kept.asked_in in ("quiz", "drill"))

    # Inside

    def add(self, question: Question, *, why: str = "", seed: int | None = None) -> None:
        """Ask a further question."""
        chosen = self.kept.seed if seed is None else seed
        self.kept.places.append(Place(question=question.id, seed=chosen, digest=digest(question), why=why))
        self._asked.append(ask(question, chosen))

    def _catch_up(self) -> None:
        """The questions of the file as the bank holds them now, and the verdicts on what was answered."""
        changed = gone = 0
        places, given = self.kept.places, self.kept.given
        self.kept.places, self.kept.given = [], {}
        for at, place in enumerate(places):
            question = self._bank.get(place.question)
            if question is None or question.status != "active":
                gone += 1
                continue
            position = len(self._asked)
            here = given.get(str(at))
            now = digest(question)
            changed += now != place.digest and here is None
            self.kept.places.append(replace(place, question=question.id, digest=now))
            self._asked.append(ask(question, place.seed))
            if here is not None:
                graded = graded_again(self._asked[position], here)
                if graded is None:  # the question changed so much that the old answer has no sense any more
                    changed += 1
                    continue
                self.kept.given[str(position)] = here
                if self.reveals:
                    self.answered[position] = graded
        if gone:
            self.notes.append(f"{gone} of these questions left the bank since you began; they are not asked.")
        if changed:
            self.notes.append(f"{changed} of these questions changed since you began; you see them as they are now.")

    def _note(self, position: int, graded: Graded, given: Given) -> None:
        question = self._asked[position].question
        body: dict[str, Any] = {
            "question": question.id,
            "topic": question.topic,
            "day": self.kept.day,
            "kind": question.kind,
            "answer": given.answer,
            "right": graded.right,
            "credit": round(graded.credit, 4),
            "seconds": given.seconds,
            "sitting": self.kept.id,
            "asked_in": self.kept.asked_in,
        }
        if given.confidence is not None:
            body["confidence"] = given.confidence
        if graded.points:
            body["points"] = [asdict(point) for point in graded.points]
        self._say(record(self.home, "question_answered", body))

    def _again(self, position: int, rating: Rating) -> None:
        """In a drill, what was forgotten is asked once more at the end, its options in another order."""
        question = self._asked[position].question
        if self.kept.asked_in != "drill" or rating != 1 or question.kind == "open":
            return
        asked = [n for n, one in enumerate(self._asked) if one.question.id == question.id]
        if len(asked) <= AGAIN and asked[-1] == position:
            self.add(self._bank[question.id], why="again", seed=self.kept.seed + len(asked))

    def _put(self, position: int, what: dict[str, Any]) -> None:
        body = {"question": self._at(position).question.id, "sitting": self.kept.id, **what}
        self._say(record(self.home, "card_put", body))

    def _ending(self) -> dict[str, Any]:
        credit = sum(graded.credit for graded in self.answered.values())
        return {
            "sitting": self.kept.id,
            "asked_in": self.kept.asked_in,
            "seed": self.kept.seed,
            "questions": len(self._asked),
            "answered": len(self.answered),
            "right": self.right,
            "credit": round(credit / len(self._asked), 4) if self._asked else 0.0,
            "seconds": round(self.kept.spent, 1),
        }

    def _at(self, position: int) -> Asked:
        if not 0 <= position < len(self._asked):
            raise UsageProblem(f"There is no question {position + 1}; this sitting has {len(self._asked)}.")
        return self._asked[position]

    def _verdict(self, position: int) -> Graded:
        self._at(position)
        if position not in self.answered:
            raise UsageProblem(f"Question {position + 1} has no verdict yet.")
        return self.answered[position]

    def _here(self) -> float:
        """Seconds since the last stop; without a limit only those of them in which somebody may still have sat there."""
        now = time.monotonic()
        return max(0.0, (now if self.kept.limit else min(now, self._seen + IDLE_S)) - self._since)

    def _stop(self) -> float:
        """Add the seconds since the last stop to what was spent; returns how long the question has been on the screen."""
        seconds = 0.0 if self.ended else self._here()
        self._since = time.monotonic()
        self.kept.spent += seconds
        self._thought += seconds
        return self._thought

    def _say(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)


def digest(question: Question) -> str:
    """A short fingerprint of a question as it stands in the bank."""
    return sha256(repr(question).encode()).hexdigest()[:16]
