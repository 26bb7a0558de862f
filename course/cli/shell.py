"""ecs-course env and ecs-course shell: any terminal led into the learner's world."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import click

from course.app.entrance import prepared
from course.home import home


@click.command()
@click.option(
    "--shell",
    "kind",
    type=click.Choice(["sh", "fish", "powershell"]),
    default="powershell" if os.name == "nt" else "sh",
    help="The shell's syntax.",
)
def env(kind: str) -> None:
    """Print what leads a shell into your world: eval "$(ecs-course env)"."""
    environment = prepared(home())
    for name in environment.unset:
        click.echo({"sh": f"unset {name}", "fish": f"set -e {name}", "powershell": f"Remove-Item Env:{name}"}[kind])
    for name, value in environment.set.items():
        quoted = "'" + value.replace("'", "''") + "'" if kind == "powershell" else shlex.quote(value)
        click.echo({"sh": f"export {name}={quoted}", "fish": f"set -gx {name} {quoted}",
                    "powershell": f"$Env:{name} = {quoted}"}[kind])  # fmt: skip


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def shell(command: tuple[str, ...]) -> None:
    """Open a shell in your world, or run COMMAND in it (after --)."""
    environment = prepared(home())
    surroundings = dict(os.environ)
    environment.apply(surroundings)
    words = list(command) or [
        os.environ.get("COMSPEC", "cmd.exe") if os.name == "nt" else os.environ.get("SHELL", "/bin/sh")
    ]
    if not command:
        click.echo("This shell is in your world now; leave it with `exit`.", err=True)
    try:
        sys.exit(subprocess.run(words, env=surroundings).returncode)
    except OSError as error:
        click.echo(f"{words[0]} cannot be run: {error.strerror}.", err=True)
        sys.exit(2)
