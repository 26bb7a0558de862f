"""drill, exam, quiz day: practise on the whole screen, or line by line where there is none."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from course.app import practise

if TYPE_CHECKING:
    from course.app.sitting import Sitting

LEVELS = ("beginner", "intermediate", "advanced")
DAYS = click.IntRange(1, 30)


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


CHOOSING = _options(
    click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only this topic; may be given again."),
    click.option(
        "--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Only this level; may be given again."
    ),
    click.option(
        "--day", "days", multiple=True, type=DAYS, metavar="N", help="Only questions of this day; may be given again."
    ),
)
PLAYING = _options(
    click.option("--seed", type=int, help="The same seed asks the same, in the same order."),
    click.option("--fresh", is_flag=True, help="A new one, even if one was begun."),
    click.option("--plain", is_flag=True, help="Line by line, for screen readers; a pipe has it by itself."),
    click.option("--light/--dark", default=None, help="The theme of the whole screen; F7 changes it."),
)


@click.command()
@CHOOSING
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind: single, cloze, fix, open …")
@click.option("-n", "count", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many questions.")
@click.option("--ahead", is_flag=True, help="Go on with cards that are not due yet.")
@click.option("--new", "new_a_day", type=click.IntRange(0), help="New questions a day, at most.")
@click.option("--no-confidence", is_flag=True, help="Do not ask how sure you are.")
@PLAYING
def drill(
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    days: tuple[int, ...],
    kinds: tuple[str, ...],
    count: int,
    ahead: bool,
    new_a_day: int | None,
    no_confidence: bool,
    seed: int | None,
    fresh: bool,
    plain: bool,
    light: bool | None,
) -> None:
    """Repeat what is due, what a lab got wrong, and meet what is new. The same command goes on where you stopped."""
    sitting = practise.drill(
        topics=topics,
        levels=levels,
        days=days,
        kinds=kinds,
        count=count,
        seed=seed,
        ahead=ahead,
        new_a_day=new_a_day,
        fresh=fresh,
    )
    shown(sitting, plain=plain, light=light, confidence=False if no_confidence else None)


@click.command()
@click.argument("number", metavar="DAY", type=DAYS)
@click.option("--no-confidence", is_flag=True, help="Do not ask how sure you are.")
@PLAYING
def day(number: int, no_confidence: bool, seed: int | None, fresh: bool, plain: bool, light: bool | None) -> None:
    """Ask DAY's ten questions, as d.quiz() does. The same command goes on where you stopped."""
    from course.catalog.plan import plan

    planned = plan().find(number)
    stem = planned.id if planned else f"day{number:02}"
    sitting = practise.session(stem, number, seed=secrets.randbits(32) if fresh and seed is None else seed)
    shown(sitting, plain=plain, light=light, confidence=False if no_confidence else None)


@click.command()
@CHOOSING
@click.option("-n", "count", default=30, show_default=True, type=click.IntRange(1, 500), help="How many questions.")
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), help="Time for all of them; else 90 seconds a question."
)
@click.option("--extra-time", type=click.Choice(["25", "50", "100"]), default=None, help="Percent more time.")
@click.option("--no-clock", is_flag=True, help="No limit.")
@click.option("--hide-clock", is_flag=True, help="A limit, but no clock on the screen; F6 shows it.")
@PLAYING
def exam(
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    days: tuple[int, ...],
    count: int,
    minutes: float | None,
    extra_time: str | None,
    no_clock: bool,
    hide_clock: bool,
    seed: int | None,
    fresh: bool,
    plain: bool,
    light: bool | None,
) -> None:
    """Questions against the clock, no verdict before the end. Quitting keeps it; the clock stands still until you come back."""
    if no_clock and (minutes or extra_time):
        raise click.UsageError("--no-clock is no limit at all: no --minutes or --extra-time with it.")
    sitting = practise.exam(
        topics=topics,
        levels=levels,
        days=days,
        count=count,
        seed=seed,
        minutes=0 if no_clock else minutes,
        extra_time=int(extra_time or 0),
        fresh=fresh,
    )
    shown(sitting, plain=plain, light=light, hide_clock=hide_clock)


def shown(
    sitting: Sitting,
    *,
    plain: bool = False,
    light: bool | None = None,
    hide_clock: bool = False,
    confidence: bool | None = None,
) -> None:
    """Play a sitting on the face that fits, and say afterwards where it stands."""
    whole = not plain and sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if whole:
        from course.terminal.play import play

        play(sitting, hide_clock=hide_clock, confidence=confidence, light=light)
    else:
        from course.cli.plain import play as play_plain

        play_plain(sitting, confidence=confidence, hide_clock=hide_clock)
    click.echo(_afterwards(sitting))


def _afterwards(sitting: Sitting) -> str:
    if sitting.ended:
        return f"{sitting.title}: {sitting.right} of {len(sitting.asked)} right."
    return (
        f"{sitting.title}: {len(sitting.given)} of {len(sitting.asked)} answered, kept. The same command goes on here."
    )
