"""ecs-course sandbox fault …: break something on purpose, see what is broken, mend it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from course.home import home
from course.sandbox import process


def account_of_the_shell() -> str | None:
    """The account that the shell's access key names, None where it names none."""
    key = os.environ.get("AWS_ACCESS_KEY_ID", "")
    return key if len(key) == 12 and key.isdigit() else None


def place(command: Callable[..., Any]) -> Callable[..., Any]:
    """The account and region of the shell, unless others are named."""
    account = account_of_the_shell()
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    command = click.option("--region", default=region, help="Another region.")(command)
    return click.option("--account", default=account, help="Another account, twelve digits.")(command)


def lasting(command: Callable[..., Any]) -> Callable[..., Any]:
    """For how long."""
    return click.option("--for", "for_", metavar="10m", help="How long; without it, until it is cleared.")(command)


def given(**facts: Any) -> dict[str, str]:
    """What was given, as a control route takes it."""
    return {name: str(value) for name, value in facts.items() if value is not None}


def _break(kind: str, **facts: Any) -> None:
    click.echo(process.tell(home(), "POST", f"faults/{kind}", **given(**facts))["says"])


@click.group()
def fault() -> None:
    """Break something on purpose, and mend it. The same calls and faults always tell the same story."""


@fault.command()
@click.argument("task")
@click.option("--exit", "exit_", type=int, help="With this exit code; without it, 137.")
@place
def kill_task(task: str, exit_: int | None, account: str | None, region: str | None) -> None:
    """Kill every container of a task (its id, the beginning of it, or its ARN)."""
    _break("kill-task", task=task, exit=exit_, account=account, region=region)


@fault.command()
@click.argument("task")
@click.argument("container")
@click.option("--exit", "exit_", type=int, help="With this exit code; without it, 137.")
@place
def kill_container(task: str, container: str, exit_: int | None, account: str | None, region: str | None) -> None:
    """Kill one container of a task."""
    _break("kill-container", task=task, container=container, exit=exit_, account=account, region=region)


@fault.command()
@click.argument("task")
@click.argument("container", required=False)
@place
def memory(task: str, container: str | None, account: str | None, region: str | None) -> None:
    """Let a container use more memory than it may."""
    _break("memory", task=task, container=container, account=account, region=region)


@fault.command()
@click.argument("zone")
@lasting
@place
def zone(zone: str, for_: str | None, account: str | None, region: str | None) -> None:
    """Fail an Availability Zone: its tasks end, and none can be placed there."""
    _break("zone", zone=zone, account=account, region=region, **{"for": for_})


@fault.command()
@lasting
@place
def spot(for_: str | None, account: str | None, region: str | None) -> None:
    """Take the Spot capacity back: two minutes' notice for every task of FARGATE_SPOT, and no more of them."""
    _break("spot", account=account, region=region, **{"for": for_})


@fault.command()
@click.option("--provider", type=click.Choice(["FARGATE", "FARGATE_SPOT"]), default="FARGATE", show_default=True)
@lasting
@place
def capacity(provider: str, for_: str | None, account: str | None, region: str | None) -> None:
    """Let Fargate have no capacity for new tasks."""
    _break("capacity", provider=provider, account=account, region=region, **{"for": for_})


@fault.command()
@click.argument("service", required=False)
@click.option("--task", help="Only this task of a service.")
@click.option("--status", type=int, help="Every answer has this HTTP status; without it, there is no answer.")
@click.option("--slow", metavar="8s", help="Every answer takes this long: checks with a shorter time-out fail.")
@lasting
@place
def health(
    service: str | None,
    task: str | None,
    status: int | None,
    slow: str | None,
    for_: str | None,
    account: str | None,
    region: str | None,
) -> None:
    """Break or slow the health checks of a service (`web` or `cluster/web`) or of one task."""
    facts = {"service": service, "task": task, "status": status, "slow": slow, "for": for_}
    _break("health", account=account, region=region, **facts)


@fault.command()
@click.argument("operation", metavar="ecs:RunTask")
@click.option("--times", type=int, help="So many calls; without it, all.")
@lasting
@place
def api(operation: str, times: int | None, for_: str | None, account: str | None, region: str | None) -> None:
    """Throttle an operation: AWS answers that there were too many calls. `ecs:*` means all of ECS."""
    _break("api", operation=operation, times=times, account=account, region=region, **{"for": for_})


@fault.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@place
def list_(as_json: bool, account: str | None, region: str | None) -> None:
    """List what is broken now."""
    said = process.tell(home(), "GET", "faults", **given(account=account, region=region))
    if as_json:
        click.echo(json.dumps(said))
        return
    for one in said["faults"]:
        until = f", until {datetime.fromisoformat(one['until']):%H:%M:%S}" if one["until"] else ""
        click.echo(f"{one['id']:<12} {one['says']}{until}")
    if not said["faults"]:
        click.echo("Nothing is broken on purpose.")


@fault.command()
@click.argument("id", required=False)
@place
def clear(id: str | None, account: str | None, region: str | None) -> None:
    """Mend one fault (its id from `fault list`), or all."""
    _break("clear", id=id, account=account, region=region)
