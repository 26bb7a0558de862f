"""ecs-course sandbox runtime …: who runs your tasks, a container engine or the simulator alone."""

from __future__ import annotations

import json
from typing import Any

import click

from course.cli.sandbox_faults import account_of_the_shell, given
from course.home import home
from course.sandbox import process


@click.command()
@click.argument("mode", required=False, type=click.Choice(["auto", "simulated"]))
@click.option("--account", default=account_of_the_shell, help="Another account, twelve digits.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def runtime(mode: str | None, account: str | None, as_json: bool) -> None:
    """Say who runs your tasks, or choose.

    \b
    auto         a container engine (Docker, podman) runs every task whose images can be had: pushed to the
                 sandbox's registry, or on this machine. All others are simulated. The default of your own account.
    simulated    no container ever runs; towards AWS's calls everything is the same. The default of other accounts.
    """
    route = f"runtime/{mode}" if mode else "runtime"
    said = process.tell(home(), "POST" if mode else "GET", route, **given(account=account))
    click.echo(json.dumps(said) if as_json else _words(said))


def _words(said: dict[str, Any]) -> str:
    engine = said["engine"]
    if said["mode"] == "simulated":
        return f"In {said['account']}, tasks are simulated."
    first = f"In {said['account']}, real containers run the tasks whose images can be had."
    if not engine:
        return f"{first} The container engine is asked for when the first image is pushed."
    if not engine["up"]:
        return f"{first} But no container engine answers ({engine['why']}), so all tasks are simulated."
    return f"{first} {engine['name']} {engine['version']} answers, {engine['cpus']} CPUs, {engine['memory_mib']} MiB."
