"""A question: its text, its form, and how sure the learner is before the verdict."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from course.app.sitting import CONFIDENCE
from course.model.errors import UsageProblem
from course.terminal.forms.form import Hint
from course.terminal.forms.writing import Open
from course.terminal.page import BLANK, Para, styled
from course.terminal.prose import prose
from course.terminal.scenes.scene import Scene, Stage
from course.terminal.spoken import clock_words

SURE = dict(enumerate(CONFIDENCE, start=1))
"""Key → percent."""


COMMANDS = tuple("npet?q")
"""Letters that are commands while a question is on the screen."""
ANYWHERE = ("ctrl+up", "ctrl+down", "pageup", "pagedown", *(f"f{n}" for n in range(1, 13)))


class Asking(Scene):
    """The question at `round.at`."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.at = self.round.at
        self.area = self.round.form.area
        self.sure = False
        """Whether the confidence is asked for just now."""
        self.commanding = False
        """Whether letters are commands for once, in a form that is typed into (Esc)."""

        self.asks_to_skip = False
        """Whether it is asked just now if the question shall be passed over for good."""

    @property
    def for_good(self) -> Callable[[int], None] | None:
        """Of a sitting whose questions, once skipped, do not come back (an interview): how it skips."""
        return getattr(self.round.sitting, "skip", None)

    def paras(self) -> list[Para]:
        sitting, form = self.round.sitting, self.round.form
        notes = [Para(Content(note), Content.styled("Note: ", "bold $warn")) for note in self._notes()]
        question = [styled(para, "bold") for para in prose(sitting.asked[self.at].question.ask)]
        return [*notes, *([BLANK] if notes else []), *question, BLANK, *form.paras()]

    def _notes(self) -> list[str]:
        return self.round.sitting.notes if self.round.fresh else []

    def status(self) -> str:
        form = self.round.form
        if self.asks_to_skip:
            return "Pass over this question? It does not come back.  y yes · any other key: no"
        if self.sure:
            ways = " · ".join(f"{n} {CONFIDENCE[percent]}" for n, percent in SURE.items())
            return f"How sure are you?  {ways}"
        if self.commanding:
            return "Letters are commands now; Esc goes back to your answer."
        said = form.says()
        if isinstance(form, Open):
            spent = clock_words(self.round.sitting.thought_s)
            said = f"{said} · {spent} of {clock_words(form.seconds)}"
        elif said:
            said = f"Your answer: {said}"
        if self.at in self.round.sitting.given:
            said += " · answered; the last answer before the end counts" if said else "Answered already."
        return said

    def hints(self) -> list[Hint]:
        if self.sure:
            return [("1-4", "say it"), ("Enter", "not said"), ("Esc", "back to the answer")]
        letters = not self.round.form.typed or self.commanding
        if self.commanding:
            return [
                ("n", "skip"),
                ("p", "back"),
                ("e", "end"),
                ("?", "keys"),
                ("q", "quit, kept"),
                ("Esc", "to the answer"),
            ]
        more = [("n", "skip"), ("?", "keys"), ("q", "quit, kept")] if letters else [("F3", "skip"), ("F1", "keys")]
        return [*self.round.form.hints, *more]

    def key(self, key: str, character: str | None) -> bool:
        form = self.round.form
        if self.asks_to_skip:
            self.asks_to_skip = False
            if character == "y" and self.for_good is not None:
                self.for_good(self.at)
                self.stage.forward()
            return True
        if self.sure:
            return self._sureness(key, character)
        if key == "escape" and form.typed:
            self.commanding = not self.commanding
            return True
        if self.commanding and key != "ctrl+s":
            if key == "enter":
                self.commanding = False
            return not (character in COMMANDS or key in ANYWHERE)
        if key != "ctrl+s" and form.key(key, character):
            return True
        if key == "ctrl+s" or (key == "enter" and not form.area):
            self.submit()
            return True
        return form.typed and not form.area and character is not None and character.isprintable()

    def paste(self, text: str) -> None:
        said = self.round.form.paste(text)
        if said:
            self.stage.say(said)

    def submit(self) -> None:
        """Ask how sure, or grade."""
        try:
            self.round.form.answer()
        except UsageProblem as problem:
            self.stage.say(problem.message)
            return
        if self.round.confidence and self.at not in self.round.sitting.given:
            self.sure = True
        else:
            self._grade(None)

    def _sureness(self, key: str, character: str | None) -> bool:
        if character is not None and character.isdigit() and int(character) in SURE:
            self._grade(SURE[int(character)])
        elif key == "enter" or key == "ctrl+s":
            self._grade(None)
        elif key == "escape":
            self.sure = False
        else:
            return key not in ("f1", "f6", "f7", "question_mark", "q")
        return True

    def _grade(self, confidence: int | None) -> None:
        sitting = self.round.sitting
        self.sure = False
        try:
            sitting.answer(self.at, self.round.form.answer(), confidence=confidence)
        except UsageProblem as problem:
            self.stage.say(problem.message)
            if sitting.ended:
                self.stage.forward()
            return
        self.round.answered()
        if sitting.reveals:
            from course.terminal.scenes.verdict import VerdictScene

            self.stage.show(VerdictScene(self.stage))
        else:
            self.stage.forward()
