"""ecs-course sandbox time, forward, freeze, run, step, speed: the sandbox's clock."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from course.app.sandbox_time import ahead_words, jump
from course.home import home
from course.sandbox import process

as_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
by = click.argument("duration", metavar="90|10m|24h")


@click.command()
@as_json
def time(as_json: bool) -> None:
    """Tell the sandbox's time and how it runs."""
    _tell(process.tell(home(), "GET", "time"), as_json)


@click.command(context_settings={"ignore_unknown_options": True})  # -5m gets a sentence, not "no such option"
@by
@as_json
def forward(duration: str, as_json: bool) -> None:
    """Jump ahead: 90 (seconds), 10m, 1h30m, 24h, 2d."""
    _tell(jump(home(), duration), as_json)


@click.command()
@as_json
def freeze(as_json: bool) -> None:
    """Let time stand still."""
    _tell(process.tell(home(), "POST", "time/freeze"), as_json)


@click.command()
@as_json
def run(as_json: bool) -> None:
    """Let time run again (also: unfreeze)."""
    _tell(process.tell(home(), "POST", "time/run"), as_json)


@click.command(context_settings={"ignore_unknown_options": True})
@by
@as_json
def step(duration: str, as_json: bool) -> None:
    """Jump ahead and stand still there."""
    _tell(process.tell(home(), "POST", "time/step", by=duration), as_json)


@click.command()
@click.argument("factor", type=click.IntRange(1, 3600), required=False)
@as_json
def speed(factor: int | None, as_json: bool) -> None:
    """Tell or set how many times faster time runs while something is in transition (60 at first)."""
    asked = {} if factor is None else {"factor": str(factor)}
    said = process.tell(home(), "POST", "time/speed", **asked) if asked else process.tell(home(), "GET", "time")
    click.echo(
        json.dumps(said) if as_json else f"While something is in transition, time runs {said['factor']} times faster."
    )


def _tell(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said))
        return
    now = datetime.fromisoformat(said["now"])
    how = (
        "standing still" if said["frozen"] else f"running {said['rate']} times faster" if said["hurried"] else "running"
    )
    click.echo(f"{now:%Y-%m-%d %H:%M:%S} UTC, {how}, {ahead_words(said['ahead_s'])}")
