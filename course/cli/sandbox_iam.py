"""ecs-course sandbox iam …: whether the policies of your own users and roles are judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from course.cli.sandbox_faults import account_of_the_shell, given
from course.home import home
from course.sandbox import process


def which(command: Callable[..., Any]) -> Callable[..., Any]:
    """The account of the shell, unless another is named."""
    command = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")(command)
    return click.option("--account", default=account_of_the_shell, help="Another account, twelve digits.")(command)


def _tell(method: str, route: str, account: str | None, as_json: bool) -> None:
    said = process.tell(home(), method, route, **given(account=account))
    judged = "are judged by their policies" if said["enforced"] else "may do everything"
    click.echo(json.dumps(said) if as_json else f"In {said['account']}, users and roles {judged}.")


@click.group()
def iam() -> None:
    """Let IAM's policies decide what the account's users and roles may do. The account's own key always may."""


@iam.command()
@which
def on(account: str | None, as_json: bool) -> None:
    """From now on, a call with a user's key or a role's session needs a policy that allows it."""
    _tell("POST", "iam/on", account, as_json)


@iam.command()
@which
def off(account: str | None, as_json: bool) -> None:
    """From now on, every user and role may do everything."""
    _tell("POST", "iam/off", account, as_json)


@iam.command()
@which
def status(account: str | None, as_json: bool) -> None:
    """Say whether they are judged."""
    _tell("GET", "iam", account, as_json)
