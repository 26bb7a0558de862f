"""solution, reset, diff: a lab's files in the terminal."""

from __future__ import annotations

import sys

import click

from course.app import own_files
from course.home import home
from course.model.errors import UsageProblem
from course.workspace.backups import backups


@click.command()
@click.argument("day")
@click.option("--show-me", is_flag=True, help="Show it before it is unlocked; that is noted in your progress.")
def solution(day: str, show_me: bool) -> None:
    """Show the solution of DAY's lab: after a pass, after three honest attempts, or with --show-me."""
    from course.app import helping
    from course.catalog.labs import lab
    from course.catalog.places import Places
    from course.catalog.plan import ready_day
    from course.catalog.reading import Reading

    found = helping.solution(home(), lab(ready_day(day), Reading(Places())), show_me=show_me)
    if not found.why:
        click.echo(helping.locked_words(found))
        click.echo(f"  To see it now: ecs-course solution {day} --show-me (this is noted in your progress)")
        sys.exit(1)
    for name, text in found.files:
        click.echo(f"── {name} " + "─" * max(3, 74 - len(name)))
        click.echo(text.rstrip() + "\n")
    _note(found.note)


@click.command()
@click.argument("day", required=False)
@click.argument("files", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Reset every day you have.")
@click.option("--yes", is_flag=True, help="With --all: do not ask.")
@click.option("--undo", is_flag=True, help="Put the newest backup back (of DAY, where you name one).")
@click.option("--to", type=int, default=0, metavar="N", help="With --undo: put back the backup with this number.")
@click.option("--list", "listed", is_flag=True, help="List the backups, newest first.")
def reset(
    day: str | None, files: tuple[str, ...], everything: bool, yes: bool, undo: bool, to: int, listed: bool
) -> None:
    """Start DAY's lab over with fresh copies, or only these FILES of it. What you had is kept in a dated backup.

    Your progress is kept, and so is the world: `ecs-course sandbox reset` empties that.
    """
    if sum([everything, undo, listed]) > 1 or (everything and day) or (undo and files) or (to and not undo):
        raise UsageProblem("These do not go together.", run="ecs-course reset --help")
    learner = home()
    if listed:
        _list()
    elif undo:
        for one in own_files.undo(learner, day, to=to):
            _moved(one)
        click.echo("To undo this: ecs-course reset --undo")
    elif everything:
        if not yes and not click.confirm("Start every lab over? All you have is kept in backups."):
            sys.exit(1)
        moved = own_files.reset_all(learner)
        for one in moved:
            _moved(one)
        click.echo("To get all of it back: ecs-course reset --undo" if moved else "You have no labs yet.")
    elif day:
        _moved(own_files.reset(learner, day, files))
        click.echo(f"To get it back: ecs-course reset {day} --undo")
    else:
        raise UsageProblem("Name a day, or --all.", run="ecs-course reset --help")


def _moved(one: own_files.Moved) -> None:
    if one.restored:
        click.echo(f"{one.day}: your files of {one.restored.at} are back in {one.folder}")
    else:
        click.echo(f"{one.day}: fresh copies in {one.folder}")
    if one.backup:
        click.echo(f"  What you had is backup {one.backup.number}: {one.backup.files}")
    _note(one.note)


def _list() -> None:
    found = backups(home())
    for one in found:
        word = {"reset": "before a reset", "undo": "before an undo", "solution": "before the solution"}.get(one.why, "")
        cut = "" if one.complete else ", cut off"
        click.echo(f"{one.number:>4}  {one.at}  {one.day}  {word}{cut}: {', '.join(one.kept())}")
    click.echo("Put one back: ecs-course reset --undo --to N" if found else "There are no backups.")


@click.command()
@click.argument("day")
def diff(day: str) -> None:
    """Show where your copies of DAY differ from the course's files, and who changed them."""
    says = {
        "yours": "changed by you",
        "course": "changed by the course since you got it",
        "both": "changed by you and by the course",
        "missing": "you do not have it; `open` brings it",
    }
    found = own_files.differences(home(), day)
    for one in found:
        click.echo(f"── {one.name}: {says[one.change]} " + "─" * max(3, 50 - len(one.name)))
        for line in one.lines:
            click.echo(line)
        click.echo()
    newer = [one.name for one in found if one.change in ("course", "both")]
    if newer:
        click.echo(f"Take the course's: ecs-course reset {day} {' '.join(newer)} (yours is kept in a backup)")
    if not found:
        click.echo("Your copies are the course's files.")


def _note(note: str) -> None:
    if note:
        click.echo(f"Note: {note}", err=True)
