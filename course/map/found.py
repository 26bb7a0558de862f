"""What a survey has found so far: records for the readers that come later, nodes and edges for the scene."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course.map.scene import Edge, Node

Record = dict[str, Any]
"""As a describe call shows it."""


@dataclass
class Found:
    """Filled by the readers, in their order."""

    only: str = ""
    """Show this cluster alone; "" for all."""
    clusters: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    """Cluster ARN → how many of its services are not shown."""
    tasks: list[Record] = field(default_factory=list)
    subnets: dict[str, Record] = field(default_factory=dict)
    balancers: list[Record] = field(default_factory=list)
    target_groups: list[Record] = field(default_factory=list)
    health: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Target id (an address, an instance) → target group, state, reason."""
    definitions: dict[str, Record] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def leave_out(self, what: str, number: int) -> None:
        """Count what is not shown."""
        if number > 0:
            self.more[what] = self.more.get(what, 0) + number

    def zones(self, subnets: Iterable[str]) -> tuple[str, ...]:
        """The Availability Zones of subnets, in order, each once."""
        return tuple(sorted({self.subnets[id]["AvailabilityZone"] for id in subnets if id in self.subnets}))


def short(arn: str) -> str:
    """The name at the end of an ARN."""
    return arn.rsplit("/", 1)[-1].rsplit(":", 1)[-1] if "/" in arn else arn.rsplit(":", 1)[-1]


def revision(arn: str) -> str:
    """`api:12` of a task definition's ARN."""
    return arn.rsplit("/", 1)[-1]


def facts(*pairs: tuple[str, Any]) -> tuple[tuple[str, str], ...]:
    """Label and value of whatever has one."""
    return tuple((label, words(value)) for label, value in pairs if value not in (None, "", [], (), {}))


def words(value: Any) -> str:
    """A value as text."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list | tuple):
        return ", ".join(words(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
