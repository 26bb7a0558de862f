"""The survey: readers run in order over one look at the world; what they found becomes a Scene."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from course.map.asking import Asking, Memory, Sight
from course.map.found import Found, Record
from course.map.kinds import KINDS
from course.map.readers import balancing, clusters, definitions, network, scaling, services, tasks
from course.map.scene import Mood, Node, Scene
from course.model.errors import WorldNotReady

Reader = Callable[[Asking, Found], None]
MOST_ON_THE_SIDE = 8
"""Of one kind in the side strip."""


@dataclass
class Surveyor:
    """Looks at a world again and again. Read-only: everything goes through the looks that `look` makes."""

    look: Callable[[], Sight]
    """A fresh look, which answers identical questions once."""
    world: str
    """In words."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The world's time."""
    only: str = ""
    """Show this cluster alone."""
    _memory: Memory = field(default_factory=Memory)
    _seen: dict[str, list[str]] = field(default_factory=dict)
    """Cluster → services, of the last survey."""
    _counts: dict[str, Any] = field(default_factory=dict)

    def survey(self) -> Scene:
        """The world as it is. Raises WorldNotReady where it does not answer at all."""
        ask = Asking(self.look(), self._memory, time.monotonic())
        found = Found(only=self.only)
        for read in self.readers():
            read(ask, found)
        self._seen = {cluster["clusterArn"]: [] for cluster in found.clusters}
        for service in found.services:
            self._seen[service["clusterArn"]].append(service["serviceArn"])
        self._counts = _counts(found.services)
        return scene_of(found, ask, self.world)

    def changed(self) -> bool:
        """Whether the services of the last survey have other counts or deployments by now: one cheap call for each cluster."""
        try:
            ask = Asking(self.look(), Memory(), time.monotonic())
            now: list[Record] = []
            for cluster, services in self._seen.items():
                now += ask.each(
                    "ecs", "describe_services", "services", services, "services", portion=10, cluster=cluster
                )
            return _counts(now) != self._counts
        except WorldNotReady:
            return True  # the survey says why

    def fresh(self) -> None:
        """Forget the answers that were kept."""
        self._memory.answers.clear()

    def readers(self) -> tuple[Reader, ...]:
        """In this order: each may use the records that the ones before it have found."""
        return (
            clusters.read, tasks.collect(self.now), balancing.read, network.read,
            services.read, tasks.read, definitions.read, scaling.read,
        )  # fmt: skip


def _counts(services: Iterable[Record]) -> dict[str, Any]:
    """What changes first when something happens to a service."""
    return {
        service["serviceArn"]: (
            service.get("status"), service.get("desiredCount"), service.get("runningCount"), service.get("pendingCount"),
            [(one.get("id"), one.get("rolloutState")) for one in service.get("deployments") or ()],
        )
        for service in services
    }  # fmt: skip


def scene_of(found: Found, ask: Asking, world: str) -> Scene:
    """Nodes each once, the side strip shortened, edges between what is shown."""
    if found.balancers:
        found.nodes.insert(0, Node(id="client", kind="client", name="client", state="sends", mood=Mood.IDLE))
    many: Counter[str] = Counter()
    kept: dict[str, Node] = {}
    for node in found.nodes:
        many[node.kind] += 1
        if KINDS[node.kind].lane == "side" and many[node.kind] > MOST_ON_THE_SIDE:
            found.leave_out(f"{KINDS[node.kind].word}s".replace("policys", "policies"), 1)
        else:
            kept.setdefault(node.id, node)
    holders = {"", *kept}
    nodes = tuple(node for node in kept.values() if node.inside in holders)
    shown = {node.id for node in nodes}
    edges = tuple(dict.fromkeys(edge for edge in found.edges if edge.start in shown and edge.end in shown))
    return Scene(world=world, nodes=nodes, edges=edges, more=tuple(found.more.items()), notes=tuple(ask.notes.values()))
