"""A number, a word, or the gaps of a text: lines that are typed in their place."""

from __future__ import annotations

import re
from typing import Any

from textual.content import Content

from course.model.errors import UsageProblem
from course.model.question import ClozeQuestion, NumberQuestion
from course.model.quiz import Asked
from course.terminal.forms.form import Form
from course.terminal.line import LONGEST, Line
from course.terminal.page import BLANK, Para
from course.terminal.prose import CODE, safe

GAP = re.compile(r"\[\[([^\[\]]+)\]\]")


class Short(Form):
    """A word or a short phrase."""

    typed = True
    hints = (("Enter", "answer"),)
    width = 40

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.line = Line()

    def before(self) -> str:
        return "A word or a short phrase:"

    def after(self) -> str:
        return ""

    def paras(self) -> list[Para]:
        field = self.line.drawn(live=True, width=self.width)
        return [
            Para(Content.styled(self.before(), "$quiet")),
            BLANK,
            Para(field + Content(self.after()), Content("  > ")),
        ]

    def key(self, key: str, character: str | None) -> bool:
        return self.line.key(key, character)

    def paste(self, text: str) -> str:
        return self.line.put(text)

    def answer(self) -> Any:
        if not self.line.text.strip():
            raise UsageProblem("Write an answer first, or skip it with F3.")
        return self.line.text

    def draft(self) -> Any:
        return self.line.text

    def restore(self, draft: Any) -> None:
        text = str(draft) if isinstance(draft, int | float) and not isinstance(draft, bool) else draft
        if not isinstance(text, str):
            raise ValueError(draft)
        self.line = Line(text[:LONGEST])


class Number(Short):
    """A number; its unit stands behind it."""

    width = 12

    def before(self) -> str:
        return "A number; 1.5, 1,5 and 1 500 are understood."

    def after(self) -> str:
        assert isinstance(self.asked.question, NumberQuestion)
        return f" {safe(self.asked.question.unit)}"


class Cloze(Form):
    """The text with a field in the place of each gap."""

    typed = True
    hints = (("Tab", "next gap"), ("Shift+Tab", "the one before"), ("Enter", "answer"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        assert isinstance(asked.question, ClozeQuestion)
        self.question = asked.question
        self.gaps = {gap.name: Line() for gap in self.question.gaps}
        self.names = list(dict.fromkeys(name for name in GAP.findall(self.question.text) if name in self.gaps))
        self.names += [name for name in self.gaps if name not in self.names]
        self.at = 0

    def paras(self) -> list[Para]:
        shown = [Para(Content.styled("Fill the gaps. Upper and lower case count.", "$quiet")), BLANK]
        for text in self.question.text.rstrip("\n").split("\n"):
            parts: list[Content] = []
            here = False
            for n, piece in enumerate(GAP.split(text)):
                if n % 2 and piece in self.gaps:
                    live = piece == self.names[self.at]
                    here = here or live
                    number = Content.styled(f"{self.names.index(piece) + 1}:", "bold" if live else "$quiet")
                    parts += [number, self.gaps[piece].drawn(live=live)]
                else:
                    parts.append(Content.styled(safe(f"[[{piece}]]" if n % 2 else piece), CODE))
            shown.append(Para(Content("").join(parts), Content("▸ " if here else "  "), code=True, cursor=here))
        return shown

    def key(self, key: str, character: str | None) -> bool:
        if key in ("tab", "down"):
            self.at = (self.at + 1) % len(self.names)
        elif key in ("shift+tab", "up"):
            self.at = (self.at - 1) % len(self.names)
        elif key == "enter" and (empty := [n for n, name in enumerate(self.names) if not self.gaps[name].text]):
            later = [n for n in empty if n > self.at]
            if not later:
                return False
            self.at = later[0]
        else:
            return self._line.key(key, character)
        return True

    @property
    def _line(self) -> Line:
        return self.gaps[self.names[self.at]]

    def paste(self, text: str) -> str:
        return self._line.put(text)

    def says(self) -> str:
        return f"{sum(bool(line.text.strip()) for line in self.gaps.values())} of {len(self.gaps)} gaps filled"

    def answer(self) -> Any:
        return self.draft()

    def draft(self) -> Any:
        return {name: line.text for name, line in self.gaps.items()}

    def restore(self, draft: Any) -> None:
        for name, line in self.gaps.items():
            text = draft.get(name, "")
            if not isinstance(text, str):
                raise ValueError(draft)
            line.text, line.at = text[:LONGEST], len(text[:LONGEST])
