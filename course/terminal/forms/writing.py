"""Answers of several lines: a document to mend, and what one would say in an interview. They are written in a text area."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from course.model.errors import UsageProblem
from course.model.question import FixQuestion, OpenQuestion
from course.model.quiz import Asked
from course.terminal.forms.form import Form
from course.terminal.page import BLANK, Para
from course.terminal.prose import code, prose


class Writing(Form):
    """The text area holds the text; this is what was last read from it."""

    typed = True
    area = True
    syntax = ""
    text = ""

    def paras(self) -> list[Para]:
        return []

    def key(self, key: str, character: str | None) -> bool:
        return False

    def answer(self) -> Any:
        if not self.text.strip():
            raise UsageProblem("Write an answer first, or skip it with F3.")
        return self.text

    def draft(self) -> Any:
        return self.text

    def restore(self, draft: Any) -> None:
        if not isinstance(draft, str):
            raise ValueError(draft)
        self.text = draft


class Fix(Writing):
    """The document, to be changed in place."""

    hints = (("Ctrl+S", "answer"), ("Ctrl+Z", "undo"), ("Esc", "other keys"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        assert isinstance(asked.question, FixQuestion)
        self.text = self.original = asked.question.document
        self.syntax = asked.question.syntax

    def paras(self) -> list[Para]:
        assert isinstance(self.asked.question, FixQuestion)
        says = "Mend this document; change no more than it takes."
        beside: list[Para] = []
        for text in self.asked.question.beside:
            beside += [*prose("Judged with it, and right as it is:"), code(text, indent=2), BLANK]
        return [*beside, Para(Content.styled(says, "$quiet"))]

    def answer(self) -> Any:
        if self.text == self.original:
            raise UsageProblem("Nothing is changed yet. Mend the document, or skip it with F3.")
        return super().answer()

    def says(self) -> str:
        return "unchanged" if self.text == self.original else "changed"


class Open(Writing):
    """An answer in the learner's own words."""

    hints = (("Ctrl+S", "answer"), ("Esc", "other keys"))

    @property
    def seconds(self) -> int:
        """Speaking time an interviewer would give."""
        assert isinstance(self.asked.question, OpenQuestion)
        return self.asked.question.seconds

    def paras(self) -> list[Para]:
        question = self.asked.question
        assert isinstance(question, OpenQuestion)
        shown: list[Para] = []
        if question.picture:
            shown += [*prose("The picture, as Mermaid:"), code(question.picture, indent=2)]
        says = "Answer as you would say it. Points are looked for in your words."
        return [*shown, Para(Content.styled(says, "$quiet"))]

    def says(self) -> str:
        words = len(self.text.split())
        return f"{words} {'word' if words == 1 else 'words'}"
