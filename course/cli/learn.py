"""start, open, check, hint, apply, progress: the learner's loop in the terminal."""

from __future__ import annotations

import json
import sys

import click

from course.app import study
from course.app.current_day import current_day
from course.home import home
from course.model.result import Report


def _notes(notes: list[str]) -> None:
    for note in filter(None, notes):
        click.echo(f"Note: {note}", err=True)


@click.command()
def start() -> None:
    """Set up your folder, start the sandbox, show the next step."""
    opened = study.open_day(current_day(home()))
    _opened(opened)


@click.command("open")
@click.argument("day")
def open_(day: str) -> None:
    """Open DAY (a number): your copies, and the world at the day's start."""
    _opened(study.open_day(day))


def _opened(opened: study.OpenDay) -> None:
    facts = opened.facts
    click.echo(f"Day {facts.day}: {facts.title} ({facts.minutes} min), in the {opened.world}")
    click.echo(f"  Your files: {opened.folder}")
    click.echo("  JupyterLab: ecs-course lab          A terminal in your world: ecs-course shell")
    click.echo(f"  Check:      ecs-course check {facts.day}")
    _notes(opened.notes)


@click.command()
@click.argument("day")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option(
    "--watch", is_flag=True, help="Check again whenever your files or the world change, until all pass or Ctrl-C."
)
def check(day: str, as_json: bool, watch: bool) -> None:
    """Check DAY's lab. Exit status 0: all passed, 1: something is not there yet, 3: not run, 4: our fault."""
    opened = study.open_day(day, start=False, prepare=False)
    report = opened.check()
    _show(opened, report, as_json)
    if watch:
        from course.cli.watch import watch as watch_on

        report = watch_on(opened, report, lambda again: _show(opened, again, as_json), bare=as_json)
    sys.exit(report.exit_code)


def _show(opened: study.OpenDay, report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(study.as_checked(opened, report), indent=2, ensure_ascii=False))
    else:
        from course.app.words import day_words, report_words

        click.echo(report_words(report, title=day_words(opened.facts)))
    _notes(opened.notes)


@click.command()
@click.argument("day")
@click.argument("criterion")
def hint(day: str, criterion: str) -> None:
    """Show the next hint of DAY's CRITERION (its id, as `check` shows it)."""
    found = study.hint(day, criterion)
    click.echo(f"Hint {found.step} of {found.of}: {found.text}")
    _notes([found.note])


@click.command()
@click.argument("day")
def apply(day: str) -> None:
    """Run DAY's apply command in your folder: your files become AWS state."""
    applied = study.open_day(day, prepare=False).apply()
    click.echo(applied.output, nl=False)
    if not applied.ok:
        raise SystemExit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def progress(as_json: bool) -> None:
    """Show what you have done."""
    from course.app import overview

    found = overview.progress()
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
        return
    from course.app.words import overview_words

    click.echo(overview_words(found))
