"""Lines as somebody types them: an answer on one, a text that a lone `.` ends, a scenario step by step, a command."""

from __future__ import annotations

import sys
from typing import Any, TextIO

import click

from course.app.question_words import question_words
from course.model.errors import UsageProblem
from course.model.question import ClozeQuestion, FixQuestion, OpenQuestion, ScenarioQuestion
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after
from course.quiz.typing import answer_of

LONGEST = 200_000
"""Characters of one line that are read: more is nobody's answer."""
COMMANDS = ("skip", "quit", "end", "help")


class Lines:
    """Standard input, line by line; `command` is the last one that was met."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self.command = ""

    def ask(self, prompt: str = "") -> str:
        """The next line without its end. Raises EOFError where there is none."""
        if sys.stdin.isatty():
            click.echo(f"{prompt} > " if prompt else "> ", nl=False)
        line = self._source.readline(LONGEST)
        if not line:
            raise EOFError
        return line.rstrip("\r\n").strip()

    def many(self) -> str:
        """Lines up to a lone `.` or the end of the input."""
        found: list[str] = []
        size = 0
        while size <= LONGEST:
            line = self._source.readline(LONGEST)
            if not line or line.strip() == ".":
                break
            if not found and line.strip().removeprefix(":") in COMMANDS and line.startswith(":"):
                self.command = line.strip()[1:]
                return ""
            found.append(line.rstrip("\r\n"))
            size += len(line)
        if not found and not line:
            raise EOFError
        return "\n".join(found)


def asked_words(asked: Asked, number: int, of: int) -> str:
    """The question with everything that is needed to answer it in lines."""
    said = question_words(asked, number, of)
    if isinstance(asked.question, FixQuestion | OpenQuestion):
        return f"{said}\nA line with a single . ends it."
    if isinstance(asked.question, ClozeQuestion):
        return f"{said}\nA line for each, in this order."
    return said


def answer_from(asked: Asked, lines: Lines) -> Any:
    """The answer that the next lines give, None where a command stands there. Raises UsageProblem where it makes no sense."""
    question = asked.question
    if isinstance(question, FixQuestion | OpenQuestion):
        text = lines.many()
        return None if lines.command and not text else text
    if isinstance(question, ClozeQuestion):
        filled = {}
        for gap in question.gaps:
            text = lines.ask(gap.name)
            if _is_command(text, lines):
                return None
            filled[gap.name] = text
        return filled
    if isinstance(question, ScenarioQuestion):
        return _walked(asked, question, lines)
    text = lines.ask()
    return None if _is_command(text, lines) else answer_of(text, asked)


def _walked(asked: Asked, question: ScenarioQuestion, lines: Lines) -> list[int] | None:
    way: list[int] = []
    while step_after(question, way) is not None:
        if way:
            click.echo(question_words(asked, 1, 1, before=way).partition("\n")[2].lstrip("\n"))
        text = lines.ask()
        if _is_command(text, lines):
            return None
        try:
            way = answer_of(text, asked, before=way)
        except UsageProblem as problem:
            click.echo(problem.message)
    return way


def _is_command(text: str, lines: Lines) -> bool:
    lines.command = text[1:] if text.startswith(":") and text[1:] in COMMANDS else ""
    return bool(lines.command)
