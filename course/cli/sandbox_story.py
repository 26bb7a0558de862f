"""ecs-course sandbox story: what happened, in order."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any

import click

from course.cli.sandbox_faults import given, place
from course.home import home
from course.sandbox import process

LOOK_S = 0.5


@click.command()
@click.option("--service", help="Only what concerns this service.")
@click.option("--cluster", help="Only what concerns this cluster.")
@click.option("--since", metavar="10m", help="Only what happened in this time.")
@click.option("--follow", "-f", is_flag=True, help="Go on telling until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@place
def story(
    service: str | None,
    cluster: str | None,
    since: str | None,
    follow: bool,
    as_json: bool,
    account: str | None,
    region: str | None,
) -> None:
    """Tell what happened, in order: tasks, services, targets, faults. Times are the sandbox's."""
    asked = given(service=service, cluster=cluster, since=since, account=account, region=region)
    lines = process.tell(home(), "GET", "story", **asked)["story"]
    day = _print(lines, as_json, "")
    if not lines and not follow and not as_json:
        click.echo("Nothing has happened yet: run a task or create a service.")
    try:
        while follow:
            time.sleep(LOOK_S)
            if lines:
                asked["after_us"] = str(lines[-1]["at_us"])
            lines = process.tell(home(), "GET", "story", **asked)["story"] or lines[-1:]
            day = _print([line for line in lines if str(line["at_us"]) != asked.get("after_us")], as_json, day)
    except KeyboardInterrupt:
        return


def _print(lines: list[dict[str, Any]], as_json: bool, day: str) -> str:
    """Print lines; the day of the last one, which is printed whenever it changes."""
    for line in lines:
        if as_json:
            click.echo(json.dumps(line))
            continue
        at = datetime.fromisoformat(line["at"])
        if f"{at:%Y-%m-%d}" != day:
            day = f"{at:%Y-%m-%d}"
            click.echo(day)
        click.echo(f"{at:%H:%M:%S}  {line['service'] or '-':<14} {_words(line)}")
    return day


def _words(line: dict[str, Any]) -> str:
    says = str(line["says"])
    if line["kind"] == "service":
        says = says.removeprefix(f"(service {line['service']}) ")
        return says[:1].upper() + says[1:]
    if line["kind"] == "fault":
        return f"! {says}"
    about = {"task": "task", "health": "task", "target": "target of task"}[line["kind"]]
    return f"  {about} {line['who'][:8]}  {says}" if line["who"] else f"  {about.removesuffix(' of task')} {says}"
