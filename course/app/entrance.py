"""The chosen world made ready: the sandbox running or the account confirmed, and this process led into it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.app.steps import step
from course.home import Home
from course.model.errors import WorldNotReady
from course.sandbox import process
from course.world.access import account_clients, confirmed, sandbox_clients
from course.world.chosen import WORLD_VARIABLE, World, agreed_world
from course.world.environment import Environment, environment, write_empty_aws_files


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A world that answers."""

    world: World
    endpoint: str
    """The sandbox's address, or "" for an account."""
    client: Callable[[str], Any]
    """Makes boto3 clients for it."""


def ready_world(home: Home, *, start: bool = True) -> Ready:
    """The chosen world, made ready. `start`: start the sandbox where it is not running; otherwise say so.

    Raises OtherWorldChosen, SandboxNotReady, WorldNotReady, UsageProblem.
    """
    world = agreed_world(home)
    if world.kind == "account":
        world = confirmed(home, world)
        return Ready(world=world, endpoint="", client=account_clients(home, world))
    with step("Starting the sandbox"):
        running = process.up(home) if start else process.status(home)
    if running is None:
        raise WorldNotReady("The sandbox is not running.", run="ecs-course sandbox up")
    return Ready(world=world, endpoint=running.endpoint, client=sandbox_clients(running.endpoint, world.region))


def enter(home: Home, ready: Ready) -> None:
    """Lead this process (a kernel, a command) into the world: its environment, and boto3's default session if one was made.

    Raises WorldNotReady where the home cannot be written.
    """
    if ready.world.kind == "sandbox":
        try:
            write_empty_aws_files(home)
        except OSError as error:
            raise WorldNotReady(
                f"{home.state} cannot be written ({error.strerror}).", run="ecs-course doctor"
            ) from None
    environment(home, ready.world, ready.endpoint).apply(os.environ)
    if "boto3" in sys.modules:
        setattr(sys.modules["boto3"], "DEFAULT_SESSION", None)  # it would remember credentials from before


def prepared(home: Home) -> Environment:
    """The environment for a shell in the chosen world, which is made ready first.

    The shell that asks may come from another world: it is about to be replaced, so that is no reason to stop.
    """
    os.environ.pop(WORLD_VARIABLE, None)
    ready = ready_world(home)
    before = dict(os.environ)
    enter(home, ready)
    return environment(home, ready.world, ready.endpoint, before)
