"""ecs-course map: the learner's world as an outline."""

from __future__ import annotations

import json
import sys
import time

import click

from course.app.entrance import ready_world
from course.app.mapping import pace, surveyor
from course.home import home
from course.map.outline import outline
from course.map.scene import Scene

CLEAR = "\x1b[H\x1b[2J\x1b[3J"


@click.command("map")
@click.option("--cluster", default="", metavar="NAME", help="Only this cluster.")
@click.option("--watch", is_flag=True, help="Show it again whenever something changes, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON; with --watch one line for each change.")
def map_(cluster: str, watch: bool, as_json: bool) -> None:
    """Show your world: load balancers, target groups, clusters, services, tasks, and what they use, with their states."""
    learner = home()
    ready = ready_world(learner, start=False)
    looking = surveyor(learner, ready, cluster)
    scene = looking.survey()
    _print(scene, as_json, watch)
    try:
        while watch:
            time.sleep(pace(ready).wait(scene, 0))
            again = looking.survey()
            if again != scene:
                _print(again, as_json, watch)
            scene = again
    except KeyboardInterrupt:
        click.echo("Stopped watching.", err=True)


def _print(scene: Scene, as_json: bool, watch: bool) -> None:
    if as_json:
        click.echo(json.dumps(scene.as_json(), indent=None if watch else 2, ensure_ascii=False))
        return
    from course.app.words import plain

    if watch and sys.stdout.isatty():
        click.echo(CLEAR, nl=False)
    click.echo(plain(outline(scene), 1_000_000) + ("\n" if watch else ""))
