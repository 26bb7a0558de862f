"""ecs-course interview: a mock interview, its report, the interviewer's sheet, those that were held."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from course.app.written import Document

LEVELS = click.Choice(["associate", "senior", "lead"])
HTML = click.option("--html", type=click.Path(path_type=Path), help="Write it to this file, as a page to print.")
MARKDOWN = click.option("--markdown", type=click.Path(path_type=Path), help="Write it to this file, as Markdown.")
FORCE = click.option("--force", is_flag=True, help="Replace the file if it is there already.")
SEED = click.IntRange(0, 2**32 - 1)


@click.group(invoke_without_command=True)
@click.option("--level", type=LEVELS, help="What is asked; associate where a new one begins and none is named.")
@click.option("--seed", type=SEED, help="The same seed asks the same, as far as the answers lead the same way.")
@click.option("--feedback", is_flag=True, help="Verdicts after each answer, not at the end.")
@click.option("--new", is_flag=True, help="Begin a new one, also where one goes on.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers; a pipe has it by itself.")
@click.pass_context
def interview(
    context: click.Context, level: str | None, seed: int | None, feedback: bool, new: bool, plain: bool
) -> None:
    """A mock interview: warm-up, themes that go as deep as your answers, a scenario, a case, a design.

    Goes on where the last one stopped. Verdicts and a report come at the end.
    """
    if context.invoked_subcommand is not None:
        if level or seed is not None or feedback or new or plain:
            raise click.UsageError(f"Options stand after `{context.invoked_subcommand}`.")
        return
    from course.app.interview import begin
    from course.cli.asking import farewell, play, summary

    begun = begin(level or "", seed=seed, feedback=feedback, fresh=new)
    if plain or not _whole_screen():
        play(begun)
        return
    from course.terminal.play import play as on_the_whole_screen

    on_the_whole_screen(begun)
    if begun.ended:
        summary(begun)
    else:
        click.echo(farewell(begun))


def _whole_screen() -> bool:
    """Whether there is a terminal to draw on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


@interview.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(as_json: bool) -> None:
    """Your interviews, the newest first."""
    from course.app.interview import past
    from course.app.interview_words import held_words

    found = past()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False))
    else:
        click.echo(held_words(found))


@interview.command()
@click.argument("id", default="")
@HTML
@MARKDOWN
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@FORCE
def report(id: str, html: Path | None, markdown: Path | None, as_json: bool, force: bool) -> None:
    """The report of an interview that ended: the latest, or the one called ID (its start is enough)."""
    from course.app.interview import report as find
    from course.app.interview_words import report_document

    found = find(id)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        _put(report_document(found), html, markdown, force)


@interview.command()
@click.option("--level", type=LEVELS, default="associate", show_default=True, help="What is asked.")
@click.option("--seed", type=SEED, required=True, help="The one that both of you use.")
@HTML
@MARKDOWN
@FORCE
def sheet(level: str, seed: int, html: Path | None, markdown: Path | None, force: bool) -> None:
    """The interviewer's sheet, for two people: what to ask, what to listen for, how to go on."""
    from course.app.interview import sheet as find
    from course.app.interview_words import sheet_document

    _put(sheet_document(find(level, seed)), html, markdown, force)


def _put(document: Document, html: Path | None, markdown: Path | None, force: bool) -> None:
    """Write it where it was asked for, or print it."""
    from course.app.words import plain
    from course.app.written import as_markdown, as_text

    if html is None and markdown is None:
        click.echo(as_text(document), nl=False)
        return
    from course.app.certify import write

    if html is not None:
        from course.notebook.written_page import page

        write(html, page(document).encode("utf-8"), over=force)
    if markdown is not None:
        write(markdown, as_markdown(document).encode("utf-8"), over=force)
    for path in filter(None, (html, markdown)):
        click.echo(f"Wrote {plain(str(path))}.")
