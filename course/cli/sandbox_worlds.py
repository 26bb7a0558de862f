"""ecs-course sandbox save, restore, checkpoints: worlds kept under names."""

from __future__ import annotations

import json
from datetime import datetime

import click

from course.home import home
from course.sandbox import process

as_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.command()
@click.argument("name")
@click.option("--replace", is_flag=True, help="Also over a checkpoint of that name.")
@as_json
def save(name: str, replace: bool, as_json: bool) -> None:
    """Save the sandbox's world as a checkpoint."""
    given = {"name": name} | ({"replace": "1"} if replace else {})
    said = process.tell(home(), "POST", "checkpoints/save", **given)
    click.echo(json.dumps(said) if as_json else f"Saved as {name}. To come back: ecs-course sandbox restore {name}")


@click.command()
@click.argument("name")
@as_json
def restore(name: str, as_json: bool) -> None:
    """Go back to a checkpoint. The world in use is saved first, under a name of its own."""
    said = process.tell(home(), "POST", "checkpoints/restore", name=name)
    if as_json:
        click.echo(json.dumps(said))
        return
    click.echo(f"The world is as it was saved in {name}.")
    click.echo(f"The one before it is kept: ecs-course sandbox restore {said['kept']}")
    for note in said["notes"]:
        click.echo(f"Note: {note}")


@click.command()
@as_json
def checkpoints(as_json: bool) -> None:
    """List the saved worlds, newest first."""
    said = process.tell(home(), "GET", "checkpoints")
    if as_json:
        click.echo(json.dumps(said))
        return
    for one in said["checkpoints"]:
        saved = datetime.fromisoformat(one["saved_at"]).astimezone()
        click.echo(f"{one['name']:<32} saved {saved:%Y-%m-%d %H:%M}, {one['calls']} calls")
    if not said["checkpoints"]:
        click.echo("No checkpoints yet. To make one: ecs-course sandbox save NAME")
