"""What the map shows: nodes and edges, frozen and plain. No AWS call, no drawing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
"""Of the JSON form; a reader refuses a number that it does not know."""


class Mood(StrEnum):
    """How a node fares. The word that is shown is the node's state; this chooses the sign and the colour."""

    GOOD = "good"
    MOVING = "moving"
    BAD = "bad"
    IDLE = "idle"
    GONE = "gone"

    @property
    def sign(self) -> str:
        """One character, so that colour is never alone."""
        return SIGNS[self]


SIGNS = {Mood.GOOD: "✔", Mood.MOVING: "↻", Mood.BAD: "✘", Mood.IDLE: "○", Mood.GONE: "■"}


@dataclass(frozen=True, kw_only=True)
class Node:
    """One resource."""

    id: str
    """Its ARN or another name that stays the same between two surveys."""
    kind: str
    """A key of `kinds.KINDS`."""
    name: str
    state: str = ""
    """In words, as AWS says it."""
    mood: Mood = Mood.IDLE
    says: str = ""
    """A second short line: counts, a condition."""
    facts: tuple[tuple[str, str], ...] = ()
    """Label and value, for whoever looks closer."""
    inside: str = ""
    """The node that it lies in: the cluster of a service, the service of a task, the load balancer of a rule; "" for none."""
    zone: str = ""
    """The Availability Zone of a task, "" while it has none."""
    zones: tuple[str, ...] = ()
    """Of a service: where its tasks may lie."""
    room: int = 0
    """Of a service: how many tasks it may have at once, in a deployment too."""
    part: tuple[int, int] | None = None
    """Of a deployment: running and wanted."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Who sends to whom, or uses what."""

    start: str
    end: str
    kind: str = "sends"
    """`sends` (traffic) or `uses` (a service its role, its log group)."""
    share: float | None = None
    """The part of a rule's traffic that goes here, 0 to 1, where the rule has several target groups."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The world at one moment."""

    world: str
    """In words."""
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    more: tuple[tuple[str, int], ...] = ()
    """What was left out, in words, and how often: `("other load balancers", 212)`."""
    notes: tuple[str, ...] = ()
    """Sentences: what could not be looked at, and why."""

    @property
    def moving(self) -> bool:
        """Whether something is in transition."""
        return any(node.mood is Mood.MOVING for node in self.nodes)

    def of(self, kind: str) -> list[Node]:
        """The nodes of one kind, in order."""
        return [node for node in self.nodes if node.kind == kind]

    def within(self, id: str) -> list[Node]:
        """The nodes that lie directly in another."""
        return [node for node in self.nodes if node.inside == id]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"version": VERSION, **asdict(self)}
