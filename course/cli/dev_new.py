"""ecs-course dev new: days, labs, wrong solutions and questions from templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from course.catalog.places import Places

if TYPE_CHECKING:
    from course.authoring.scaffold import Made

KINDS = "single, multiple, number, short, ordering, matching, cloze, fix, output, scenario or open."
SCRIPT = click.option("--script", default="make.py", show_default=True, help="The file that the learner writes.")


@click.group()
def new() -> None:
    """Begin something new from a template; every blank in it says FILL IN: and is named by `dev check`."""


@new.command()
@click.argument("number", metavar="DAY")
@click.argument("criteria", metavar="CRITERION...", nargs=-1, required=True)
@SCRIPT
@click.pass_obj
def day(places: Places, number: str, criteria: tuple[str, ...], script: str) -> None:
    """Begin DAY: its text, its lab and its check with these criteria (five to nine; each is a function's name)."""
    from course.authoring.scaffold import new_day

    _said(places, new_day(places, number, criteria, script=script))


@new.command()
@click.argument("number", metavar="DAY")
@click.argument("criteria", metavar="CRITERION...", nargs=-1, required=True)
@SCRIPT
@click.pass_obj
def lab(places: Places, number: str, criteria: tuple[str, ...], script: str) -> None:
    """Begin the lab of DAY and its check with these criteria, without the day's text."""
    from course.authoring.scaffold import new_lab

    _said(places, new_lab(places, number, criteria, script=script))


@new.command()
@click.argument("number", metavar="DAY")
@click.argument("name")
@click.option("--file", "changed", multiple=True, help="A file of the solution that differs; may be given again.")
@click.option("--caught-by", multiple=True, help="A criterion that must fail; may be given again.")
@click.option("--also-right", is_flag=True, help="Another right solution instead of a wrong one.")
@click.pass_obj
def mutant(
    places: Places, number: str, name: str, changed: tuple[str, ...], caught_by: tuple[str, ...], also_right: bool
) -> None:
    """Begin a wrong solution of DAY, named after its misconception: NAME becomes its folder."""
    from course.authoring.scaffold import new_mutant

    _said(places, new_mutant(places, number, name, changed=changed, caught_by=caught_by, also_right=also_right))


@new.command()
@click.argument("topic")
@click.argument("id")
@click.option("--day", "number", required=True, help="The day that teaches it.")
@click.option("--kind", default="single", show_default=True, help=KINDS)
@click.option("--criterion", multiple=True, help="A criterion whose failure should bring it back; may be given again.")
@click.pass_obj
def question(places: Places, topic: str, id: str, number: str, kind: str, criterion: tuple[str, ...]) -> None:
    """Begin a question at the end of TOPIC's file; its ID is for life."""
    from course.authoring.scaffold import new_question

    _said(places, new_question(places, topic, id, day=number, kind=kind, criteria=criterion))


def _said(places: Places, made: Made) -> None:
    for path in made.written:
        click.echo(f"wrote {places.named(path)}")
    for path in made.kept:
        click.echo(f"left  {places.named(path)} as it is")
    click.echo("Fill in every blank; ecs-course dev check names each with its file and line.")
    for sentence in made.next:
        click.echo(sentence)
