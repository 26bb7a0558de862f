"""What is judged: one request that somebody will make, found in a file of whatever kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from course.simulator.rules.rule import Path

Source = Literal["request", "described", "template", "plan"]


def itself(path: Path) -> Path:
    """Where a request stands in the file as it will be sent."""
    return path


@dataclass(slots=True)
class Subject:
    """One request."""

    source: Source
    name: str
    """For a person: `task definition web`, `aws_ecs_service.web`, `Web (AWS::ECS::Service)`."""
    service: str
    operation: str
    asked: dict[str, Any]
    """Its parameters under the API's names; UNKNOWN where nobody can know them yet."""
    base: Path = ()
    """Where it stands in the file."""
    locate: Callable[[Path], Path] = itself
    """From a path of the request to the path below `base`, with the file's own names."""
    label: str = ""
    """What the file calls the thing: a logical id, an address."""
    address: str = ""
    """A resource's address in a plan."""
    made: str = ""
    """The ARN, or the name, by which the other subjects of its file know the thing it makes; it may be made up."""
    fills: dict[str, Any] = field(default_factory=dict)
    """Members of the thing's record that its request does not have: a revision, a status."""


class Absent:
    """In place of a value that is not there: null in a plan, AWS::NoValue in a template."""


ABSENT = Absent()


def unnamed(identity: str) -> str:
    """A made-up name for a thing that gets its name when it is made. It breaks no rule of names, and no reader sees it."""
    return "unnamed-" + re.sub("[^a-z0-9]+", "-", identity.lower()).strip("-")


def text_of(path: Path) -> str:
    """`("containerDefinitions", 0, "memory")` as `containerDefinitions[0].memory`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
