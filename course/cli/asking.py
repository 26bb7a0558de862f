"""The plain face of an interview: a question, an answer, line by line. For pipes, screen readers and any terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
from typing import Any, TextIO

import click

from course.app.interview import Interview
from course.app.interview_report import entry_of
from course.app.interview_words import minutes, report_document, verdict_blocks
from course.app.question_words import asked_words, step_words
from course.app.showing import plain
from course.app.written import Document, as_text
from course.model.errors import UsageProblem
from course.model.question import OpenQuestion, ScenarioQuestion
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after
from course.quiz.typing import answer_of

LONGEST = 200_000
"""Characters of one line that are read: more is nobody's answer."""
HELP = (
    "An answer in your own words ends with an empty line, a single . or Ctrl-D. Alone on a line, :skip passes over the question,"
    " :quit keeps the interview for later, :time says how long you have been at it, :help says this."
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
        click.echo(f"\n{farewell(interview)}")
        return
    finally:
        for note in interview.notes:
            click.echo(f"Note: {note}", err=True)
    click.echo("\nThat was the last question. Thank you.\n")
    summary(interview)


def farewell(interview: Interview) -> str:
    """How to go on with an interview that was left."""
    seed = f" --seed {interview.seed}" if interview.kept.wanted.get("seeded") else ""
    return f"Kept. Go on with: ecs-course interview --level {interview.set.level}{seed}"


def summary(interview: Interview) -> None:
    """What an interview that ended comes to, and where the rest is."""
    report = interview.report()
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
    click.echo(asked_words(asked))
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


def _answer(asked: Asked, given: TextIO, interview: Interview) -> Any:
    """What the learner types, as the engine takes it. Raises UsageProblem where it makes no sense."""
    question = asked.question
    if isinstance(question, OpenQuestion):
        return _text(given, interview)
    answer = answer_of(_line(given, interview), asked)
    while isinstance(question, ScenarioQuestion) and step_after(question, answer) is not None:
        click.echo("\n" + step_words(asked, answer))
        try:
            answer = answer_of(_line(given, interview), asked, before=answer)
        except UsageProblem as problem:
            click.echo(problem.message)
    return answer


def _text(given: TextIO, interview: Interview) -> str:
    """Lines up to an empty one or the end of the input. An empty line inside a paste does not end it."""
    lines: list[str] = []
    while True:
        line = _read(given, interview)
        if line is None:
            if not lines:
                raise Leave
            return "\n".join(lines)
        if line.strip() == "." and lines:
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
        line = given.readline(LONGEST)
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
