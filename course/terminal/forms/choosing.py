"""Single choice, multiple choice, and a scenario's choices step by step."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from course.model.errors import UsageProblem
from course.model.question import MultipleQuestion, Option, ScenarioQuestion, SingleQuestion
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after
from course.quiz.typing import LETTERS
from course.terminal.forms.form import Form, moved, place_of, row, whole
from course.terminal.page import BLANK, Para
from course.terminal.prose import inline, prose


class Choosing(Form):
    """Options under letters, some of them chosen. Positions are the bank's."""

    many = False
    hints = (("a b c", "choose"), ("↑ ↓ Space", "choose here"), ("Enter", "answer"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.at = 0
        self.chosen: list[int] = []

    @property
    def options(self) -> tuple[Option, ...]:
        question = self.asked.question
        assert isinstance(question, SingleQuestion | MultipleQuestion)
        return question.options

    @property
    def order(self) -> tuple[int, ...]:
        """Positions as shown."""
        return self.asked.order or tuple(range(len(self.options)))

    def paras(self) -> list[Para]:
        says = "Choose all that are right, and no other." if self.many else "One of them is right."
        return [Para(Content.styled(says, "$quiet")), BLANK, *self.rows()]

    def rows(self) -> list[Para]:
        box = ("[ ]", "[x]") if self.many else ("( )", "(•)")
        return [
            row(f"{box[place in self.chosen]} {LETTERS[n]})", self.options[place].text, cursor=n == self.at)
            for n, place in enumerate(self.order)
        ]

    def key(self, key: str, character: str | None) -> bool:
        to = moved(self.at, key if key not in ("j", "k") or len(self.order) < 10 else "", len(self.order))
        if to is not None:
            self.at = to
            return True
        at = self.at if key == "space" else place_of(character, len(self.order))
        if at is None:
            return False
        self.at = at
        place = self.order[at]
        if not self.many:
            self.chosen = [place]
        elif place in self.chosen:
            self.chosen.remove(place)
        else:
            self.chosen.append(place)
        return True

    def says(self) -> str:
        return " ".join(LETTERS[n] for n, place in enumerate(self.order) if place in self.chosen)

    def draft(self) -> Any:
        return list(self.chosen)

    def restore(self, draft: Any) -> None:
        chosen = whole([draft] if type(draft) is int else draft, len(self.options))
        self.chosen = chosen if self.many else chosen[:1]
        if self.chosen:
            self.at = self.order.index(self.chosen[0])


class Single(Choosing):
    """One of them."""

    def answer(self) -> Any:
        if not self.chosen:
            raise UsageProblem("Choose one first: press its letter, or Space where the cursor stands.")
        return self.chosen[0]


class Multiple(Choosing):
    """All that are right."""

    many = True
    hints = (("a b c", "choose, or not"), ("↑ ↓ Space", "the one here"), ("Enter", "answer"))

    def answer(self) -> Any:
        if not self.chosen:
            raise UsageProblem("Choose at least one: press its letter, or Space where the cursor stands.")
        return sorted(self.chosen)


class Scenario(Choosing):
    """A choice at each step; what was chosen leads to the next."""

    hints = (("a b c", "choose"), ("Enter", "go on"), ("Backspace", "a step back"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.way: list[int] = []

    @property
    def question(self) -> ScenarioQuestion:
        assert isinstance(self.asked.question, ScenarioQuestion)
        return self.asked.question

    @property
    def options(self) -> tuple[Option, ...]:
        step = step_after(self.question, self.way)
        return step.options if step else ()

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(range(len(self.options)))

    def paras(self) -> list[Para]:
        shown: list[Para] = []
        for n, choice in enumerate(self.way):
            step = step_after(self.question, self.way[:n])
            assert step is not None
            shown += prose(step.ask, mark=Content.styled(f"{n + 1}. ", "bold"))
            shown += [Para(inline(step.options[choice].text), Content("   You: ")), BLANK]
        step = step_after(self.question, self.way)
        if step is not None:
            shown += [*prose(step.ask, mark=Content.styled(f"{len(self.way) + 1}. ", "bold")), BLANK, *self.rows()]
        return shown

    def key(self, key: str, character: str | None) -> bool:
        if key == "backspace":
            if self.way:
                self.chosen = [self.way.pop()]
                self.at = self.chosen[0]
            return True
        if key == "enter" and self.chosen and step_after(self.question, [*self.way, self.chosen[0]]) is not None:
            self.way.append(self.chosen[0])
            self.chosen, self.at = [], 0
            return True
        return super().key(key, character)

    def answer(self) -> Any:
        if not self.chosen:
            raise UsageProblem("Choose what to do first: press its letter.")
        return [*self.way, self.chosen[0]]

    def says(self) -> str:
        return f"Step {len(self.way) + 1}" + (f": {super().says()}" if self.chosen else "")

    def draft(self) -> Any:
        return {"way": list(self.way), "chosen": list(self.chosen)}

    def restore(self, draft: Any) -> None:
        walked = draft if isinstance(draft, list) else [*draft["way"], *draft["chosen"]]
        way, chosen = (walked[:-1], walked[-1:]) if isinstance(draft, list) else (draft["way"], draft["chosen"])
        try:
            step_after(self.question, walked)
        except UsageProblem as problem:
            raise ValueError(walked) from problem
        self.way, self.chosen = list(way), list(chosen[:1])
        self.at = self.chosen[0] if self.chosen else 0
