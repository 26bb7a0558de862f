"""The plain face of an interview: a question, an answer, line by line. For pipes, screen readers and any terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import click

from course.app.interview import Interview
from course.app.interview_report import entry_of
from course.app.interview_words import minutes, report_document, verdict_blocks
from course.app.words import LETTERS, plain
from course.app.written import Document, as_text
from course.model.errors import UsageProblem
from course.model.question import (
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OutputQuestion,
    ScenarioQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after

HELP = (
    "An answer in your own words ends with an empty line or Ctrl-D. Alone on a line, :skip passes over the question, :quit keeps"
    " the interview for later, :time says how long you have been at it, :help says this."
)


class Leave(Exception):
    """The learner wants to go on another time."""


class Skip(Exception):
    """The learner passes over the question."""


def play(interview: Interview) -> None:
    """Ask until the interview is through or the learner leaves; what was answered is kept in any case."""
    given = sys.stdin
    if hasattr(given, "reconfigure"):
        given.reconfigure(errors="replace")
    click.echo(_head(interview))
    try:
        while (position := interview.next()) is not None:
            _ask(interview, position, given)
        interview.end()
    except (Leave, KeyboardInterrupt):
        interview.keep()
        interview.close()
        seed = interview.seed
        click.echo(
            f"\nKept. Go on with: ecs-course interview --level {interview.set.level}"
            + (f" --seed {seed}" if interview.kept.wanted.get("seeded") else "")
        )
        return
    finally:
        for note in interview.notes:
            click.echo(f"Note: {note}", err=True)
    report = interview.report()
    click.echo("\nThat was the last question. Thank you.\n")
    click.echo(as_text(report_document(report, whole=False)))
    click.echo(f"Every question with your answer and a good one: ecs-course interview report {report.id}")
    click.echo(f"To keep or print: ecs-course interview report {report.id} --html FILE (or --markdown FILE)")


def _head(interview: Interview) -> str:
    own, done = interview.set, len(interview.given)
    begun = f"You go on after {done} answers." if done else f"{own.says} It takes about {own.minutes} minutes."
    said = (
        "Verdicts come after each answer." if interview.reveals else "Verdicts come at the end, as in a real interview."
    )
    return f"{interview.title}, seed {interview.seed}. {begun} {said}\n{HELP}"


def _ask(interview: Interview, position: int, given: TextIO) -> None:
    asked = interview.asked[position]
    seconds = interview.given_s(position)
    click.echo(f"\n{position + 1}. {interview.why(position)} (about {minutes(seconds)} minutes)\n")
    click.echo(shown(asked))
    interview.shown(position)
    while True:
        try:
            interview.answer(position, _answer(asked, given, interview))
        except UsageProblem as problem:
            click.echo(problem.message)
            continue
        except Skip:
            interview.skip(position)
            click.echo("Passed over.")
            return
        break
    if interview.reveals:
        click.echo("\n" + as_text(Document("", tuple(verdict_blocks(entry_of(interview, position))))).strip())
    else:
        click.echo("Noted.")


def shown(asked: Asked) -> str:
    """The question with all that belongs to it, and how to answer."""
    question = asked.question
    lines = [question.ask.strip()]
    if isinstance(question, OpenQuestion) and question.picture:
        lines += ["", "The picture (mermaid):", *(f"    {line}" for line in question.picture.strip().splitlines())]
    if isinstance(question, OutputQuestion):
        output = question.output.rstrip("\n").split("\n")
        lines += ["", question.shows, *(f"{at:>4}  {line}" for at, line in enumerate(output, start=1))]
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        order = asked.order or range(len(question.options))
        lines += ["", *_lettered(question.options[at].text for at in order)]
    how = {
        "single": "Answer with a letter.",
        "multiple": "Answer with all letters that are right.",
        "output": "Answer with a letter and the number of the line that shows it, such as: b 12.",
        "short": "Answer with a word or two.",
    }.get(question.kind, "")
    if isinstance(question, NumberQuestion):
        how = f"Answer with a number, in {question.unit}."
    return "\n".join([*lines, *(["", how] if how else [])])


def _answer(asked: Asked, given: TextIO, interview: Interview) -> Any:
    """What the learner types, as the engine takes it. Raises UsageProblem where it makes no sense."""
    question = asked.question
    if isinstance(question, OpenQuestion):
        return _text(given, interview)
    if isinstance(question, ScenarioQuestion):
        choices: list[int] = []
        while (step := step_after(question, choices)) is not None:
            click.echo("\n".join(["", step.ask.strip(), *_lettered(o.text for o in step.options)]))
            choices.append(_letter(_line(given, interview), list(range(len(step.options)))))
        return choices
    text = _line(given, interview)
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        order = list(asked.order or range(len(question.options)))
        if isinstance(question, SingleQuestion):
            return _letter(text, order)
        if isinstance(question, MultipleQuestion):
            return sorted({_letter(one, order) for one in re.findall(r"\w", text)})
        found = re.fullmatch(r"([A-Za-z])\D*(\d{1,6})", text)
        if not found:
            raise UsageProblem("Answer with a letter and a line, such as: b 12.")
        return {"option": _letter(found[1], order), "line": int(found[2])}
    return text


def _letter(text: str, order: list[int]) -> int:
    letter = text.strip(" .)(").lower()
    if len(letter) != 1 or letter not in LETTERS[: len(order)]:
        raise UsageProblem(f"Answer with a letter from a to {LETTERS[len(order) - 1]}.")
    return order[LETTERS.index(letter)]


def _lettered(texts: Iterator[str]) -> list[str]:
    return [f"  {letter}) {text}" for letter, text in zip(LETTERS, texts, strict=False)]


def _text(given: TextIO, interview: Interview) -> str:
    """Lines up to an empty one or the end of the input. An empty line inside a paste does not end it."""
    lines: list[str] = []
    while True:
        line = _read(given, interview)
        if line is None:
            if not lines:
                raise Leave
            return "\n".join(lines)
        if line.strip() or (lines and _more_waits(given)):
            lines.append(line)
        elif lines:
            return "\n".join(lines)


def _line(given: TextIO, interview: Interview) -> str:
    while True:
        line = _read(given, interview)
        if line is None:
            raise Leave
        if line.strip():
            return line.strip()


def _read(given: TextIO, interview: Interview) -> str | None:
    """A line, None at the end of the input; what begins with a colon is done at once."""
    while True:
        if given.isatty():
            click.echo("> ", nl=False)
        line = given.readline()
        if not line:
            return None
        word = line.strip()
        if word == ":quit":
            raise Leave
        if word == ":skip":
            raise Skip
        if word == ":help":
            click.echo(HELP)
        elif word == ":time":
            click.echo(f"{minutes(interview.spent_s)} minutes in all.")
        elif re.fullmatch(r":[a-z]+", word):
            click.echo(f"There is no {plain(word, 40)}. {HELP}")
        else:
            return line.rstrip("\r\n")


def _more_waits(given: TextIO) -> bool:
    """Whether further lines of a paste wait already: only a terminal can say so."""
    if os.name != "posix" or not given.isatty():
        return False
    with contextlib.suppress(OSError, ValueError):
        return bool(select.select([given], [], [], 0.05)[0])
    return False
