"""One end of the way: where it stands in the network, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course.reachability.names import Kind
from course.simulator.network.model import Interface


@dataclass(frozen=True, kw_only=True)
class End:
    """A source or a destination."""

    kind: Kind
    name: str
    """For a person."""
    places: tuple[Interface, ...] = ()
    """Where it stands, or may stand: a service once in each of its subnets."""
    port: int = 0
    """Where it listens; 0 where that is not known."""
    services: tuple[str, ...] = ()
    """Of AWS, by the names of their endpoints."""
    see: str = ""
    """A command that shows where it stands."""
    definition: Mapping[str, Any] = field(default_factory=dict)
    """The task definition, as DescribeTaskDefinition shows it."""
    fargate: bool = True
    behind: tuple[str, ...] = ()
    """Load balancers in front of it, by name."""
    public: bool = False
    """A load balancer whose name leads to public addresses."""
