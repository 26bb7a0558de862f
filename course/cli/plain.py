"""A sitting line by line: for pipes, build servers and screen readers. The same engine as the whole screen."""

from __future__ import annotations

import sys
from math import ceil

import click

from course.app.question_words import graded_words, question_words
from course.app.showing import count, plain
from course.app.sitting import CONFIDENCE, TURNED, Sitting
from course.cli.typed import Lines, answer_from, asked_words
from course.model.errors import UsageProblem
from course.model.quiz import Graded
from course.quiz.memory import RATINGS, Rating
from course.quiz.queue import REASONS

HELP = "Commands on a line of their own: :skip, :quit (it is kept), :end, :help."
RATED: dict[str, Rating] = {"1": 1, "2": 2, "3": 3, "4": 4}


class Over(Exception):
    """The input ended, or the learner leaves."""


def play(sitting: Sitting, *, confidence: bool | None = None, hide_clock: bool = False) -> None:
    """Ask until all is answered, the input ends or somebody leaves; what is not over is kept.

    Where a person types, they are asked how sure they are and how they rate it; a pipe gives answers only.
    """
    person = sys.stdin.isatty()
    sure = person and (confidence if confidence is not None else sitting.kept.asked_in in ("quiz", "drill"))
    lines = Lines(sys.stdin)
    said: set[str] = set()
    if person:
        click.echo(HELP)
    try:
        at = sitting.next()
        while at is not None and not sitting.ended:
            _notes(sitting, said)
            at = _question(sitting, at, lines, person=person, sure=sure, hide_clock=hide_clock)
        if not sitting.ended:
            if (
                not sitting.reveals
                and person
                and not _yes(lines, "All is answered. End it and see the verdicts? (y/n)")
            ):
                raise Over
            sitting.end()
        _result(sitting)
    except (Over, EOFError, KeyboardInterrupt):
        sitting.keep()
    finally:
        _notes(sitting, said)
        if not sitting.ended:
            sitting.close()


def _question(sitting: Sitting, at: int, lines: Lines, *, person: bool, sure: bool, hide_clock: bool) -> int | None:
    """Ask one and return the next place, None at the end."""
    asked = sitting.asked[at]
    sitting.shown(at)
    why = REASONS.get(sitting.why(at), sitting.why(at))  # type: ignore[call-overload]
    clock = sitting.left_s
    head = [why] if why else []
    head += [f"{count(ceil(clock / 60), 'minute')} left"] if clock is not None and not hide_clock else []
    click.echo("\n" + (f"({'; '.join(head)}) " if head else "") + asked_words(asked, at + 1, len(sitting.asked)))
    while True:
        try:
            answer = answer_from(asked, lines)
            if answer is None:
                return _commanded(sitting, at, lines.command)
            confidence = _confidence(lines) if sure else None
            graded = sitting.answer(at, answer, confidence=confidence)
            break
        except UsageProblem as problem:
            click.echo(problem.message)
            if sitting.ended:
                return None
    if sitting.reveals:
        click.echo(graded_words(graded, asked))
        if person:
            for n, point in enumerate(graded.points, 1):
                click.echo(f"  {n}. {point.verdict.replace('_', ' ')}: {plain(point.says)}")
            while graded.points and (
                said := lines.ask("Not so? The number of a point turns its verdict; Enter: it is so.")
            ):
                graded = _corrected(sitting, at, graded, said)
            _rate(sitting, at, lines)
    return sitting.next(at)


def _corrected(sitting: Sitting, at: int, graded: Graded, said: str) -> Graded:
    place = int(said) - 1 if said.isascii() and said.isdecimal() and len(said) < 4 else -1
    if not 0 <= place < len(graded.points):
        click.echo(f"The points have the numbers 1 to {len(graded.points)}.")
        return graded
    after = sitting.correct(at, place, TURNED[graded.points[place].verdict])
    click.echo(f"  {said}. {after.points[place].verdict.replace('_', ' ')}, by your word. {after.message}")
    return after


def _commanded(sitting: Sitting, at: int, command: str) -> int | None:
    if command == "skip":
        following = sitting.next(at)
        if following == at:
            click.echo("No other question is open.")
        return following
    if command == "end":
        sitting.end()
        return None
    if command == "help":
        click.echo(HELP)
        return at
    raise Over


def _confidence(lines: Lines) -> int | None:
    ways = dict(enumerate(CONFIDENCE, start=1))
    words = ", ".join(f"{n} {CONFIDENCE[percent]}" for n, percent in ways.items())
    said = lines.ask(f"How sure are you? {words}; Enter: not said.")
    return ways.get(int(said)) if said.isdecimal() and said.isascii() else None


def _rate(sitting: Sitting, at: int, lines: Lines) -> None:
    dates = sitting.dates(at)
    words = ", ".join(f"{n} {word} ({dates[n]:%Y-%m-%d %H:%M} UTC)" for n, word in RATINGS.items())
    said = lines.ask(f"It comes back: {words}. Enter: {RATINGS[sitting.suggested(at)]}.")
    if said in RATED:
        sitting.rate(at, RATED[said])


def _yes(lines: Lines, question: str) -> bool:
    return lines.ask(question).lower() in ("y", "yes")


def _result(sitting: Sitting) -> None:
    if sitting.kept.asked_in in ("exam", "interview"):
        for at, graded in sorted(sitting.answered.items()):
            click.echo("\n" + question_words(sitting.asked[at], at + 1, len(sitting.asked)))
            click.echo(graded_words(graded, sitting.asked[at]))


def _notes(sitting: Sitting, said: set[str]) -> None:
    for note in sitting.notes:
        if note not in said:
            click.echo(f"Note: {note}", err=True)
            said.add(note)
