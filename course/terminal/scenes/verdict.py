"""The verdict on an answer: what is right about it and why, when it comes back, and the learner's word against the grader's."""

from __future__ import annotations

from datetime import datetime

from course.app.sitting import TURNED
from course.model.errors import UsageProblem
from course.quiz.memory import RATINGS, Rating
from course.terminal.forms.form import Hint
from course.terminal.page import Para
from course.terminal.scenes.scene import Scene, Stage
from course.terminal.spoken import in_words
from course.terminal.told import graded_paras, points_shown

KEYS: dict[str, Rating] = {"1": 1, "2": 2, "3": 3, "4": 4}


class VerdictScene(Scene):
    """Of the answer at `at`, the one on the screen where it is None; `back` is where Enter leads from a result."""

    def __init__(self, stage: Stage, *, at: int | None = None, back: Scene | None = None) -> None:
        super().__init__(stage)
        self.at = self.round.at if at is None else at
        self.back = back
        self.point = 0
        sitting = self.round.sitting
        self.graded = sitting.answered[self.at]
        self.order = points_shown(self.graded)
        self.correctable = bool(self.order) and (not sitting.ended or sitting.kept.asked_in in ("exam", "interview"))
        self.dates: dict[Rating, datetime] = {}
        self.suggested: Rating = 3
        if not sitting.ended:
            self._rated()

    def _rated(self) -> None:
        self.dates = self.round.sitting.dates(self.at)
        self.suggested = self.round.sitting.suggested(self.at)

    def paras(self) -> list[Para]:
        asked = self.round.sitting.asked[self.at]
        return graded_paras(self.graded, asked, cursor=self.order[self.point] if self.correctable else None)

    def status(self) -> str:
        if not self.dates:
            return ""
        ways = [
            f"{'▸' if rating == self.suggested else ' '}{rating} {word} {in_words(self.dates[rating])}"
            for rating, word in RATINGS.items()
        ]
        return "Back in: " + " ".join(way.replace(" ", "\u00a0") for way in ways)

    def hints(self) -> list[Hint]:
        points: list[Hint] = [("↑ ↓", "points"), ("c", "correct one")] if self.correctable else []
        if not self.dates:
            return [*points, ("Enter", "back"), ("q", "quit")]
        rest: list[Hint] = [("b", "bury"), ("s", "suspend"), ("?", "keys"), ("q", "quit")]
        return [("Enter", f"{RATINGS[self.suggested]}, next"), ("1-4", "rate"), *points, *rest]

    def key(self, key: str, character: str | None) -> bool:
        if self.correctable and key in ("up", "down", "k", "j"):
            step = -1 if key in ("up", "k") else 1
            self.point = min(max(0, self.point + step), len(self.order) - 1)
        elif self.correctable and character == "c":
            self._correct()
        elif key in ("enter", "space", "n", "f3", "right"):
            if self.back is not None:
                self.stage.show(self.back)
            else:
                self.stage.forward()
        elif key == "escape" and self.back is not None:
            self.stage.show(self.back)
        elif self.dates and character is not None and character in "1234":
            self._rate(KEYS[character])
        elif self.dates and (character == "b" or key == "f4"):
            self.round.sitting.bury(self.at)
            self._gone("Buried: it does not come back before tomorrow.")
        elif self.dates and (character == "s" or key == "f5"):
            self.round.sitting.suspend(self.at)
            self._gone("Suspended: it is not asked any more until you bring it back.")
        else:
            return False
        return True

    def _gone(self, said: str) -> None:
        self.stage.forward()
        self.stage.say(said)

    def _rate(self, rating: Rating) -> None:
        self.round.sitting.rate(self.at, rating)
        self.stage.forward()
        self.stage.say(f"Rated {RATINGS[rating]}: it comes back in {in_words(self.dates[rating])}.")

    def _correct(self) -> None:
        at = self.order[self.point]
        try:
            self.graded = self.round.sitting.correct(self.at, at, TURNED[self.graded.points[at].verdict])
        except UsageProblem as problem:
            self.stage.say(problem.message)
            return
        if self.dates:
            self._rated()
        self.stage.say("Your word counts; both verdicts are kept.")
