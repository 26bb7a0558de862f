"""Read an output: what happened, and the line that shows it."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from course.model.errors import UsageProblem
from course.model.question import OutputQuestion
from course.model.quiz import Asked
from course.quiz.typing import LETTERS
from course.terminal.forms.form import Form, place_of, whole
from course.terminal.page import BLANK, Para
from course.terminal.prose import CODE, inline, safe

PAGE = 10
"""Lines that Page Up and Page Down move the cursor by."""


class Output(Form):
    """Numbered lines under a cursor, and options under letters."""

    hints = (("↑ ↓ 1 2 3", "point at a line"), ("a b c", "what happened"), ("Enter", "answer"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        assert isinstance(asked.question, OutputQuestion)
        self.question = asked.question
        self.lines = asked.question.output.rstrip("\n").split("\n")
        self.order = asked.order or tuple(range(len(asked.question.options)))
        self.line = 0
        """Counted from 1; 0 before the learner points at one."""
        self.option: int | None = None
        self._digits = ""

    def paras(self) -> list[Para]:
        wide = len(str(len(self.lines)))
        shown = [Para(Content.styled(f"$ {safe(self.question.shows)}", "bold"), code=True)]
        for n, line in enumerate(self.lines, 1):
            here = n == self.line
            mark = Content.styled(f"{'▸' if here else ' '} {n:>{wide}} │ ", "" if here else "$quiet")
            shown.append(Para(Content.styled(safe(line), CODE), mark, code=True, cursor=here))
        says = "What happened, and which line shows it?"
        shown += [BLANK, Para(Content.styled(says, "$quiet")), BLANK]
        shown += [
            Para(
                inline(self.question.options[place].text),
                Content(f"  {'(•)' if place == self.option else '( )'} {LETTERS[n]}) "),
            )
            for n, place in enumerate(self.order)
        ]
        return shown

    def key(self, key: str, character: str | None) -> bool:
        last = len(self.lines)
        steps = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE, "home": -last, "end": last}
        if key in steps:
            self.line = min(max(1, self.line + steps[key]), last)
            self._digits = ""
        elif character is not None and len(character) == 1 and character in "0123456789":
            self._digits = str(int(self._digits + character)) if int(self._digits + character) <= last else character
            self.line = min(max(1, int(self._digits)), last)
        elif character is not None and character.isalpha() and (at := place_of(character, len(self.order))) is not None:
            self.option = self.order[at]
        else:
            return False
        return True

    def says(self) -> str:
        chosen = "" if self.option is None else f"{LETTERS[self.order.index(self.option)]})"
        pointed = f"line {self.line}" if self.line else ""
        return ", ".join(filter(None, [chosen, pointed]))

    def answer(self) -> Any:
        if self.option is None:
            raise UsageProblem("Say what happened: press the letter below the output.")
        if not self.line:
            raise UsageProblem("Point at the line that shows it: up and down, or its number.")
        return {"option": self.option, "line": self.line}

    def draft(self) -> Any:
        return {"option": self.option, "line": self.line}

    def restore(self, draft: Any) -> None:
        option, line = draft["option"], draft["line"]
        whole([] if option is None else [option], len(self.order))
        whole([line], len(self.lines) + 1)
        self.option, self.line = option, line
