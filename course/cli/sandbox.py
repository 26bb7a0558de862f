"""ecs-course sandbox: the local AWS, useful also to people who never take the course."""

from __future__ import annotations

import json
from typing import Any

import click

from course.app.steps import step as at_work
from course.cli.sandbox_faults import fault
from course.cli.sandbox_iam import iam
from course.cli.sandbox_load import load
from course.cli.sandbox_runtime import runtime
from course.cli.sandbox_story import story
from course.cli.sandbox_time import forward, freeze, run, speed, step, time
from course.cli.sandbox_worlds import checkpoints, restore, save
from course.home import home
from course.sandbox import process


@click.group()
def sandbox() -> None:
    """The local AWS: one background process, one endpoint, one world for notebooks and terminals."""


for command in (time, forward, freeze, run, step, speed, save, restore, checkpoints, fault, story, iam, runtime, load):
    sandbox.add_command(command)
sandbox.add_command(run, "unfreeze")


def _show(running: process.Running, as_json: bool, words: str) -> None:
    facts: dict[str, Any] = running.as_json()
    click.echo(json.dumps(facts) if as_json else f"{words} at {running.endpoint} (process {running.pid})")
    for note in () if as_json else running.notes:
        click.echo(f"Note: {note}")


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--port", type=click.IntRange(1, 65535), help="Use this port from now on.")
@click.option("--new-port", is_flag=True, help="Choose another free port from now on.")
def up(as_json: bool, port: int | None, new_port: bool) -> None:
    """Start the sandbox, or find the one that runs."""
    with at_work("Starting the sandbox"):
        running = process.up(home(), port=port, new_port=new_port)
    _show(running, as_json, "The sandbox answers")


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def down(as_json: bool) -> None:
    """Stop the sandbox."""
    stopped = process.down(home())
    click.echo(json.dumps({"stopped": stopped}) if as_json else "Stopped." if stopped else "It was not running.")


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def reset(as_json: bool) -> None:
    """Empty the sandbox's world: every account, every region. `restore before-reset` brings the last one back."""
    process.reset(home())
    click.echo(json.dumps({"reset": True}) if as_json else "The sandbox's world is empty.")


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(as_json: bool) -> None:
    """Say whether it runs, where and since when. Exit status 3 where it does not."""
    running = process.status(home())
    if running is None:
        click.echo(
            json.dumps({"running": False}) if as_json else "The sandbox is not running. Run: ecs-course sandbox up"
        )
        raise SystemExit(3)
    _show(running, as_json, f"The sandbox has answered for {running.uptime_s:.0f} s")
