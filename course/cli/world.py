"""ecs-course world: choose the sandbox or, knowingly, a real account."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from course.app import worlds
from course.home import home
from course.world.chosen import chosen_world


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
def world(context: click.Context, as_json: bool) -> None:
    """Say which world you work in, or choose another."""
    if context.invoked_subcommand is None:
        now = chosen_world(home())
        click.echo(json.dumps(asdict(now)) if as_json else f"You work in the {now.words}.")


@world.group()
def use() -> None:
    """Choose the world of the kernels and shells that are opened from now on."""


@use.command("sandbox")
def use_sandbox() -> None:
    """Work in the sandbox: no account, no cost."""
    worlds.use_sandbox(home())
    click.echo("You work in the sandbox. Restart open kernels, and open a new terminal: ecs-course shell")


@use.command("account")
@click.argument("profile")
@click.option("--region", required=True, help="The region to work in, such as eu-west-1.")
def use_account(profile: str, region: str) -> None:
    """Enter the real account of PROFILE (from your own ~/.aws), after showing which one it is."""
    candidate = worlds.account_candidate(home(), profile, region)
    click.echo(f"Account:  {candidate.account}\nIdentity: {candidate.identity}\nRegion:   {candidate.region}")
    click.echo("What you do there is real and can cost money.")
    typed = click.prompt("Type the account id to enter it", default="", show_default=False)
    worlds.use_account(home(), candidate, typed)
    click.echo(f"You work in the {candidate.words}. Restart open kernels, and open a new terminal: ecs-course shell")
