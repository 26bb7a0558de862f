"""The chosen world: sandbox, or one real account that was entered on purpose. One small file remembers it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from typing import Literal

from course.home import Home
from course.model.errors import OtherWorldChosen, WorldNotReady

DEFAULT_REGION = "us-east-1"
WORLD_VARIABLE = "ECS_COURSE_WORLD"
"""Set in every kernel and shell that the course prepares; holds World.key, so that a stale one is noticed."""


@dataclass(frozen=True, kw_only=True)
class World:
    """An AWS to work in."""

    kind: Literal["sandbox", "account"]
    region: str = DEFAULT_REGION
    account: str = ""
    """The account id that was shown and typed; "" for the sandbox."""
    identity: str = ""
    """The ARN that was shown; "" for the sandbox."""
    profile: str = ""
    """The profile of the learner's own AWS files; "" for the sandbox."""
    config_file: str = ""
    credentials_file: str = ""

    @property
    def words(self) -> str:
        """How cards and commands name it."""
        return "sandbox" if self.kind == "sandbox" else f"account {self.account} ({self.region})"

    @property
    def key(self) -> str:
        """Tells two worlds apart; the value of ECS_COURSE_WORLD."""
        return "sandbox" if self.kind == "sandbox" else f"account/{self.account}/{self.region}/{self.profile}"


SANDBOX = World(kind="sandbox")


def chosen_world(home: Home) -> World:
    """The world chosen last, the sandbox where none was.

    Raises WorldNotReady when the file is there but cannot be understood: guessing between a sandbox and a real account is
    the one thing that must not happen.
    """
    try:
        text = home.world.read_text("utf-8")
    except FileNotFoundError:
        return SANDBOX
    except OSError as error:
        raise WorldNotReady(f"{home.world} cannot be read ({error.strerror}).", run="ecs-course doctor") from None
    try:
        return World(**json.loads(text))
    except (ValueError, TypeError):
        raise WorldNotReady(
            f"{home.world} is damaged, so it is not known which world was chosen.", run="ecs-course world use sandbox"
        ) from None


def choose_world(home: Home, world: World) -> None:
    """Remember the world; the file changes whole or not at all. Raises WorldNotReady when it cannot be written."""
    try:
        home.world.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=home.world.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(world), file, indent=2)
        os.replace(name, home.world)
    except OSError as error:
        raise WorldNotReady(f"{home.world} cannot be written ({error.strerror}).") from None


def agreed_world(home: Home) -> World:
    """The chosen world, after making sure that this shell or kernel was not prepared for another one.

    Raises OtherWorldChosen where ECS_COURSE_WORLD says otherwise.
    """
    world = chosen_world(home)
    here = os.environ.get(WORLD_VARIABLE)
    if here not in (None, "", world.key):
        raise OtherWorldChosen(
            f"This shell or kernel was prepared for another world ({here.split('/')[0]}) than the chosen one "
            f"({world.words}). Restart the kernel, or open a new terminal.",
            run="ecs-course shell",
        )
    return world
