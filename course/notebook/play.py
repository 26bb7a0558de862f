"""The one view that plays a sitting in a notebook: a quiz, a drill, an exam, an interview. What is asked, said and kept is the
sitting's (course.app.sitting); here stands which page is shown and what each button does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.app.question_words import graded_words, question_words, verdict_words
from course.app.showing import count
from course.app.sitting import CONFIDENCE, Sitting
from course.model.errors import UsageProblem
from course.model.question import ScenarioQuestion
from course.notebook.calm import calm
from course.notebook.live import Live
from course.notebook.play_page import ended_html, head_html, question_html, review_html, static_html
from course.notebook.shown import Shown, message
from course.notebook.verdict import POINTS, ahead, graded_html
from course.quiz.kinds.scenario import step_after
from course.quiz.memory import RATINGS, Rating
from course.quiz.typing import answer_of

Draw = Callable[[int | None], Sitting]
EXAMPLES = {
    "single": '"b"',
    "multiple": '"a c"',
    "number": "12",
    "ordering": '"b a c"',
    "matching": '"1b 2a"',
    "cloze": '"name=value"',
    "output": '"b 3"',
    "scenario": '"b"',
    "fix": 'open("mended.txt").read()',
}
ANY_TEXT = '"…"'
"""What stands between the brackets of a call, by kind; for all others a text."""
DRAFT = 20_000
"""Characters of a half-typed answer that are kept."""


class Play(Live):
    """One for each call in a kernel; `answer("b")` answers without the mouse or the form.

    `at` is the question that is shown; as many as there are: the end, or, in an exam, the page from which it is handed in.
    """

    def __init__(self, name: str, call: str, draw: Draw) -> None:
        super().__init__(name)
        self.call, self.draw = call, draw
        """The call that shows it (`drill()`), and what begins a sitting or goes on with one."""
        self.sitting: Sitting | None = None
        self.seed: int | None = None
        self.at = 0
        self.sure: int | None = None
        """Said before the answer that is being carried out, in percent."""
        self.saved: list[str] = []
        """Where the report was saved."""

    def go_on(self, seed: int | None = None, *, fresh: bool = False) -> None:
        """Go on where it stopped; draw anew when it is over, another seed is asked for, or `fresh` says so."""
        if self.sitting is None or self.over or fresh or seed not in (None, self.seed):
            before, self.sitting = self.sitting, self.draw(seed)
            if before is not None:
                _leave(before)
            self.seed, self.saved = seed, []
            self.at = -1
        self._forward()
        self.now.shown(self.at)
        self.show()

    # Where one is

    @property
    def now(self) -> Sitting:
        """What is played."""
        assert self.sitting is not None, "go_on() comes first"
        return self.sitting

    @property
    def exam(self) -> bool:
        """Whether answers may still be changed, and verdicts come at the end."""
        return self.now.kept.asked_in == "exam" and not self.now.ended

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do in it."""
        return self.now.ended or (self._all_answered and not self.exam)

    @property
    def _all_answered(self) -> bool:
        return self.now.next() is None

    @property
    def of(self) -> int:
        """How many questions there are, 0 while an interview grows."""
        return 0 if self.now.kept.asked_in == "interview" and not self.now.ended else len(self.now.asked)

    @property
    def walk(self) -> list[int]:
        """The choices so far in the scenario that is shown."""
        kept = self._drafts().get(self._id())
        return [choice for choice in kept if type(choice) is int] if isinstance(kept, list) else []

    def before(self) -> Any:
        """What stands in the form: the answer that may be changed, or the half-typed one."""
        draft = self._drafts().get(self._id())
        return draft if isinstance(draft, str) else self.now.given.get(self.at)

    @property
    def clock(self) -> bool:
        """Whether the clock of an exam is shown."""
        return not self.now.kept.more.get("clock_hidden")

    # What is done

    @calm
    def answer(self, answer: str | int | float) -> Shown:
        """Answer the question that is shown: "b", "a c", "c a b" by letters as listed in the text form, a number, or a text."""
        sitting, position = self.now, self.at
        if not 0 <= position < len(sitting.asked):
            raise UsageProblem(f"All questions are answered. Call {self.call} for new ones.")
        asked = sitting.asked[position]
        given = answer_of(str(answer), asked, before=self.walk)
        if not self._answered(position, given):
            self.show()
            return message(self._now_words(), static_html(self))
        graded = sitting.answered.get(position)
        self._forward()
        self.show()
        if graded is None:
            return message(f"Noted.\n\n{self._now_words()}", f"<p>Noted.</p>{static_html(self)}")
        html = graded_html(graded, asked, number=position + 1, of=self.of)
        return message(f"{graded_words(graded, asked)}\n\n{self._now_words()}", html)

    def act(self, do: str, what: Any, answer: Any) -> str:
        sitting, before = self.now, self.at
        said = self._acted(do, what, answer)
        if self.sitting is sitting and self.at != before and 0 <= self.at < len(sitting.asked):
            sitting.shown(self.at)
        return said

    def _acted(self, do: str, what: Any, answer: Any) -> str:
        sitting = self.now
        if do == "answer":
            at = _place(what)
            if at != self.at and not self.exam and at in sitting.given:
                raise UsageProblem(f"Question {at + 1} is answered already.")  # another tab of this notebook was faster
            self.at = at
            if self._answered(at, answer) and not sitting.reveals:
                self._forward(skip=True)
        elif do == "refresh":
            pass
        elif do == "again":
            self.go_on()
        elif do == "back":
            self.at = max(0, min(self.at, len(sitting.asked)) - 1)
        elif do == "next":
            self._forward(skip=True)
        elif do == "look":
            self.at = max(0, min(_place(what), len(sitting.asked)))
        elif do == "pass":
            sitting.skip(self.at)  # type: ignore[attr-defined]  # an interview's button only
            self._forward(skip=True)
        elif do == "end":
            sitting.end()
            self.at = len(sitting.asked)
        elif do == "clock":
            sitting.kept.more["clock_hidden"] = self.clock
            sitting.keep()
            return (
                "The clock is shown."
                if self.clock
                else "The clock is hidden. You are told at 5 minutes and at 1 minute."
            )
        else:
            return self._about_memory(do, what)
        return ""  # the view puts the focus on what is new, and that is read out

    def _about_memory(self, do: str, what: Any) -> str:
        """Rating, correcting, putting away: the focus stays, so the sentence says what came of it."""
        sitting = self.now
        if do == "rate":
            rating: Rating = _place(what)  # type: ignore[assignment]  # the sitting refuses what is no rating
            sitting.rate(self.at, rating)
            return f"Rated {RATINGS[rating]}: it comes back {ahead(sitting.dates(self.at)[rating])}."
        if do == "correct":
            point, _, verdict = str(what).partition(":")
            if verdict not in POINTS:
                raise UsageProblem(f"There is no verdict {verdict[:40]}.")
            graded = sitting.correct(self.at, _place(point), verdict)  # type: ignore[arg-type]
            return f"Point {int(point) + 1}: {POINTS[verdict][1]}, your verdict. {graded.message}"
        if do == "bury":
            sitting.bury(self.at)
            return "This question is not asked again today."
        if do == "suspend":
            sitting.suspend(self.at)
            return "This question is not asked any more."
        if do == "save":
            from course.notebook.interview_page import save

            path = save(sitting, str(what))
            self.saved.append(path)
            return f"Saved: {path}"
        return ""

    def _answered(self, position: int, answer: Any) -> bool:
        """Give the sitting an answer; False where a scenario goes on to its next step, and nothing is judged yet."""
        sitting = self.now
        if not 0 <= position < len(sitting.asked):
            raise UsageProblem(f"There is no question {position + 1}; this sitting has {len(sitting.asked)}.")
        question = sitting.asked[position].question
        if isinstance(question, ScenarioQuestion):
            walk = answer if isinstance(answer, list) else [*self.walk, answer]
            if step_after(question, walk) is not None:
                self._drafts()[self._id()] = walk
                if self.sure is not None:
                    sitting.kept.more["sure"] = self.sure
                sitting.keep()
                return False
            answer = walk
            self.sure = sitting.kept.more.pop("sure", None) if self.sure is None else self.sure
        sitting.answer(position, answer, confidence=self.sure)
        self._drafts().pop(question.id, None)
        return True

    def _asked(self, _: Any, content: Any, buffers: Any) -> None:
        """Two messages draw nothing: a half-typed answer, and a clock that runs."""
        do = content.get("do")
        if do == "draft":
            self._draft(content.get("what"), content.get("answer"))
        elif do == "tick":
            self._tick()
        else:
            sure = content.get("confidence")
            self.sure = sure if type(sure) is int and sure in CONFIDENCE else None
            super()._asked(_, content, buffers)
            self.sure = None

    def _draft(self, what: Any, answer: Any) -> None:
        asked = self.now.asked
        if self.now.ended or type(what) is not int or not 0 <= what < len(asked) or not isinstance(answer, str):
            return
        if what in self.now.given and not self.exam:
            return
        self._drafts()[asked[what].question.id] = answer[:DRAFT]
        self.now.touch()  # whoever types sits there
        self.now.keep()

    def _tick(self) -> None:
        """Keep the time that was spent; at its end, end."""
        if self.now.ended:
            return
        if self.now.left_s == 0.0:
            self.now.end()
            self.at = len(self.now.asked)
            self.show("The time is up. What you answered counts.")
        else:
            self.now.keep()

    # What is shown

    def drawn(self, *, live: bool) -> tuple[str, str]:
        if not live:
            body = static_html(self)
        elif 0 <= self.at < len(self.now.asked):
            body = question_html(self)
        else:
            body = review_html(self) if self.exam else ended_html(self)
        return head_html(self, live=live), f'<div class="ecs-card">{body}</div>'

    def plain_text(self) -> str:
        return f"{self.title}: {self.so_far()}\n\n{self._now_words()}"

    @property
    def title(self) -> str:
        """`Quiz, Day 8`, `Drill`, `Exam`."""
        sitting = self.now
        return f"Quiz, {sitting.title}" if sitting.kept.asked_in == "quiz" else sitting.title

    def so_far(self) -> str:
        """`3 of 20 answered, 2 right`."""
        given, of = len(self.now.given), f" of {self.of}" if self.of else ""
        return f"{given}{of} answered" + (f", {self.now.right} right" if self.now.reveals else "")

    def result_words(self) -> str:
        """The end in a sentence or two."""
        sitting = self.now
        missed = len(sitting.answered) - sitting.right
        rest = f" {count(missed, 'question comes', 'questions come')} back sooner." if missed else ""
        open_ones = len(sitting.asked) - len(sitting.given)
        left = f" {count(open_ones, 'question')} left open." if open_ones and sitting.ended else ""
        return f"{sitting.right} of {count(len(sitting.asked), 'question')} right.{left}{rest}"

    def example(self) -> str:
        """The call that answers what is shown."""
        kind = self.now.asked[self.at].question.kind
        return f"{self.call}.answer({EXAMPLES.get(kind, ANY_TEXT)})"

    def _now_words(self) -> str:
        """The question that is shown, or the result."""
        sitting = self.now
        if not 0 <= self.at < len(sitting.asked):
            if self.exam:
                return f"{self.so_far()}. Hand in with the button, or with {self.call}.hand_in()."
            if hasattr(sitting, "report") and sitting.ended:
                from course.notebook.interview_page import report_text

                return report_text(sitting)
            return self.result_words()
        asked, graded = sitting.asked[self.at], sitting.answered.get(self.at)
        last = verdict_words(graded) if graded else f"Answer here with the call {self.example()}."
        return f"{question_words(asked, self.at + 1, len(sitting.asked), before=self.walk)}\n{last}"

    @calm
    def hand_in(self) -> Play:
        """End it now: what is open stays open, and an exam's verdicts come."""
        self.now.end()
        self.at = len(self.now.asked)
        self.show()
        return self

    def _forward(self, *, skip: bool = False) -> None:
        """To the question to answer now (`skip`: another than the one shown), or to the end."""
        sitting = self.now
        if skip or not 0 <= self.at < len(sitting.asked) or self.at in sitting.given or sitting.ended:
            following = None if sitting.ended else sitting.next(self.at)
            self.at = len(sitting.asked) if following is None else following
        if self.at >= len(sitting.asked) and self._all_answered and not self.exam:
            sitting.end()

    def _id(self) -> str:
        asked = self.now.asked
        return asked[self.at].question.id if 0 <= self.at < len(asked) else ""

    def _drafts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.now.kept.more.setdefault("drafts", {})
        return found


def _leave(sitting: Sitting) -> None:
    """Another takes its place: let go of the file, so that any process may go on with it."""
    if sitting.next() is None and sitting.reveals:
        sitting.end()
    elif not sitting.ended:
        sitting.keep()
        sitting.close()


def _place(what: Any) -> int:
    try:
        return int(what)
    except (TypeError, ValueError):
        raise UsageProblem("That is no place in this sitting.") from None
