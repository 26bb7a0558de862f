"""Answers as they are typed on lines: letters, numbers, pairs, gap by gap, and texts that a lone `.` ends."""

from __future__ import annotations

import sys
from typing import Any, TextIO

import click

from course.app.words import LETTERS, options_shown, plain, question_words
from course.model.errors import UsageProblem
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    OpenQuestion,
    OutputQuestion,
    ScenarioQuestion,
)
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after

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
    question = asked.question
    said = [question_words(asked, number, of)]
    if options_shown(asked) or question.kind in ("number", "short"):
        return "\n".join(filter(None, said))
    if isinstance(question, MatchingQuestion):
        said += [f"  {n}. {pair.left}" for n, pair in enumerate(question.pairs, 1)]
        said += [f"  {LETTERS[n]}) {question.rights[place]}" for n, place in enumerate(_order(asked))]
        said.append("Answer with a letter for each number, in their order: b a c.")
    elif isinstance(question, OutputQuestion):
        said.append(f"$ {question.shows}")
        said += [f"{n:>4} | {plain(line)}" for n, line in enumerate(question.output.rstrip("\n").split("\n"), 1)]
        said += [f"  {LETTERS[n]}) {question.options[place].text}" for n, place in enumerate(_order(asked))]
        said.append("Answer with the letter and the number of the line that shows it: b 7.")
    elif isinstance(question, ClozeQuestion):
        said += [
            question.text.rstrip("\n"),
            f"Answer gap by gap, a line each: {', '.join(g.name for g in question.gaps)}.",
        ]
    elif isinstance(question, FixQuestion):
        said += [question.document.rstrip("\n"), "Write the whole document, mended. A line with a single . ends it."]
    elif isinstance(question, OpenQuestion):
        said.append("Answer in your own words. A line with a single . ends it.")
    return "\n".join(filter(None, said))


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
        return _walked(question, lines)
    text = lines.ask()
    return None if _is_command(text, lines) else parsed(asked, text)


def parsed(asked: Asked, text: str) -> Any:
    """One line as an answer in the bank's positions."""
    question = asked.question
    if question.kind in ("number", "short"):
        return text
    order = _order(asked)
    if isinstance(question, OutputQuestion):
        letter, _, line = text.replace(",", " ").strip().partition(" ")
        if not (line.strip().isascii() and line.strip().isdecimal()) or len(line) > 9:
            raise UsageProblem("Answer with a letter and the number of a line: b 7.")
        return {"option": _places(letter, order)[0], "line": int(line)}
    places = _places(text, order)
    if question.kind == "single":
        if len(places) != 1:
            raise UsageProblem(f"Answer with one letter, a to {LETTERS[len(order) - 1]}.")
        return places[0]
    return places


def _walked(question: ScenarioQuestion, lines: Lines) -> list[int] | None:
    way: list[int] = []
    while (step := step_after(question, way)) is not None:
        click.echo(
            "\n".join([step.ask.strip(), *(f"  {LETTERS[n]}) {one.text}" for n, one in enumerate(step.options))])
        )
        text = lines.ask()
        if _is_command(text, lines):
            return None
        try:
            (place,) = _places(text, tuple(range(len(step.options))))
        except (UsageProblem, ValueError):
            click.echo(f"Answer with one letter, a to {LETTERS[len(step.options) - 1]}.")
            continue
        way.append(place)
    return way


def _places(text: str, order: tuple[int, ...]) -> list[int]:
    found = [LETTERS.find(c) for c in text.lower() if not c.isspace() and c not in ",;."]
    if not found or not all(0 <= n < len(order) for n in found):
        raise UsageProblem(f"Answer with letters, a to {LETTERS[len(order) - 1]}.")
    return [order[n] for n in found]


def _order(asked: Asked) -> tuple[int, ...]:
    question = asked.question
    if asked.order:
        return asked.order
    if isinstance(question, MatchingQuestion):
        return tuple(range(len(question.rights)))
    return tuple(range(len(options_shown(asked)) or len(getattr(question, "options", ()))))


def _is_command(text: str, lines: Lines) -> bool:
    lines.command = text[1:] if text.startswith(":") and text[1:] in COMMANDS else ""
    return bool(lines.command)
